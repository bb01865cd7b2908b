"""`skillmark measure did`: what a start at different times did, and whether it may be believed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from skillmark.cli.console import Exit, emit, out
from skillmark.cli.measure_shown import Language, numbers, p_value, table, verdict, working

if TYPE_CHECKING:
    from skillmark.measure.panels.staggered import Staggered


class _Aggregate(StrEnum):
    SIMPLE = "simple"
    DYNAMIC = "dynamic"
    GROUP = "group"
    CALENDAR = "calendar"


class _Method(StrEnum):
    DOUBLY_ROBUST = "dr"
    WEIGHTING = "ipw"
    REGRESSION = "reg"


class _Base(StrEnum):
    VARYING = "varying"
    UNIVERSAL = "universal"


def did_command(
    panel: Annotated[Path, typer.Argument(help="CSV, one row a unit and period.")],
    *,
    unit: Annotated[str, typer.Option(help="Column with the unit.")],
    time: Annotated[str, typer.Option(help="Column with the period, a number.")],
    first_treated: Annotated[
        str, typer.Option(help="Column with the first period of treatment; 0 or empty for never.")
    ],
    outcome: Annotated[str, typer.Option(help="Column with the outcome.")],
    covariates: Annotated[
        str, typer.Option(help="Columns to adjust for, by commas; their values before treatment.")
    ] = "",
    method: Annotated[
        _Method, typer.Option(help="Doubly robust, weighting alone, or regression alone.")
    ] = _Method.DOUBLY_ROBUST,
    cluster: Annotated[
        str | None, typer.Option(help="Column with what units share (a site); errors follow it.")
    ] = None,
    never_treated: Annotated[
        bool,
        typer.Option("--never-treated", help="Compare with units never treated only."),
    ] = False,
    anticipation: Annotated[
        int, typer.Option(min=0, help="Periods before the start in which units may react to it.")
    ] = 0,
    aggregate: Annotated[
        _Aggregate, typer.Option(help="What the one average is the average of.")
    ] = _Aggregate.SIMPLE,
    base: Annotated[
        _Base, typer.Option(help="What periods before the start are compared with.")
    ] = _Base.VARYING,
    size: Annotated[
        float | None, typer.Option("--effect", help="Smallest effect worth knowing.")
    ] = None,
    bootstrap: Annotated[
        int, typer.Option(min=0, max=100_000, help="Draws for the bands; 0 for none.")
    ] = 999,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap.")] = 0,
    chart: Annotated[
        Path | None, typer.Option(help="Where the picture goes (SVG): an event study.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the picture.")] = Language.ENGLISH,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> int:
    """Estimate group-time effects of a staggered start; exit 1 where none is established."""
    import numpy as np

    from skillmark.measure.panels.did import Aggregate, Base, Comparison, Method, group_time
    from skillmark.measure.panels.reading import read_panel

    read = read_panel(
        panel,
        unit=unit,
        time=time,
        first_treated=first_treated,
        outcome=outcome,
        covariates=covariates.split(","),
        cluster=cluster,
    )
    with working("comparing cohorts"):
        found = group_time(
            read,
            comparison=Comparison.NEVER_TREATED if never_treated else Comparison.NOT_YET_TREATED,
            method=Method(method.value),
            aggregate=Aggregate(aggregate.value),
            base=Base(base.value),
            anticipation=anticipation,
            draws=bootstrap,
            rng=np.random.default_rng(seed),
            wanted=size,
        )
    if chart is not None:
        from skillmark.cli.measure_charts import write_event_study

        write_event_study(found, outcome, chart, language)
    if as_json:
        emit(found.as_json())
    else:
        _show(found)
    return Exit.GOOD if found.established else Exit.NO


def _show(found: Staggered) -> None:
    effects = table("group", "time", "effect", "se", "95% interval", "units")
    for cell in found.effects:
        before = " (placebo)" if cell.is_placebo else " (anticipated)" if cell.anticipated else ""
        effects.add_row(
            f"{cell.group:g}",
            f"{cell.time:g}{before}",
            *numbers(cell.att),
            f"{cell.treated} / {cell.comparison}",
        )
    kind = f"average ({found.aggregate.value})"
    effects.add_row(kind, "after", *numbers(found.overall), str(found.units))
    out.print(effects)
    bands = {since: f"{low:,.4g} to {high:,.4g}" for since, low, high in found.bands}
    events = table("since start", "effect", "se", "95% interval", "band for all at once")
    for since, x in found.by_event_time:
        events.add_row(f"{since:+g}", *numbers(x), bands.get(since, ""))
    out.print(events)
    it = found.pre_trend
    if it is not None and it.p is not None:
        out.print(
            f"movement before the start: {p_value(it.p)}; a steady drift of "
            f"{it.detectable:.3g} a period would have been found four times in five, and would "
            f"move the average by {it.moves:.3g}"
        )
    if found.honest is not None and found.honest.breakdown > 0:
        out.print(
            "the average over the times since the start stays different from zero while trends "
            f"move apart by at most {found.honest.breakdown:.2g} times the worst seen before"
        )
    for note in found.notes:
        out.print(f"note: {escape(note.text)}")
    verdict("established" if found.established else "not established", found.reason, found.remedy)
    if found.established:
        out.print("But that trends seemed parallel proves little: see the drift above.")
