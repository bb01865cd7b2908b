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

from skillmark.plan.columns import Columns, Indices, Pool, Vector

MARGIN = 1e-9
"""Relative allowance for the rounding of sums of some ten thousand terms in double precision."""
_PATIENCE = 12
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

    def evaluate(self, prices: Vector) -> tuple[float, Indices]:
        """Return L at prices, and the best bundle (of the complete people) that it chose."""
        pool = self.pool
        chosen, top = pool.complete.best(pool.complete.reduced(prices))
        bound = float(prices @ pool.limits.amount + top.sum() + pool.price_wide(prices))
        bound += MARGIN * (abs(bound) + float(np.abs(prices) @ np.abs(pool.limits.amount)))
        if bound < self.best.bound:
            self.best = Prices(prices.copy(), bound)
        return bound, chosen

    def descend(self, worth: Callable[[], float], *, rounds: int, stop: Callable[[], bool]) -> None:
        """Take subgradient steps, their length by the distance to the best plan's worth."""
        pool = self.pool
        amount = pool.limits.amount
        prices = self.best.prices.copy()
        step, since = 1.0, 0
        direction = np.zeros_like(amount)
        for _ in range(rounds):
            before = self.best.bound
            bound, chosen = self.evaluate(prices)
            slack = amount - np.asarray(pool.complete.uses[chosen].sum(axis=0)).ravel()
            if pool.wide_people:
                rows, _top = pool.wide.best(pool.wide.reduced(prices))
                slack = slack - np.asarray(pool.wide.uses[rows].sum(axis=0)).ravel()
            # a price of nothing cannot fall
            slope = np.where((prices <= 0) & (slack > 0), 0.0, slack)
            direction = slope + 0.3 * direction
            size = float(direction @ direction)
            if size < 1e-18 or stop():
                return
            since = 0 if self.best.bound < before - 1e-6 * abs(before) else since + 1
            if since > _PATIENCE:
                step, since = step / 2, 0
                prices, direction = self.best.prices.copy(), np.zeros_like(amount)
                if step < 1e-3:
                    return
                continue
            target = min(worth(), bound - 1e-6 * abs(bound))
            if not np.isfinite(target):
                target = bound - 0.1 * abs(bound)
            prices = np.maximum(0.0, prices - step * (bound - target) / size * direction)

    def mend(self, *, rounds: int, stop: Callable[[], bool]) -> None:
        """Take the prices of linear programs over those who are undecided at the best prices."""
        share = 1.0
        for _ in range(rounds):
            if stop() or not len(self.pool.limits.amount):
                return
            before = self.best.bound
            prices = _linear_prices(self.pool, self.best.prices, round(_CORE * share))
            if prices is None:
                return
            self.evaluate(prices)
            between = 0.5 * (prices + self.best.prices)
            self.evaluate(between)
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
