"""What the ledger says about people with and without a credential: described, not explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
from scipy.special import stdtrit

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.durations.curves import Curve, kaplan_meier
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.table import Floats
from skillmark.nouns.credibility import Interval

YEAR = 365


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one group of hires; `None` where unknown or where too few people stand behind."""

    name: str
    n: int
    """0 where the group is not shown."""
    median_days: Interval | None = None
    """Median days to productivity, those not there yet included. A limit that the data do not
    reach is infinite."""
    productivity: Curve | None = None
    cost: Interval | None = None
    """Mean training cost a hire, in the ledger's currency."""
    hours: Interval | None = None
    """Mean training hours a hire."""
    retention: Interval | None = None
    """Share still employed a year after hiring."""

    @property
    def suppressed(self) -> bool:
        """Whether the group is too small to be described."""
        return self.n < LEAST_CELL


def summarise(name: str, people: Ledger, *, today: date) -> Group:
    """Describe a group as of `today`. Fewer than 5 people behind a figure, and it is `None`."""
    n = len(people)
    if n < LEAST_CELL:
        return Group(name, n)
    curve = productivity(people)
    return Group(
        name=name,
        n=n,
        median_days=median(curve),
        productivity=curve,
        cost=mean(people.number("training_cost")),
        hours=mean(people.number("training_hours")),
        retention=_retention(people, today),
    )


def protected(first: Group, second: Group, both: Group) -> tuple[Group, Group, Group]:
    """Return two groups and both together so that none can be found by subtraction.

    Where one is too small, neither is shown apart: the other and the total would give it away.
    """
    if any(0 < group.n < LEAST_CELL for group in (first, second)):
        return Group(first.name, 0), Group(second.name, 0), both
    return first, second, both


def productivity(people: Ledger) -> Curve | None:
    """Return the curve of people not yet productive by days since hiring."""
    days = people.number("days_to_productivity")
    known = ~np.isnan(days)
    there = ~people.flag("productivity_censored")[known]
    if known.sum() < LEAST_CELL or not there.any():
        return None
    return kaplan_meier(days[known], there)


def median(curve: Curve | None) -> Interval | None:
    """Return the median with its interval, open upwards where the data do not close it."""
    if curve is None:
        return None
    middle, low, high = curve.median()
    if middle is None:
        return None
    return Interval(middle, middle if low is None else low, float("inf") if high is None else high)


def mean(values: Floats) -> Interval | None:
    """Return the mean of what is known with Student's interval; `None` below the least cell."""
    known = values[~np.isnan(values)]
    n = len(known)
    if n < LEAST_CELL:
        return None
    half = float(stdtrit(n - 1, 0.975)) * float(known.std(ddof=1)) / sqrt(n)
    return Interval(float(known.mean()), float(known.mean()) - half, float(known.mean()) + half)


def _retention(people: Ledger, today: date) -> Interval | None:
    hired, left = people.day("hired"), people.day("left")
    now = np.datetime64(today, "D")
    seen = ~np.isnat(hired) & (hired <= now)
    until = np.where(np.isnat(left), now, left)
    days = (until[seen] - hired[seen]).astype(np.float64)
    # The curve at one year says something only if somebody was watched that long.
    if len(days) < LEAST_CELL or days.max() < YEAR:
        return None
    share, low, high = kaplan_meier(days, ~np.isnat(left[seen])).at(YEAR)
    return Interval(share, low, high)
