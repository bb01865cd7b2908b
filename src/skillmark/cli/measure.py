"""`skillmark measure`: effects, group-time effects, survey shares, the impact report."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from skillmark.cli import measure_ledger
from skillmark.cli.console import Exit, emit, err, out

if TYPE_CHECKING:
    from skillmark.measure.effects.effect import Effect
    from skillmark.measure.estimate import Estimate

app = typer.Typer(help="Measure whether any of it worked, and say so when the data cannot tell.")
app.add_typer(measure_ledger.app, name="ledger")

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Seed = Annotated[int, typer.Option(help="Seed of the shuffles and the bootstrap.")]


@app.command("effect")
def effect_command(
    data: Annotated[Path, typer.Argument(help="CSV, one row a person.")],
    *,
    treatment: Annotated[str, typer.Option(help="Column with 1 for the treated, 0 for others.")],
    outcome: Annotated[str, typer.Option(help="Column with the outcome.")],
    covariates: Annotated[
        str,
        typer.Option(
            help="Columns known before the treatment, separated by commas; age^2 and "
            "educ*re74 make powers and products."
        ),
    ],
    placebo: Annotated[
        str | None, typer.Option(help="Column the treatment cannot have changed.")
    ] = None,
    bootstrap: Annotated[
        int, typer.Option(min=0, max=20_000, help="Draws; 0 for the analytic interval.")
    ] = 0,
    size: Annotated[
        float | None, typer.Option("--effect", help="Smallest effect worth knowing.")
    ] = None,
    seed: Seed = 0,
    as_json: Json = False,
) -> int:
    """Estimate the average effect on the treated; exit 1 where it is not established."""
    import numpy as np

    from skillmark.measure.effects.effect import effect
    from skillmark.measure.table import read_study

    study = read_study(
        data,
        treatment=treatment,
        outcome=outcome,
        covariates=covariates.split(","),
        placebo=placebo,
    )
    with _working("estimating, then shuffling the treatment"):
        found = effect(
            study, rng=np.random.default_rng(seed), resample=bootstrap, worth_knowing=size
        )
    if as_json:
        emit(found.as_json())
    else:
        _show_effect(found)
    return Exit.GOOD if found.verdict.established else Exit.NO


@app.command("did")
def did_command(
    panel: Annotated[Path, typer.Argument(help="CSV, one row a unit and period.")],
    *,
    unit: Annotated[str, typer.Option(help="Column with the unit.")],
    time: Annotated[str, typer.Option(help="Column with the period, a number.")],
    first_treated: Annotated[
        str, typer.Option(help="Column with the first period of treatment; 0 or empty for never.")
    ],
    outcome: Annotated[str, typer.Option(help="Column with the outcome.")],
    never_treated: Annotated[
        bool,
        typer.Option("--never-treated", help="Compare with units never treated only."),
    ] = False,
    as_json: Json = False,
) -> int:
    """Estimate group-time effects of a staggered start; exit 1 where none is established."""
    from skillmark.measure.panels.did import Comparison, group_time, read_panel

    found = group_time(
        read_panel(panel, unit=unit, time=time, first_treated=first_treated, outcome=outcome),
        comparison=Comparison.NEVER_TREATED if never_treated else Comparison.NOT_YET_TREATED,
    )
    if as_json:
        emit(found.as_json())
    else:
        table = _table("group", "time", "effect", "se", "95% interval", "units")
        for cell in found.effects:
            table.add_row(
                f"{cell.group:g}",
                f"{cell.time:g}" + (" (placebo)" if cell.is_placebo else ""),
                *_numbers(cell.att),
                f"{cell.treated} / {cell.comparison}",
            )
        table.add_row("average", "after", *_numbers(found.overall), str(found.units))
        out.print(table)
        _verdict("established" if found.established else "not established", found.reason)
    return Exit.GOOD if found.established else Exit.NO


@app.command("survey")
def survey_command(
    responses: Annotated[Path, typer.Argument(help="CSV, one row a respondent.")],
    *,
    question: Annotated[str, typer.Option(help="Column with the answers.")],
    agree: Annotated[str, typer.Option(help="Answers that count as agreement, by commas.")],
    weights: Annotated[str | None, typer.Option(help="Column with weights.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column with strata.")] = None,
    published: Annotated[
        float | None, typer.Option(min=0, max=1, help="Published share to compare with, 0 to 1.")
    ] = None,
    published_n: Annotated[
        int | None, typer.Option(min=1, help="Answers behind the published share, if known.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Report the share that agrees with its interval: a belief, never an effect."""
    from skillmark.measure.surveys.shares import read_answers, share

    found = share(
        read_answers(
            responses, question=question, agree=agree.split(","), weights=weights, strata=strata
        ),
        published=published,
        published_n=published_n,
    )
    if as_json:
        emit(found.as_json())
        return Exit.GOOD
    table = _table("question", "share", "95% interval", "answers", "effective", "no answer")
    table.add_row(
        found.question,
        f"{found.share:.1%}",
        f"{found.low:.1%} to {found.high:.1%}",
        str(found.n),
        f"{found.effective_n:.0f}",
        str(found.missing),
    )
    out.print(table)
    if found.comparison is not None:
        it = found.comparison
        out.print(
            f"Published {it.published:.1%}: difference {100 * it.difference:+.1f} points "
            f"({100 * it.low:+.1f} to {100 * it.high:+.1f}), p = {it.p:.3g}"
        )
    return Exit.GOOD


@app.command("report")
def report_command(
    folder: Annotated[
        Path, typer.Argument(help="ledger.csv, and optionally costs.csv, surveys/, settings.json.")
    ],
    destination: Annotated[Path, typer.Option("--out", help="Where the page goes.")] = Path(
        "report.html"
    ),
    seed: Seed = 0,
    as_json: Json = False,
) -> int:
    """Write the organisation's own impact report: HTML, PDF, and its data beside them."""
    import json
    from datetime import UTC, datetime

    import numpy as np

    from skillmark.measure.report.build import build
    from skillmark.measure.report.folder import read_folder
    from skillmark.render.report_html import html
    from skillmark.render.report_pdf import pdf

    with _working("reading and estimating"):
        made = build(
            read_folder(folder),
            today=datetime.now(UTC).date(),
            rng=np.random.default_rng(seed),
        )
        page, sheet = html(made.document), pdf(made.document)
    data = made.as_json()
    files = {
        "html": destination.with_suffix(".html"),
        "pdf": destination.with_suffix(".pdf"),
        "json": destination.with_suffix(".json"),
        "csv": destination.with_suffix(".csv"),
    }
    destination.parent.mkdir(parents=True, exist_ok=True)
    files["html"].write_text(page, encoding="utf-8")
    files["pdf"].write_bytes(sheet)
    files["json"].write_text(
        json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8"
    )
    files["csv"].write_text(made.as_csv(), encoding="utf-8")
    if as_json:
        emit({**{name: str(path) for name, path in files.items()}, "claims": data["claims"]})
        return Exit.GOOD
    for claim in made.document.claims:
        kind = claim.type.value
        if claim.established is not None:
            kind += ", established" if claim.established else ", not established"
        out.print(f"[bold]{kind}[/bold]  {escape(claim.sentence)}")
    out.print(f"written: {', '.join(str(path) for path in files.values())}", markup=False)
    return Exit.GOOD


def _show_effect(found: Effect) -> None:
    table = _table("", "estimate", "se", "95% interval")
    table.add_row("naive difference", *_numbers(found.naive))
    table.add_row("[bold]effect on the treated[/bold]", *_numbers(found.estimate))
    table.add_row(f"placebo ({found.placebo.kind})", *_numbers(found.placebo.estimate))
    out.print(table)
    overlap = found.overlap
    out.print(
        f"compared: {overlap.treated} treated with {overlap.untreated} others "
        f"(effectively {found.effective_sample_size:.0f}); left out without counterpart: "
        f"{overlap.treated_left_out} and {overlap.untreated_left_out}"
    )
    balance = _table("covariate", "difference before", "after (standard deviations)")
    for row in found.balance:
        balance.add_row(escape(row.covariate), f"{row.before:+.2f}", f"{row.after:+.2f}")
    out.print(balance)
    strength = found.sensitivity
    out.print(
        f"E-value {strength.e_value:.2f} (interval {strength.e_value_limit:.2f}), "
        f"robustness value {strength.robustness_value:.3f}"
    )
    _verdict(str(found.verdict), found.verdict.reason, found.verdict.remedy)


def _verdict(verdict: str, reason: str, remedy: str = "") -> None:
    colour = "green" if verdict == "established" else "yellow"
    tail = f" To settle it: {escape(remedy)}." if remedy else ""
    out.print(f"[bold {colour}]{verdict}[/bold {colour}]: {escape(reason)}.{tail}")


def _numbers(x: Estimate) -> tuple[str, str, str]:
    return f"{x.value:,.4g}", f"{x.se:,.4g}", f"{x.low:,.4g} to {x.high:,.4g}"


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="left" if index == 0 else "right")
    return table


def _working(what: str) -> AbstractContextManager[object]:
    """Show that something long is going on, to people only."""
    return err.status(what) if err.is_terminal else nullcontext()
