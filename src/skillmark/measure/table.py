"""Reading one row a person: a CSV file with the columns that an estimate needs, as numbers."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.errors import InputError, UnreadableError

Floats = NDArray[np.float64]
LARGEST = 200_000_000
"""Bytes of a file that is still read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a CSV file with the number of the line it ends on."""

    line: int
    cells: Mapping[str, str]


def read_rows(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    """Return the header and the rows of a CSV file (UTF-8, with or without BOM; `,` or `;`).

    Empty lines are skipped. A row with too many or too few cells, a repeated or empty column
    name, or bytes that are not UTF-8 raise `UnreadableError` with the line.
    """
    name = path.name
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableError(
                f"larger than {LARGEST // 1_000_000} MB", where=name, remedy="split the file"
            )
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableError(
            "not UTF-8", where=f"{name}, line {line}", remedy='save the file as "CSV UTF-8"'
        ) from None
    except OSError as error:
        raise UnreadableError(error.strerror or str(error), where=name) from None
    return rows_of(text, name=name)


def rows_of(text: str, *, name: str) -> tuple[tuple[str, ...], list[Row]]:
    """Return header and rows of CSV text; see `read_rows`."""
    separator = separator_of(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = _records(reader, name)
    header = next(records, (1, []))[1]
    columns = tuple(cell.strip() for cell in header)
    check_header(columns, name)
    rows = []
    for line, cells in records:
        if len(cells) != len(columns):
            raise UnreadableError(
                f"{len(cells)} cells where the header has {len(columns)}",
                where=f"{name}, line {line}",
                remedy="put cells that contain the separator in quotes",
            )
        rows.append(Row(line, dict(zip(columns, (cell.strip() for cell in cells), strict=True))))
    if not rows:
        raise UnreadableError("no rows below the header", where=name)
    return columns, rows


def _records(reader: Iterator[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    line = 0
    try:
        for cells in reader:
            line = int(getattr(reader, "line_num", line + 1))
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as error:
        raise UnreadableError(f"not CSV: {error}", where=f"{name}, line {line + 1}") from None


def separator_of(header: str) -> str:
    """Return what separates the cells of a header: `;` where it has more of them than `,`."""
    return ";" if header.count(";") > header.count(",") else ","


def check_header(columns: tuple[str, ...], name: str) -> None:
    """Refuse a header without columns, with one that has no name, or with the same one twice."""
    if not columns or not any(columns):
        raise UnreadableError("empty: a header row was expected", where=name)
    if "" in columns:
        raise UnreadableError(
            f"column {columns.index('') + 1} has no name", where=f"{name}, line 1"
        )
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise UnreadableError(f"column {twice[0]!r} occurs twice", where=f"{name}, line 1")


def need(columns: Sequence[str], wanted: Sequence[str], *, name: str) -> None:
    """Refuse columns that the file does not have, by name."""
    for column in wanted:
        if column not in columns:
            raise InputError(
                f"no column {column!r}",
                where=name,
                remedy=f"its columns are {', '.join(columns)}",
                code="unknown_column",
            )


def number(cell: str, *, where: str) -> float:
    """Return a cell as a finite number ("1234.5" or "1234,5"), or refuse it."""
    text = cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in cell:
        cause = "empty" if not cell else f"{cell[:40]!r} is not a number"
        raise InputError(
            cause, where=where, remedy="give a number in every row, or leave the person out"
        )
    return value


def numbers(rows: Sequence[Row], column: str, *, name: str) -> Floats:
    """Return one column as numbers; every error names its line."""
    return np.array(
        [
            number(row.cells[column], where=f"{name}, line {row.line}, column {column}")
            for row in rows
        ]
    )
