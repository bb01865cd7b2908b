"""Cells of a ledger, column by column: what a text means depends on the text alone.

So a text is read once and remembered: a million rows hold a few thousand different days and a
handful of functions. Numbers, which do differ, go through `float` a column at a time; only a
column in which that fails is looked at cell by cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np

from skillmark.measure.ledger.columns import BY_NAME, Column, Kind
from skillmark.measure.ledger.problems import Problem, Problems
from skillmark.measure.ledger.store import Words
from skillmark.nouns.errors import InputError
from skillmark.nouns.money import Money

T = TypeVar("T")
_UNKNOWN_DAY = np.iinfo(np.int64).min
_EPOCH = date(1970, 1, 1).toordinal()
YES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}


class Reader:
    """Takes a column's cells, a chunk at a time."""

    def __init__(self, column: str, problems: Problems) -> None:
        self.column, self.problems = column, problems
        """What the file calls the column."""
        self.parts: list[Any] = []

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        raise NotImplementedError

    def array(self) -> Any:
        return np.concatenate(self.parts)

    def wrong(self, line: int, cause: str, remedy: str, code: str, *said: str) -> None:
        self.problems.add(Problem(line, self.column, cause, remedy, code, said))


class People(Reader):
    """Ids. `several`: a person may come in more than one row."""

    def __init__(self, column: str, problems: Problems, *, several: bool = False) -> None:
        super().__init__(column, problems)
        self.several = several
        self.seen: dict[str, int] = {}

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        stripped = [cell.strip() for cell in cells]
        if "" in stripped:
            for cell, line in zip(stripped, lines, strict=True):
                if not cell:
                    self.wrong(line, "a row without a person", "give an id", "no_person")
        if not self.several:
            self._once(stripped, lines)
        self.parts.append(np.array(stripped, dtype=object))

    def _once(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        setdefault = self.seen.setdefault
        for cell, line in zip(cells, lines, strict=True):
            if setdefault(cell, line) != line and cell:
                first = self.seen[cell]
                cause = f"{cell[:40]!r} is also in line {first}"
                code = "duplicate_person"
                self.wrong(line, cause, "one row a person", code, cell[:40], str(first))
                self.problems.lines.add(first)


class Numbers(Reader):
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
            text = cells[k].strip()[:40]
            remedy = f"give a number {limit}"
            self.wrong(lines[k], f"{text} is out of range", remedy, "out_of_range", text)
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
            shown = cell.strip()[:40]
            remedy = "give a number or nothing"
            self.wrong(line, f"{shown!r} is not a number", remedy, "not_a_number", shown)
            return math.nan
        return value


class Ratings(Numbers):
    highest = 1.0


class Remembering(dict[str, T]):
    """What texts stand for; a text that was not seen before is read once."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> T:
        found = self[text] = self.read(text)
        return found


class Remembered(Reader):
    """A column in which the same texts come again and again."""

    empty: Any
    meaningless: Any = None
    """What a refused text stands for; `None`: the same as an empty cell."""
    code = "invalid"

    def __init__(self, column: str, problems: Problems) -> None:
        super().__init__(column, problems)
        self.known: Remembering[Any] = Remembering(self._once)
        self.refused: set[str] = set()

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        values = list(map(self.known.__getitem__, cells))
        if self.refused:
            for cell, line in zip(cells, lines, strict=True):
                if cell in self.refused:
                    shown = cell.strip()[:40]
                    self.wrong(line, *self.refusal(shown), self.code, shown)
        self.parts.append(np.array(values))

    def _once(self, cell: str) -> Any:
        text = cell.strip()
        try:
            return self.read(text) if text else self.empty
        except ValueError:
            self.refused.add(cell)
            return self.empty if self.meaningless is None else self.meaningless

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def refusal(self, text: str) -> tuple[str, str]:
        raise NotImplementedError


class Days(Remembered):
    code = "not_a_day"
    empty = _UNKNOWN_DAY

    def read(self, text: str) -> int:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text).toordinal() - _EPOCH

    def refusal(self, text: str) -> tuple[str, str]:
        return f"{text!r} is not a day", "use YYYY-MM-DD"

    def array(self) -> Any:
        # The smallest integer is how numpy stores NaT.
        return np.concatenate(self.parts).astype(np.int64).astype("datetime64[D]")


class WordCells(Remembered):
    empty = -1

    def __init__(self, column: str, problems: Problems) -> None:
        super().__init__(column, problems)
        self.levels: dict[str, int] = {}

    def read(self, text: str) -> int:
        return self.levels.setdefault(text, len(self.levels))

    def array(self) -> Any:
        return Words(np.concatenate(self.parts).astype(np.int32), tuple(self.levels))


class Ids(WordCells):
    """Words of which nearly each is another: not worth remembering by the set."""

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        del lines  # every text is an id
        read = self.read
        codes = [read(cell.strip()) if cell else -1 for cell in cells]
        self.parts.append(np.array(codes))

    def read(self, text: str) -> int:
        return self.levels.setdefault(text, len(self.levels)) if text else -1


class Flags(Remembered):
    code = "not_a_flag"
    empty = False

    def read(self, text: str) -> bool:
        if text.lower() not in YES:
            raise ValueError
        return YES[text.lower()]

    def refusal(self, text: str) -> tuple[str, str]:
        return f"{text!r} is neither 1 nor 0", "write 1, 0 or nothing"

    def array(self) -> Any:
        return np.concatenate(self.parts).astype(np.bool)


class Currencies(WordCells):
    code = "not_a_currency"
    meaningless = -2

    def read(self, text: str) -> int:
        try:
            Money(Decimal(0), text)
        except InputError as error:
            raise ValueError(str(error)) from None
        return super().read(text)

    def refusal(self, text: str) -> tuple[str, str]:
        return f"{text!r} is not a currency", "give an ISO 4217 code such as EUR"


READERS: dict[Kind, type[Reader]] = {
    Kind.PERSON: People,
    Kind.DAY: Days,
    Kind.WORDS: WordCells,
    Kind.MONEY: Numbers,
    Kind.NUMBER: Numbers,
    Kind.RATING: Ratings,
    Kind.FLAG: Flags,
    Kind.CURRENCY: Currencies,
}


def reader_of(name: str, problems: Problems, *, called: str = "") -> Reader:
    """Return what takes the cells of a column of the ledger; `called`: its name in the file."""
    column: Column | None = BY_NAME.get(name)
    kind = Ids if name == "credential" else READERS[column.kind] if column else WordCells
    return kind(called or name, problems)
