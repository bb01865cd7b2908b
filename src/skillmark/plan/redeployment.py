"""Whom of a shrinking role fits which growing one: the best assignment, and what comes second.

Exact: an assignment problem (Kuhn 1955) in which every role stands as often as it has seats and
staying unplaced is possible. What second best would cost is exact as well: forbidding a placement
moves one unit of flow round a cycle, so it is a shortest path in the residual graph of the roles
(Ahuja, Magnanti and Orlin 1993, "Network Flows", chapter 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import csr_matrix

from skillmark.nouns.errors import InputError

Matrix = NDArray[np.float64]
_IMPOSSIBLE = -1e9
_HALF = 0.5
DENSE = 4_000_000
"""Cells of a square matrix up to which the assignment is found in it; beyond, as a flow."""


@dataclass(frozen=True, slots=True)
class Placement:
    """One person in one role, and what it would cost everybody to place the person otherwise."""

    person: int
    role: int
    fit: float
    cost: float
    second: int | None
    """The role that the person takes in the best assignment without this placement; `None` where
    the person is left over then."""
    loss: float
    """How much worth that assignment loses in sum; 0 means as good."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who goes where; people and roles by their position in the matrix."""

    placements: tuple[Placement, ...]
    left_over: tuple[int, ...]
    """People without a placement."""
    unfit: tuple[int, ...]
    """Those of them for whom no role is possible at all, whatever the seats."""
    unfilled: tuple[tuple[int, int], ...]
    """(role, seats) that stay empty."""
    worth: float
    """Sum of fit less training cost in units of fit."""
    fit: float
    cost: float


def assign(
    fits: Sequence[Sequence[float | None]] | Matrix,
    seats: Sequence[int],
    *,
    costs: Sequence[Sequence[float]] | Matrix | None = None,
    money_per_fit: float | None = None,
    least: float = 0.0,
) -> Assignment:
    """Return the assignment of people to seats of roles with the greatest worth in sum.

    `fits[p][r]` is how well person p fits role r (0 or more, any one unit); `None` or NaN, or less
    than `least`, means that the placement is out of the question. `seats[r]` is how many role r
    takes. `costs[p][r]` is the money that training p for r takes and `money_per_fit` what one
    unit of fit is worth in money: both together make worth = fit - cost / money_per_fit. A
    placement that is worth less than nothing is not made. Deterministic: of equally good
    assignments always the same. Raises `InputError` where shapes or amounts make no sense.
    """
    fit, cost = _matrices(fits, seats, costs, money_per_fit)
    possible = np.isfinite(fit) & (np.nan_to_num(fit, nan=-1.0) >= least)
    worth = np.where(possible, np.nan_to_num(fit) - cost / (money_per_fit or 1.0), _IMPOSSIBLE)
    people, roles = worth.shape
    place = _best(worth, seats)
    losses, seconds = _second_best(worth, seats, place)
    placed = np.flatnonzero(place < roles)
    placements = tuple(
        Placement(
            person=int(p),
            role=int(place[p]),
            fit=float(fit[p, place[p]]),
            cost=float(cost[p, place[p]]),
            second=None if seconds[p] == roles else int(seconds[p]),
            loss=float(losses[p]),
        )
        for p in placed
    )
    taken = np.bincount(place[placed], minlength=roles)
    return Assignment(
        placements=placements,
        left_over=tuple(int(p) for p in range(people) if place[p] == roles),
        unfit=tuple(int(p) for p in range(people) if not possible[p].any()),
        unfilled=tuple((r, int(n - taken[r])) for r, n in enumerate(seats) if taken[r] < n),
        worth=float(worth[placed, place[placed]].sum()),
        fit=float(fit[placed, place[placed]].sum()),
        cost=float(cost[placed, place[placed]].sum()),
    )


def _matrices(
    fits: Sequence[Sequence[float | None]] | Matrix,
    seats: Sequence[int],
    costs: Sequence[Sequence[float]] | Matrix | None,
    money_per_fit: float | None,
) -> tuple[Matrix, Matrix]:
    try:
        fit = np.array(fits, dtype=np.float64).reshape(len(fits), -1)
        cost = np.zeros_like(fit) if costs is None else np.array(costs, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            "the matrix of fits or costs is not rectangular",
            remedy="give one number for each person and role, and nothing where it is impossible",
        ) from error
    if not len(fits):
        fit, cost = np.zeros((0, len(seats))), np.zeros((0, len(seats)))
    if fit.shape[1] != len(seats) or cost.shape != fit.shape:
        raise InputError(
            f"fits are {fit.shape}, costs {cost.shape}, seats for {len(seats)} roles",
            remedy="give a row for each person and a column for each role",
        )
    if any(n < 0 for n in seats):
        raise InputError("seats cannot be negative", where="seats")
    if np.isinf(fit).any() or (np.nan_to_num(fit) < 0).any():
        raise InputError("a fit is a number of at least 0, or nothing", where="fits")
    if not np.isfinite(cost).all() or (cost < 0).any():
        raise InputError("a cost is a number of at least 0", where="costs")
    if costs is not None and (money_per_fit is None or not money_per_fit > 0):
        raise InputError(
            "costs and fits cannot be compared",
            where="money_per_fit",
            remedy="say how much money one unit of fit is worth",
        )
    return fit, cost


def _best(worth: Matrix, seats: Sequence[int]) -> NDArray[np.int64]:
    """Return the role of each person; the number of roles stands for none."""
    people, roles = worth.shape
    if people * (people + sum(min(n, people) for n in seats)) > DENSE:
        return _by_flow(worth, seats)
    # more seats than people fill nobody's
    columns = np.repeat(np.arange(roles), [min(n, people) for n in seats])
    padded = np.hstack([worth[:, columns], np.zeros((people, people))])
    rows, chosen = linear_sum_assignment(padded, maximize=True)
    place = np.full(people, roles, dtype=np.int64)
    inside = chosen < len(columns)
    place[rows[inside]] = columns[chosen[inside]]
    return place


def _by_flow(worth: Matrix, seats: Sequence[int]) -> NDArray[np.int64]:
    """Solve the same as a transport problem: its vertices, which simplex ends at, are whole."""
    people, roles = worth.shape
    place = np.full(people, roles, dtype=np.int64)
    # who is worth nothing in a role is as well off without
    p, r = np.nonzero(worth > 0)
    if not len(p):
        return place
    edges = np.arange(len(p))
    rows = csr_matrix(
        (np.ones(2 * len(p)), (np.concatenate([p, people + r]), np.concatenate([edges, edges]))),
        shape=(people + roles, len(p)),
    )
    room: Matrix = np.concatenate([np.ones(people), np.array(seats, dtype=np.float64)])
    answer = milp(
        -worth[p, r],
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, -np.inf, room),
    )
    chosen = np.asarray(answer.x) > _HALF
    place[p[chosen]] = r[chosen]
    return place


def _second_best(
    worth: Matrix, seats: Sequence[int], place: NDArray[np.int64]
) -> tuple[Matrix, NDArray[np.int64]]:
    """Return for each person the loss when the own placement is forbidden, and the role then."""
    people, roles = worth.shape
    # role number `roles` is "none": worth 0, room for everybody
    value = np.hstack([worth, np.zeros((people, 1))])
    here = value[np.arange(people), place] if people else np.zeros(0)
    distance = np.full((roles + 1, roles + 1), np.inf)
    np.fill_diagonal(distance, 0.0)
    for r in range(roles + 1):
        inside = np.flatnonzero(place == r)
        if len(inside):
            step = (here[inside, None] - value[inside]).min(axis=0)
            distance[r] = np.minimum(distance[r], step)
        if r == roles or len(inside) < seats[r]:
            # an empty seat costs nothing to give up, and anybody may stay without a placement
            distance[r, roles] = min(distance[r, roles], 0.0)
        if r < roles:
            distance[roles, r] = min(distance[roles, r], 0.0)
    np.fill_diagonal(distance, 0.0)
    for via in range(roles + 1):
        distance = np.minimum(distance, distance[:, via, None] + distance[None, via, :])
    losses, seconds = np.zeros(people), np.full(people, roles, dtype=np.int64)
    for p in range(people):
        home = int(place[p])
        if home == roles:
            continue
        total = here[p] - value[p] + distance[:, home]
        total[home] = np.inf
        seconds[p] = int(np.argmin(total))
        losses[p] = max(0.0, float(total[seconds[p]]))
    return losses, seconds
