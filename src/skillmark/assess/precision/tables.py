"""CSV as it comes from spreadsheets: comma or semicolon, a header row, BOM or none."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from dataclasses import dataclass

from skillmark.nouns.errors import InputError, UnreadableError

LARGEST = 1e12
"""Points and ratings beyond this are mistakes, and their squares would lose their digits."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows, each with the line of the file that it ends on."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    decimal_comma: bool
    """Whether commas can stand in numbers: cells are parted by semicolons."""

    def number(self, cell: str, *, line: int, column: str) -> float:
        """Return a cell as a number; raises `InputError` naming its place for any other."""
        words = cell.replace(",", ".") if self.decimal_comma else cell
        try:
            value = float(words)
        except ValueError:
            value = math.nan
        if not abs(value) <= LARGEST or "_" in words:
            raise InputError(
                f"{cell!r} is not a number below 1e12"
                if abs(value) > LARGEST
                else f"{cell!r} is not a number",
                where=f"line {line}, column {column}",
                remedy="columns that are no items or raters are named with --id and --group",
                code="response",
            )
        return value

    def place(self, column: str) -> int:
        """Return where a column is; raises `InputError` if there is none of this name."""
        if column not in self.header:
            raise InputError(
                f"there is no column {column!r}",
                where="line 1",
                remedy="columns: " + ", ".join(self.header[:12]),
            )
        return self.header.index(column)


def read_table(words: str) -> Table:
    """Return the table in `words`; blank lines are left out, cells are stripped.

    Raises `InputError` for what is no CSV, has no header or no row, a header with an empty or a
    repeated name, or a row of another length, naming the line.
    """
    words = words.removeprefix("\ufeff")
    first = words.partition("\n")[0]
    semicolon = first.count(";") > first.count(",")
    lines = csv.reader(io.StringIO(words, newline=""), delimiter=";" if semicolon else ",")
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for row in lines:
            cells = tuple(cell.strip() for cell in row)
            if any(cells) or len(cells) > 1:
                rows.append((lines.line_num, cells))
    except csv.Error as error:
        raise UnreadableError(f"this is not CSV: {error}") from error
    if not rows:
        raise InputError("the file is empty", remedy="it needs a header row and rows below it")
    header = rows.pop(0)[1]
    twice = [name for name, count in Counter(header).items() if count > 1 and name]
    if twice:
        raise InputError(f"two columns are called {twice[0]!r}", where="line 1")
    if "" in header:
        raise InputError(f"column {header.index('') + 1} has no name", where="line 1")
    for line, cells in rows:
        if len(cells) != len(header):
            raise InputError(
                f"{len(cells)} cells where the header has {len(header)}", where=f"line {line}"
            )
    if not rows:
        raise InputError("there is a header, but no row below it")
    return Table(header, tuple(rows), semicolon)
