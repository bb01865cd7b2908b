"""Read an export by its mapping: a ledger, or every mistake in the source's own lines and names.

What the mapping does not name is never looked at and never stored. The file is read once, column
by column, by the same readers as a `ledger.csv`, so that the same is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.ledger.cells import Days, People, Reader, WordCells, reader_of
from skillmark.measure.ledger.columns import Kind
from skillmark.measure.ledger.mapping.folding import fold
from skillmark.measure.ledger.mapping.rules import DAYS_COLUMN, Mapping, Rows, Rule, kind_of
from skillmark.measure.ledger.mapping.sheet import Sheet, look
from skillmark.measure.ledger.mapping.turning import Turned, turn
from skillmark.measure.ledger.problems import Problem, Problems
from skillmark.measure.ledger.reading import Read, assemble
from skillmark.measure.ledger.store import Words
from skillmark.nouns.errors import InputError, UnreadableError

_FIRST: Final = "first day"
_REACHED: Final = "day reached"
_LINK: Final = "link"
CENSORED: Final = "productivity_censored"
LONGEST: Final = {Kind.PERSON: 120, Kind.WORDS: 200}
"""Characters of an id and of words; a credential's id may have 500."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an export says by its mapping."""

    read: Read
    sheet: Sheet
    links: dict[str, str]
    """Address of an account by the person's id, where the mapping has a column for it; folded to
    lower case, for those about whom nothing is wrong. It is for linking alone and not part of the
    ledger."""


def apply(
    mapping: Mapping,
    file: Path | Sheet,
    *,
    progress: Callable[[int], None] | None = None,
) -> Applied:
    """Read a file by its mapping. `progress` is told of rows read.

    Raises `InputError` where the mapping needs an answer (`open_question`) or names a column that
    the file does not have (`unknown_column`), `UnreadableError` for what is no table.
    """
    sheet = file if isinstance(file, Sheet) else look(file)
    for name, question in mapping.needs():
        raise InputError(
            f"nobody has said: {question}",
            where=f"the mapping, column {name}",
            remedy=QUESTIONS[question],
            code="open_question",
        )
    _check_sources(mapping, sheet)
    problems = Problems()
    columns = _columns(mapping, sheet, problems)
    lines: list[int] = []
    for numbers, chunk in sheet.chunks():
        across = list(zip(*chunk, strict=True))
        for column in columns:
            column.take(across, numbers)
        lines += numbers
        if progress is not None:
            progress(len(lines))
    for line, cells in sheet.wrong:
        cause = f"{cells} cells where the header has {sheet.width}"
        remedy = "put cells that contain the separator in quotes"
        problems.add(
            Problem(line, "", cause, remedy, "wrong_width", (str(cells), str(sheet.width)))
        )
    if not lines:
        raise UnreadableError("no rows below the header", where=sheet.name)
    arrays = {column.name: column.reader.array() for column in columns}
    return _put_together(mapping, sheet, arrays, np.array(lines, dtype=np.int64), problems)


QUESTIONS: Final = {
    "person": "say which column has the person's id",
    "currency": "say which currency the amounts are in",
    "scale": "say the worst and the best value of the rating",
    "as_of": "say of which day the export is",
}


def _check_sources(mapping: Mapping, sheet: Sheet) -> None:
    for source in mapping.sources:
        if source not in sheet.header:
            raise InputError(
                f"no column {source!r}",
                where=sheet.name,
                remedy=f"its columns are {', '.join(sheet.header)}",
                code="unknown_column",
            )


class _Column:
    """One column of the ledger: where its cells come from, and what reads them."""

    def __init__(
        self, name: str, places: Sequence[int], turned: Turned | None, reader: Reader
    ) -> None:
        self.name, self.places, self.turned, self.reader = name, places, turned, reader
        self.longest = 500 if name == "credential" else LONGEST.get(kind_of(name), 0)

    def take(self, across: Sequence[Sequence[str]], lines: Sequence[int]) -> None:
        cells: Sequence[str] = across[self.places[0]]
        if len(self.places) > 1:
            parts = [across[place] for place in self.places]
            cells = [
                "-".join(filter(None, (cell.strip() for cell in row)))
                for row in zip(*parts, strict=True)
            ]
        if self.turned is not None:
            cells = self.turned(cells, lines)
        if self.longest and len(max(cells, key=len)) > self.longest:
            cells = self._shortened(cells, lines)
        self.reader.take(cells, lines)

    def _shortened(self, cells: Sequence[str], lines: Sequence[int]) -> list[str]:
        for cell, line in zip(cells, lines, strict=True):
            if len(cell) > self.longest:
                cause = f"longer than {self.longest} characters"
                self.reader.wrong(line, cause, "shorten it", "too_long", str(self.longest))
        return [cell[: self.longest] for cell in cells]


class _Fixed(_Column):
    """A column that is the same for everybody."""

    def __init__(self, name: str, value: str, reader: Reader) -> None:
        super().__init__(name, (), None, reader)
        self.value = value

    def take(self, across: Sequence[Sequence[str]], lines: Sequence[int]) -> None:
        del across  # nothing of the source is in it
        self.reader.take([self.value] * len(lines), lines)


def _columns(mapping: Mapping, sheet: Sheet, problems: Problems) -> list[_Column]:
    amounts: set[str] = set()

    def places(rule: Rule) -> list[int]:
        return [sheet.header.index(one) for one in rule.source]

    found: list[_Column] = []
    for name, rule in mapping.columns.items():
        if name == "currency" and rule.from_amount:
            continue  # known when every amount was read
        if name == DAYS_COLUMN and rule.since:
            found += _between(mapping, rule, sheet, problems)
            continue
        called = rule.source[0] if rule.source else name
        reader = reader_of(name, problems, called=called)
        if isinstance(reader, People):
            reader.several = mapping.rows is not Rows.REFUSE
        if rule.fixed:
            found.append(_Fixed(name, rule.fixed, reader))
            continue
        found.append(_Column(name, places(rule), turn(name, mapping, problems, amounts), reader))
    if "currency" in mapping.columns and mapping.columns["currency"].from_amount:
        found.append(_Gathered(amounts, problems))
    if mapping.link:
        reader = WordCells(mapping.link, problems)
        found.append(_Column(_LINK, [sheet.header.index(mapping.link)], None, reader))
    return found


class _Gathered(_Column):
    """The currency that the amounts name: one for the whole file."""

    def __init__(self, amounts: set[str], problems: Problems) -> None:
        super().__init__("currency", (), None, reader_of("currency", problems))
        self.amounts, self.rows = amounts, 0

    def take(self, across: Sequence[Sequence[str]], lines: Sequence[int]) -> None:
        del across  # amounts come before it: what they name is known by now
        self.reader.take([next(iter(self.amounts), "")] * len(lines), lines)


def _between(mapping: Mapping, rule: Rule, sheet: Sheet, problems: Problems) -> list[_Column]:
    """Two days of the source; their difference is taken once each person has one row."""
    made: list[_Column] = []
    wanted = [(_REACHED, rule.source[0])]
    if not _from_hiring(mapping, rule):
        wanted.append((_FIRST, rule.since))
    for name, source in wanted:
        turned = turn(DAYS_COLUMN, mapping, problems, set())
        turned.called = source
        reader = Days(source, problems)
        made.append(_Column(name, [sheet.header.index(source)], turned, reader))
    return made


def _from_hiring(mapping: Mapping, rule: Rule) -> bool:
    """Whether the first day is the day of hiring, which is read already."""
    hired = mapping.columns.get("hired")
    return hired is not None and hired.source == (rule.since,)


def _put_together(
    mapping: Mapping,
    sheet: Sheet,
    arrays: dict[str, Any],
    lines: NDArray[np.int64],
    problems: Problems,
) -> Applied:
    rows = len(lines)
    if mapping.rows is not Rows.REFUSE:
        arrays, lines = fold(arrays, lines, problems, mapping)
    if _REACHED in arrays:
        _days_between(mapping, arrays, lines, problems)
    links: Words | None = arrays.pop(_LINK, None)
    called = {name: rule.source[0] for name, rule in mapping.columns.items() if rule.source}
    read = assemble(arrays, lines, problems, called=called, rows=rows)
    return Applied(read, sheet, _linked(arrays["person"], links, lines, read))


def _days_between(
    mapping: Mapping, arrays: dict[str, Any], lines: NDArray[np.int64], problems: Problems
) -> None:
    first, reached = arrays.pop(_FIRST, arrays.get("hired")), arrays.pop(_REACHED)
    until = np.full(len(lines), np.datetime64(mapping.as_of, "D"))
    left = arrays.get("left")
    if left is not None:
        until = np.fmin(left, until)
    waiting = np.isnat(reached) & ~np.isnat(first) & (first <= until)
    end = np.where(waiting, until, reached)
    days = (end - first).astype("timedelta64[D]")
    numbers = np.where(np.isnat(days), np.nan, days.astype(np.float64))
    rule = mapping.columns[DAYS_COLUMN]
    for at in np.flatnonzero(numbers < 0):
        said = (str(reached[at]), str(first[at]), rule.since)
        cause = f"productive on {said[0]}, before the first day {said[1]}"
        problem = Problem(
            int(lines[at]),
            rule.source[0],
            cause,
            "swap or correct the days",
            "dates_reversed",
            said,
        )
        problems.add(problem)
    arrays[DAYS_COLUMN], arrays[CENSORED] = numbers, waiting


def _linked(
    people: NDArray[np.object_], links: Words | None, lines: NDArray[np.int64], read: Read
) -> dict[str, str]:
    if links is None or read.sound is None:
        return {}
    good = np.flatnonzero(np.isin(lines, read.lines) & links.known).tolist()
    return {str(people[at]): links.at(at).lower() for at in good if "@" in links.at(at)}
