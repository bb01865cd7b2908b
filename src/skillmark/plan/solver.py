"""Solve a planning problem with HiGHS and report how far the plan can be from the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.plan import Enrolment, Objective, Plan, PlanStatus, Problem
from skillmark.plan.conflict import smallest_conflict
from skillmark.plan.program import Program, build, carries

_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
_HALF = 0.5
_DIGITS = 6


def solve(problem: Problem, *, seconds: float = 60.0, gap: float = 0.0) -> Plan:
    """Return the best plan, with its bound.

    `seconds` limits the search; `gap` is the relative distance to the bound at which it may
    stop. Where limits and targets contradict each other the plan is infeasible and `conflict`
    names a smallest set of them that cannot hold together. Raises `UnavailableError` where the
    time was too short to find any plan.
    """
    program = build(problem)
    if not len(program.objective):
        return _without_choice(problem, program)
    everything = np.ones(len(program.low), dtype=np.bool_)
    answer = _search(program, everything, seconds=seconds, gap=gap)
    if answer.status == _INFEASIBLE:
        return _infeasible(program, seconds)
    if answer.chosen is None:
        raise UnavailableError(
            f"no plan found within {seconds:g} s",
            remedy="allow more time, or make the problem smaller",
            code="time",
        )
    chosen = _needed(problem, program, answer.chosen)
    return _plan(problem, program, chosen, answer)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    chosen: NDArray[np.float64] | None
    bound: float


def _search(program: Program, kept: NDArray[np.bool_], *, seconds: float, gap: float) -> _Answer:
    """Run HiGHS on the rows `kept`."""
    size = len(program.objective)
    integral = np.zeros(size, dtype=np.int64)
    integral[: len(program.enrolments)] = 1
    answer = milp(
        program.objective,
        integrality=integral,
        bounds=Bounds(np.zeros(size), np.ones(size)),
        constraints=LinearConstraint(program.rows[kept], program.low[kept], program.high[kept]),
        options={"time_limit": seconds, "mip_rel_gap": gap, "presolve": True},
    )
    bound = answer.mip_dual_bound
    return _Answer(int(answer.status), answer.x, float("nan") if bound is None else float(bound))


def _closed(problem: Problem, program: Program, chosen: list[int]) -> set[tuple[int, int]]:
    """Gaps that the chosen enrolments close, with those that were closed already."""
    taken: dict[int, list[tuple[int, int]]] = {}
    for x in chosen:
        p, c, t = program.enrolments[x]
        taken.setdefault(p, []).append((c, t))
    closed = set(program.held_closed)
    for p, g in program.gaps:
        wanted = problem.people[p].gaps[g]
        last = (
            len(problem.periods)
            if wanted.deadline is None
            else problem.periods.index(wanted.deadline)
        )
        if any(t <= last and carries(problem.offers[c], wanted) for c, t in taken.get(p, ())):
            closed.add((p, g))
    return closed


def _needed(problem: Problem, program: Program, solution: NDArray[np.float64]) -> list[int]:
    """Drop enrolments that close nothing of worth and that nothing else requires.

    The solver is free to spend what is left of a budget; a person should not sit in a course
    for that. Dearest first, so that the money saved is greatest.
    """
    chosen = [int(x) for x in np.flatnonzero(solution[: len(program.enrolments)] > _HALF)]
    closed = _closed(problem, program, chosen)
    for x in sorted(chosen, key=lambda x: (-problem.offers[program.enrolments[x][1]].cost, x)):
        p, c, _ = program.enrolments[x]
        required_later = any(
            problem.offers[c].id in problem.offers[program.enrolments[o][1]].requires
            for o in chosen
            if program.enrolments[o][0] == p and o != x
        )
        if required_later:
            continue
        without = [o for o in chosen if o != x]
        if _closed(problem, program, without) == closed:
            chosen = without
    return chosen


def _plan(problem: Problem, program: Program, chosen: list[int], answer: _Answer) -> Plan:
    closed = _closed(problem, program, chosen)
    cost = sum(problem.offers[program.enrolments[x][1]].cost for x in chosen)
    value = sum(problem.people[p].gaps[g].value for p, g in closed)
    held_value = sum(problem.people[p].gaps[g].value for p, g in program.held_closed)
    if problem.objective is Objective.VALUE:
        bound = max(value, held_value - answer.bound)
        distance = (bound - value) / bound if bound > 0 else 0.0
    else:
        bound = min(cost, answer.bound)
        distance = (cost - bound) / cost if cost > 0 else 0.0
    return Plan(
        status=PlanStatus.OPTIMAL if answer.status == _OPTIMAL else PlanStatus.FEASIBLE,
        cost=round(cost, _DIGITS),
        value=round(value, _DIGITS),
        bound=round(bound, _DIGITS),
        gap=round(distance, 9),
        enrolments=tuple(
            Enrolment(
                problem.people[p].id,
                problem.offers[c].id,
                problem.periods[t] if problem.periods else None,
            )
            for p, c, t in sorted(program.enrolments[x] for x in chosen)
        ),
        waived=_waived(problem),
        left_out=tuple(
            (problem.people[p].id, problem.people[p].gaps[g].skill)
            for p, g in program.gaps
            if (p, g) not in closed
        ),
    )


def _without_choice(problem: Problem, program: Program) -> Plan:
    """The plan where nothing can be enrolled in and no gap is open."""
    if np.any(program.low > 0):
        return _infeasible(program, 1.0)
    value = round(sum(problem.people[p].gaps[g].value for p, g in program.held_closed), _DIGITS)
    bound = value if problem.objective is Objective.VALUE else 0.0
    return Plan(PlanStatus.OPTIMAL, 0.0, value, bound, 0.0, waived=_waived(problem))


def _waived(problem: Problem) -> tuple[tuple[str, str], ...]:
    """Held credentials that would otherwise have to be learned for: they close a gap."""
    offers = {offer.id: offer for offer in problem.offers}
    return tuple(
        (person.id, held)
        for person in problem.people
        for held in sorted(person.holds)
        if held in offers and any(carries(offers[held], wanted) for wanted in person.gaps)
    )


def _infeasible(program: Program, seconds: float) -> Plan:
    def feasible(kept: frozenset[int]) -> bool:
        rows = np.isin(program.demand_of_row, [-1, *kept])
        if not len(program.objective):
            return bool(np.all(program.low[rows] <= 0) and np.all(program.high[rows] >= 0))
        answer = _search(program, rows, seconds=seconds, gap=1.0)
        if answer.status == _LIMIT and answer.chosen is None:
            raise UnavailableError(
                "the demands contradict each other; the search for which ran out of time",
                remedy="allow more time",
                code="time",
            )
        return bool(answer.status != _INFEASIBLE)

    conflict = smallest_conflict(len(program.demands), feasible)
    return Plan(PlanStatus.INFEASIBLE, conflict=tuple(program.demands[i].words for i in conflict))
