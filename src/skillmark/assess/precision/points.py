"""The points of a test: one row a person, one column an item, whole or partial credit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.precision.tables import LARGEST, Table, read_table
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Points:
    """`values` is persons x items, `nan` where a cell is empty; `maxima` has one an item."""

    items: tuple[str, ...]
    values: Floats
    maxima: Floats
    persons: tuple[str, ...] = ()
    """Ids of the rows, empty where the file has none."""


def read_points(
    words: str, *, maxima: Sequence[float] = (1.0,), id_column: str = "", group_column: str = ""
) -> Points:
    """Return the points in `words` (CSV); rows without any points are left out.

    `maxima` is one number for all items or one for each, in the order of the columns. Raises
    `InputError` naming line and column for points that are no number, below 0 or above the
    item's maximum, for ids that stand twice, for a wrong number of maxima, and where nobody has
    any points.
    """
    table = read_table(words)
    named = [name for name in (id_column, group_column) if name]
    for name in named:
        table.place(name)
    at = [place for place, name in enumerate(table.header) if name not in named]
    if not at:
        raise InputError("there is no column with an item", where="line 1")
    most = _maxima(maxima, len(at))
    values = np.full((len(table.rows), len(at)), np.nan)
    for row, (line, cells) in enumerate(table.rows):
        for column, place in enumerate(at):
            if cells[place]:
                values[row, column] = _cell(table, cells[place], line, place, most[column])
    persons = _persons(table, id_column)
    keep = ~np.isnan(values).all(axis=1)
    if not keep.any():
        raise InputError("there is not a single response", remedy="check the columns")
    return Points(
        tuple(table.header[place] for place in at),
        values[keep],
        most,
        tuple(name for name, kept in zip(persons, keep, strict=True) if kept) if persons else (),
    )


def _maxima(given: Sequence[float], items: int) -> Floats:
    most = np.asarray(given, dtype=float)
    if len(most) == 1:
        most = np.repeat(most, items)
    if len(most) != items:
        raise InputError(
            f"{len(most)} maxima for {items} items",
            remedy="give one for all, or one for each in the order of the columns",
        )
    if not ((most > 0) & (most <= LARGEST)).all():
        raise InputError("the maximum of an item must be a number above 0")
    return most


def _cell(table: Table, cell: str, line: int, place: int, most: float) -> float:
    name = table.header[place]
    value = table.number(cell, line=line, column=name)
    if not 0 <= value <= most:
        raise InputError(
            f"{cell!r} is not between 0 and the item's maximum of {most:g}",
            where=f"line {line}, column {name}",
            remedy="give the items' highest points with --maximum; columns that are no items are"
            " named with --id and --group",
            code="response",
        )
    return value


def _persons(table: Table, id_column: str) -> list[str]:
    if not id_column:
        return []
    place = table.place(id_column)
    persons = [cells[place] for _, cells in table.rows]
    twice = [name for name, count in Counter(persons).items() if count > 1]
    if twice:
        raise InputError(f"{twice[0]!r} has two rows", where=f"column {id_column}")
    return persons
