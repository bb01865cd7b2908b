"""`skillmark assess consistency`: how often pass and fail are right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.points import Maximum, PointsFile, Seed, cells, named, read_points_of
from skillmark.cli.assess.shared import Group, Id, Json, table
from skillmark.cli.console import Exit, emit, out
from skillmark.nouns.errors import SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.precision.classical import Reliability
    from skillmark.assess.precision.decisions import Decisions

ROWS = (
    ("accuracy", "right decisions"),
    ("consistency", "the same on a second form"),
    ("kappa", "the same, beyond chance"),
    ("truly_above", "of the passed: truly at or above"),
    ("truly_below", "of the failed: truly below"),
    ("false_pass", "passed, truly below"),
    ("false_fail", "failed, truly at or above"),
)


def consistency(
    *,
    responses: PointsFile,
    cut: Annotated[float, typer.Option(help="Lowest score that passes, in points.")],
    maximum: Maximum = "1",
    seed: Seed = 1,
    id_column: Id = "",
    group: Group = "",
    json: Json = False,
) -> int:
    """Tell how often pass/fail decisions at a cut score are right, and would be repeated.

    Livingston and Lewis (1995), with alpha as reliability; intervals by drawing the people
    again. An empty cell earns nothing; rows without any response are left out. With fewer than
    50 people there are no figures but the reason (exit code 3).
    """
    import numpy as np

    from skillmark.assess.precision.classical import reliability
    from skillmark.assess.precision.decisions import decide

    matrix = read_points_of(responses, maximum, id_column, group)
    points = np.nan_to_num(matrix.values)
    try:
        found = reliability(points)
        decisions = decide(
            points, cut=cut, maximum=float(matrix.maxima.sum()), rng=np.random.default_rng(seed)
        )
    except SkillmarkError as error:
        if error.code != "too_few":
            raise error.at(str(responses)) from error
        _refuse(error.cause, cut, len(points), json=json)
        return Exit.UNKNOWN
    if json:
        emit(_as_json(decisions, found, seed))
    else:
        _show(decisions, found)
    return Exit.GOOD


def _refuse(reason: str, cut: float, persons: int, *, json: bool) -> None:
    """Say why there are no figures."""
    if json:
        figures: dict[str, Any] = {}
        for name, _ in ROWS:
            figures |= named(name, None)
        emit(figures | {"cut": cut, "persons": persons, "reasons": [reason]})
    else:
        out.print(f"No figures: {reason}", style="yellow", markup=False)


def _as_json(found: Decisions, reliability: Reliability, seed: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, _ in ROWS:
        figures |= named(name, getattr(found, name))
    return figures | {
        "cut": found.cut,
        "maximum": found.maximum,
        "persons": found.persons,
        "passed": found.passed,
        "alpha": reliability.alpha.estimate,
        "sem": reliability.sem,
        "effective_length": found.effective_length,
        "seed": seed,
        "reasons": list(found.reasons),
    }


def _show(found: Decisions, reliability: Reliability) -> None:
    title = (
        f"Decisions at {found.cut:g} of {found.maximum:g} points · {found.persons:,} people,"
        f" {found.passed:,} passed"
    )
    shown = table(title, "", "value", "95%", "")
    for name, words in ROWS:
        shown.add_row(name.replace("_", " "), *cells(getattr(found, name)), words)
    shown.columns[-1].justify = "left"
    out.print(shown)
    out.print(
        f"alpha {reliability.alpha.estimate:.3f}, standard error of measurement"
        f" {reliability.sem:.2f} points. Truly: on the mean of many such forms, on that day."
    )
    for reason in found.reasons:
        out.print(f"Note: {reason}", style="yellow", markup=False)
