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
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, hstack, identity, vstack

from skillmark.plan.columns import Columns, Pool, Vector
from skillmark.plan.duality import MARGIN, Core

_ROOM = 1e-9
_INFEASIBLE = 2
_HALF = 0.5


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

    Who gains most a choice of at the prices comes first. `None` where that misses a target.
    """
    room = pool.limits.amount.copy()
    is_target = np.zeros(len(room), dtype=np.bool_)
    is_target[list(pool.limits.targets.values())] = True
    masks = [0] * len(pool.persons)
    queue: list[tuple[float, int, Columns, int, int, Vector]] = []
    for store in (pool.complete, pool.wide):
        reduced = store.reduced(prices)
        _rows, top = store.best(reduced)
        for owner, first, count, best in zip(
            store.owners.tolist(), store.first.tolist(), store.counts.tolist(), top, strict=True
        ):
            queue.append((-float(best), owner, store, first, count, reduced))
    profit = 0.0
    for _best, owner, store, first, count, reduced in sorted(queue, key=lambda item: item[:2]):
        part = reduced[first : first + count]
        row = first + int(np.argmax(part))
        if not _fits(store, row, room, is_target):
            order = first + np.argsort(-part, kind="stable")
            row = next((int(r) for r in order if _fits(store, int(r), room, is_target)), -1)
            if row < 0:
                return None
        start, end = store.uses.indptr[row], store.uses.indptr[row + 1]
        room[store.uses.indices[start:end]] -= store.uses.data[start:end]
        masks[owner] = int(store.masks[row])
        profit += float(store.profit[row])
    if (room[is_target] < -_ROOM).any():
        return None
    return Incumbent(tuple(masks), profit)


def _fits(store: Columns, row: int, room: Vector, is_target: NDArray[np.bool_]) -> bool:
    start, end = store.uses.indptr[row], store.uses.indptr[row + 1]
    rows = store.uses.indices[start:end]
    fits: bool = bool(((store.uses.data[start:end] <= room[rows] + _ROOM) | is_target[rows]).all())
    return fits


def solved(pool: Pool, part: Core, *, seconds: float, gap: float) -> Answer:
    """Run HiGHS on a core; `gap` is relative to the whole profit, fixed people included."""
    fixed = float(part.fixed.profit.sum())
    rows, count = len(part.room), len(part.columns.people)
    if not count:
        if (part.room < -_ROOM).any():
            return Answer(None, -np.inf, impossible=True)
        return Answer(_incumbent(pool, part, np.zeros(0)), fixed)
    answer = milp(
        -part.columns.profit,
        integrality=np.ones(count, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            vstack([part.columns.uses.T, part.picks], format="csr"),
            np.concatenate([np.full(rows, -np.inf), np.ones(len(part.columns.owners))]),
            np.concatenate([part.room, np.ones(len(part.columns.owners))]),
        ),
        options={"time_limit": max(0.1, seconds), "mip_rel_gap": gap},
    )
    if answer.status == _INFEASIBLE:
        return Answer(None, -np.inf, impossible=True)
    bound = np.inf if answer.mip_dual_bound is None else fixed - float(answer.mip_dual_bound)
    bound += MARGIN * abs(bound) if np.isfinite(bound) else 0.0
    if answer.x is None:
        return Answer(None, bound)
    return Answer(_incumbent(pool, part, answer.x), bound)


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
