"""`skillmark measure`: effects, group-time effects, survey shares, the impact report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from skillmark.cli.console import Exit, emit, out
from skillmark.cli.measure_effect import effect_command, sample_command
from skillmark.cli.measure_shown import numbers, table, verdict, working

app = typer.Typer(help="Measure whether any of it worked, and say so when the data cannot tell.")
app.command("effect")(effect_command)
app.command("sample")(sample_command)

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Seed = Annotated[int, typer.Option(help="Seed of the shuffles and the bootstrap.")]


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
        shown = table("group", "time", "effect", "se", "95% interval", "units")
        for cell in found.effects:
            shown.add_row(
                f"{cell.group:g}",
                f"{cell.time:g}" + (" (placebo)" if cell.is_placebo else ""),
                *numbers(cell.att),
                f"{cell.treated} / {cell.comparison}",
            )
        shown.add_row("average", "after", *numbers(found.overall), str(found.units))
        out.print(shown)
        verdict("established" if found.established else "not established", found.reason)
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
    shown = table("question", "share", "95% interval", "answers", "effective", "no answer")
    shown.add_row(
        found.question,
        f"{found.share:.1%}",
        f"{found.low:.1%} to {found.high:.1%}",
        str(found.n),
        f"{found.effective_n:.0f}",
        str(found.missing),
    )
    out.print(shown)
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

    with working("reading and estimating"):
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
