"""Reading a ledger from CSV: column by column, fast, every mistake with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.ledger.cells import reader_of
from skillmark.measure.ledger.columns import BY_NAME, COLUMNS, GROUP, Kind
from skillmark.measure.ledger.laws import contradictions
from skillmark.measure.ledger.problems import Problem, Problems
from skillmark.measure.ledger.store import Ledger, Words
from skillmark.measure.table import check_header, need, separator_of
from skillmark.nouns.errors import InputError, UnreadableError

CHUNK = 2_000
"""Rows at a time: their cells lie in the processor's caches, those of 50,000 do not."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: a ledger, or the mistakes for which there is none."""

    ledger: Ledger | None
    problems: tuple[Problem, ...]
    """By line; the first thousand."""
    mistakes: int
    rows: int
    counted: Mapping[tuple[str, str], int]
    """Mistakes by column and code."""
    sound: Ledger | None
    """The people about whom nothing is wrong; `None` where there is nobody."""
    lines: NDArray[np.int64]
    """Line of each person of `sound`."""
    everybody: NDArray[np.object_]
    """Ids of all who are in the file, also of those about whom something is wrong."""


def read_ledger(path: Path) -> Ledger:
    """Read `ledger.csv`; see `columns.COLUMNS`. Raises `InputError` with the first mistake.

    Refused are unknown columns, a person in two rows, dates out of order, negative durations and
    amounts, ratings outside 0 to 1, and more than one currency.
    """
    found = examine(path)
    if found.ledger is None:
        first = found.problems[0]
        more = f" (and {found.mistakes - 1:,} more mistakes)" if found.mistakes > 1 else ""
        raise InputError(
            f"{first.cause}{more}",
            where=f"{path.name}, line {first.line}, column {first.column}",
            remedy=first.remedy,
            code=first.code,
        )
    return found.ledger


def examine(path: Path, *, progress: Callable[[int], None] | None = None) -> Read:
    """Read a ledger and tell every mistake. `progress` is told of rows read.

    Raises `UnreadableError` for what is no table and `InputError` for columns that nobody knows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return examine_text(stream, name=path.name, progress=progress)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"not UTF-8: {error.reason}", where=path.name, remedy='save the file as "CSV UTF-8"'
        ) from None
    except OSError as error:
        raise UnreadableError(error.strerror or str(error), where=path.name) from None


def examine_text(
    stream: io.TextIOBase | io.TextIOWrapper,
    *,
    name: str,
    progress: Callable[[int], None] | None = None,
) -> Read:
    """Read a ledger from text; see `examine`."""
    first = stream.readline()
    try:
        separator = separator_of(first)
        header = next(csv.reader([first], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise UnreadableError(f"not CSV: {error}", where=f"{name}, line 1") from None
    columns = tuple(cell.strip() for cell in header)
    check_header(columns, name)
    need(columns, ["person"], name=name)
    _check_known(columns, name)
    problems = Problems()
    readers = [reader_of(column, problems) for column in columns]
    lines: list[int] = []
    rows = csv.reader(stream, delimiter=separator, strict=True)
    for numbers, chunk in _chunks(rows, len(columns), name):
        for reader, cells in zip(readers, zip(*chunk, strict=True), strict=True):
            reader.take(cells, numbers)
        lines += numbers
        if progress is not None:
            progress(len(lines))
    if not lines:
        raise UnreadableError("no rows below the header", where=name)
    arrays = {name: reader.array() for name, reader in zip(columns, readers, strict=True)}
    return assemble(arrays, np.array(lines, dtype=np.int64), problems)


def _check_known(columns: Sequence[str], name: str) -> None:
    unknown = [
        column
        for column in columns
        if column not in BY_NAME and not (column.startswith(GROUP) and column[len(GROUP) :].strip())
    ]
    if unknown:
        raise InputError(
            f"unknown column {unknown[0]!r}",
            where=f"{name}, line 1",
            remedy=f"known are {', '.join(BY_NAME)}, and {GROUP}NAME",
            code="unknown_column",
        )


def _chunks(
    rows: Iterator[list[str]], width: int, name: str
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Yield line numbers and rows, some thousands at a time; empty lines are skipped."""
    line = 1
    while True:
        numbers, chunk = [], []
        try:
            for cells in islice(rows, CHUNK):
                line = 1 + int(getattr(rows, "line_num", line))
                if len(cells) != width:
                    if not any(cell.strip() for cell in cells):
                        continue
                    raise UnreadableError(
                        f"{len(cells)} cells where the header has {width}",
                        where=f"{name}, line {line}",
                        remedy="put cells that contain the separator in quotes",
                    )
                numbers.append(line)
                chunk.append(cells)
        except csv.Error as error:
            raise UnreadableError(f"not CSV: {error}", where=f"{name}, line {line + 1}") from None
        if not chunk:
            return
        yield numbers, chunk


def assemble(
    arrays: Mapping[str, Any],
    lines: NDArray[np.int64],
    problems: Problems,
    *,
    called: Mapping[str, str] | None = None,
    rows: int | None = None,
) -> Read:
    """Put columns together and look at what contradicts itself.

    `arrays` holds what the readers of `cells` made, by the ledger's names; `lines` the line of
    each person; `called` what the file calls a column; `rows` how many rows there were.
    """
    given = [column for column in COLUMNS if column.name in arrays]

    def some(*kinds: Kind) -> dict[str, Any]:
        return {column.name: arrays[column.name] for column in given if column.kind in kinds}

    currencies: Words | None = arrays.get("currency")
    ledger = Ledger(
        people=arrays["person"],
        numbers=some(Kind.NUMBER, Kind.RATING, Kind.MONEY),
        days=some(Kind.DAY),
        words=some(Kind.WORDS),
        flags=some(Kind.FLAG),
        groups={
            name[len(GROUP) :].strip(): column
            for name, column in arrays.items()
            if name.startswith(GROUP)
        },
        currency=currencies.levels[0] if currencies and currencies.levels else None,
    )
    names = called or {}
    for found in contradictions(ledger, currencies):
        column = names.get(found.column, found.column)
        line = int(lines[found.at])
        problems.add(Problem(line, column, found.cause, found.remedy, found.code, found.said))
    return Read(
        ledger=None if problems.count else ledger,
        problems=tuple(sorted(problems.kept)),
        mistakes=problems.count,
        rows=len(lines) if rows is None else rows,
        counted=dict(problems.counted),
        everybody=arrays["person"],
        **_sound(ledger, lines, problems),
    )


def _sound(ledger: Ledger, lines: NDArray[np.int64], problems: Problems) -> dict[str, Any]:
    if not problems.lines:
        return {"sound": ledger, "lines": lines}
    good = ~np.isin(lines, np.fromiter(problems.lines, dtype=np.int64))
    return {"sound": ledger.where(good) if good.any() else None, "lines": lines[good]}
