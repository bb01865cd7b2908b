"""`skillmark assess`: calibrate items, tell how far decisions hold, look for unfair items."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.console import Exit, emit, out
from skillmark.cli.files import read_text
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.classical import Reliability
    from skillmark.assess.dif import DifReport
    from skillmark.assess.irt import Calibration
    from skillmark.assess.responses import Responses

app = typer.Typer(help="Calibrate items, check decisions and fairness.", no_args_is_help=True)

File = Annotated[
    Path, typer.Argument(help="CSV: one row a person, one column an item; 0, 1 or empty.")
]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object to stdout.")]
Id = Annotated[str, typer.Option("--id", help="Column that holds the person's id.")]
Group = Annotated[str, typer.Option("--group", help="Column that holds the person's group.")]


@app.command()
def calibrate(
    responses: File,
    model: Annotated[str, typer.Option(help="1pl, 2pl or 3pl.")],
    id_column: Id = "",
    group: Group = "",
    json: Json = False,
) -> int:
    """Estimate slopes, difficulties and guessing by marginal maximum likelihood."""
    from skillmark.assess import irt

    matrix = _read(responses, id_column, group)
    try:
        found = irt.calibrate(matrix, model)
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    reliability = _reliability(matrix.answered())
    if json:
        emit(_calibration_as_json(found, reliability))
    else:
        _show_calibration(found, reliability)
    return Exit.GOOD if found.converged else Exit.UNKNOWN


@app.command()
def consistency(
    responses: File,
    cut: Annotated[float, typer.Option(help="Lowest score that passes, in points.")],
    id_column: Id = "",
    group: Group = "",
    json: Json = False,
) -> None:
    """Tell how often pass/fail decisions at a cut score are right, and would be repeated.

    Livingston and Lewis (1995), with alpha as reliability. An empty cell earns nothing; rows
    without any response are left out.
    """
    import numpy as np

    from skillmark.assess.classical import reliability
    from skillmark.assess.consistency import livingston_lewis

    matrix = _read(responses, id_column, group).answered()
    points = np.nan_to_num(matrix.points)
    maximum = len(matrix.items)
    try:
        found = reliability(points)
        decision = livingston_lewis(
            points.sum(axis=1), reliability=found.alpha.estimate, cut=cut, maximum=maximum
        )
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    figures = {
        "accuracy": decision.accuracy,
        "consistency": decision.consistency,
        "kappa": decision.kappa,
        "false_pass": decision.false_pass,
        "false_fail": decision.false_fail,
        "cut": cut,
        "maximum": maximum,
        "persons": len(points),
        "alpha": found.alpha.estimate,
        "sem": found.sem,
    }
    if json:
        emit(figures)
        return
    table = _table("Decisions", "", "value")
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), _plain(value))
    out.print(table)


@app.command()
def dif(
    responses: File,
    group: Annotated[str, typer.Option(help="Column that holds the person's group.")],
    reference: Annotated[
        str, typer.Option(help="Reference group; the larger one unless given.")
    ] = "",
    id_column: Id = "",
    json: Json = False,
) -> None:
    """Find items that are harder for one group among people with the same score.

    Mantel-Haenszel, with the classes A (negligible), B and C (large) of the Educational
    Testing Service. A negative delta means: harder for the focal group.
    """
    from skillmark.assess.dif import mantel_haenszel

    matrix = _read(responses, id_column, group)
    try:
        report = mantel_haenszel(matrix, reference=reference)
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    if json:
        emit(_dif_as_json(report))
    else:
        _show_dif(report)


def _read(path: Path, id_column: str, group: str) -> Responses:
    from skillmark.assess.responses import read_responses

    words = read_text(path)
    try:
        return read_responses(words, id_column=id_column, group_column=group)
    except SkillmarkError as error:
        raise error.at(str(path)) from error


def _reliability(matrix: Responses) -> Reliability | None:
    from skillmark.assess.classical import reliability

    try:
        return reliability(matrix.points)
    except InputError:  # no two items were answered by the same people
        return None


def _calibration_as_json(found: Calibration, reliability: Reliability | None) -> dict[str, Any]:
    p, e = found.parameters, found.errors
    columns = zip(
        found.items, p.a, p.b, p.c, p.d, e.a, found.difficulty_errors, e.c, e.d, strict=True
    )
    return {
        "model": found.model.value,
        "log_likelihood": found.log_likelihood,
        "persons": found.persons,
        "items": [
            {
                "item": item,
                "a": _finite(a),
                "b": _finite(b),
                "c": _finite(c),
                "intercept": _finite(d),
                "se": {
                    "a": _finite(se_a),
                    "b": _finite(se_b),
                    "c": _finite(se_c),
                    "intercept": _finite(se_d),
                },
            }
            for item, a, b, c, d, se_a, se_b, se_c, se_d in columns
        ],
        "alpha": reliability.alpha.estimate if reliability else None,
        "alpha_interval": [reliability.alpha.low, reliability.alpha.high] if reliability else None,
        "sem": reliability.sem if reliability else None,
        "aic": found.aic,
        "bic": found.bic,
        "information": found.information,
        "converged": found.converged,
        "cautions": list(found.cautions),
    }


def _show_calibration(found: Calibration, reliability: Reliability | None) -> None:
    from rich.markup import escape

    p, e = found.parameters, found.errors
    title = f"{found.model.value.upper()} · {found.persons:,} people · {len(found.items)} items"
    table = _table(title, "item", "a", "±", "b", "±", "c", "±", "intercept", "±")
    for k, item in enumerate(found.items):
        row = (p.a, e.a, p.b, found.difficulty_errors, p.c, e.c, p.d, e.d)
        table.add_row(escape(item), *(_plain(float(column[k])) for column in row))
    out.print(table)
    out.print(f"log-likelihood {found.log_likelihood:.3f}; ± is one standard error")
    if reliability:
        alpha = reliability.alpha
        out.print(
            f"alpha {alpha.estimate:.3f} ({alpha.low:.3f} to {alpha.high:.3f}),"
            f" standard error of measurement {reliability.sem:.2f} points"
        )
    for caution in found.cautions:
        out.print(f"Note: {caution}", style="yellow", markup=False)


def _dif_as_json(report: DifReport) -> dict[str, Any]:
    return {
        "items": [
            {
                "item": item.item,
                "chi2": item.chi2,
                "p": item.p,
                "delta": item.delta,
                "se": item.standard_error,
                "class": item.ets_class,
            }
            for item in report.items
        ],
        "reference": report.reference,
        "focal": report.focal,
        "persons": {
            "reference": report.counts[0],
            "focal": report.counts[1],
            "left_out": report.left_out,
        },
    }


def _show_dif(report: DifReport) -> None:
    from rich.markup import escape

    reference, focal = report.counts
    title = f"reference {report.reference} ({reference:,}), focal {report.focal} ({focal:,})"
    table = _table(title, "item", "chi²", "p", "delta", "±", "class")
    colours = {"B": "yellow", "C": "red"}
    for item in report.items:
        row = (item.chi2, item.p, item.delta, item.standard_error)
        table.add_row(
            escape(item.item),
            *(_plain(math.nan if value is None else value) for value in row),
            item.ets_class or "-",
            style=colours.get(item.ets_class or ""),
        )
    out.print(table)
    out.print("A negative delta: harder for the focal group. Look at what C items say, and why.")


def _table(title: str, *columns: str) -> Any:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left")
    return table


def _plain(value: float) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if math.isfinite(value) else "-"


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
