"""From what a form asked to a problem with periods, hours and deadlines, and its best plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from skillmark.nouns.plan import (
    Gap,
    Learner,
    Objective,
    Plan,
    PlanStatus,
    Problem,
    Saving,
    Target,
)
from skillmark.plan import gaps as gaps_of
from skillmark.plan import solve as solve_problem
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.cover import cheapest
from skillmark.plan.gaps import reached
from skillmark.server.plan.situations import Situation

SECONDS = 10.0
"""How long a page may wait for the solver; the gap says what that costs."""
SMALL = 4_000
"""Open gaps times periods up to which a page waits for the answer; beyond it a job searches."""
WEEKS = 13
"""Weeks of a quarter."""
MOST_QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked for."""

    money: float | None = None
    hours: float | None = None
    """Hours that anybody may learn at most, over everything."""
    begins: str = ""
    """First quarter, such as `2026-Q3`; needed where there are `quarters`."""
    quarters: int = 0
    """Number of periods; 0 where everything is one."""
    skill: str = ""
    people: int = 0
    """With `skill`: the least number of people who must close their gap in it."""
    relaxed: tuple[str, ...] = ()
    """Demands that somebody gave up: `money`, `hours`, `seats:<offer>`."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "relaxed": list(self.relaxed)}

    @classmethod
    def of(cls, said: dict[str, Any]) -> Asked:
        """Return what was asked, of stored JSON."""
        known = {name: value for name, value in said.items() if name in cls.__slots__}
        return cls(**{**known, "relaxed": tuple(known.get("relaxed", ()))})


def quarter(day: date) -> str:
    """Return the quarter of a day, such as `2026-Q3`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters(begins: str, count: int) -> Iterator[str]:
    """Yield so many quarters from `begins` on."""
    year, number = int(begins[:4]), int(begins[-1])
    for step in range(count):
        ahead = number - 1 + step
        yield f"{year + ahead // 4}-Q{ahead % 4 + 1}"


def first_day(period: str) -> date:
    """Return the first day of a quarter."""
    return date(int(period[:4]), 3 * int(period[-1]) - 2, 1)


def problem_of(here: Situation, asked: Asked) -> Problem:
    """Return the problem that was asked.

    Hours: the least of what the form allows, what the aim names, and hours a week to learn times
    the weeks of all quarters. A deadline is the quarter that its day is in, and the first one for
    a day that has passed: as soon as can be.
    """
    periods = tuple(quarters(asked.begins, asked.quarters)) if asked.quarters else ()
    weekly = {one.id: one.hours_a_week for one in here.people}
    learners = []
    for learner in here.learners:
        limits = [learner.hours, asked.hours]
        per_week = weekly.get(learner.id)
        if per_week is not None and periods:
            limits.append(per_week * WEEKS * len(periods))
        hours = min((one for one in limits if one is not None), default=None)
        if "hours" in asked.relaxed:
            hours = None
        learners.append(replace(learner, hours=hours, gaps=_in_time(here, learner, periods)))
    targets = (Target(asked.skill, asked.people),) if asked.skill else ()
    offers = tuple(
        replace(one, seats=None) if f"seats:{one.id}" in asked.relaxed else one
        for one in here.offers
    )
    return Problem(
        tuple(learners),
        offers,
        objective=Objective.COST if asked.skill else Objective.VALUE,
        money=None if "money" in asked.relaxed else asked.money,
        hours_per_person=None if "hours" in asked.relaxed else asked.hours,
        periods=periods,
        targets=targets,
    )


def _in_time(here: Situation, learner: Learner, periods: tuple[str, ...]) -> tuple[Gap, ...]:
    if not periods:
        return learner.gaps
    found = []
    for gap in learner.gaps:
        day = here.deadlines.get(gap.skill)
        if day is None or quarter(day) > periods[-1]:
            found.append(gap)
        elif quarter(day) >= periods[0]:
            found.append(replace(gap, deadline=quarter(day)))
        else:
            found.append(replace(gap, deadline=periods[0]))
    return tuple(found)


def reachable(here: Situation, asked: Asked) -> int:
    """Return how many people can close their gap in `asked.skill` within everything else.

    Those who hold it already count, as they do for a target.
    """
    alone = replace(
        here,
        learners=tuple(
            replace(
                one,
                gaps=tuple(replace(g, value=1.0) for g in one.gaps if g.skill == asked.skill),
            )
            for one in here.learners
        ),
    )
    plan = answer(problem_of(alone, replace(asked, skill="", people=0)))
    return round(plan.value)


def savings_of(here: Situation, enrolled: Iterable[tuple[str, str]] = ()) -> tuple[Saving, ...]:
    """Return by person what need not be spent, because what the role asks for is proven.

    Counted is the cheapest that would have brought it, prerequisites included, and nothing that
    the person learns for anyway (`enrolled`: pairs of person and offer) or has to, now or later,
    for what is not proven: a course of which half is known is not saved.
    """
    catalogue = Catalogue(here.offers)
    taken: dict[str, set[int]] = {}
    for person, credential in enrolled:
        taken.setdefault(person, set()).add(catalogue.index[credential])
    found = []
    for one in here.people:
        if one.role is None:
            continue
        asked = gaps_of(one.role, {})
        shown = tuple(gap for gap in asked if reached(gap.level, gap.skill, one.proven))
        if not shown:
            continue
        anyway = taken.get(one.id, set())
        anyway |= cheapest(catalogue, gaps_of(one.role, one.proven), taken=anyway).offers
        spared = cheapest(catalogue, shown, taken=anyway).offers
        offers = [catalogue.offers[c] for c in sorted(spared - anyway)]
        if offers:
            found.append(
                Saving(
                    one.id,
                    tuple(offer.id for offer in offers),
                    sum(offer.cost for offer in offers),
                    sum(offer.hours for offer in offers),
                )
            )
    return tuple(found)


def with_savings(here: Situation, plan: Plan) -> Plan:
    """Return a plan with everything that is not spent, also where nothing was left to plan."""
    if plan.status is PlanStatus.INFEASIBLE:
        return plan
    savings = savings_of(here, ((e.person, e.credential) for e in plan.enrolments))
    return replace(
        plan,
        savings=savings,
        saved_cost=sum(one.cost for one in savings),
        saved_hours=sum(one.hours for one in savings),
    )


def is_small(problem: Problem) -> bool:
    """Say whether a page may wait for the answer."""
    gaps = sum(len(learner.gaps) for learner in problem.people)
    return gaps * max(1, len(problem.periods)) <= SMALL


def answer(
    problem: Problem,
    *,
    seconds: float = SECONDS,
    gap: float = 0.0,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Return the best plan within the time; `stop` ends the search with the best so far."""
    return solve_problem(problem, seconds=seconds, gap=gap, stop=stop)


def within_budget(here: Situation, *, money: float, hours: float | None) -> tuple[Problem, Plan]:
    """Return the plan that closes most for the money."""
    problem = problem_of(here, Asked(money=money, hours=hours))
    return problem, with_savings(here, answer(problem))


def for_target(
    here: Situation, *, skill: str, people: int, ceiling: float | None
) -> tuple[Problem, Plan]:
    """Return the cheapest plan that reaches a target, or why there is none."""
    problem = problem_of(here, Asked(money=ceiling, skill=skill, people=people))
    return problem, with_savings(here, answer(problem))
