"""The picture of a pathway: what is held, what is open, and what stacks into what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from skillmark.render.svg import described
from skillmark.render.theme import ACCENT, ACCENT_SOFT, FAINT, INK, PAPER, QUIET, SANS, WASH

WIDE, HIGH = 190, 66
_GAP_X, _GAP_Y = 64, 26
_MARGIN = 16


@dataclass(frozen=True, slots=True)
class Node:
    """One box: `column` counts from the left, `row` from the top (fractions are fine)."""

    id: str
    label: str
    column: float
    row: float
    note: str = ""
    """A second, quieter line ("2 of 3", "held", "awards")."""
    state: str = "open"
    """`held`, `open`, `rule` (a choice such as "2 of 3") or `award` (what the pathway awards)."""


def svg(
    nodes: Sequence[Node],
    edges: Sequence[tuple[str, str]],
    *,
    title: str,
    description: str = "",
) -> str:
    """Draw boxes and curved connections (pairs of node ids, from left to right).

    What is held has a filled box and a tick, so colour alone never says it.
    """
    if not nodes:
        raise ValueError("a picture needs at least one node")
    left = min(node.column for node in nodes)
    top = min(node.row for node in nodes)
    at = {
        node.id: (
            _MARGIN + (node.column - left) * (WIDE + _GAP_X),
            _MARGIN + (node.row - top) * (HIGH + _GAP_Y),
        )
        for node in nodes
    }
    width = max(x for x, _ in at.values()) + WIDE + _MARGIN
    height = max(y for _, y in at.values()) + HIGH + _MARGIN
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="{SANS}">'
        + "".join(_edge(at[a], at[b]) for a, b in edges)
        + "".join(_box(node, *at[node.id]) for node in nodes)
        + "</svg>"
    )
    said = description or ", ".join(
        f"{node.label} ({node.note or node.state})" for node in nodes if node.state != "rule"
    )
    return described(drawing, title=title, description=said)


def _edge(start: tuple[float, float], end: tuple[float, float]) -> str:
    x0, y0 = start[0] + WIDE, start[1] + HIGH / 2
    x1, y1 = end[0], end[1] + HIGH / 2
    bend = max((x1 - x0) / 2, 24)
    return (
        f'<path d="M{x0:g} {y0:g}C{x0 + bend:g} {y0:g} {x1 - bend:g} {y1:g} {x1 - 7:g} {y1:g}"'
        f' fill="none" stroke="{QUIET}" stroke-width="1.6"/>'
        f'<path d="M{x1 - 8:g} {y1 - 4.5:g}l8 4.5-8 4.5z" fill="{QUIET}"/>'
    )


def _box(node: Node, x: float, y: float) -> str:
    fill, stroke, ink, dash, radius = {
        "held": (ACCENT_SOFT, ACCENT, INK, "", 10),
        "award": (ACCENT, ACCENT, PAPER, "", 10),
        "rule": (WASH, FAINT, INK, "", 33),
    }.get(node.state, (PAPER, QUIET, INK, ' stroke-dasharray="5 4"', 10))
    lines = wrap(node.label, 25, break_long_words=True)[:2] or [""]
    if len(wrap(node.label, 25)) > 2:
        lines[1] = lines[1][:23].rstrip() + "…"
    rows: list[tuple[str, float, str, str]] = [
        (line, 13, "600" if node.state == "award" else "400", ink) for line in lines
    ]
    if node.note:
        rows.append((node.note, 11.5, "400", PAPER if node.state == "award" else QUIET))
    first = y + HIGH / 2 - (len(rows) - 1) * 8 + 4.5
    words = "".join(
        f'<text x="{x + WIDE / 2:g}" y="{first + 16 * k:g}" text-anchor="middle"'
        f' font-size="{size:g}" font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
        for k, (line, size, weight, colour) in enumerate(rows)
    )
    tick = (
        f'<circle cx="{x + WIDE - 4:g}" cy="{y + 4:g}" r="10" fill="{ACCENT}"/>'
        f'<path d="M{x + WIDE - 9:g} {y + 4:g}l3.5 4 6.5-7.5" fill="none" stroke="{PAPER}"'
        ' stroke-width="2" stroke-linecap="round"/>'
        if node.state == "held"
        else ""
    )
    return (
        f'<g><rect x="{x:g}" y="{y:g}" width="{WIDE}" height="{HIGH}" rx="{radius}"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="1.6"{dash}/>{words}{tick}</g>'
    )
