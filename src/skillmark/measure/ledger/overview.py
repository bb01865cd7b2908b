"""What is in a ledger, column by column, without a figure that leads to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.ledger.columns import COLUMNS, Kind
from skillmark.measure.ledger.store import Days, Flags, Ledger


@dataclass(frozen=True, slots=True)
class Filled:
    """How much of one column is known."""

    column: str
    known: int | None
    """People with a value; `None` where they, or those without one, are fewer than a cell."""
    share: float | None
    """The same as a share of everybody; 1 where so few have none that it is left out."""
    few: bool = False
    """Whether `known` is left out because so few have a value (else because so few have none)."""
    first: date | None = None
    """Month of the first and the last day, leaving out the days of so few that it would be
    somebody's own."""
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in a ledger."""

    people: int | None
    """`None` where they are fewer than a cell, but somebody is there."""
    columns: tuple[Filled, ...]
    """In the dictionary's order, those in which anything is known."""
    empty: tuple[str, ...]
    """Columns in which nothing is known of anybody."""
    groups: tuple[Filled, ...]
    currency: str
    simulated: bool


def overview(ledger: Ledger) -> Overview:
    """Return how much is known. Cells of fewer than `LEAST_CELL` people are left out, also those
    that would follow by subtraction."""
    shown, empty = [], []
    for column in COLUMNS:
        if column.kind in {Kind.PERSON, Kind.CURRENCY} or column.name == "simulated":
            continue
        there = _there(ledger, column.name, column.kind)
        if not there.any():
            empty.append(column.name)
            continue
        days = ledger.day(column.name) if column.kind is Kind.DAY else None
        shown.append(_filled(column.name, there, days))
    people = len(ledger)
    return Overview(
        people=people if people == 0 or people >= LEAST_CELL else None,
        columns=tuple(shown),
        empty=tuple(empty),
        groups=tuple(_filled(name, words.known, None) for name, words in ledger.groups.items()),
        currency=ledger.currency or "",
        simulated=ledger.simulated,
    )


def _there(ledger: Ledger, name: str, kind: Kind) -> Flags:
    if kind is Kind.DAY:
        return np.asarray(~np.isnat(ledger.day(name)))
    if kind is Kind.WORDS:
        return ledger.word(name).known
    if kind is Kind.FLAG:
        return ledger.flag(name)
    return np.asarray(~np.isnan(ledger.number(name)))


def _filled(name: str, there: Flags, days: Days | None) -> Filled:
    known, people = int(there.sum()), len(there)
    few = known < LEAST_CELL
    if few or 0 < people - known < LEAST_CELL:
        share = None if few else 1.0
        return Filled(name, None, share, few, *_range(days, there))
    return Filled(name, known, known / people, False, *_range(days, there))


def _range(days: Days | None, there: Flags) -> tuple[date | None, date | None]:
    """Return months that at least a cell of people lies before, and after."""
    if days is None or there.sum() < 2 * LEAST_CELL:
        return None, None
    known = np.partition(days[there], (LEAST_CELL - 1, -LEAST_CELL))
    first, last = known[LEAST_CELL - 1], known[-LEAST_CELL]
    return _month(first), _month(last)


def _month(day: np.datetime64) -> date:
    month: date = day.astype("datetime64[M]").astype("datetime64[D]").astype(date)
    return month
