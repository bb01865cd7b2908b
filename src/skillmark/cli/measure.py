"""`skillmark measure`: effects, group-time effects, survey shares, the impact report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from skillmark.cli import measure_costs, measure_designs
from skillmark.cli.console import Exit, emit, out
from skillmark.cli.measure_did import did_command
from skillmark.cli.measure_shown import numbers, table, verdict, working
from skillmark.cli.measure_survey import survey_command
from skillmark.cli.measure_survival import survival_command

if TYPE_CHECKING:
    from skillmark.measure.effects.effect import Effect

app = typer.Typer(help="Measure whether any of it worked, and say so when the data cannot tell.")
app.command("did")(did_command)
app.command("survival")(survival_command)
app.add_typer(measure_designs.app, name="designs")
app.command("costs")(measure_costs.costs)

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
    from skillmark.measure.effects.study import read_study

    study = read_study(
        data,
        treatment=treatment,
        outcome=outcome,
        covariates=covariates.split(","),
        placebo=placebo,
    )
    with working("estimating, then shuffling the treatment"):
        found = effect(
            study, rng=np.random.default_rng(seed), resample=bootstrap, worth_knowing=size
        )
    if as_json:
        emit(found.as_json())
    else:
        _show_effect(found)
    return Exit.GOOD if found.verdict.established else Exit.NO


app.command("survey")(survey_command)


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


def _show_effect(found: Effect) -> None:
    shown = table("", "estimate", "se", "95% interval")
    shown.add_row("naive difference", *numbers(found.naive))
    shown.add_row("[bold]effect on the treated[/bold]", *numbers(found.estimate))
    shown.add_row(f"placebo ({found.placebo.kind})", *numbers(found.placebo.estimate))
    out.print(shown)
    overlap = found.overlap
    out.print(
        f"compared: {overlap.treated} treated with {overlap.untreated} others "
        f"(effectively {found.effective_sample_size:.0f}); left out without counterpart: "
        f"{overlap.treated_left_out} and {overlap.untreated_left_out}"
    )
    balance = table("covariate", "difference before", "after (standard deviations)")
    for row in found.balance:
        balance.add_row(escape(row.covariate), f"{row.before:+.2f}", f"{row.after:+.2f}")
    out.print(balance)
    strength = found.sensitivity
    out.print(
        f"E-value {strength.e_value:.2f} (interval {strength.e_value_limit:.2f}), "
        f"robustness value {strength.robustness_value:.3f}"
    )
    verdict(str(found.verdict), found.verdict.reason, found.verdict.remedy)
