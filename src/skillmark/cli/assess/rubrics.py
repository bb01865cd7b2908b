"""`skillmark assess calibrate` for scores in levels: graded and partial credit models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillmark.cli.assess.shared import finite, read_levels, table
from skillmark.cli.console import Exit, emit, out
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.precision.classical import Reliability
    from skillmark.assess.scaling.rubrics.polytomous import PolytomousCalibration

MODELS = ("grm", "pcm", "gpcm")


def calibrate(path: Path, model: str, id_column: str, group: str, *, json: bool) -> int:
    """Estimate slopes and thresholds by marginal maximum likelihood, and print them."""
    from skillmark.assess.precision.classical import reliability
    from skillmark.assess.scaling.rubrics import polytomous

    scores = read_levels(path, id_column, group)
    try:
        found = polytomous.calibrate(scores, model)
    except SkillmarkError as error:
        raise error.at(str(path)) from error
    try:
        precision = reliability(scores.answered().points)
    except InputError:  # no two items were scored for the same people
        precision = None
    if json:
        emit(_as_json(found, precision))
    else:
        _show(found, precision)
    return Exit.GOOD if found.converged else Exit.UNKNOWN


def _as_json(found: PolytomousCalibration, precision: Reliability | None) -> dict[str, Any]:
    items = []
    for k, (name, levels) in enumerate(zip(found.items, found.levels, strict=True)):
        steps = slice(len(levels) - 1)
        items.append(
            {
                "item": name,
                "a": finite(found.parameters.a[k]),
                "b": [finite(b) for b in found.thresholds[k, steps]],
                "intercepts": [finite(d) for d in found.parameters.d[k, steps]],
                "levels": list(levels),
                "se": {
                    "a": finite(found.slope_errors[k]),
                    "b": [finite(one) for one in found.threshold_errors[k, steps]],
                    "intercepts": [finite(one) for one in found.intercept_errors[k, steps]],
                },
            }
        )
    alpha = precision.alpha if precision else None
    return {
        "model": found.model.value,
        "log_likelihood": found.log_likelihood,
        "persons": found.persons,
        "items": items,
        "alpha": alpha.estimate if alpha else None,
        "alpha_interval": [alpha.low, alpha.high] if alpha else None,
        "sem": precision.sem if precision else None,
        "aic": found.aic,
        "bic": found.bic,
        "information": found.information,
        "converged": found.converged,
        "cautions": list(found.cautions),
    }


def _show(found: PolytomousCalibration, precision: Reliability | None) -> None:
    from rich.markup import escape

    most = found.thresholds.shape[1]
    title = f"{found.model.value.upper()} · {found.persons:,} people · {len(found.items)} items"
    steps = [f"b{k + 1}" for k in range(most)]
    shown = table(title, "item", "a", *steps, "scores")
    for k, (name, levels) in enumerate(zip(found.items, found.levels, strict=True)):
        shown.add_row(
            escape(name),
            _figure(found.parameters.a[k], found.slope_errors[k]),
            *(
                _figure(found.thresholds[k, step], found.threshold_errors[k, step])
                if step < len(levels) - 1
                else ""
                for step in range(most)
            ),
            " ".join(str(level) for level in levels),
        )
    out.print(shown)
    said = (
        "b is where this score or a higher one is as likely as not"
        if found.model.value == "grm"
        else "b is where this score is as likely as the one before"
    )
    out.print(f"log-likelihood {found.log_likelihood:.3f}; ± is one standard error; {said}")
    out.print(f"AIC {found.aic:.1f}, BIC {found.bic:.1f}: between models the lower one fits better")
    if precision:
        alpha = precision.alpha
        out.print(
            f"alpha {alpha.estimate:.3f} ({alpha.low:.3f} to {alpha.high:.3f}),"
            f" standard error of measurement {precision.sem:.2f} points"
        )
    for caution in found.cautions:
        out.print(f"Note: {caution}", style="yellow", markup=False)


def _figure(value: float, error: float) -> str:
    known = finite(error)
    return f"{value:.2f}\n±{known:.2f}" if known is not None else f"{value:.2f}\n-"
