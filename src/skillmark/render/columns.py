"""How wide a table's columns are, on paper: what stands in them decides.

A number, an amount with its unit, a word are never broken; text wraps between words. So every
column gets at least its longest piece, figures get their whole line where there is room, and what
is left goes to the words. A table that does not fit at its usual size is set smaller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from skillmark.render.document import Table

ROOM: Final = 470.0
"""Points between the margins of a report's page."""
GAP: Final = 9.0
"""Points that a column's padding takes."""
SIZES: Final = (9.0, 8.5, 8.0, 7.5)
DENSE: Final = (8.5, 8.0, 7.5)
"""For tables that are looked up."""
DEARER: Final = 1.2
"""How many times as high a table may be for type that is a point larger."""
CODE: Final = 258.0
"""Points that a digest takes in its small type."""
LEAST_WORDS: Final = 0.3
"""Share of the room that the first column wants, where it has much to say, before the type gets
smaller."""
STEPS: Final = (24.0, 10.0, 4.0)
"""Points that are moved between columns at once."""
LONG_TABLE: Final = 200
"""Rows up to which room is moved about: longer tables would take long."""
LONGEST: Final = 17
"""Letters of a word from which on it may be divided by its syllables."""
SHORT: Final = 18
"""Letters that a cell has at most in a column of figures, if it is none itself: "not shown"."""
AIR: Final = 7.0
"""Points that every column gets more where the table leaves room."""
_FIGURE: Final = re.compile(r"[−–+<>≤≥~*]?\s?\d|−?∞")
_NONE: Final = frozenset("–-")
"""What stands where nothing is known: neither words nor a figure."""


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
    """Say of each column whether it holds figures; the first ones say what a row is about."""
    return tuple(
        place >= table.names and _holds_figures([row[place] for row in table.rows if row[place:]])
        for place in range(len(table.header))
    )


def _holds_figures(column: Sequence[str]) -> bool:
    there = [cell for cell in column if cell]
    told = [cell for cell in there if cell not in _NONE]
    others = [cell for cell in told if not _FIGURE.match(cell)]
    if not told:
        return bool(there)
    return 3 * (len(told) - len(others)) >= len(told) and all(len(one) <= SHORT for one in others)


def columns(table: Table, *, room: float = ROOM, sizes: Sequence[float] = SIZES) -> Columns:
    """Return widths that sum to `room` at most, and the one of `sizes` that suits the table.

    That is the largest, unless a smaller one saves more lines than it costs in reading.
    """
    right = figures(table)
    made = [_set(table, right, size, room) for size in sizes]
    fitting = [one for one, fits in made if fits] or [made[-1][0]]
    return min(fitting, key=lambda one: _height(table, one) * DEARER ** (sizes[0] - one.size))


def _height(table: Table, made: Columns) -> float:
    """Estimate how high the rows are together, in points."""
    return _rows(_lengths(table, made.size), made.widths, made.size)


def _lengths(table: Table, size: float) -> list[list[float]]:
    return [[size * _length(cell) for cell in row] for row in (table.header, *table.rows)]


def _rows(lengths: list[list[float]], widths: Sequence[float], size: float) -> float:
    lines = (
        max(ceil(cell / max(1.0, width - GAP)) for cell, width in zip(row, widths, strict=False))
        for row in lengths
    )
    return sum(6.8 + 1.15 * size * max(1, most) for most in lines)


def _improved(table: Table, widths: list[float], least: list[float], size: float) -> list[float]:
    """Move room from column to column as long as that saves lines."""
    lengths = _lengths(table, size)
    best = _rows(lengths, widths, size)
    for step in STEPS:
        better = True
        while better:
            better = False
            for giver in range(len(widths)):
                for taker in range(len(widths)):
                    if giver == taker or widths[giver] - step < least[giver]:
                        continue
                    tried = list(widths)
                    tried[giver] -= step
                    tried[taker] += step
                    height = _rows(lengths, tried, size)
                    if height < best - 0.01:
                        widths, best, better = tried, height, True
    return widths


def _set(table: Table, right: Sequence[bool], size: float, room: float) -> tuple[Columns, bool]:
    least, most, whole = [], [], []
    for place, figure in enumerate(right):
        if table.code and place == len(right) - 1:
            least.append(CODE)
            most.append(CODE)
            whole.append(CODE)
            continue
        head, body = table.header[place], [row[place] for row in table.rows if row[place:]]
        narrow = max(_piece(cell, figure) for cell in (head, *body))
        longest = max((_length(cell) for cell in body), default=0.0)
        # A heading is read once: it may take two lines, so that figures stay together.
        least.append(GAP + size * narrow)
        most.append(GAP + size * max(narrow, 0.55 * _length(head), longest))
        whole.append(GAP + size * max(narrow, _length(head), longest))
    for wanted in (whole, most):
        spare = room - sum(wanted)
        if spare >= 0:
            air = min(AIR, spare / len(wanted))
            return Columns(size, tuple(round(one + air, 2) for one in wanted), tuple(right)), True
    names = min(most[0], LEAST_WORDS * room)
    fits = sum(least) - least[0] + max(least[0], names) <= room
    usual = [
        GAP + size * _usual([row[place] for row in table.rows if row[place:]])
        for place in range(len(right))
    ]
    lines = [max(a, min(b, c)) for a, b, c in zip(least, usual, most, strict=True)]
    begun = [max(least[0], names) if fits else least[0], *least[1:]]
    widths = _shared(begun, lines, most, right, room)
    total = sum(widths)
    if total > room:
        widths = [width * room / total for width in widths]
    elif len(table.rows) <= LONG_TABLE:
        floors = [max(least[0], names), *least[1:]]
        for place, figure in enumerate(right):
            if figure:
                floors[place] = min(widths[place], lines[place])
        widths = _improved(table, widths, floors, size)
    return Columns(size, tuple(round(width, 2) for width in widths), tuple(right)), fits


def _shared(
    begun: list[float],
    lines: list[float],
    most: list[float],
    right: Sequence[bool],
    room: float,
) -> list[float]:
    """Beyond what each has, give figures their line, headings theirs, and words the rest."""
    widths = list(begun)
    figure = [k for k, one in enumerate(right) if one]
    words = [k for k, one in enumerate(right) if not one]
    kept = sum(min(most[k] - begun[k], 0.06 * room) for k in words if k)
    _fill(widths, lines, figure, room - kept)
    _fill(widths, most, figure, room - kept)
    _fill(widths, most, words, room)
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


def _usual(cells: Sequence[str]) -> float:
    """Return how long nine of ten cells are at most, in widths of the type's size."""
    lengths = sorted(_length(cell) for cell in cells)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0.0


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
