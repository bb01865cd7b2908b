"""What cannot all be true of one person: contradictions between columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from skillmark.measure.ledger.store import Ledger, Words

_LATER = (
    ("hired", "applied", "hired on {0}, before applying on {1}"),
    ("left", "hired", "left on {0}, before being hired on {1}"),
    ("promoted", "hired", "promoted on {0}, before being hired on {1}"),
    ("left", "promoted", "left on {0}, before being promoted on {1}"),
)
"""Pairs of which the first cannot come before the second."""


class Contradiction(NamedTuple):
    """One contradiction, at a position of the ledger."""

    at: int
    column: str
    cause: str
    remedy: str
    code: str
    said: tuple[str, ...] = ()


def contradictions(ledger: Ledger, currencies: Words | None) -> Iterator[Contradiction]:
    """Yield each contradiction."""
    for later, earlier, words in _LATER:
        if later not in ledger.days or earlier not in ledger.days:
            continue
        a, b = ledger.days[later], ledger.days[earlier]
        for index in np.flatnonzero(a < b):
            days = (str(a[index]), str(b[index]))
            remedy = "swap or correct the days"
            yield Contradiction(
                int(index), later, words.format(*days), remedy, "dates_reversed", (*days, earlier)
            )
    lonely = ~np.isnat(ledger.day("credential_date")) & ~ledger.word("credential").known
    for index in np.flatnonzero(lonely):
        cause = "a credential's day without a credential"
        remedy = "name the credential too"
        yield Contradiction(int(index), "credential_date", cause, remedy, "day_alone")
    endless = ledger.flag("productivity_censored") & np.isnan(ledger.number("days_to_productivity"))
    for index in np.flatnonzero(endless):
        cause = "not yet productive, but no days so far"
        remedy = "give the days since hiring"
        yield Contradiction(int(index), "days_to_productivity", cause, remedy, "no_days_so_far")
    yield from _money(ledger, currencies)


def _money(ledger: Ledger, currencies: Words | None) -> Iterator[Contradiction]:
    codes = np.full(len(ledger), -1) if currencies is None else currencies.codes
    for name in ("starting_pay", "training_cost"):
        there = ~np.isnan(ledger.number(name))
        for index in np.flatnonzero(there & (codes == -1)):
            remedy = "give an ISO 4217 code such as EUR"
            cause = f"{name} without a currency"
            yield Contradiction(int(index), "currency", cause, remedy, "no_currency", (name,))
    if currencies is not None and len(currencies.levels) > 1:
        for index in np.flatnonzero(codes > 0):
            here, first = currencies.levels[codes[index]], currencies.levels[0]
            yield Contradiction(
                int(index),
                "currency",
                f"amounts in {first} and {here}",
                "convert to one currency first",
                "currencies_mixed",
                (first, here),
            )
