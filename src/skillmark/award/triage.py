"""Who of a roster is to be awarded: fresh, has it already, or rejected and why, line by line.

The rules alone, for the command line (whose ledger looks people up with SQL) and for the server
(whose preview and order look them up in its tables).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from skillmark.award import claims
from skillmark.award.roster import Rejected, Row
from skillmark.award.work import Particulars
from skillmark.nouns.errors import InputError

CHUNK = 1_000
"""Rows that are looked up together."""


class Verdict(StrEnum):
    """What becomes of a row."""

    FRESH = "fresh"
    ALREADY = "already"
    REJECTED = "rejected"


class Why(StrEnum):
    """Why a row is rejected, for programs and translators."""

    ROW = "row"
    """The row makes no sense by itself."""
    TWICE = "twice"
    """An earlier line (`Sorted.first`) names the same person."""
    CHANGED = "changed"
    """The person has it with other particulars (`Sorted.held`)."""
    OBJECTION = "objection"
    """It cannot be awarded like this."""


class Held(NamedTuple):
    """An award that somebody has."""

    id: str
    at: str = ""
    """ISO 8601: when it was awarded."""
    particulars: Particulars | None = None
    """With what; `None` where a change of them does not matter."""


class Sorted(NamedTuple):
    """One row of a roster and what becomes of it."""

    line: int
    verdict: Verdict
    row: Row | None = None
    """Absent where the line could not be read."""
    reason: str = ""
    why: Why | None = None
    first: int = 0
    held: Held | None = None


def triage(
    rows: Iterable[Row | Rejected],
    *,
    held: Callable[[Sequence[str]], Mapping[str, Held]],
    objection: Callable[[Row], str] = lambda _row: "",
    person: Callable[[Row], str] = lambda row: row.person,
) -> Iterator[Sorted]:
    """Say of every row, in order, what becomes of it.

    `held` is asked for some people at a time (`person` of their rows) and returns the awards of
    those who have one; `objection` says what speaks against awarding a row, or nothing. Keeps one
    number for every person of the roster.
    """
    source = iter(rows)
    lines: dict[str, int] = {}
    while part := list(islice(source, CHUNK)):
        known = held([person(row) for row in part if isinstance(row, Row)])
        for row in part:
            if isinstance(row, Rejected):
                yield Sorted(row.line, Verdict.REJECTED, None, row.reason, Why.ROW)
                continue
            who = person(row)
            yield sort(row, lines.setdefault(who, row.line), known.get(who), objection)


def sort(row: Row, first: int, held: Held | None, objection: Callable[[Row], str]) -> Sorted:
    """Decide about one row. `first` is the first line that names this person."""
    line = row.line
    if first != line:
        return Sorted(line, Verdict.REJECTED, row, twice(first), Why.TWICE, first)
    if held is not None:
        if held.particulars is not None and held.particulars != particulars(row):
            return Sorted(line, Verdict.REJECTED, row, changed(held.at), Why.CHANGED, held=held)
        return Sorted(line, Verdict.ALREADY, row, held=held)
    if reason := objection(row):
        return Sorted(line, Verdict.REJECTED, row, reason, Why.OBJECTION)
    return Sorted(line, Verdict.FRESH, row)


def twice(first: int) -> str:
    """Say that another line names the same person."""
    return f"line {first} names the same person"


def changed(at: str) -> str:
    """Say that a person has the award with other particulars."""
    return f"was awarded on {at[:10]} with other particulars"


def particulars(row: Row) -> Particulars:
    """Return what a row says of its person."""
    return Particulars(
        row.recipient.name,
        row.recipient.email,
        row.recipient.id,
        row.level,
        row.result,
        row.evidence_url,
        row.valid_from.isoformat() if row.valid_from else None,
        row.valid_until.isoformat() if row.valid_until else None,
    )


class Objections:
    """What speaks against awarding this achievement to a row at this moment."""

    def __init__(self, achievement: Mapping[str, Any], now: datetime) -> None:
        self._achievement, self._now = achievement, now
        self._of_level: dict[int | None, str] = {}

    def __call__(self, row: Row) -> str:
        """Say what, or nothing."""
        if row.level not in self._of_level:
            self._of_level[row.level] = self._level(row.level)
        if said := self._of_level[row.level]:
            return said
        if row.valid_until is not None and row.valid_until <= (row.valid_from or self._now):
            return "valid_until: it would expire before it begins"
        return ""

    def _level(self, level: int | None) -> str:
        try:
            claims.of(self._achievement, {"level": level})
        except InputError as error:
            return str(error)
        return ""
