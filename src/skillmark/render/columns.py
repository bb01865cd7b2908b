"""How wide a table's columns are, on paper: what stands in them decides.

A number, an amount with its unit, a word are never broken; text wraps between words. So every
column gets at least its longest piece, figures get their whole line where there is room, and what
is left goes to the words. A table that does not fit at its usual size is set smaller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from skillmark.render.document import Table

ROOM: Final = 459.0
"""Points between the margins of a report's page."""
GAP: Final = 9.0
"""Points that a column's padding takes."""
SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0)
DENSE: Final = SIZES[1:]
"""For tables that are looked up."""
CODE: Final = 258.0
"""Points that a digest takes in its small type."""
LEAST_WORDS: Final = 0.3
"""Share of the room that the first column wants, where it has much to say, before the type gets
smaller."""
WRAPPING: Final = 8.0
"""Size from which on an interval may wrap, between its words, rather than get smaller still."""
LONGEST: Final = 17
"""Letters of a word from which on it may be divided by its syllables."""
SHORT: Final = 18
"""Letters that a cell has at most in a column of figures, if it is none itself: "not shown"."""
AIR: Final = 7.0
"""Points that every column gets more where the table leaves room."""
_FIGURE: Final = re.compile(r"[−–+<>≤≥~*]?\s?\d|[–∞−]+$|∞")


@dataclass(frozen=True, slots=True)
class Columns:
    """How a table is set."""

    size: float
    """Of the type, in points."""
    widths: tuple[float, ...]
    """In points, padding included."""
    figures: tuple[bool, ...]
    """Which columns hold figures, and are set to the right."""


def figures(table: Table) -> tuple[bool, ...]:
    """Say of each column whether it holds figures; the first one names rows."""
    return tuple(
        place > 0 and _holds_figures([row[place] for row in table.rows if row[place:]])
        for place in range(len(table.header))
    )


def _holds_figures(column: Sequence[str]) -> bool:
    told = [cell for cell in column if cell]
    hits = [cell for cell in told if _FIGURE.match(cell)]
    others = [cell for cell in told if not _FIGURE.match(cell)]
    return 3 * len(hits) >= len(told) > 0 and all(len(cell) <= SHORT for cell in others)


def columns(table: Table, *, room: float = ROOM, sizes: Sequence[float] = SIZES) -> Columns:
    """Return widths that sum to `room` at most, and the largest of `sizes` in which all fits."""
    right = figures(table)
    made = Columns(sizes[-1], (), right)
    for size in sizes:
        made, fits = _set(table, right, size, room)
        if fits:
            break
    return made


def _set(table: Table, right: Sequence[bool], size: float, room: float) -> tuple[Columns, bool]:
    least, most = [], []
    for place, figure in enumerate(right):
        if table.code and place == len(right) - 1:
            least.append(CODE)
            most.append(CODE)
            continue
        head, body = table.header[place], [row[place] for row in table.rows if row[place:]]
        narrow = max(_piece(cell, figure) for cell in (head, *body))
        # A heading is read once: it may take two lines, so that figures stay together.
        wide = max(narrow, 0.55 * _length(head), *(_length(cell) for cell in body))
        least.append(GAP + size * narrow)
        most.append(GAP + size * wide)
    spare = room - sum(most)
    if spare >= 0:
        air = min(AIR, spare / len(most))
        return Columns(size, tuple(round(one + air, 2) for one in most), tuple(right)), True
    names = min(most[0], LEAST_WORDS * room)
    fits = sum(least) - least[0] + max(least[0], names) <= room
    widths = _shared(least, most, right, room, names if fits else least[0])
    lines = all(widths[k] >= most[k] - 0.5 for k, figure in enumerate(right) if figure)
    total = sum(widths)
    if total > room:
        widths = [width * room / total for width in widths]
    made = Columns(size, tuple(round(width, 2) for width in widths), tuple(right))
    return made, fits and (lines or size <= WRAPPING)


def _shared(
    least: list[float], most: list[float], right: Sequence[bool], room: float, names: float
) -> list[float]:
    """Give the first column its due, figures their line as far as words keep theirs, the rest."""
    widths = [max(least[0], names), *least[1:]]
    kept = sum(
        min(most[k] - least[k], 0.06 * room) for k, figure in enumerate(right) if k and not figure
    )
    for wanted in (True, False):
        chosen = [k for k, figure in enumerate(right) if figure is wanted]
        _fill(widths, most, chosen, room - kept * wanted)
    return widths


def _fill(widths: list[float], most: list[float], chosen: list[int], room: float) -> None:
    """Share what is left among the chosen columns; what one does not need goes to the others.

    The square root keeps one long text from starving the others.
    """
    chosen = [k for k in chosen if most[k] - widths[k] > 0.01]
    while chosen:
        left = room - sum(widths)
        if left <= 0.01:
            return
        weights = {k: sqrt(most[k]) for k in chosen}
        whole = sum(weights.values())
        for k in chosen:
            widths[k] = min(most[k], widths[k] + left * weights[k] / whole)
        chosen = [k for k in chosen if most[k] - widths[k] > 0.01]


_NARROW: Final = frozenset("iljtfrI.,:;'|!()[]-/ \u00a0")
_WIDE: Final = frozenset("mwMWQ%€−–—@")


def _piece(text: str, figure: bool) -> float:
    """Return the longest piece that is never divided, in widths of the type's size."""
    pieces = re.split(r"[ \n]+", text)
    if not figure:
        pieces = [one if len(one) <= LONGEST else one[:LONGEST] for one in pieces]
    return max((_length(one) for one in pieces), default=0.0)


def _length(text: str) -> float:
    return 1.03 * sum(_width(letter) for letter in text)


def _width(letter: str) -> float:
    if letter in _NARROW:
        return 0.31
    if letter in _WIDE:
        return 0.78
    return 0.68 if letter.isupper() else 0.5
