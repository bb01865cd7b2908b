"""The response matrix: one row a person, one column an item, empty where not asked.

A right answer is 1, a wrong one 0; a rubric's scores are whole numbers.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.errors import InputError, UnreadableError

MISSING = -1
"""How an empty cell is coded."""

HIGHEST = 100
"""The highest score that a cell may hold."""

_RIGHT_OR_WRONG = {"0": 0, "1": 1, "": MISSING}
_SCORES = {"": MISSING} | {str(score): score for score in range(HIGHEST + 1)}


@dataclass(frozen=True, eq=False)
class Responses:
    """Scored responses: `values` is persons x items, int8, `MISSING` where there is none."""

    items: tuple[str, ...]
    values: NDArray[np.int8]
    persons: tuple[str, ...] = ()
    """Ids of the rows, empty where the file has none."""
    groups: tuple[str, ...] = ()
    """Group of each row, empty where none was asked for."""

    @property
    def points(self) -> NDArray[np.float64]:
        """The matrix as numbers, `nan` where there is no response."""
        return np.where(self.values == MISSING, np.nan, self.values.astype(float))

    def answered(self) -> Responses:
        """Return the same without people who have no response at all.

        Raises `InputError` if nobody is left.
        """
        rows = (self.values != MISSING).any(axis=1)
        if not rows.any():
            raise InputError("there is not a single response", remedy="check the columns")
        if rows.all():
            return self
        keep = np.flatnonzero(rows)
        return Responses(
            self.items,
            self.values[keep],
            tuple(self.persons[k] for k in keep) if self.persons else (),
            tuple(self.groups[k] for k in keep) if self.groups else (),
        )


def read_responses(words: str, *, id_column: str = "", group_column: str = "") -> Responses:
    """Return the matrix in `words`: CSV with comma or semicolon, a header row, BOM or none.

    Every column is an item except `id_column` and `group_column`. Raises `InputError` naming
    line and column for a cell that is not 0, 1 or empty, for rows of another length, for a
    header that repeats a name, and for columns that do not exist.
    """
    return _parse(words, id_column, group_column, _RIGHT_OR_WRONG, "0, 1 or empty")


def read_scores(words: str, *, id_column: str = "", group_column: str = "") -> Responses:
    """Return a matrix of whole scores from 0 to `HIGHEST`, otherwise as `read_responses`."""
    return _parse(
        words, id_column, group_column, _SCORES, f"a whole score from 0 to {HIGHEST} or empty"
    )


def _parse(
    words: str, id_column: str, group_column: str, cells: Mapping[str, int], allowed: str
) -> Responses:
    lines = csv.reader(
        io.StringIO(words.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(words)
    )
    try:
        return _read(lines, id_column, group_column, cells, allowed)
    except csv.Error as error:
        raise UnreadableError(f"this is not CSV: {error}") from error


def _delimiter(words: str) -> str:
    header = words.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


class _Rows:
    """Rows that are not blank, with the line each ends on."""

    def __init__(self, lines: Iterator[list[str]]) -> None:
        self.lines = lines
        self.line = 0

    def __iter__(self) -> Iterator[list[str]]:
        for row in self.lines:
            self.line = getattr(self.lines, "line_num", self.line + 1)
            if any(cell.strip() for cell in row) or len(row) > 1:
                yield row


def _read(
    lines: Iterator[list[str]],
    id_column: str,
    group_column: str,
    cells: Mapping[str, int],
    allowed: str,
) -> Responses:
    rows = _Rows(lines)
    header = [name.strip() for name in next(iter(rows), [])]
    named = {name for name in (id_column, group_column) if name}
    _check_header(header, named)
    at = [place for place, name in enumerate(header) if name not in named]
    items = tuple(header[place] for place in at)
    values: list[list[int]] = []
    persons: list[str] = []
    groups: list[str] = []
    for row in rows:
        if len(row) != len(header):
            raise InputError(
                f"{len(row)} cells where the header has {len(header)}", where=f"line {rows.line}"
            )
        try:
            values.append([cells[row[place].strip()] for place in at])
        except KeyError:
            place = next(place for place in at if row[place].strip() not in cells)
            raise InputError(
                f"{row[place]!r} is not {allowed}",
                where=f"line {rows.line}, column {header[place]}",
                remedy="columns that are no items are named with --id and --group",
                code="response",
            ) from None
        if id_column:
            persons.append(row[header.index(id_column)].strip())
        if group_column:
            groups.append(row[header.index(group_column)].strip())
    if not values:
        raise InputError("there is a header, but nobody's responses")
    twice = [name for name, count in Counter(persons).items() if count > 1]
    if twice:
        raise InputError(f"{twice[0]!r} has two rows", where=f"column {id_column}")
    return Responses(items, np.array(values, dtype=np.int8), tuple(persons), tuple(groups))


def _check_header(header: Sequence[str], named: set[str]) -> None:
    absent = sorted(named - set(header))
    if absent:
        raise InputError(
            f"there is no column {absent[0]!r}",
            where="line 1",
            remedy="columns: " + ", ".join(header[:12]),
        )
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise InputError(f"two columns are called {twice[0]!r}", where="line 1")
    if "" in header:
        raise InputError(f"column {header.index('') + 1} has no name", where="line 1")
    if len(header) == len(named):
        raise InputError("there is no column with an item", where="line 1")
