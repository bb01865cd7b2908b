"""The planner against brute force, its constraints, its bound and its explanations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.plan import (
    Gap,
    Learner,
    Objective,
    Offer,
    Plan,
    PlanStatus,
    Problem,
    Target,
)
from skillmark.plan import solve

BASICS = Offer("basics", cost=100, hours=8, skills=("prompting",), levels=(("prompting", 3),))
AGENTS = Offer(
    "agents",
    cost=300,
    hours=20,
    skills=("agents", "prompting"),
    levels=(("agents", 4), ("prompting", 4)),
    requires=("basics",),
)
ANA = Learner("ana", (Gap("prompting", 2.0, 3), Gap("agents", 5.0, 4)))
BEN = Learner("ben", (Gap("prompting", 2.0, 3),))


def problem(**changes: object) -> Problem:
    return replace(Problem(people=(ANA, BEN), offers=(BASICS, AGENTS), money=500.0), **changes)


def taken(plan: Plan, person: str) -> set[str]:
    return {e.credential for e in plan.enrolments if e.person == person}


def test_closes_everything_that_the_budget_allows() -> None:
    plan = solve(problem())
    assert plan.status is PlanStatus.OPTIMAL
    assert (plan.value, plan.bound, plan.gap, plan.cost) == (9.0, 9.0, 0.0, 500.0)
    assert taken(plan, "ana") == {"basics", "agents"}
    assert taken(plan, "ben") == {"basics"}


def test_a_smaller_budget_leaves_out_what_is_worth_least() -> None:
    plan = solve(problem(money=400.0))
    assert plan.value == 7.0
    assert plan.left_out == (("ben", "prompting"),)


def test_what_is_held_costs_nothing_and_is_listed_as_waived() -> None:
    plan = solve(problem(people=(replace(ANA, holds=frozenset({"basics"})), BEN), money=300.0))
    assert plan.waived == (("ana", "basics"),)
    assert taken(plan, "ana") == {"agents"}
    assert plan.value == 7.0


def test_a_level_below_the_gap_does_not_close_it() -> None:
    weak = replace(BASICS, levels=(("prompting", 2),))
    plan = solve(Problem(people=(BEN,), offers=(weak,)))
    assert plan.enrolments == ()
    assert plan.left_out == (("ben", "prompting"),)


def test_money_that_closes_nothing_is_not_spent() -> None:
    twice = Offer("also", cost=50, hours=1, skills=("prompting",))
    plan = solve(problem(people=(BEN,), offers=(BASICS, twice), money=10_000.0))
    assert plan.cost == 50.0
    assert taken(plan, "ben") == {"also"}


def test_seats_hours_and_periods_are_kept() -> None:
    plan = solve(problem(offers=(replace(BASICS, seats=1), AGENTS), money=None))
    assert sum(e.credential == "basics" for e in plan.enrolments) == 1
    tired = solve(problem(people=(replace(ANA, hours=10), BEN), money=None))
    assert taken(tired, "ana") == {"basics"}
    timed = solve(problem(money=None, periods=("Q1", "Q2")))
    when = {e.credential: e.period for e in timed.enrolments if e.person == "ana"}
    assert when == {"basics": "Q1", "agents": "Q2"}


def test_a_deadline_before_the_prerequisite_allows_it_stays_open() -> None:
    hurried = Learner("ana", (Gap("agents", 5.0, 4, deadline="Q1"),))
    plan = solve(problem(people=(hurried,), money=None, periods=("Q1", "Q2")))
    assert plan.left_out == (("ana", "agents"),)
    assert plan.enrolments == ()


def test_cost_is_minimal_for_the_targets() -> None:
    plan = solve(problem(objective=Objective.COST, money=None, targets=(Target("prompting", 2),)))
    assert (plan.status, plan.cost, plan.bound) == (PlanStatus.OPTIMAL, 200.0, 200.0)


def test_infeasible_targets_are_explained_by_a_smallest_conflict() -> None:
    plan = solve(
        problem(
            objective=Objective.COST,
            money=150.0,
            hours_per_person=1000.0,
            targets=(Target("prompting", 2), Target("agents", 2)),
        )
    )
    assert plan.status is PlanStatus.INFEASIBLE
    # Nobody but Ana has a gap in agents: that target alone can never be met.
    assert plan.conflict == ("2 people with agents",)
    poor = solve(problem(objective=Objective.COST, money=150.0, targets=(Target("prompting", 2),)))
    assert set(poor.conflict) == {"the budget of 150.00", "2 people with prompting"}


def test_a_circle_of_prerequisites_is_refused_by_name() -> None:
    circle = (replace(BASICS, requires=("agents",)), AGENTS)
    with pytest.raises(InputError, match=r"circle: .*basics.*agents|circle: .*agents.*basics"):
        solve(problem(offers=circle))
