"""What the ledger says about people with and without a credential: described, not explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
from scipy.special import stdtrit

from skillmark.measure.survey import LEAST_CELL
from skillmark.measure.survival import Curve, kaplan_meier
from skillmark.nouns.credibility import Interval
from skillmark.nouns.outcome import Outcome

YEAR = 365


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one group of hires; `None` where unknown or where too few people stand behind."""

    name: str
    n: int
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


def summarise(name: str, outcomes: Sequence[Outcome], *, today: date) -> Group:
    """Describe a group as of `today`. Fewer than 5 people behind a figure, and it is `None`."""
    n = len(outcomes)
    if n < LEAST_CELL:
        return Group(name, n)
    curve = productivity(outcomes)
    return Group(
        name=name,
        n=n,
        median_days=_median(curve),
        productivity=curve,
        cost=_mean([float(o.training_cost.amount) for o in outcomes if o.training_cost]),
        hours=_mean([o.training_hours for o in outcomes if o.training_hours is not None]),
        retention=_retention(outcomes, today),
    )


def productivity(outcomes: Sequence[Outcome]) -> Curve | None:
    """Return the curve of people not yet productive by days since hiring."""
    known = [
        (o.days_to_productivity, not o.productivity_censored)
        for o in outcomes
        if o.days_to_productivity is not None
    ]
    if len(known) < LEAST_CELL or not any(there for _, there in known):
        return None
    return kaplan_meier(
        np.array([days for days, _ in known]), np.array([there for _, there in known])
    )


def _median(curve: Curve | None) -> Interval | None:
    if curve is None:
        return None
    middle, low, high = curve.median()
    if middle is None:
        return None
    return Interval(middle, middle if low is None else low, float("inf") if high is None else high)


def _mean(values: Sequence[float]) -> Interval | None:
    n = len(values)
    if n < LEAST_CELL:
        return None
    array = np.array(values)
    half = float(stdtrit(n - 1, 0.975)) * float(array.std(ddof=1)) / sqrt(n)
    return Interval(float(array.mean()), float(array.mean()) - half, float(array.mean()) + half)


def _retention(outcomes: Sequence[Outcome], today: date) -> Interval | None:
    stays = [
        (((o.left or today) - o.hired).days, o.left is not None)
        for o in outcomes
        if o.hired is not None and o.hired <= today
    ]
    # The curve at one year says something only if somebody was watched that long.
    if len(stays) < LEAST_CELL or max(days for days, _ in stays) < YEAR:
        return None
    curve = kaplan_meier(
        np.array([float(d) for d, _ in stays]), np.array([gone for _, gone in stays])
    )
    share, low, high = curve.at(YEAR)
    return Interval(share, low, high)
