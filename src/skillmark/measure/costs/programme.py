"""What a programme costs, fully loaded: what was booked, and the hours that nobody books.

Phillips and Phillips (2008, Costs and ROI) count everything that the programme takes: analysis and
design (spread over its life), delivery, licences, assessment, issuing, the platform, the time of
learners, managers and colleagues, administration, overhead, and the evaluation itself. A kind that
nobody has stated is not 0: it is not known, and the total then is a lower limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from skillmark.measure.costs.assumption import Assumption, Shape, Standing
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

Number = float | Floats
Values = Mapping[str, Number]
"""Names of assumptions and items to a number, or to one number a draw."""


class CostKind(StrEnum):
    """What money is spent on."""

    ANALYSIS = "analysis"
    DESIGN = "design"
    DELIVERY = "delivery"
    LICENCES = "licences"
    ASSESSMENT = "assessment"
    ISSUING = "issuing"
    PLATFORM = "platform"
    LEARNERS = "learners"
    MANAGERS = "managers"
    PEERS = "peers"
    ADMINISTRATION = "administration"
    OVERHEAD = "overhead"
    EVALUATION = "evaluation"
    OTHER = "other"


EXPECTED: Final = tuple(
    kind for kind in CostKind if kind not in {CostKind.ANALYSIS, CostKind.OTHER}
)
"""Kinds that every programme has. One that costs nothing is stated as 0."""
TIME: Final = {
    CostKind.LEARNERS: ("learners", "learner_hours", "learner_wage"),
    CostKind.MANAGERS: ("learners", "manager_hours", "manager_wage"),
    CostKind.PEERS: ("learners", "peer_hours", "peer_wage"),
}
"""Hours that cost what the work would have been worth: their product, each year."""
ITEM: Final = "item:"
"""Prefix of an item's name among values."""


@dataclass(frozen=True, slots=True)
class Item:
    """One cost, in prices of the first year."""

    name: str
    amount: float
    kind: CostKind = CostKind.OTHER
    year: int = 1
    """In which it falls; with `recurring` the first of them."""
    recurring: bool = False
    share: float = 1.0
    """How much of it belongs to this programme and horizon: a design that lasts three years and is
    counted for one is a third."""
    low: float | None = None
    high: float | None = None
    source: str = ""
    standing: Standing = Standing.MEASURED

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise InputError(f"{self.share:g} is no share", remedy="give a number from 0 to 1")
        if not 1 <= self.year <= 20:
            raise InputError(f"{self.year} is no year of the programme", remedy="give 1 to 20")
        if min(self.amount, self.amount if self.low is None else self.low) < 0:
            raise InputError("a cost below 0", remedy="savings are assumptions, not costs")
        self.quantity  # noqa: B018 (refuses ranges in disorder)

    @property
    def key(self) -> str:
        """Its name among values."""
        return f"{ITEM}{self.name}"

    @property
    def quantity(self) -> Assumption:
        """The amount as a quantity with its range."""
        sure = self.low is None and self.high is None
        return Assumption(
            self.key,
            self.amount,
            self.low,
            self.high,
            shape=Shape.FIXED if sure else Shape.PERT,
            standing=self.standing,
            source=self.source,
        )


@dataclass(frozen=True, slots=True)
class Horizon:
    """Over how many years, and what money of later years is worth in prices of the first."""

    years: int = 1

    def weight(self, year: int, values: Values) -> Number:
        """Return what 1 of a year's prices counts: inflated, then discounted to the first year."""
        if year == 1:
            return 1.0
        inflation = np.asarray(values["inflation"])
        rate = np.asarray(values["discount_rate"])
        return np.asarray(((1 + inflation) / (1 + rate)) ** (year - 1), dtype=np.float64)

    def sum(self, values: Values, first: int = 1) -> Number:
        """Return what 1 a year counts over all years from `first` on."""
        return sum((self.weight(year, values) for year in range(first, self.years + 1)), 0.0)


def costs_by_kind(
    items: tuple[Item, ...], values: Values, horizon: Horizon
) -> dict[CostKind, Number]:
    """Return what each kind comes to; kinds that are not stated are absent, 0 is an answer."""
    found: dict[CostKind, Number] = {}

    def add(kind: CostKind, amount: Number) -> None:
        found[kind] = found.get(kind, 0.0) + amount

    for item in items:
        times = (
            horizon.sum(values, item.year) if item.recurring else horizon.weight(item.year, values)
        )
        add(item.kind, values[item.key] * item.share * times)
    booked = frozenset(found)
    total = sum(found.values(), 0.0)
    for kind, needs in TIME.items():
        if kind not in booked and all(name in values for name in needs):
            add(kind, product(values, needs) * horizon.sum(values))
    if CostKind.OVERHEAD not in booked and "overhead_share" in values:
        add(CostKind.OVERHEAD, values["overhead_share"] * total)
    return found


def product(values: Values, names: tuple[str, ...]) -> Number:
    """Return the product of quantities."""
    found: Number = 1.0
    for name in names:
        found = found * values[name]
    return found


def unstated(items: tuple[Item, ...], assumed: Mapping[str, Assumption]) -> tuple[CostKind, ...]:
    """Return the kinds that every programme has and of which nothing is said."""
    stated = {item.kind for item in items}
    known = {name for name, one in assumed.items() if one.known}
    for kind, (people, hours, wage) in TIME.items():
        # No hours cost nothing, whatever an hour is worth.
        none = hours in known and assumed[hours].sure and assumed[hours].mean == 0
        if none or known >= {people, hours, wage}:
            stated.add(kind)
    if "overhead_share" in known:
        stated.add(CostKind.OVERHEAD)
    return tuple(kind for kind in EXPECTED if kind not in stated)


def stated_twice(
    items: tuple[Item, ...], assumed: Mapping[str, Assumption]
) -> tuple[CostKind, ...]:
    """Return the kinds that are booked and could be computed too: the booked amount counts."""
    booked = {item.kind for item in items}
    known = {name for name, one in assumed.items() if one.known}
    twice = [kind for kind, needs in TIME.items() if kind in booked and known.issuperset(needs)]
    if CostKind.OVERHEAD in booked and "overhead_share" in known:
        twice.append(CostKind.OVERHEAD)
    return tuple(twice)
