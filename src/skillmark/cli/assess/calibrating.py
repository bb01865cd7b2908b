"""`skillmark assess calibrate`: item parameters with their standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess import rubrics
from skillmark.cli.assess.shared import File, Group, Id, Json, finite, plain, read, table
from skillmark.cli.console import Exit, emit, out
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.precision.classical import Reliability
    from skillmark.assess.responses import Responses
    from skillmark.assess.scaling.calibration import Calibration


def calibrate(
    responses: File,
    model: Annotated[
        str, typer.Option(help="1pl, 2pl or 3pl; for scores in levels grm, pcm or gpcm.")
    ],
    id_column: Id = "",
    group: Group = "",
    json: Json = False,
) -> int:
    """Estimate slopes, difficulties and guessing by marginal maximum likelihood."""
    from skillmark.assess.scaling import calibration

    if model in rubrics.MODELS:
        return rubrics.calibrate(responses, model, id_column, group, json=json)
    matrix = read(responses, id_column, group)
    try:
        found = calibration.calibrate(matrix, model)
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    reliability = _reliability(matrix.answered())
    if json:
        emit(_calibration_as_json(found, reliability))
    else:
        _show_calibration(found, reliability)
    return Exit.GOOD if found.converged else Exit.UNKNOWN


def _reliability(matrix: Responses) -> Reliability | None:
    from skillmark.assess.precision.classical import reliability

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
                "a": finite(a),
                "b": finite(b),
                "c": finite(c),
                "intercept": finite(d),
                "se": {
                    "a": finite(se_a),
                    "b": finite(se_b),
                    "c": finite(se_c),
                    "intercept": finite(se_d),
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
    shown = table(title, "item", "a", "±", "b", "±", "c", "±", "intercept", "±")
    for k, item in enumerate(found.items):
        row = (p.a, e.a, p.b, found.difficulty_errors, p.c, e.c, p.d, e.d)
        shown.add_row(escape(item), *(plain(float(column[k])) for column in row))
    out.print(shown)
    out.print(f"log-likelihood {found.log_likelihood:.3f}; ± is one standard error")
    if reliability:
        alpha = reliability.alpha
        out.print(
            f"alpha {alpha.estimate:.3f} ({alpha.low:.3f} to {alpha.high:.3f}),"
            f" standard error of measurement {reliability.sem:.2f} points"
        )
    for caution in found.cautions:
        out.print(f"Note: {caution}", style="yellow", markup=False)
