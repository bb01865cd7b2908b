"""Build, buy or hire: what a capability costs over a horizon, and when it is there, with ranges.

Every number is somebody's figure: low, likely and high, with where it comes from. Totals are
simulated from them (beta-PERT distributions, Malcolm et al. 1959; as many attempts as it takes,
geometric), so that no option is ever a single number. All options meet the same draws of what
they share. A simulation says what follows from the figures, not whether they are right.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.errors import InputError
from skillmark.nouns.plan import Gap, Offer
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.quickest import quickest

Vector = NDArray[np.float64]
Generator = np.random.Generator
YOURS = "your figure"
_PERT = 4.0
_LONGEST = 60
"""Attempts after which a simulated seat is taken to stay empty beyond any horizon."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An assumption: its likely value, the range it may have, and its source."""

    likely: float
    low: float
    high: float
    source: str = YOURS

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.likely <= self.high < float("inf"):
            raise InputError(
                f"a figure of {self.likely:g} between {self.low:g} and {self.high:g}",
                remedy="give low, likely and high in this order, none below 0",
            )

    @classmethod
    def sure(cls, value: float, source: str = YOURS) -> Figure:
        """Return a figure without a range, such as a price in a signed contract."""
        return cls(value, value, value, source)

    def draw(self, rng: Generator, size: int | tuple[int, ...]) -> Vector:
        """Draw from the beta-PERT distribution."""
        width = self.high - self.low
        if width == 0:
            return np.full(size, self.likely)
        a = 1.0 + _PERT * (self.likely - self.low) / width
        b = 1.0 + _PERT * (self.high - self.likely) / width
        return self.low + width * rng.beta(a, b, size)


class Kind(StrEnum):
    """Where the capability comes from."""

    BUILD = "build"
    BUY = "buy"
    HIRE = "hire"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to come by a capable person. Money in one currency, time in weeks.

    A seat is filled by as many attempts as it takes; each costs `once` and `weeks`, and succeeds
    with probability `success`; from then on it costs `weekly`.
    """

    kind: Kind
    once: Figure
    """Training: fees and the hours of learning. Buying: setting up. Hiring: advertising,
    choosing, onboarding."""
    weeks: Figure
    """Until one is ready: learning, contracting, or filling the post and becoming productive."""
    weekly: Figure
    """What one costs a week once ready, beyond what is paid anyway."""
    success: Figure
    """Probability (0 to 1) that one attempt ends with somebody who can do it: completing a
    training, or the verified probability that a hire fits."""

    def __post_init__(self) -> None:
        if not 0 < self.success.low <= self.success.high <= 1:
            raise InputError(
                f"a probability of success between {self.success.low:g} and {self.success.high:g}",
                where=str(self.kind),
                remedy="give numbers above 0 and up to 1",
            )


@dataclass(frozen=True, slots=True)
class Interval:
    """Median and the limits between which the stated share of the draws lies."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Option:
    """What one way comes to for all the seats."""

    kind: Kind
    cost: Interval
    """Over the horizon, what is missed while nobody is ready included."""
    missed: Interval
    """The part of it that is missed."""
    weeks: Interval
    """Until every seat is filled."""
    ready: float
    """Share of the draws in which every seat is filled within the horizon."""
    cheapest: float
    """Share of the draws in which no other way costs less."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From when on `first` has cost less in sum than `against`."""

    first: Kind
    against: Kind
    share: float
    """Share of the draws in which that comes within the horizon and lasts to its end."""
    weeks: Interval | None
    """The week, in these draws."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure as it is shown and edited."""

    of: str
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ways side by side."""

    options: tuple[Option, ...]
    break_evens: tuple[BreakEven, ...]
    assumptions: tuple[Assumption, ...]
    seats: int
    horizon: int
    level: float
    draws: int


def compare(
    ways: Sequence[Way],
    *,
    seats: int,
    horizon: int,
    missing: Figure,
    rng: Generator,
    draws: int = 4_000,
    level: float = 0.9,
) -> Comparison:
    """Compare ways to have `seats` capable people over `horizon` weeks.

    `missing` is what a week costs in which one of them is not there yet (0 where it can wait).
    `level` is the share of the draws that intervals hold. The same `rng` gives the same answer.
    Raises `InputError` for fewer than one seat, week or draw, and for a kind that comes twice.
    """
    if min(seats, horizon, draws) < 1 or not 0 < level < 1:
        raise InputError(
            f"{seats} seats over {horizon} weeks in {draws} draws at level {level:g}",
            remedy="use at least 1 of each and a level between 0 and 1",
        )
    if len({way.kind for way in ways}) < len(ways) or not ways:
        raise InputError("each kind of way is compared once", remedy="give each kind at most once")
    # the same weeks cost the same whichever way is gone
    loss = missing.draw(rng, draws)
    run = {way.kind: _simulated(way, seats, horizon, loss, rng.spawn(1)[0]) for way in ways}
    totals = np.stack([run[way.kind].cost[:, -1] for way in ways])
    least = totals.min(axis=0)
    ties = (totals <= least).sum(axis=0)
    return Comparison(
        options=tuple(
            Option(
                kind=way.kind,
                cost=_interval(run[way.kind].cost[:, -1], level),
                missed=_interval(run[way.kind].missed, level),
                weeks=_interval(run[way.kind].weeks, level),
                ready=float((run[way.kind].weeks <= horizon).mean()),
                cheapest=float(((totals[i] <= least) / ties).mean()),
            )
            for i, way in enumerate(ways)
        ),
        break_evens=tuple(
            _break_even(a.kind, b.kind, run[a.kind].cost, run[b.kind].cost, level)
            for one, other in combinations(ways, 2)
            for a, b in ((one, other), (other, one))
        ),
        assumptions=(
            Assumption("all", "missing", missing),
            *(
                Assumption(str(way.kind), field.name, getattr(way, field.name))
                for way in ways
                for field in fields(way)
                if field.name != "kind"
            ),
        ),
        seats=seats,
        horizon=horizon,
        level=level,
        draws=draws,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    cost: Vector
    """(draws, horizon + 1): spent and missed until the end of each week."""
    missed: Vector
    weeks: Vector


def _simulated(way: Way, seats: int, horizon: int, loss: Vector, rng: Generator) -> _Run:
    draws = len(loss)
    # what one does not know is the same for every seat; luck is each seat's own
    chance = way.success.draw(rng, draws)
    attempts = np.minimum(rng.geometric(chance[:, None], (draws, seats)), _LONGEST)
    once, weekly = way.once.draw(rng, draws), way.weekly.draw(rng, draws)
    each = way.weeks.draw(rng, draws)
    ready = attempts * each[:, None]
    time = np.arange(horizon + 1, dtype=float)
    cost = np.zeros((draws, horizon + 1))
    for seat in range(seats):
        there = np.maximum(0.0, time[None, :] - ready[:, seat, None])
        # an attempt is paid for when it begins
        begun = np.minimum(
            attempts[:, seat, None],
            np.floor(time[None, :] / np.maximum(each, 1e-9)[:, None]) + 1,
        )
        cost += once[:, None] * begun + weekly[:, None] * there
        cost += loss[:, None] * (time[None, :] - there)
    missed = loss * np.minimum(ready, horizon).sum(axis=1)
    return _Run(cost, missed, ready.max(axis=1))


def _interval(values: Vector, level: float) -> Interval:
    tail = (1.0 - level) / 2.0
    low, median, high = np.quantile(values, [tail, 0.5, 1.0 - tail])
    return Interval(float(low), float(median), float(high))


def _break_even(first: Kind, against: Kind, one: Vector, other: Vector, level: float) -> BreakEven:
    behind = one >= other
    # the week after the last in which it has cost at least as much
    last = np.where(behind.any(axis=1), behind.shape[1] - np.argmax(behind[:, ::-1], axis=1), 0)
    within = last < behind.shape[1]
    weeks = last[within].astype(float)
    return BreakEven(
        first,
        against,
        share=float(within.mean()),
        weeks=_interval(weeks, level) if len(weeks) else None,
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the own people who could learn it."""

    person: str
    gaps: tuple[Gap, ...]
    holds: frozenset[str] = frozenset()
    hours_per_week: float = 4.0


def building(
    candidates: Collection[Candidate],
    offers: Sequence[Offer] | Catalogue,
    *,
    seats: int,
    hour: Figure,
    completing: Figure,
    weekly: Figure | None = None,
) -> tuple[Way, tuple[str, ...]] | None:
    """Return the way of training own people, and who: those who are ready soonest, then cheapest.

    `hour` is what an hour of learning costs besides fees, `completing` the probability to complete
    and `weekly` what a trained person costs more a week. Fees and hours are those of each
    person's quickest way; the range is that of the people chosen. `None` where fewer than `seats`
    can learn everything. Raises `InputError` as `plan.quickest` does.
    """
    catalogue = offers if isinstance(offers, Catalogue) else Catalogue(offers)
    found = []
    for candidate in candidates:
        way = quickest(
            candidate.gaps,
            catalogue,
            holds=candidate.holds,
            hours_per_week=candidate.hours_per_week,
        )
        if way is not None and not way.left:
            found.append((way.weeks, way.cost, candidate.person, way))
    chosen = sorted(found, key=lambda item: item[:3])[:seats]
    if len(chosen) < seats or not chosen:
        return None
    weeks = [item[0] for item in chosen]
    money = [(item[3].cost, item[3].hours) for item in chosen]
    source = "offers and hours of the people chosen"
    way_ = Way(
        Kind.BUILD,
        once=Figure(
            float(np.mean([fee + hours * hour.likely for fee, hours in money])),
            min(fee + hours * hour.low for fee, hours in money),
            max(fee + hours * hour.high for fee, hours in money),
            source,
        ),
        weeks=Figure(float(np.mean(weeks)), min(weeks), max(weeks), source),
        weekly=weekly or Figure.sure(0.0),
        success=completing,
    )
    return way_, tuple(item[2] for item in chosen)
