"""Who finished learning what, as a learning platform reports it: a CSV file.

Columns `opportunity`, `email`, `completed` (YYYY-MM-DD), and optionally `result`. UTF-8 with or
without BOM, comma or semicolon.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from skillmark.nouns.errors import InputError
from skillmark.nouns.learning import Completion

COLUMNS = ("opportunity", "email", "completed", "result")
_NEEDED = COLUMNS[:3]
_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]+")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be used. `line` counts from 1, the header's line."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Completions:
    """The usable rows, each person and opportunity once, and the others."""

    rows: tuple[Completion, ...]
    rejected: tuple[RejectedRow, ...] = ()


def read_completions(
    content: bytes, *, known: Collection[str], today: date, where: str = "completions"
) -> Completions:
    """Read completions of the learning opportunities whose ids are `known`.

    A row with a mistake is rejected with its line; a file that is not a table of these columns
    is an `InputError`. A later row of the same person and opportunity is rejected: one completion
    counts once. `today` is the latest day that something can have been completed.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            "it is not UTF-8", where=f"{where}, line {line}", remedy="save the file as UTF-8"
        ) from error
    header, _, _ = text.partition("\n")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: dict[tuple[str, str], Completion] = {}
    rejected: list[RejectedRow] = []
    try:
        names = _header(next(reader, []), where)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                read = _row(cells, names, known=known, today=today)
                key = (read.opportunity, read.email) if isinstance(read, Completion) else None
                if isinstance(read, str):
                    rejected.append(RejectedRow(line, read))
                elif key in rows:
                    rejected.append(RejectedRow(line, f"{read.email} completed it in another row"))
                elif key:
                    rows[key] = read
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"it is not CSV: {error}", where=f"{where}, line {reader.line_num}"
        ) from error
    return Completions(tuple(rows.values()), tuple(rejected))


def _header(cells: list[str], where: str) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    unknown = [name for name in names if name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in names]
    if unknown or missing or len(set(names)) != len(names):
        cause = (
            f"unknown column {', '.join(unknown)}"
            if unknown
            else f"no column {', '.join(missing)}"
            if missing
            else "a column comes twice"
        )
        raise InputError(cause, where=f"{where}, line 1", remedy=f"columns: {', '.join(COLUMNS)}")
    return names


def _row(
    cells: list[str], names: list[str], *, known: Collection[str], today: date
) -> Completion | str:
    """The completion of a row, or why it is none."""
    if len(cells) != len(names):
        return f"{len(cells)} cells where {len(names)} are expected"
    row = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    email = row["email"].lower()
    if row["opportunity"] not in known:
        return f"no learning opportunity {row['opportunity']!r}"
    if not _EMAIL.fullmatch(email):
        return f"{row['email']!r} is not an e-mail address"
    try:
        completed = date.fromisoformat(row["completed"])
    except ValueError:
        return f"{row['completed']!r} is not a date: write YYYY-MM-DD"
    if completed > today:
        return f"{completed} has not come yet"
    return Completion(row["opportunity"], email, completed, row.get("result", ""))
