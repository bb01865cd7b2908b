"""Prices of money, seats and targets, and the bound that any such prices prove.

Weak duality: let u >= 0 be a price for each shared limit. Every plan z that keeps the limits has
`uses @ z <= amount`, hence

    profit @ z  <=  profit @ z + u @ (amount - uses @ z)
                =   u @ amount + sum over people of (profit - uses.T @ u) of their bundle
                <=  u @ amount + sum over people of the greatest of these  =:  L(u).

So L(u) bounds every plan for *whatever* nonnegative u: that prices are found by floating-point
heuristics, rounded or stopped early costs tightness, never truth (Fisher 1981, "The Lagrangian
relaxation method for solving integer programming problems"; Geoffrion 1974). What remains is the
rounding of the sums themselves, for which `MARGIN` is added. The least L(u) equals the value of
the linear relaxation of the form in `plan.columns` (Geoffrion 1974, theorem 1).

Prices come from subgradient steps (Polyak 1969; Held, Wolfe and Crowder 1974) and then from
linear programs over the few people who are undecided at them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity, vstack

from skillmark.plan.columns import Columns, Pool, Vector

MARGIN = 1e-9
"""Relative allowance for the rounding of sums of some ten thousand terms in double precision."""
_PATIENCE = 12
_FULL = 4
_NEW = 1e-4
"""Relative yield of new bundles from which on more are asked for."""
_FLAT, _SHORT = 1e-18, 1e-3
_CORE = 20_000
"""Bundles in a linear program that mends prices."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of the shared limits (of their scaled rows), and the bound that they prove."""

    prices: Vector
    bound: float


class Dual:
    """The search for prices; `best` is always a valid bound."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.best = Prices(np.zeros(len(pool.limits.amount)), float("inf"))
        self.dearest = max((offer.cost for offer in pool.problem.offers), default=1.0) or 1.0

    def evaluate(self, prices: Vector) -> float:
        """Return L at prices; wide people are asked for their best bundles there."""
        yielded = self.pool.price_wide(prices)
        _rows, top = self.pool.complete.best(self.pool.complete.reduced(prices))
        bound = float(prices @ self.pool.limits.amount + top.sum() + yielded)
        bound += MARGIN * (abs(bound) + float(np.abs(prices) @ np.abs(self.pool.limits.amount)))
        if bound < self.best.bound:
            self.best = Prices(prices.copy(), bound)
        return bound

    def descend(self, worth: Callable[[], float], *, rounds: int, stop: Callable[[], bool]) -> None:
        """Take subgradient steps, their length by the distance to the best plan's worth.

        On the way wide people choose among the bundles known of them, which is quick and proves
        nothing; what the steps come to is evaluated in full every so often.
        """
        for _ in range(_FULL if self.pool.wide_people else 1):
            before = self.best.bound
            self.evaluate(self._steps(worth, rounds=rounds, stop=stop))
            better = self.best.bound <= before - 1e-5 * abs(before)
            if stop() or (np.isfinite(worth()) and not better):
                return

    def _steps(
        self, worth: Callable[[], float], *, rounds: int, stop: Callable[[], bool]
    ) -> Vector:
        """Return the best prices of one run of steps from the best so far."""
        amount = self.pool.limits.amount
        prices = best = self.best.prices.copy()
        least = np.inf
        step, since = 1.0, 0
        direction = np.zeros_like(amount)
        for _ in range(rounds):
            guess, slack = self._known(prices)
            since = 0 if guess < least - 1e-6 * abs(guess) else since + 1
            if guess < least:
                best, least = prices.copy(), guess
            # a price of nothing cannot fall
            slope = np.where((prices <= 0) & (slack > 0), 0.0, slack)
            direction = slope + 0.3 * direction
            size = float(direction @ direction)
            if size < _FLAT or step < _SHORT or stop():
                break
            if since > _PATIENCE:
                step, since = step / 2, 0
                prices, direction = best.copy(), np.zeros_like(amount)
                continue
            target = min(worth(), guess - 1e-6 * abs(guess))
            if not np.isfinite(target):
                target = guess - 0.1 * max(abs(guess), self.dearest)
            prices = np.maximum(0.0, prices - step * (guess - target) / size * direction)
        return best

    def _known(self, prices: Vector) -> tuple[float, Vector]:
        """Return L over the bundles that are known, and what its choice leaves of the limits."""
        slack = self.pool.limits.amount.copy()
        total = float(prices @ slack)
        for store in (self.pool.complete, self.pool.wide):
            rows, top = store.best(store.reduced(prices))
            slack -= np.asarray(store.uses[rows].sum(axis=0)).ravel()
            total += float(top.sum())
        return total, slack

    def mend(self, *, rounds: int, stop: Callable[[], bool]) -> None:
        """Take the prices of linear programs over those who are undecided at the best prices.

        This is column generation: an evaluation adds the bundles that wide people would rather
        have, until there are none or the bound gets no better.
        """
        share = 1.0
        for _ in range(rounds):
            if stop() or not len(self.pool.limits.amount):
                return
            before = self.best.bound
            prices = _linear_prices(self.pool, self.best.prices, round(_CORE * share))
            if prices is None:
                return
            known, _slack = self._known(prices)
            bound = self.evaluate(prices)
            self.evaluate(0.5 * (prices + self.best.prices))
            if self.pool.wide_people and bound - known > _NEW * abs(bound):
                continue
            if self.best.bound > before - 1e-7 * abs(before):
                if share >= 2.0:
                    return
                share *= 2.0


@dataclass(frozen=True)
class Core:
    """The bundles worth a look at some prices: a choice for some people, the others fixed."""

    columns: Columns
    fixed: Columns
    """The best bundle of everybody else."""
    room: Vector
    """What the fixed leave of the limits."""
    loss: float
    """Every bundle that was left out loses at least this much at the prices."""
    picks: csr_matrix[np.float64]
    """One row a person of `columns`: which columns are that person's."""


def core(
    pool: Pool,
    prices: Vector,
    *,
    most: int,
    within: float = float("inf"),
    always: Columns | None = None,
) -> Core:
    """Return the `most` bundles that lose least at prices, none that loses more than `within`.

    `always` are bundles that are in it whatever they lose (one a person: an incumbent's).
    """
    from_all = [pool.complete, pool.wide]
    reduced = [store.reduced(prices) for store in from_all]
    lost = []
    for store, value in zip(from_all, reduced, strict=True):
        _rows, top = store.best(value)
        lost.append(np.repeat(top, store.counts) - value)
    everything = np.concatenate(lost)
    limit = within
    if len(everything) > most:
        limit = min(limit, float(np.partition(everything, most)[most]))
    kept: list[Columns] = []
    for store, loss in zip(from_all, lost, strict=True):
        # the best of a person loses nothing, so that everybody has at least one
        kept.append(store.some(np.flatnonzero((loss <= limit) | (loss <= 0.0))))
    if always is not None:
        kept.append(always)
    columns = _joined(kept)
    alone = np.repeat(columns.counts == 1, columns.counts)
    fixed, free = columns.some(np.flatnonzero(alone)), columns.some(np.flatnonzero(~alone))
    room = pool.limits.amount - np.asarray(fixed.uses.sum(axis=0)).ravel()
    position = np.searchsorted(free.owners, free.people)
    picks = csr_matrix(
        (np.ones(len(position)), (position, np.arange(len(position)))),
        shape=(len(free.owners), len(position)),
    )
    return Core(free, fixed, room, limit, picks)


def _joined(parts: list[Columns]) -> Columns:
    """Join columns, in the order of the people, each bundle once."""
    people = np.concatenate([part.people for part in parts])
    as_objects = any(part.masks.dtype == object for part in parts)
    masks = np.concatenate(
        [part.masks.astype(object) if as_objects else part.masks for part in parts]
    )
    profit = np.concatenate([part.profit for part in parts])
    uses = vstack([part.uses for part in parts], format="csr")
    seen: dict[tuple[int, int], int] = {}
    for row, key in enumerate(zip(people.tolist(), masks.tolist(), strict=True)):
        seen.setdefault(key, row)
    unique = np.array(sorted(seen.values()), dtype=np.int64)
    order = unique[np.argsort(people[unique], kind="stable")]
    return Columns(people[order], masks[order], profit[order], uses[order])


def _linear_prices(pool: Pool, prices: Vector, most: int) -> Vector | None:
    part = core(pool, prices, most=most)
    count, rows = len(part.columns.people), len(part.room)
    if not count:
        return None
    # who is fixed may ask for more than there is: that costs dearly instead of being impossible
    penalty = np.maximum(10.0 * prices, 1.0 + 10.0 * float(np.abs(part.columns.profit).max()))
    answer = linprog(
        np.concatenate([-part.columns.profit, penalty]),
        A_ub=hstack([part.columns.uses.T, -identity(rows)], format="csr"),
        b_ub=part.room,
        A_eq=hstack([part.picks, csr_matrix((len(part.columns.owners), rows))], format="csr"),
        b_eq=np.ones(len(part.columns.owners)),
        bounds=(0, None),
        method="highs-ipm",
    )
    if answer.status != 0:
        return None
    found: NDArray[np.float64] = np.maximum(0.0, -answer.ineqlin.marginals)
    return found
