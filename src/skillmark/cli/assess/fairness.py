"""`skillmark assess dif`: items that are harder for one group among equally able people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.shared import File, Id, Json, plain, read, table
from skillmark.cli.console import emit, out
from skillmark.nouns.errors import SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.fairness.mantel_haenszel import DifReport


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
    from skillmark.assess.fairness.mantel_haenszel import mantel_haenszel

    matrix = read(responses, id_column, group)
    try:
        report = mantel_haenszel(matrix, reference=reference)
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    if json:
        emit(_dif_as_json(report))
    else:
        _show_dif(report)


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
    shown = table(title, "item", "chi²", "p", "delta", "±", "class")
    colours = {"B": "yellow", "C": "red"}
    for item in report.items:
        row = (item.chi2, item.p, item.delta, item.standard_error)
        shown.add_row(
            escape(item.item),
            *(plain(math.nan if value is None else value) for value in row),
            item.ets_class or "-",
            style=colours.get(item.ets_class or ""),
        )
    out.print(shown)
    out.print("A negative delta: harder for the focal group. Look at what C items say, and why.")
