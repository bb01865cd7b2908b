"""The search for a plan and its bound, step by step, until they meet or time is up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from skillmark.plan.columns import Pool, Vector
from skillmark.plan.duality import Dual, core
from skillmark.plan.integer import Answer, Incumbent, filled, least_shortfall, solved

DIRECT = 3_000
"""Up to this many bundles all of them are one integer program at once."""
LONGEST = 60.0
"""Seconds of one integer program where there are several: how long a wish to stop may wait."""
_CORES = (4_000, 12_000, 30_000, 80_000, 200_000)
"""Bundles in the integer programs, one after the other."""
_PROVEN = 1e-7
"""Relative distance at which plan and bound are the same: HiGHS is exact to some 1e-7 itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: a bundle a person or none, and what no plan can exceed (in profit)."""

    incumbent: Incumbent | None
    bound: float
    prices: Vector
    """Of the limits, as `plan.duality` found them: estimates of what one more is worth."""
    impossible: bool = False
    """Whether it is proven that no plan exists."""


class Search:
    """One search in a pool. `report` hears of every better plan or bound: (profit, bound)."""

    def __init__(
        self,
        pool: Pool,
        *,
        gap: float,
        offset: float,
        left: Callable[[], float],
        report: Callable[[float | None, float], None],
    ) -> None:
        self.pool = pool
        self.gap = max(gap, _PROVEN)
        self.offset = offset
        """Value that is there without any plan, which the gap is relative to as well."""
        self.left = left
        """Seconds that are left; 0 or less when it shall stop."""
        self.report = report
        self.dual = Dual(pool)
        self.incumbent: Incumbent | None = None
        self.bound = float("inf")

    def start(self, masks: Sequence[int] | None) -> None:
        """Begin with a plan that is known to keep all limits."""
        if masks is not None and not self.pool.impossible:
            profit = float(self.pool.chosen(masks).profit.sum())
            self.incumbent = Incumbent(tuple(masks), profit)

    def done(self) -> bool:
        """Say whether plan and bound are as close as asked, or time is up."""
        return self._over() or self._distance() <= self.gap

    def hear(self, answer: Answer) -> Found:
        """Take a plan and a bound of the whole that somebody else found."""
        if answer.impossible:
            return self._none()
        self.bound = min(self.bound, max(answer.bound, self._worth()))
        self._try(answer.incumbent)
        return self._found()

    def run(self) -> Found:
        """Search."""
        pool = self.pool
        if pool.impossible:
            return self._none()
        count = len(pool.complete.people) + len(pool.wide.people)
        self.dual.evaluate(self.dual.best.prices)
        if count <= DIRECT and not pool.wide_people:
            self.dual.mend(rounds=2, stop=self._over)
            return self._direct(count)
        self._try(filled(pool, self.dual.best.prices))
        if not self.done():
            self.dual.descend(self._worth, rounds=250, stop=self._over)
            self._try(filled(pool, self.dual.best.prices))
        if not self.done():
            self.dual.mend(rounds=20 if pool.wide_people else 4, stop=self._over)
            self._try(filled(pool, self.dual.best.prices))
        if self.dual.best.bound < self._least_possible():
            return self._none()
        self._cores()
        return self._found()

    def _none(self) -> Found:
        return Found(None, -np.inf, self.dual.best.prices, impossible=True)

    def _found(self) -> Found:
        return Found(self.incumbent, self.bound, self.dual.best.prices)

    def _direct(self, count: int) -> Found:
        part = core(self.pool, self.dual.best.prices, most=count)
        answer = solved(self.pool, part, seconds=self.left(), gap=self.gap)
        if answer.impossible:
            return self._none()
        self.bound = min(self.dual.best.bound, answer.bound)
        self._try(answer.incumbent)
        return self._found()

    def _cores(self) -> None:
        """Look among ever more bundles, the least lossy first."""
        for size in _CORES:
            if self.done():
                return
            always = None if self.incumbent is None else self.pool.chosen(self.incumbent.masks)
            # a plan is worth L less what its bundles lose: more than this none of a better one does
            distance = self.dual.best.bound - self._worth()
            part = core(self.pool, self.dual.best.prices, most=size, within=distance, always=always)
            if self.incumbent is None:
                self._try(least_shortfall(self.pool, part, seconds=self.left()))
                if self.incumbent is None or self.done():
                    continue
            answer = solved(self.pool, part, seconds=min(self.left(), LONGEST), gap=self.gap / 2)
            self._try(answer.incumbent)
            if part.loss >= distance and not self.pool.wide_people:
                self.bound = min(self.bound, max(answer.bound, self._worth()))
                self.report(self._worth(), self.bound)
            if part.loss >= distance:
                return

    def _try(self, found: Incumbent | None) -> None:
        self.bound = min(self.bound, self.dual.best.bound)
        if found is not None and found.profit > self._worth():
            self.incumbent = found
        self.report(None if self.incumbent is None else self.incumbent.profit, self.bound)

    def _worth(self) -> float:
        return -np.inf if self.incumbent is None else self.incumbent.profit

    def _distance(self) -> float:
        """Return the relative distance between plan and bound, as the plan will tell it."""
        if self.incumbent is None:
            return float("inf")
        whole = (
            abs(self.bound + self.offset) if self.bound + self.offset > 0 else abs(self._worth())
        )
        missing = max(0.0, self.bound - self._worth())
        return 0.0 if missing <= 0 else missing / max(whole, 1e-12)

    def _over(self) -> bool:
        return self.left() <= 0

    def _least_possible(self) -> float:
        """Return a profit that every plan reaches: a bound below it means that there is none."""
        pool = self.pool
        least = 0.0
        for store in (pool.complete, pool.wide):
            if len(store.owners):
                least += float(np.minimum.reduceat(store.profit, store.first).sum())
        if pool.wide_people:
            least -= sum(float(pool.persons[p].costs.sum()) for p in pool.wide_people)
        return least - 1e-6 * (1.0 + abs(least))
