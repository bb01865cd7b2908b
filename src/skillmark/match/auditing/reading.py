"""DECISIONS.csv: `id`, `selected` (0 or 1) or `score`, and any number of `group:NAME` columns."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

from skillmark.match.auditing.sample import Entry, Sample, known
from skillmark.nouns.errors import InputError, UnreadableError

PREFIX = "group:"
MOST_KINDS = 20
_YES_NO = {"0": False, "1": True}


def read_decisions(text: str, *, where: str) -> Sample:
    """Read a table of decisions or scores; comma or semicolon, with or without a header's BOM.

    Raises `InputError` with file, line and column.
    """
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    rows = _rows(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), where)
    line, header = next(rows, (1, []))
    columns = [cell.strip() for cell in header]
    kinds = _kinds(columns, f"{where}, line {line}")
    entries: list[Entry] = []
    lines: dict[str, int] = {}
    for line, cells in rows:
        place = f"{where}, line {line}"
        if len(cells) != len(columns):
            raise UnreadableError(
                f"{len(cells)} cells where the header has {len(columns)}",
                where=place,
                remedy="put cells that contain the separator in quotes",
            )
        entry = _entry(dict(zip(columns, (cell.strip() for cell in cells), strict=True)), place)
        if entry.id in lines:
            raise InputError(
                f"{entry.id} is there already, in line {lines[entry.id]}",
                where=f"{place}, column id",
                remedy="give every application an id of its own",
            )
        lines[entry.id] = line
        entries.append(entry)
    if not entries:
        raise InputError("no rows below the header", where=where)
    return Sample(kinds, tuple(entries))


def _rows(reader: Iterator[list[str]], where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, each with the line it begins on."""
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = int(getattr(reader, "line_num", begins)) + 1
    except csv.Error as error:
        raise UnreadableError(f"no table: {error}", where=f"{where}, line {begins}") from None


def _kinds(columns: list[str], place: str) -> tuple[str, ...]:
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise InputError(f"the column {twice[0]!r} is there twice", where=place)
    known_columns = {"id", "selected", "score"}
    for name in columns:
        if name not in known_columns and not (name.startswith(PREFIX) and name != PREFIX):
            raise InputError(
                f"the column {name!r} is not known",
                where=place,
                remedy="id, selected or score, and group:NAME (such as group:sex)",
            )
    if "id" not in columns:
        raise InputError("there is no column id", where=place, remedy="name each application")
    if not known_columns & {*columns} - {"id"}:
        raise InputError(
            "there is neither selected nor score", where=place, remedy="add one of the columns"
        )
    kinds = tuple(name.removeprefix(PREFIX) for name in columns if name.startswith(PREFIX))
    if not kinds:
        raise InputError(
            "there is no group to compare", where=place, remedy="add a column such as group:sex"
        )
    if len(kinds) > MOST_KINDS:
        raise InputError(
            f"{len(kinds)} kinds of groups",
            where=place,
            remedy=f"audit at most {MOST_KINDS} together: every pair makes a table",
        )
    return kinds


def _entry(cells: dict[str, str], place: str) -> Entry:
    if not cells["id"]:
        raise InputError("the id is empty", where=f"{place}, column id")
    selected: bool | None = None
    score: float | None = None
    if "selected" in cells:
        if cells["selected"] not in _YES_NO:
            raise InputError(
                f"{cells['selected']!r} is neither 0 nor 1",
                where=f"{place}, column selected",
                remedy="1 for who was selected, 0 for who was not",
            )
        selected = _YES_NO[cells["selected"]]
    if "score" in cells:
        score = _number(cells["score"], f"{place}, column score")
    return Entry(
        cells["id"],
        selected,
        score,
        {
            name.removeprefix(PREFIX): known(value)
            for name, value in cells.items()
            if name.startswith(PREFIX)
        },
    )


def _number(cell: str, place: str) -> float:
    try:
        score = float(cell)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        raise InputError(f"{cell!r} is no number", where=place, remedy="write it like 0.73")
    return score
