"""`skillmark assess link`: a new form on the scale of an old one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.shared import Json, finite, plain, read_bank, table
from skillmark.cli.console import emit, encoded, out
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.assess.scaling.bank import Bank
    from skillmark.assess.scaling.linking.drift import Displacement
    from skillmark.assess.scaling.linking.link import Link
    from skillmark.assess.scaling.linking.true_scores import Equivalent


def link(
    new: Annotated[Path, typer.Argument(help="Bank to be moved: JSON of `assess calibrate`.")],
    old: Annotated[Path, typer.Argument(help="Bank whose scale is kept.")],
    *,
    method: Annotated[
        str, typer.Option(help="stocking-lord, haebara, mean-sigma or mean-mean.")
    ] = "stocking-lord",
    leave_out: Annotated[
        list[str] | None, typer.Option(help="Common item that is not to count; may be repeated.")
    ] = None,
    cut: Annotated[
        float | None, typer.Option(help="Cut score on the new scale of ability, to be moved.")
    ] = None,
    scores: Annotated[
        bool, typer.Option("--scores", help="Also the table of equivalent scores, new to old.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--out", help="Where to write the new bank on the old scale.")
    ] = None,
    json: Json = False,
) -> None:
    """Put two forms on one scale by the items they share, and name those that moved."""
    from skillmark.assess.scaling.linking import link as linking
    from skillmark.assess.scaling.linking.drift import displacements
    from skillmark.assess.scaling.linking.true_scores import true_score_table

    before, after = read_bank(old), read_bank(new)
    found = linking.link(after, before, method, leave_out=leave_out or ())
    moved = after.moved(found.constants.slope, found.constants.shift)
    anchors = displacements(after, before, found)
    drifted = [anchor.item for anchor in anchors if anchor.drifted]
    rest = _without(after, before, found, drifted)
    equated = true_score_table(moved, before) if scores else ()
    if to:
        _write(to, moved)
    if json:
        emit(_as_json(found, anchors, rest, cut, equated))
    else:
        _show(found, anchors, rest, cut, equated)


def _without(new: Bank, old: Bank, found: Link, drifted: list[str]) -> Link | None:
    """Return the link without the items that moved, `None` where there is none."""
    from skillmark.assess.scaling.linking import link as linking

    names = [name for name in found.anchors if name not in drifted]
    if not drifted or len(names) < linking.FEWEST_ANCHORS:
        return None
    return linking.link(new.of(names), old.of(names), found.method)


def _write(path: Path, bank: Bank) -> None:
    from skillmark.assess.scaling.bank_file import bank_as_json

    try:
        path.write_text(encoded(bank_as_json(bank)) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from None


def _as_json(
    found: Link,
    anchors: tuple[Displacement, ...],
    rest: Link | None,
    cut: float | None,
    equated: tuple[Equivalent, ...],
) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "method": found.method.value,
        "slope": found.constants.slope,
        "shift": found.constants.shift,
        "se": {"slope": found.slope_error, "shift": found.shift_error},
        "anchors": [
            {
                "item": anchor.item,
                "displacement": anchor.difficulty,
                "se": anchor.error,
                "robust_z": anchor.robust_z,
                "slope_ratio": finite(anchor.slope_ratio),
                "drifted": anchor.drifted,
            }
            for anchor in anchors
        ],
        "drifted": [anchor.item for anchor in anchors if anchor.drifted],
        "without_drifted": rest and {"slope": rest.constants.slope, "shift": rest.constants.shift},
        "cautions": [*found.cautions, *_said(found)],
    }
    if cut is not None:
        answer["cut"] = {"new": cut, "old": found.constants(cut)}
    if equated:
        answer["scores"] = [
            {"new": one.score, "ability": one.ability, "old": one.equated} for one in equated
        ]
    return answer


def _verdict(anchor: Displacement) -> str:
    if anchor.drifted:
        return "moved"
    return "within error" if anchor.unusual else ""


def _said(found: Link) -> list[str]:
    if found.drawn:
        return []
    said = "the banks do not say how many people they rest on: the errors leave their drawing out"
    return [said + " and are too small"]


def _show(
    found: Link,
    anchors: tuple[Displacement, ...],
    rest: Link | None,
    cut: float | None,
    equated: tuple[Equivalent, ...],
) -> None:
    from rich.markup import escape

    shown = table(
        f"{len(anchors)} common items · {found.method.value}",
        "item",
        "moved by",
        "±",
        "robust z",
        "slope ratio",
        "",
    )
    for anchor in anchors:
        shown.add_row(
            escape(anchor.item),
            f"{anchor.difficulty:+.3f}",
            "-" if anchor.error is None else plain(anchor.error),
            "-" if anchor.robust_z is None else f"{anchor.robust_z:+.2f}",
            f"{anchor.slope_ratio:.2f}",
            _verdict(anchor),
            style="yellow" if anchor.drifted else "",
        )
    out.print(shown)
    constants = found.constants
    out.print(
        f"ability on the old scale = {constants.slope:.4f} (± {found.slope_error:.4f})"
        f" x ability on the new {'+' if constants.shift >= 0 else '-'} {abs(constants.shift):.4f}"
        f" (± {found.shift_error:.4f})"
    )
    if cut is not None:
        out.print(f"cut score {cut:g} on the new scale is {constants(cut):.4f} on the old")
    if equated:
        scores = table("Equivalent scores", "new form", "ability", "old form")
        for one in equated:
            scores.add_row(
                str(one.score),
                "-" if one.ability is None else f"{one.ability:.2f}",
                f"{one.equated:.2f}",
            )
        out.print(scores)
    drifted = [anchor.item for anchor in anchors if anchor.drifted]
    if drifted:
        named = ", ".join(drifted)
        line = f"{named} moved unlike the other common items: look at them (leaked? printed anew?)"
        if rest:
            line += f"; without: slope {rest.constants.slope:.4f}, shift {rest.constants.shift:.4f}"
        out.print(f"Note: {line}", style="yellow", markup=False)
    for caution in (*found.cautions, *_said(found)):
        out.print(f"Note: {caution}", style="yellow", markup=False)
