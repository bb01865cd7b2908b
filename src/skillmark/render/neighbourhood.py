"""What lies around a thing: what leads to it on the left, what it leads to on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from skillmark.render.svg import described
from skillmark.render.theme import ACCENT, FAINT, INK, PAPER, QUIET, SANS

_WIDE, _HIGH, _GAP_X, _GAP_Y, _MARGIN = 216, 46, 74, 10, 12
_HEAD = 26
MOST = 6
"""Neighbours of one kind that are drawn; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Side:
    """Neighbours of one kind: its name ("Needs first"), and theirs."""

    name: str
    labels: Sequence[str]
    before: bool
    """Whether they stand on the left, with the line leading from them."""


def svg(
    centre: str, sides: Sequence[Side], *, title: str, more: str = "+{count}", description: str = ""
) -> str:
    """Draw the thing in the middle and its neighbours, each kind under its name.

    `more` says how many are left out, with `{count}`.
    """
    columns: dict[int, list[tuple[str, str]]] = {-1: [], 1: []}
    for side in sides:
        if side.labels:
            rows = columns[-1 if side.before else 1]
            rows.append(("head", side.name))
            rows += [("box", label) for label in side.labels[:MOST]]
            if len(side.labels) > MOST:
                rows.append(("more", more.format(count=len(side.labels) - MOST)))
    tall = max((_height(rows) for rows in columns.values()), default=0)
    height = max(tall, _HIGH) + 2 * _MARGIN
    used = [place for place, rows in columns.items() if rows]
    left = _MARGIN + (_WIDE + _GAP_X if -1 in used else 0)
    width = left + _WIDE + (_WIDE + _GAP_X if 1 in used else 0) + _MARGIN
    middle = height / 2
    drawn = [_box(centre, left, middle - _HIGH / 2, strong=True)]
    for place in used:
        x = _MARGIN if place < 0 else left + _WIDE + _GAP_X
        y = middle - _height(columns[place]) / 2
        for what, words in columns[place]:
            if what == "box":
                ends = (x + _WIDE, left) if place < 0 else (left + _WIDE, x)
                heights = (y + _HIGH / 2, middle) if place < 0 else (middle, y + _HIGH / 2)
                drawn += [_line(ends, heights), _box(words, x, y, strong=False)]
                y += _HIGH + _GAP_Y
            else:
                weight = "600" if what == "head" else "400"
                drawn.append(
                    f'<text x="{x:g}" y="{y + 16:g}" font-size="12.5" font-weight="{weight}"'
                    f' fill="{QUIET}">{escape(words)}</text>'
                )
                y += _HEAD
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="{SANS}">'
        f'<rect width="100%" height="100%" rx="10" fill="{PAPER}"/>{"".join(drawn)}</svg>'
    )
    said = description or "; ".join(
        f"{side.name}: {', '.join(side.labels)}" for side in sides if side.labels
    )
    return described(picture, title=title, description=said)


def _height(rows: Sequence[tuple[str, str]]) -> float:
    return sum(_HIGH + _GAP_Y if what == "box" else _HEAD for what, _ in rows)


def _line(ends: tuple[float, float], heights: tuple[float, float]) -> str:
    (x0, x1), (y0, y1) = ends, heights
    bend = (x1 - x0) / 2
    return (
        f'<path d="M{x0:g} {y0:g}C{x0 + bend:g} {y0:g} {x1 - bend:g} {y1:g} {x1:g} {y1:g}"'
        f' fill="none" stroke="{FAINT}" stroke-width="1.8"/>'
    )


def _box(label: str, x: float, y: float, *, strong: bool) -> str:
    fill, stroke, ink = (ACCENT, ACCENT, PAPER) if strong else (PAPER, QUIET, INK)
    found = wrap(label, 30, break_long_words=True)
    lines = found[:2] or [""]
    if len(found) > 2:
        lines[1] = lines[1][:28].rstrip() + "…"
    first = y + _HIGH / 2 - (len(lines) - 1) * 7.5 + 4.5
    words = "".join(
        f'<text x="{x + _WIDE / 2:g}" y="{first + 15 * row:g}" text-anchor="middle"'
        f' font-size="12.5"'
        f' font-weight="{600 if strong else 400}" fill="{ink}">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="9" fill="{fill}"'
        f' stroke="{stroke}" stroke-width="1.3"/>{words}'
    )
