"""Draw a pathway: boxes, joints, stages and arrows at places that somebody else has worked out.

The colours stand as attributes, so that every reader of SVG shows them. A picture of its own
(`standalone`) carries a style that knows dark mode too; inside a page the page's style has the
same classes (`pw-...`), because a strict content security policy allows no style in the page.
What is held, next, open or has run out differs in shape and mark, never in colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap

from skillmark.render.svg import described
from skillmark.render.theme import ACCENT, ACCENT_SOFT, FAINT, INK, PAPER, QUIET, SANS, WASH

MARGIN = 8.0
_GOOD, _GOOD_SOFT, _UNSURE, _UNSURE_SOFT = "#17663C", "#DEF1E4", "#7A4D05", "#FCEFD2"
_LOOK = {
    # state: fill, stroke, words, width of the line, dashes
    "open": (PAPER, QUIET, INK, 1.4, ""),
    "next": (ACCENT_SOFT, ACCENT, INK, 2.6, ""),
    "waiting": (WASH, QUIET, INK, 1.4, "2 4"),
    "held": (_GOOD_SOFT, _GOOD, INK, 1.8, ""),
    "expired": (_UNSURE_SOFT, _UNSURE, INK, 1.8, "7 4"),
    "missing": (PAPER, "#A3231F", INK, 1.8, "3 3"),
    "joint": (WASH, FAINT, INK, 1.4, ""),
    "award": (ACCENT, ACCENT, PAPER, 1.6, ""),
}
_MARKS = {
    "held": "M-4.5 0l3.2 3.6 6-6.8",
    "next": "M-3 -4.5l5 4.5-5 4.5",
    "expired": "M0 -4.5v5h3.6",
    "missing": "M-3.5 -3.5l7 7m0 -7l-7 7",
    "waiting": "M-2.2 -4v8m4.4 -8v8",
}
"""Drawn in a circle of ten at the corner of a box."""
_STYLE = """
@media(prefers-color-scheme:dark){
.pw-words{fill:#e9ecec}.pw-note{fill:#a5b0b4}.pw-line{stroke:#74838a}.pw-order{stroke:#6fc6dd}
.pw-head{fill:#6fc6dd}.pw-band{fill:#151d21;stroke:#2e393e}.pw-open{fill:#1a2226;stroke:#74838a}
.pw-next{fill:#17333d;stroke:#6fc6dd}.pw-waiting{fill:#0e1315;stroke:#74838a}
.pw-held{fill:#143322;stroke:#7fd6a0}.pw-expired{fill:#3a2b0c;stroke:#f2c46d}
.pw-missing{fill:#1a2226;stroke:#ff9d94}.pw-joint{fill:#0e1315;stroke:#74838a}
.pw-award{fill:#6fc6dd;stroke:#6fc6dd}.pw-award-words{fill:#06222b}}
"""


@dataclass(frozen=True, slots=True)
class Box:
    """One box with its words; its middle is at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    label: str
    note: str = ""
    """A second, quieter line ("2 ECTS", "held until 1 March")."""
    kind: str = "achievement"
    """`achievement`, `skill` (by whatever achievement), `joint` or `award`."""
    state: str = "open"
    """`open`, `next`, `waiting`, `held`, `expired` or `missing`."""
    name: str = ""
    """How a page's script knows it."""
    href: str = ""
    """Where it leads, inside a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `order` is an arrow that says "before"."""

    points: tuple[tuple[float, float], ...]
    order: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A band behind the boxes of a named step: left, top, size and name."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn, within `width` times `height`."""

    width: float
    height: float
    boxes: Sequence[Box]
    lines: Sequence[Line]
    stages: Sequence[Stage] = ()
    angular: bool = False
    """Lines with corners (from top to bottom) instead of curves (from left to right)."""


def svg(drawing: Drawing, *, title: str, description: str, standalone: bool = True) -> str:
    """Return the picture as SVG, described for screen readers."""
    if not drawing.boxes:
        raise ValueError("a picture needs at least one box")
    width, height = drawing.width + 2 * MARGIN, drawing.height + 2 * MARGIN
    content = "".join(
        (
            *(_stage(one) for one in drawing.stages),
            *(_line(one, angular=drawing.angular) for one in drawing.lines),
            *(_box(one, links=not standalone) for one in drawing.boxes),
        )
    )
    style = f"<style>{_STYLE}</style>" if standalone else ""
    return described(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pw" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="{SANS}">{style}'
        f'<g transform="translate({MARGIN:g} {MARGIN:g})">{content}</g></svg>',
        title=title,
        description=description,
    )


def _stage(one: Stage) -> str:
    return (
        f'<rect class="pw-band" x="{one.x:.1f}" y="{one.y:.1f}" width="{one.width:.1f}"'
        f' height="{one.height:.1f}" rx="14" fill="{WASH}" stroke="{FAINT}"/>'
        f'<text class="pw-words" x="{one.x + 14:.1f}" y="{one.y + 20:.1f}" font-size="13"'
        f' font-weight="600" fill="{INK}">{escape(_short(one.label, int(one.width / 7.5)))}</text>'
    )


def _line(one: Line, *, angular: bool) -> str:
    points = list(one.points)
    if one.order:  # room for the head
        (x, y), (bx, _by) = points[-1], points[-2]
        points[-1] = (x - 7 if bx <= x else x + 7, y)
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        bend = max((x1 - x0) / 2, 14)
        path += (
            f"L{x1:.1f} {y1:.1f}"
            if angular or abs(y0 - y1) < 0.1
            else f"C{x0 + bend:.1f} {y0:.1f} {x1 - bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        )
    colour, width, name = (ACCENT, 2.0, "pw-order") if one.order else (QUIET, 1.5, "pw-line")
    drawn = (
        f'<path class="{name}" d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"'
        ' stroke-linejoin="round"/>'
    )
    if one.order:
        x, y = one.points[-1]
        way = 1 if points[-1][0] < x else -1
        drawn += (
            f'<path class="pw-head" d="M{x - 9 * way:.1f} {y - 5:.1f}L{x:.1f} {y:.1f}'
            f'L{x - 9 * way:.1f} {y + 5:.1f}z" fill="{colour}"/>'
        )
    return drawn


def _box(one: Box, *, links: bool) -> str:
    look = one.kind if one.kind in ("joint", "award") else one.state
    if one.kind == "award" and one.state == "held":
        look = "award"
    fill, stroke, ink, line, dash = _LOOK[look]
    x, y = one.x - one.width / 2, one.y - one.height / 2
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    paint = (
        f'class="pw-box pw-{look}" fill="{fill}" stroke="{stroke}" stroke-width="{line}"{dashes}'
    )
    if one.kind == "skill":
        cut, w, h = 16, one.width, one.height
        shape = (
            f'<path {paint} d="M{x + cut:.1f} {y:.1f}h{w - 2 * cut:.1f}l{cut} {h / 2:.1f}'
            f'l-{cut} {h / 2:.1f}h-{w - 2 * cut:.1f}l-{cut} -{h / 2:.1f}z"/>'
        )
    else:
        radius = one.height / 2 if one.kind == "joint" else 10
        shape = (
            f'<rect {paint} x="{x:.1f}" y="{y:.1f}" width="{one.width:.1f}"'
            f' height="{one.height:.1f}" rx="{radius:g}"/>'
        )
    drawn = shape + _words(one, ink, award=look == "award") + _mark(one, stroke)
    if links and one.href:
        drawn = f'<a href="{escape(one.href)}">{drawn}</a>'
    named = f' data-name="{escape(one.name)}"' if links and one.name else ""
    return f'<g class="pw-part"{named}>{drawn}</g>'


def _words(one: Box, ink: str, *, award: bool) -> str:
    across = max(8, int((one.width - (44 if one.kind == "skill" else 20)) / 7.1))
    lines = wrap(one.label, across, break_long_words=True) or [""]
    most = 1 if one.kind == "joint" and one.note else 2
    if len(lines) > most:
        lines = [*lines[: most - 1], _short(" ".join(lines[most - 1 :]), across)]
    own = "pw-award-words" if award else "pw-words"
    rows = [(line, 13.0, own, ink) for line in lines]
    if one.note:
        quiet = ink if award else QUIET
        note = _short(one.note, int(across * 1.15))
        rows.append((note, 11.5, "pw-award-words" if award else "pw-note", quiet))
    first = one.y - (len(rows) - 1) * 8 + 4.5
    weight = "600" if award else "400"
    return "".join(
        f'<text class="{name}" x="{one.x:.1f}" y="{first + 16 * number:.1f}" text-anchor="middle"'
        f' font-size="{size:g}" font-weight="{weight}" fill="{colour}">{escape(words)}</text>'
        for number, (words, size, name, colour) in enumerate(rows)
    )


def _mark(one: Box, stroke: str) -> str:
    if one.state not in _MARKS or one.kind == "joint":
        return ""
    x, y = one.x + one.width / 2 - 6, one.y - one.height / 2 + 3
    return (
        f'<g class="pw-mark" transform="translate({x:.1f} {y:.1f})">'
        f'<circle class="pw-dot pw-dot-{one.state}" r="10" fill="{stroke}"/>'
        f'<path class="pw-sign" d="{_MARKS[one.state]}" fill="none" stroke="{PAPER}"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></g>'
    )


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: max(most - 1, 1)].rstrip() + "…"
