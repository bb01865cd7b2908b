"""Solve a planning problem and say how far the plan can be from the best."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

import numpy as np

from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.plan import Enrolment, Objective, Plan, PlanStatus, Problem, Progress
from skillmark.plan import answer as answers
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.checking import check
from skillmark.plan.choices import Choices, choices
from skillmark.plan.columns import Pool
from skillmark.plan.conflict import conflicting
from skillmark.plan.frugal import frugal
from skillmark.plan.prices import priced, scarce
from skillmark.plan.search import Search
from skillmark.plan.whole import whole

EXPLAINED = 50
"""Gaps left out whose price is worked out, unless asked otherwise."""
_DIGITS = 6
_SAME = 1e-7


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    explain: int = EXPLAINED,
    start: Collection[Enrolment] = (),
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """Return the best plan, with its bound.

    `seconds` limits the search; `gap` is the relative distance to the bound at which it may
    stop. `explain` is for how many of the gaps left out, the most valuable first, the price of
    including them is worked out. `progress` is told of every better plan or bound; `stop` is
    asked between the steps (of seconds mostly, of a minute at most) and ends the search with the
    best plan so far. `start` are the enrolments of an earlier plan to go on from; they count where
    they keep the problem. The same problem and start give the same plan, unless time ran out.

    Where limits and targets contradict each other the plan is infeasible and `conflict` names a
    set of them that cannot hold together, `smallest` whether none has fewer. Raises
    `UnavailableError` where the time was too short to find any plan, and `InputError` for
    prerequisites in a circle.
    """
    end = clock() + seconds
    begun = clock()
    catalogue = Catalogue(problem.offers)
    people = choices(problem, catalogue)
    held = answers.held_value(problem, people)
    pool = Pool(problem, catalogue, people)

    def left() -> float:
        return 0.0 if stop is not None and stop() else end - clock()

    def report(profit: float | None, bound: float) -> None:
        if progress is not None:
            value = None if profit is None else _told(problem, held, profit)
            least = _told(problem, held, bound) if np.isfinite(bound) else None
            progress(Progress(clock() - begun, value, least, _gap(problem, value, least)))

    offset = held if problem.objective is Objective.VALUE else 0.0
    search = Search(pool, gap=gap, offset=offset, left=left, report=report)
    search.start(_masks(problem, catalogue, people, start))
    found = search.run()
    if not found.impossible and not search.done():
        last = whole(problem, catalogue, people, pool, seconds=left(), gap=max(gap / 2, _SAME))
        found = found if last is None else search.hear(last)
    if found.impossible or (found.incumbent is None and left() > 0):
        return _infeasible(problem, catalogue, end - clock(), proven=found.impossible)
    if found.incumbent is None:
        raise UnavailableError(
            f"no plan found within {seconds:g} s",
            remedy="allow more time, or make the problem smaller",
            code="time",
        )
    taken = frugal(pool, found.incumbent.masks)
    made = answers.plan(problem, catalogue, people, taken)
    bound = _told(problem, held, found.bound)
    made = _with_bound(problem, made, bound)
    broken = check(problem, made)
    if broken:  # pragma: no cover (a plan that lies must never leave this room)
        raise AssertionError("; ".join(broken))
    if explain:
        made = answers.explained(
            made,
            prices=priced(problem, catalogue, pool, people, taken=taken, made=made, most=explain),
            scarce=scarce(problem, pool, found.prices),
        )
    return made


def _masks(
    problem: Problem,
    catalogue: Catalogue,
    people: Sequence[Choices],
    start: Collection[Enrolment],
) -> tuple[int, ...] | None:
    """Return an earlier plan as bundles, `None` where it does not keep the problem."""
    if not start:
        return None
    local = [{catalogue.offers[c].id: i for i, c in enumerate(one.offers)} for one in people]
    where = {person.id: p for p, person in enumerate(problem.people)}
    taken: dict[int, list[int]] = {}
    for enrolment in start:
        p = where.get(enrolment.person)
        if p is not None and enrolment.credential in local[p]:
            taken.setdefault(p, []).append(local[p][enrolment.credential])
    made = answers.plan(problem, catalogue, people, taken)
    bound = made.value if problem.objective is Objective.VALUE else made.cost
    if check(problem, answers.bounded(made, status=made.status, bound=bound, gap=0.0)):
        return None
    return tuple(sum(1 << i for i in set(taken.get(p, ()))) for p in range(len(people)))


def _told(problem: Problem, held: float, profit: float) -> float:
    return held + profit if problem.objective is Objective.VALUE else -profit


def _gap(problem: Problem, reached: float | None, bound: float | None) -> float | None:
    if reached is None or bound is None:
        return None
    if problem.objective is Objective.VALUE:
        return max(0.0, bound - reached) / bound if bound > 0 else 0.0
    return max(0.0, reached - bound) / reached if reached > 0 else 0.0


def _with_bound(problem: Problem, made: Plan, bound: float) -> Plan:
    """Put the bound beside what was reached; as good as equal is equal."""
    reached = made.value if problem.objective is Objective.VALUE else made.cost
    if problem.objective is Objective.VALUE:
        bound = max(bound, reached)
    else:
        bound = max(0.0, min(bound, reached))
    if abs(bound - reached) <= _SAME * max(1.0, abs(reached)):
        bound = reached
    distance = _gap(problem, reached, bound) or 0.0
    return answers.bounded(
        made,
        status=PlanStatus.OPTIMAL if bound == reached else PlanStatus.FEASIBLE,
        bound=round(bound, _DIGITS),
        gap=round(distance, 9),
    )


def _infeasible(problem: Problem, catalogue: Catalogue, seconds: float, *, proven: bool) -> Plan:
    found = conflicting(problem, catalogue, seconds=max(5.0, seconds), proven=proven)
    if not found.demands and not proven:
        raise UnavailableError(
            "no plan was found, and none was ruled out either",
            remedy="allow more time, or make the problem smaller",
            code="time",
        )
    return Plan(PlanStatus.INFEASIBLE, conflict=found.demands, smallest=found.smallest)
