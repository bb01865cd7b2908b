"""A CSV file of people and questions whose cells are no 0 and 1: options, seconds, points."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skillmark.cli.files import read_text
from skillmark.nouns.errors import InputError, UnreadableError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST = 1e9
"""Points and seconds beyond this are mistakes."""


@dataclass(frozen=True)
class Cells:
    """The cells of a file, without those of named columns."""

    path: Path
    items: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    persons: tuple[str, ...]
    groups: tuple[str, ...]

    def of(self, items: tuple[str, ...], persons: tuple[str, ...], count: int) -> Cells:
        """Return the same for these items and people (all, in their order, without ids).

        Raises `InputError` for items or people that are not there.
        """
        place = {name: k for k, name in enumerate(self.items)}
        absent = [name for name in items if name not in place]
        if absent:
            raise InputError(f"there is no column {absent[0]!r}", where=str(self.path))
        rows = self.rows
        if persons:
            by_id = dict(zip(self.persons, rows, strict=True))
            missing = [person for person in persons if person not in by_id]
            if missing:
                raise InputError(f"there is no row for {missing[0]!r}", where=str(self.path))
            rows = tuple(by_id[person] for person in persons)
        elif len(rows) != count:
            raise InputError(
                f"{len(rows)} rows for {count} people",
                where=str(self.path),
                remedy="the same people in the same order, or name their column with --id",
            )
        chosen = tuple(tuple(row[place[name]] for name in items) for row in rows)
        return Cells(self.path, items, chosen, persons or self.persons, self.groups)

    def numbers(self) -> NDArray[np.float64]:
        """Return the cells as numbers, `nan` where one is empty; `InputError` for others."""
        import numpy as np

        return np.array([[self._number(cell) for cell in row] for row in self.rows])

    def _number(self, cell: str) -> float:
        if not cell:
            return math.nan
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if not abs(value) <= LARGEST:
            raise InputError(f"{cell!r} is not a number of use here", where=str(self.path))
        return value


def read_cells(path: Path, *, id_column: str = "", group_column: str = "") -> Cells:
    """Read a file: CSV with comma or semicolon, a header row, BOM or none."""
    return parse(read_text(path), path=path, id_column=id_column, group_column=group_column)


def parse(words: str, *, path: Path, id_column: str = "", group_column: str = "") -> Cells:
    """Return the cells in `words`; `path` is where errors say they are.

    Raises `InputError` for columns that are not there or twice, rows of another length, and
    ids that repeat.
    """
    words = words.removeprefix("\ufeff")
    header = words.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    try:
        lines = [row for row in csv.reader(io.StringIO(words), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise UnreadableError(f"this is not CSV: {error}", where=str(path)) from error
    names = [name.strip() for name in lines[0]] if lines else []
    named = [name for name in (id_column, group_column) if name]
    wrong = [name for name in named if name not in names]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if wrong or twice or len(lines) < 2 or len(names) <= len(named):
        cause = (
            f"there is no column {wrong[0]!r}"
            if wrong
            else f"two columns are called {twice[0]!r}"
            if twice
            else "there is nobody, or no question, in it"
        )
        raise InputError(cause, where=str(path))
    uneven = next((n for n, row in enumerate(lines, start=1) if len(row) != len(names)), 0)
    if uneven:
        raise InputError(
            f"{len(lines[uneven - 1])} cells where the header has {len(names)}",
            where=f"{path}, row {uneven}",
        )

    def column(name: str) -> tuple[str, ...]:
        return tuple(row[names.index(name)].strip() for row in lines[1:]) if name else ()

    persons = column(id_column)
    if len(set(persons)) < len(persons):
        double = Counter(persons).most_common(1)[0][0]
        raise InputError(f"{double!r} has two rows", where=f"{path}, column {id_column}")
    at = [place for place, name in enumerate(names) if name not in named]
    return Cells(
        path,
        tuple(names[place] for place in at),
        tuple(tuple(row[place].strip() for place in at) for row in lines[1:]),
        persons,
        column(group_column),
    )
