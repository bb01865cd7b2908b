"""The program that spells every enrolment out, for what bundles and prices left open.

Where people have very many ways, bundles are found only as prices ask for them, and no core is
known to be complete. The program of `plan.program` then has the last word, where it is small
enough: its bound and its plan hold for the whole problem.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from skillmark.nouns.plan import Problem
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.choices import Choices
from skillmark.plan.columns import Pool
from skillmark.plan.duality import MARGIN
from skillmark.plan.integer import Answer, Incumbent
from skillmark.plan.program import build

MOST = 40_000
"""Enrolments that are spelt out at most."""
_INFEASIBLE = 2
_HALF = 0.5
_ROOM = 1e-9


def whole(
    problem: Problem,
    catalogue: Catalogue,
    people: Sequence[Choices],
    pool: Pool,
    *,
    seconds: float,
    gap: float,
) -> Answer | None:
    """Return a plan and a bound (in profit), `None` where the program would be too large."""
    if sum(len(one.offers) for one in people) > MOST:
        return None
    program = build(problem, catalogue, people)
    count = len(program.enrolments)
    if not count:
        return None
    answer = milp(
        program.objective,
        integrality=np.repeat([1, 0], [count, len(program.gaps)]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(program.rows, program.low, program.high),
        options={"time_limit": max(0.1, seconds), "mip_rel_gap": gap},
    )
    if answer.status == _INFEASIBLE:
        return Answer(None, -np.inf, impossible=True)
    bound = np.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    bound += MARGIN * abs(bound) if np.isfinite(bound) else 0.0
    if answer.x is None:
        return Answer(None, bound)
    masks = [0] * len(people)
    where = 0
    for p, one in enumerate(people):
        for i in np.flatnonzero(answer.x[where : where + len(one.offers)] > _HALF):
            masks[p] |= 1 << int(i)
        where += len(one.offers)
    chosen = pool.chosen(masks)
    over = np.asarray(chosen.uses.sum(axis=0)).ravel() - pool.limits.amount
    hours = [sum(pool.persons[p].hours[i] for i in _bits(m)) for p, m in enumerate(masks)]
    # within the tolerance of the solver is not within the limits
    late = any(spent > one.hours + _ROOM for spent, one in zip(hours, people, strict=True))
    if over.max(initial=0.0) > _ROOM or late:
        return Answer(None, bound)
    return Answer(Incumbent(tuple(masks), float(chosen.profit.sum())), bound)


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]
