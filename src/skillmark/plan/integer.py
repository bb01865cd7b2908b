"""From prices to a plan: bundles filled in by what they yield, then integer programs over cores.

At good prices most people have one bundle that is clearly best; few are undecided, at most about
as many as there are limits. An integer program over the undecided and those who nearly are (the
core: Balas and Zemel 1980, "An algorithm for large zero-one knapsack problems") finds a plan close
to the bound. Where the core holds every bundle that loses no more than the distance between plan
and bound, no better plan can lie outside it, and its own bound becomes the bound of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_matrix, hstack, identity, vstack

from skillmark.plan.columns import Columns, Pool, Vector
from skillmark.plan.duality import MARGIN, Core

_ROOM = 1e-9
_INFEASIBLE = 2
_HALF = 0.5
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Incumbent:
    """One bundle a person that together keep all limits."""

    masks: tuple[int, ...]
    profit: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What an integer program over a core found: a plan or none, and what no plan in it exceeds."""

    incumbent: Incumbent | None
    bound: float
    impossible: bool = False


def filled(pool: Pool, prices: Vector) -> Incumbent | None:
    """Give everybody the bundle that yields most at prices among those that still fit.

    Who has most to gain comes first; then everybody is offered what more the room that is left
    allows. `None` where that misses a target.
    """
    filling = _Filling(pool, prices)
    if not filling.first() or (filling.room[filling.is_target] < -_ROOM).any():
        return None
    filling.more()
    return Incumbent(tuple(filling.masks), filling.profit)


class _Filling:
    def __init__(self, pool: Pool, prices: Vector) -> None:
        self.room = pool.limits.amount.copy()
        self.is_target = np.zeros(len(self.room), dtype=np.bool_)
        self.is_target[list(pool.limits.targets.values())] = True
        self.masks = [0] * len(pool.persons)
        self.profit = 0.0
        self.chosen: dict[int, int] = {}
        self.queue: list[tuple[float, int, Columns, int, Vector]] = []
        for store in (pool.complete, pool.wide):
            if not len(store.owners):
                continue
            reduced = store.reduced(prices)
            _rows, top = store.best(reduced)
            parts = np.split(reduced, store.first[1:])
            self.queue += [
                (-float(best), owner, store, first, part)
                for owner, first, part, best in zip(
                    store.owners.tolist(), store.first.tolist(), parts, top, strict=True
                )
            ]
        self.queue.sort(key=lambda item: item[:2])

    def first(self) -> bool:
        """Give everybody a bundle; returns whether everybody has one."""
        for _best, owner, store, first, part in self.queue:
            row = first + int(np.argmax(part))
            if not self._fits(store, row):
                order = first + np.argsort(-part, kind="stable")
                row = next((int(r) for r in order if self._fits(store, int(r))), -1)
                if row < 0:
                    return False
            self._take(store, row, owner, 1.0)
            self.chosen[owner] = row
        return True

    def more(self) -> None:
        """Exchange bundles for better ones where there is room."""
        for _best, owner, store, first, part in self.queue:
            now = self.chosen[owner]
            better = np.flatnonzero(
                store.profit[first : first + len(part)] > store.profit[now] + _ROOM
            )
            if not len(better):
                continue
            self._take(store, now, owner, -1.0)
            order = first + better[np.argsort(-part[better], kind="stable")]
            fitting = (int(r) for r in order if self._fits(store, int(r)))
            row = next((r for r in fitting if self._keeps_targets(store, now, r)), now)
            self._take(store, row, owner, 1.0)
            self.chosen[owner] = row

    def _take(self, store: Columns, row: int, owner: int, sign: float) -> None:
        start, end = store.uses.indptr[row], store.uses.indptr[row + 1]
        self.room[store.uses.indices[start:end]] -= sign * store.uses.data[start:end]
        self.masks[owner] = int(store.masks[row])
        self.profit += sign * float(store.profit[row])

    def _fits(self, store: Columns, row: int) -> bool:
        start, end = store.uses.indptr[row], store.uses.indptr[row + 1]
        rows = store.uses.indices[start:end]
        fits = (store.uses.data[start:end] <= self.room[rows] + _ROOM) | self.is_target[rows]
        return bool(fits.all())

    def _keeps_targets(self, store: Columns, before: int, after: int) -> bool:
        """Say whether an exchange brings no target less than it had."""
        old, new = store.uses[before], store.uses[after]
        change = np.asarray((new - old).todense()).ravel()
        return bool((change[self.is_target] <= _ROOM).all())


def solved(pool: Pool, part: Core, *, seconds: float, gap: float) -> Answer:
    """Run HiGHS on a core; `gap` is relative to the whole profit, fixed people included."""
    fixed = float(part.fixed.profit.sum())
    count = len(part.columns.people)
    if not count:
        if (part.room < -_ROOM).any():
            return Answer(None, -np.inf, impossible=True)
        return Answer(_incumbent(pool, part, np.zeros(0)), fixed)
    room = part.room
    for _ in range(_TRIES):
        answer = _run(part, room, pool.limits.unit, seconds=seconds, gap=gap)
        if answer.status == _INFEASIBLE:
            return Answer(None, -np.inf, impossible=room is part.room)
        bound = np.inf if answer.mip_dual_bound is None else fixed - float(answer.mip_dual_bound)
        bound += MARGIN * abs(bound) if np.isfinite(bound) else 0.0
        if answer.x is None:
            return Answer(None, bound)
        taken = part.columns.uses[np.flatnonzero(answer.x > _HALF)]
        excess = np.asarray(taken.sum(axis=0)).ravel() - part.room
        if excess.max(initial=0.0) <= _ROOM:
            return Answer(_incumbent(pool, part, answer.x), bound)
        # within the tolerance of the solver, beyond ours
        room = part.room - 2.0 * np.maximum(0.0, excess)
    return Answer(None, np.inf)


def _run(part: Core, room: Vector, unit: Vector, *, seconds: float, gap: float) -> OptimizeResult:
    rows, owners = len(room), len(part.columns.owners)
    return milp(
        -part.columns.profit,
        integrality=np.ones(len(part.columns.people), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            # in seats and in the greatest price: what the solver tolerates is little of either
            vstack([csr_matrix(part.columns.uses.multiply(unit)).T, part.picks], format="csr"),
            np.concatenate([np.full(rows, -np.inf), np.ones(owners)]),
            np.concatenate([room * unit, np.ones(owners)]),
        ),
        options={"time_limit": max(0.1, seconds), "mip_rel_gap": gap},
    )


def least_shortfall(pool: Pool, part: Core, *, seconds: float) -> Incumbent | None:
    """Return a plan that keeps all limits, found by buying what is missing of them dearly."""
    rows, count = len(part.room), len(part.columns.people)
    if not count:
        return None
    dear = 1.0 + 10.0 * float(np.abs(part.columns.profit).max())
    owners = len(part.columns.owners)
    answer = milp(
        np.concatenate([-part.columns.profit, np.full(rows, dear * 10)]),
        integrality=np.repeat([1, 0], [count, rows]),
        bounds=Bounds(0, np.concatenate([np.ones(count), np.full(rows, np.inf)])),
        constraints=LinearConstraint(
            vstack(
                [
                    hstack([part.columns.uses.T, -identity(rows)]),
                    hstack([part.picks, csr_matrix((owners, rows))]),
                ],
                format="csr",
            ),
            np.concatenate([np.full(rows, -np.inf), np.ones(owners)]),
            np.concatenate([part.room, np.ones(owners)]),
        ),
        options={"time_limit": max(0.1, seconds), "mip_rel_gap": 1e-3},
    )
    if answer.x is None or answer.x[count:].max(initial=0.0) > _ROOM:
        return None
    return _incumbent(pool, part, answer.x[:count])


def _incumbent(pool: Pool, part: Core, solution: NDArray[np.float64]) -> Incumbent:
    masks = [0] * len(pool.persons)
    profit = 0.0
    rows = np.flatnonzero(solution > _HALF)
    for columns, chosen in ((part.fixed, range(len(part.fixed.people))), (part.columns, rows)):
        for row in chosen:
            masks[int(columns.people[row])] = int(columns.masks[row])
            profit += float(columns.profit[row])
    return Incumbent(tuple(masks), profit)
