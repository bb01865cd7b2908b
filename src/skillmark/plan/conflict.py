"""Why no plan exists: a smallest set of demands that cannot hold together.

A set of least size is found by implicit hitting sets: every set of demands that leaves out a
"correction" (demands without which a plan exists) can hold, so a conflicting set meets every
correction. Take a smallest set that meets all corrections known so far; if it conflicts, none is
smaller; else it is widened to as many demands as can hold together, and what remains is a new
correction (Ignatiev et al. 2015, "Smallest MUS extraction with minimal hitting set dualization";
Reiter 1987). Both steps are integer programs. Where time ends before that, a set is thinned one
demand at a time until none can be left out (Chinneck and Dravnieks 1991): irreducible, perhaps not
smallest, and said to be so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, hstack

from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.plan import Problem
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.choices import choices
from skillmark.plan.program import Program, build

_INFEASIBLE = 2
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Conflict:
    """Demands that cannot hold together, in words; empty where none was found."""

    demands: tuple[str, ...]
    smallest: bool


def conflicting(
    problem: Problem,
    catalogue: Catalogue,
    *,
    seconds: float,
    proven: bool,
    clock: Callable[[], float] = time.monotonic,
) -> Conflict:
    """Return demands of a problem that cannot hold together, fewest first.

    `proven` says that all of them together are known to conflict: then there is an answer even
    where time ends, though it may be longer than needed.
    """
    program = build(problem, catalogue, choices(problem, catalogue, within_limits=False))
    count = len(program.demands)
    now = clock()
    try:
        oracle = _Oracle(program, now + seconds / 2, clock)
        chosen, smallest = smallest_conflict(count, oracle.widest), True
    except UnavailableError:
        if not proven:
            return Conflict((), smallest=False)
        oracle = _Oracle(program, now + seconds, clock)
        chosen, smallest = thinned(count, oracle.widest), False
    return Conflict(tuple(program.demands[d].words for d in chosen), smallest)


Widest = Callable[[frozenset[int]], "frozenset[int] | None"]


def smallest_conflict(count: int, widest: Widest) -> tuple[int, ...]:
    """Return a conflicting set of the demands 0..count-1 that has the fewest of all.

    `widest(kept)` returns demands, `kept` among them, that can hold together: as many as there
    are, or `None` where `kept` alone conflicts. Empty where all demands can hold together.
    """
    everything = frozenset(range(count))
    corrections: list[frozenset[int]] = []
    while True:
        kept = _smallest_meeting(corrections, count)
        held = widest(kept)
        if held is None:
            return tuple(sorted(kept))
        if held == everything:
            return ()
        corrections.append(everything - held)


def thinned(count: int, widest: Widest) -> tuple[int, ...]:
    """Return a conflicting set that no demand can be left out of, or what time allowed of that.

    All demands together are known to conflict.
    """
    kept = frozenset(range(count))
    try:
        for demand in range(count):
            if widest(kept - {demand}) is None:
                kept -= {demand}
    except UnavailableError:
        return tuple(sorted(kept))
    return tuple(sorted(kept))


def _smallest_meeting(sets: list[frozenset[int]], count: int) -> frozenset[int]:
    """Return a smallest set that meets every one of `sets` (the first of equals)."""
    if not sets:
        return frozenset()
    rows = np.zeros((len(sets), count))
    for row, one in enumerate(sets):
        rows[row, list(one)] = 1.0
    answer = milp(
        # a hair dearer each, so that the choice among equals does not depend on the solver
        1.0 + np.arange(count) / (10.0 * count * count),
        integrality=np.ones(count, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, 1.0, np.inf),
    )
    if answer.x is None:
        raise UnavailableError("the demands could not be compared", code="time")
    return frozenset(np.flatnonzero(answer.x > _HALF).tolist())


class _Oracle:
    """Which demands of a program can hold together."""

    def __init__(self, program: Program, end: float, clock: Callable[[], float]) -> None:
        self.program = program
        self.end = end
        self.clock = clock
        rows = np.flatnonzero(program.demand_of_row >= 0)
        size = len(program.objective)
        weights = program.rows
        most = np.asarray(weights.maximum(0).sum(axis=1)).ravel()
        least = np.asarray(weights.minimum(0).sum(axis=1)).ravel()
        # how far a row can be missed at all: 0 <= v <= 1
        over = np.where(np.isfinite(program.high), np.maximum(0.0, most - program.high), 0.0)
        under = np.where(np.isfinite(program.low), np.maximum(0.0, program.low - least), 0.0)
        count = len(program.demands)
        column = program.demand_of_row[rows]
        waive = csr_matrix(
            (np.where(np.isfinite(program.high), -over, under)[rows], (rows, column)),
            shape=(len(program.low), count),
        )
        self.rows = hstack([program.rows, waive], format="csr")
        self.size = size
        self.count = count

    def widest(self, kept: frozenset[int]) -> frozenset[int] | None:
        """Waive as few demands as possible, none of `kept`."""
        left = self.end - self.clock()
        if left <= 0:
            raise UnavailableError("time is up", code="time")
        integral = np.ones(self.size + self.count, dtype=np.int64)
        integral[len(self.program.enrolments) : self.size] = 0
        high: NDArray[np.float64] = np.ones(self.size + self.count)
        high[[self.size + d for d in kept]] = 0.0
        answer = milp(
            np.concatenate([np.zeros(self.size), np.ones(self.count)]),
            integrality=integral,
            bounds=Bounds(0, high),
            constraints=LinearConstraint(self.rows, self.program.low, self.program.high),
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )
        if answer.status == _INFEASIBLE:
            return None
        if answer.x is None:
            raise UnavailableError("time is up", code="time")
        waived = answer.x[self.size :] > _HALF
        return frozenset(np.flatnonzero(~waived).tolist())
