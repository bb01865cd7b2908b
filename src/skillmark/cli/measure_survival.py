"""`skillmark measure survival`: how long it takes, with those still waiting in the picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from skillmark.cli.console import Exit, emit, out
from skillmark.cli.measure_shown import Language, numbers, p_value, table, verdict, working

if TYPE_CHECKING:
    from skillmark.measure.durations.compared import Compared, Model


def survival_command(
    data: Annotated[Path, typer.Argument(help="CSV, one row a person.")],
    *,
    time: Annotated[str, typer.Option(help="Column with the days until it happened, or so far.")],
    event: Annotated[
        str,
        typer.Option(
            help="Column: 1 where it happened, 0 where nothing has yet, 2 where something else "
            "happened first."
        ),
    ],
    group: Annotated[str | None, typer.Option(help="Column with the groups to compare.")] = None,
    covariates: Annotated[
        str, typer.Option(help="Columns of numbers for a Cox regression, by commas.")
    ] = "",
    cluster: Annotated[
        str | None, typer.Option(help="Column with what people share (a team); errors follow it.")
    ] = None,
    entry: Annotated[
        str | None, typer.Option(help="Column with the day on which watching began.")
    ] = None,
    horizon: Annotated[
        float | None, typer.Option(min=0, help="Days up to which mean times are compared.")
    ] = None,
    size: Annotated[
        float | None, typer.Option("--effect", help="Smallest difference worth knowing, in days.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(help="Where the picture goes (SVG): the curves.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the picture.")] = Language.ENGLISH,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> int:
    """Compare how long it takes; exit 1 where no difference between groups is established."""
    from skillmark.measure.durations.comparing import compare
    from skillmark.measure.durations.reading import read_watched

    watched = read_watched(
        data,
        time=time,
        event=event,
        group=group,
        covariates=covariates.split(","),
        cluster=cluster,
        entry=entry,
    )
    with working("comparing"):
        found = compare(watched, horizon=horizon, wanted=size)
    if chart is not None:
        from skillmark.cli.measure_charts import write_curves

        write_curves(found, time, chart, language)
    if as_json:
        emit(found.as_json())
    else:
        _show(found)
    return Exit.NO if found.established is False else Exit.GOOD


def _show(found: Compared) -> None:
    groups = table("group", "people", "events", "median", "95% interval", "mean", "95% interval")
    for one in found.groups:
        median, low, high = one.curve.median()
        mean = one.mean
        groups.add_row(
            escape(one.name or "all"),
            str(one.curve.n),
            str(one.curve.events),
            _day(median),
            f"{_day(low)} to {_day(high)}",
            "" if mean is None else f"{mean.value:,.4g}",
            "" if mean is None else f"{mean.low:,.4g} to {mean.high:,.4g}",
        )
    out.print(groups)
    out.print(f"means are of times cut at {found.horizon:g}; medians and curves need no horizon")
    if found.differences:
        differences = table("less", "mean difference", "se", "95% interval")
        for name, one in found.differences:
            differences.add_row(
                escape(f"{name} less {found.groups[0].name}"), *numbers(one.difference)
            )
        out.print(differences)
    _show_incidence(found)
    if found.test is not None:
        it = found.test
        out.print(f"log-rank: chi² = {it.statistic:.4g} on {it.degrees}, {p_value(it.p)}")
    if found.model is not None:
        _show_model(found.model)
    for note in found.notes:
        out.print(f"note: {escape(note)}")
    if found.established is not None:
        verdict(
            "established" if found.established else "not established", found.reason, found.remedy
        )
        out.print("A difference between groups is not yet an effect of what tells them apart.")


def _show_incidence(found: Compared) -> None:
    if not any(group.incidence for group in found.groups):
        return
    shares = table("group", "event", f"share by {found.horizon:g}", "95% interval")
    for group in found.groups:
        for kind, incidence in group.incidence:
            share, low, high = incidence.at(found.horizon)
            shares.add_row(
                escape(group.name or "all"), str(kind), f"{share:.1%}", f"{low:.1%} to {high:.1%}"
            )
    out.print(shares)


def _show_model(model: Model) -> None:
    fitted = model.fitted
    rows = table("covariate", "hazard ratio", "95% interval", "does it stay the same?")
    for name, ratio, one in zip(fitted.names, fitted.ratios, model.checks, strict=False):
        rows.add_row(
            escape(name),
            f"{ratio.value:.4g}",
            f"{ratio.low:.4g} to {ratio.high:.4g}",
            p_value(one.p),
        )
    out.print(rows)
    errors = f"by {fitted.clusters} clusters" if fitted.clusters else "robust"
    out.print(f"errors {errors}; concordance {model.concordance:.3f}")
    together = model.checks[-1]
    if together.p < 0.05:
        out.print(
            f"note: the factors change over time ({p_value(together.p)}): each is an average; "
            "trust the mean difference instead"
        )


def _day(value: float | None) -> str:
    return "not reached" if value is None else f"{value:,.4g}"
