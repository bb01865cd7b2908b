"""Reading a ledger from CSV: column by column, fast, every mistake with its line.

A cell's meaning depends on its text alone, so a text is read once and remembered: a million rows
hold a few thousand different days and a handful of functions. Numbers, which do differ, go through
`float` a column at a time; only a column in which that fails is looked at cell by cell.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from skillmark.measure.ledger.columns import BY_NAME, COLUMNS, GROUP, Column, Kind
from skillmark.measure.ledger.laws import contradictions
from skillmark.measure.ledger.store import Ledger, Words, one_currency
from skillmark.measure.table import check_header, need, separator_of
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.money import Money

CHUNK = 50_000
MOST_PROBLEMS = 1_000
"""Mistakes that are kept with their line; beyond them only their number is known."""
_UNKNOWN_DAY = np.iinfo(np.int64).min
_EPOCH = date(1970, 1, 1).toordinal()
_YES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file: where, what, and what to do about it."""

    line: int
    column: str
    cause: str
    remedy: str = ""
    code: str = "invalid"


@dataclass(slots=True)
class Problems:
    """Mistakes in the order in which they are found."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: Problem) -> None:
        """Count a mistake; the first thousand are kept."""
        self.count += 1
        if len(self.kept) < MOST_PROBLEMS:
            self.kept.append(problem)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: a ledger, or the mistakes for which there is none."""

    ledger: Ledger | None
    problems: tuple[Problem, ...]
    """By line; the first thousand."""
    mistakes: int
    rows: int


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
    readers = [_reader(column, problems) for column in columns]
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
    return _result(dict(zip(columns, readers, strict=True)), lines, problems)


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


class _Reader:
    """Takes a column's cells, a chunk at a time."""

    def __init__(self, column: str, problems: Problems) -> None:
        self.column, self.problems = column, problems
        self.parts: list[Any] = []

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        raise NotImplementedError

    def array(self) -> Any:
        return np.concatenate(self.parts)

    def wrong(self, line: int, cause: str, remedy: str = "", code: str = "invalid") -> None:
        self.problems.add(Problem(line, self.column, cause, remedy, code))


class _People(_Reader):
    def __init__(self, column: str, problems: Problems) -> None:
        super().__init__(column, problems)
        self.seen: dict[str, int] = {}

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        stripped = [cell.strip() for cell in cells]
        before = len(self.seen)
        setdefault = self.seen.setdefault
        for cell, line in zip(stripped, lines, strict=True):
            if setdefault(cell, line) != line:
                self.wrong(
                    line,
                    f"{cell[:40]!r} is also in line {self.seen[cell]}",
                    "one row a person",
                    "duplicate_person",
                )
        if len(self.seen) > before and "" in self.seen:
            self.wrong(self.seen.pop(""), "a row without a person", "give an id")
        self.parts.append(np.array(stripped, dtype=object))


class _Numbers(_Reader):
    highest = math.inf

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        try:
            values = np.array([float(cell) if cell else math.nan for cell in cells])
        except ValueError:
            values = np.array([self._one(c, n) for c, n in zip(cells, lines, strict=True)])
        else:
            # `float` takes words such as inf and digits such as 1_000, which nobody means.
            odd = [k for k in np.flatnonzero(~np.isfinite(values)).tolist() if cells[k]]
            odd += [k for k, cell in enumerate(cells) if "_" in cell]
            for k in odd:
                values[k] = self._one(cells[k], lines[k])
        with np.errstate(invalid="ignore"):
            outside = np.flatnonzero((values < 0) | (values > self.highest)).tolist()
        for k in outside:
            limit = "of 0 or more" if math.isinf(self.highest) else f"from 0 to {self.highest:g}"
            self.wrong(
                lines[k], f"{cells[k].strip()[:40]} is out of range", f"give a number {limit}"
            )
        self.parts.append(values)

    def _one(self, cell: str, line: int) -> float:
        text = cell.strip()
        if not text:
            return math.nan
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or "_" in text:
            self.wrong(line, f"{cell.strip()[:40]!r} is not a number", "give a number or nothing")
            return math.nan
        return value


class _Ratings(_Numbers):
    highest = 1.0


class _Remembered(_Reader):
    """A column in which the same texts come again and again."""

    empty: Any
    meaningless: Any = None
    """What a refused text stands for; `None`: the same as an empty cell."""

    def __init__(self, column: str, problems: Problems) -> None:
        super().__init__(column, problems)
        self.known: dict[str, Any] = {}
        self.refused: set[str] = set()

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        # In the file's order: words are numbered as they come, not as a set happens to lie.
        for cell in dict.fromkeys(cells):
            if cell in self.known:
                continue
            text = cell.strip()
            try:
                self.known[cell] = self.read(text) if text else self.empty
            except ValueError:
                self.refused.add(cell)
                self.known[cell] = self.empty if self.meaningless is None else self.meaningless
        if self.refused:
            for cell, line in zip(cells, lines, strict=True):
                if cell in self.refused:
                    self.wrong(line, *self.refusal(cell.strip()))
        known = self.known
        self.parts.append(np.array([known[cell] for cell in cells]))

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def refusal(self, text: str) -> tuple[str, str]:
        raise NotImplementedError


class _Days(_Remembered):
    empty = _UNKNOWN_DAY

    def read(self, text: str) -> int:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text).toordinal() - _EPOCH

    def refusal(self, text: str) -> tuple[str, str]:
        return f"{text[:40]!r} is not a day", "use YYYY-MM-DD"

    def array(self) -> Any:
        # The smallest integer is how numpy stores NaT.
        return np.concatenate(self.parts).astype(np.int64).astype("datetime64[D]")


class _Words(_Remembered):
    empty = -1

    def __init__(self, column: str, problems: Problems) -> None:
        super().__init__(column, problems)
        self.levels: dict[str, int] = {}

    def read(self, text: str) -> int:
        return self.levels.setdefault(text, len(self.levels))

    def array(self) -> Any:
        return Words(np.concatenate(self.parts).astype(np.int32), tuple(self.levels))


class _Ids(_Words):
    """Words of which nearly each is another: not worth remembering by the set."""

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        del lines  # every text is an id
        read = self.read
        codes = [read(cell.strip()) if cell else -1 for cell in cells]
        self.parts.append(np.array(codes))

    def read(self, text: str) -> int:
        return self.levels.setdefault(text, len(self.levels)) if text else -1


class _Flags(_Remembered):
    empty = False

    def read(self, text: str) -> bool:
        if text.lower() not in _YES:
            raise ValueError
        return _YES[text.lower()]

    def refusal(self, text: str) -> tuple[str, str]:
        return f"{text[:40]!r} is neither 1 nor 0", "write 1, 0 or nothing"

    def array(self) -> Any:
        return np.concatenate(self.parts).astype(np.bool)


class _Currencies(_Words):
    meaningless = -2

    def read(self, text: str) -> int:
        try:
            Money(Decimal(0), text)
        except InputError as error:
            raise ValueError(str(error)) from None
        return super().read(text)

    def refusal(self, text: str) -> tuple[str, str]:
        return f"{text[:40]!r} is not a currency", "give an ISO 4217 code such as EUR"


_READERS: dict[Kind, type[_Reader]] = {
    Kind.PERSON: _People,
    Kind.DAY: _Days,
    Kind.WORDS: _Words,
    Kind.MONEY: _Numbers,
    Kind.NUMBER: _Numbers,
    Kind.RATING: _Ratings,
    Kind.FLAG: _Flags,
    Kind.CURRENCY: _Currencies,
}


def _reader(name: str, problems: Problems) -> _Reader:
    if name == "credential":
        return _Ids(name, problems)
    column: Column | None = BY_NAME.get(name)
    return (_READERS[column.kind] if column else _Words)(name, problems)


def _result(readers: dict[str, _Reader], lines: list[int], problems: Problems) -> Read:
    arrays = {name: reader.array() for name, reader in readers.items()}
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
    for index, column, cause, remedy, code in contradictions(ledger, currencies):
        problems.add(Problem(lines[index], column, cause, remedy, code))
    kept = tuple(sorted(problems.kept))
    if not kept:
        one_currency(currencies.levels if currencies else ())
    return Read(None if kept else ledger, kept, problems.count, len(lines))
