"""`skillmark assess score`: people's abilities on a calibrated bank."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.shared import Group, Id, Json, finite, read_bank, read_levels, table
from skillmark.cli.console import emit, out
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.responses import Responses
    from skillmark.assess.scaling.bank import Bank
    from skillmark.assess.scaling.persons import Abilities

SHOWN = 50
"""Rows of the table; JSON has everybody."""


def score(
    bank: Annotated[Path, typer.Argument(help="JSON that `assess calibrate --json` printed.")],
    responses: Annotated[
        Path, typer.Argument(help="CSV: one row a person, one column an item; scores or empty.")
    ],
    *,
    method: Annotated[
        str,
        typer.Option(help="eap (posterior mean), ml (maximum likelihood) or wle (Warm's)."),
    ] = "eap",
    id_column: Id = "",
    group: Group = "",
    json: Json = False,
) -> None:
    """Estimate abilities with standard errors, for right or wrong, rubrics or both.

    The scale is that of the calibration: 0 is the mean and 1 the spread of its people. Items
    match by their names; who was not asked an item loses nothing by it.
    """
    from skillmark.assess.scaling.persons import estimate

    calibrated = read_bank(bank)
    scores = read_levels(responses, id_column, group)
    try:
        own, placed, cautions = _placed(calibrated, scores)
        found = estimate(own, placed, method)
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    names = scores.persons or tuple(str(row + 1) for row in range(len(scores.values)))
    if json:
        emit(_as_json(names, found, placed, own, cautions))
    else:
        _show(names, found, placed, own, cautions)


def _placed(bank: Bank, scores: Responses) -> tuple[Bank, Any, list[str]]:
    """Return the items that were asked, the category of every response, and what to say."""
    from skillmark.assess.responses import MISSING
    from skillmark.assess.scaling.rubrics.categories import place_scores

    unknown = [name for name in scores.items if name not in bank.names]
    if unknown:
        raise InputError(
            f"{unknown[0]!r} is no item of the bank",
            where=f"column {unknown[0]}",
            remedy="columns that are no items are named with --id and --group",
        )
    own = bank.of(scores.items)
    cautions = []
    gone = len(bank.items) - len(own.items)
    if gone:
        cautions.append(f"{gone} items of the bank have no column: they count as not asked")
    placed, strange = place_scores(scores.values, own.levels)
    for k, item in enumerate(own.items):
        values = sorted({int(value) for value in scores.values[strange[:, k], k]})
        if not values:
            continue
        listed = ", ".join(str(value) for value in values)
        if item.levels == (0, 1):
            raise InputError(
                f"{listed} is neither 0 nor 1", where=f"column {item.name}", code="response"
            )
        cautions.append(
            f"the calibration never saw a score of {listed} on {item.name}:"
            " it counts as the next lower one that it saw, or as the lowest"
        )
    empty = int((placed == MISSING).all(axis=1).sum())
    if empty:
        cautions.append(f"{empty} people answered nothing")
    return own, placed, cautions


def _as_json(
    names: tuple[str, ...], found: Abilities, placed: Any, bank: Bank, cautions: list[str]
) -> dict[str, Any]:
    answered = (placed >= 0).sum(axis=1).tolist()
    return {
        "method": found.method.value,
        "persons": [
            {
                "id": name,
                "ability": finite(ability),
                "se": finite(error),
                "answered": count,
                **({"reason": reason} if reason else {}),
            }
            for name, ability, error, count, reason in zip(
                names, found.estimates, found.errors, answered, found.reasons, strict=True
            )
        ],
        "reliability": bank.reliability(),
        "cautions": cautions,
    }


def _show(
    names: tuple[str, ...], found: Abilities, placed: Any, bank: Bank, cautions: list[str]
) -> None:
    from rich.markup import escape

    title = f"{len(names):,} people · {len(bank.items)} items · {found.method.value}"
    shown = table(title, "person", "ability", "±", "answered", "")
    answered = (placed >= 0).sum(axis=1)
    for k in range(min(SHOWN, len(names))):
        estimated = math.isfinite(found.estimates[k])
        shown.add_row(
            escape(names[k]),
            f"{found.estimates[k]:.2f}" if estimated else "-",
            f"{found.errors[k]:.2f}" if estimated else "-",
            str(answered[k]),
            found.reasons[k],
        )
    out.print(shown)
    if len(names) > SHOWN:
        out.print(f"... and {len(names) - SHOWN:,} more: --json has everybody")
    out.print(
        "± is one standard error; these items alone tell"
        f" {bank.reliability():.0%} of the differences between the calibration's people"
    )
    for caution in cautions:
        out.print(f"Note: {caution}", style="yellow", markup=False)
