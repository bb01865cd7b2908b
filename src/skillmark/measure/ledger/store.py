"""The ledger in columns: a million people fit into a few hundred megabytes and a few seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.ledger.columns import BY_NAME, COLUMNS, Kind, of_kind
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError
from skillmark.nouns.money import Money
from skillmark.nouns.outcome import Outcome

Days = NDArray[np.datetime64]
"""Days as `datetime64[D]`; `NaT` where unknown."""
Flags = NDArray[np.bool]

NUMBERS = of_kind(Kind.NUMBER, Kind.RATING, Kind.MONEY)
DAYS = of_kind(Kind.DAY)
WORDS = of_kind(Kind.WORDS)
FLAGS = of_kind(Kind.FLAG)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A column of words: `levels[codes[i]]` is person i's; a code of -1 is unknown."""

    codes: NDArray[np.int32]
    levels: tuple[str, ...]

    @classmethod
    def of(cls, values: Iterable[str | None]) -> Words:
        """Number words in the order in which they first occur; empty ones are unknown."""
        known: dict[str, int] = {}
        codes = [known.setdefault(value, len(known)) if value else -1 for value in values]
        return cls(np.array(codes, dtype=np.int32), tuple(known))

    @property
    def known(self) -> Flags:
        """Who has one."""
        return np.asarray(self.codes >= 0)

    def at(self, index: int) -> str:
        """Return one person's word, empty where unknown."""
        code = int(self.codes[index])
        return self.levels[code] if code >= 0 else ""

    def where(self, keep: NDArray[Any]) -> Words:
        """Return the people chosen by a mask or by positions; levels stay as they are."""
        return Words(self.codes[keep], self.levels)


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """People by columns; every array has one entry a person, in the file's order.

    What was never recorded is absent from the mappings; the accessors then give a column of
    unknowns, so that nobody has to ask first.
    """

    people: NDArray[np.object_]
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    days: Mapping[str, Days] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    flags: Mapping[str, Flags] = field(default_factory=dict)
    groups: Mapping[str, Words] = field(default_factory=dict)
    """Columns `group:NAME` under NAME: for equity of outcomes, never for anything else."""
    currency: str | None = None

    def __len__(self) -> int:
        return len(self.people)

    def number(self, name: str) -> Floats:
        """Return amounts, ratings or other numbers; NaN where unknown."""
        _check(name, NUMBERS)
        found = self.numbers.get(name)
        return np.full(len(self), np.nan) if found is None else found

    def day(self, name: str) -> Days:
        """Return days; NaT where unknown."""
        _check(name, DAYS)
        found = self.days.get(name)
        return np.full(len(self), np.datetime64("NaT", "D")) if found is None else found

    def word(self, name: str) -> Words:
        """Return a column of words."""
        _check(name, WORDS)
        found = self.words.get(name)
        return Words(np.full(len(self), -1, dtype=np.int32), ()) if found is None else found

    def flag(self, name: str) -> Flags:
        """Return a column of yes and no."""
        _check(name, FLAGS)
        found = self.flags.get(name)
        return np.zeros(len(self), dtype=np.bool) if found is None else found

    @property
    def simulated(self) -> bool:
        """Whether any row comes from a simulation."""
        return bool(self.flag("simulated").any())

    @property
    def hired(self) -> Flags:
        """Who was hired, as far as is known: everybody but those with an application alone."""
        return np.asarray(~np.isnat(self.day("hired")) | np.isnat(self.day("applied")))

    @property
    def held_at_hiring(self) -> Flags:
        """Who had a credential before the work began; later ones cannot have helped.

        A credential without a day, or of somebody without a day of hiring, counts as held.
        """
        awarded, hired = self.day("credential_date"), self.day("hired")
        in_time = np.isnat(awarded) | np.isnat(hired) | (awarded <= hired)
        return np.asarray(self.word("credential").known & in_time)

    def where(self, keep: NDArray[Any]) -> Ledger:
        """Return the people chosen by a mask or by positions."""
        return Ledger(
            people=self.people[keep],
            numbers={name: column[keep] for name, column in self.numbers.items()},
            days={name: column[keep] for name, column in self.days.items()},
            words={name: column.where(keep) for name, column in self.words.items()},
            flags={name: column[keep] for name, column in self.flags.items()},
            groups={name: column.where(keep) for name, column in self.groups.items()},
            currency=self.currency,
        )

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Ledger:
        """Put outcomes into columns. Refuses two rows for a person, and two currencies."""
        twice = {o.person for o in outcomes}
        if len(twice) != len(outcomes):
            raise InputError("a person is in the ledger twice", code="duplicate_person")
        return cls(
            people=np.array([o.person for o in outcomes], dtype=object),
            numbers={name: _floats(getattr(o, name) for o in outcomes) for name in NUMBERS},
            days={
                name: np.array([getattr(o, name) or "NaT" for o in outcomes], "datetime64[D]")
                for name in DAYS
            },
            words={name: Words.of(getattr(o, name) for o in outcomes) for name in WORDS},
            flags={
                name: np.array([getattr(o, name) for o in outcomes], dtype=np.bool)
                for name in FLAGS
            },
            currency=one_currency(
                money.currency
                for o in outcomes
                for money in (o.starting_pay, o.training_cost)
                if money is not None
            ),
        )

    def outcome(self, index: int) -> Outcome:
        """Return one person's row as a noun."""
        values: dict[str, Any] = {}
        for column in COLUMNS:
            if column.kind is Kind.MONEY:
                values[column.name] = self._money(column.name, index)
            elif column.name in NUMBERS:
                number = float(self.number(column.name)[index])
                values[column.name] = None if np.isnan(number) else number
            elif column.kind is Kind.DAY:
                day = self.day(column.name)[index]
                values[column.name] = None if np.isnat(day) else day.astype(date)
            elif column.kind is Kind.WORDS:
                values[column.name] = self.word(column.name).at(index)
            elif column.kind is Kind.FLAG:
                values[column.name] = bool(self.flag(column.name)[index])
        return Outcome(
            person=self.people[index], **{**values, "credential": values["credential"] or None}
        )

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return every row as a noun; for small ledgers."""
        return tuple(self.outcome(index) for index in range(len(self)))

    def _money(self, name: str, index: int) -> Money | None:
        amount = float(self.number(name)[index])
        if np.isnan(amount) or self.currency is None:
            return None
        return Money(Decimal(f"{amount:.2f}"), self.currency)


def one_currency(currencies: Iterable[str]) -> str | None:
    """Return the currency that all amounts are in, `None` without amounts; refuse two."""
    used = sorted({currency for currency in currencies if currency})
    if len(used) > 1:
        raise InputError(
            f"amounts in {' and '.join(used)}",
            where="column currency",
            remedy="convert to one currency first",
            code="currencies_mixed",
        )
    return used[0] if used else None


def _floats(values: Iterable[Any]) -> Floats:
    return np.array(
        [np.nan if value is None else float(getattr(value, "amount", value)) for value in values],
        dtype=np.float64,
    )


def _check(name: str, among: Sequence[str]) -> None:
    if name not in among:
        kind = BY_NAME[name].kind.value if name in BY_NAME else "unknown"
        raise KeyError(f"{name} is {kind}, not one of {', '.join(among)}")
