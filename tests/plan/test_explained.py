"""What a plan says beside its enrolments: prices, reasons, savings, conflicts; and its checker."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import combinations

import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.plan import Because, Gap, Learner, Offer, Plan, PlanStatus, Problem
from skillmark.plan import search, solve
from skillmark.plan.checking import check
from skillmark.plan.conflict import smallest_conflict, thinned
from skillmark.plan.kept import as_plan

BASICS = Offer("basics", cost=100, hours=8, skills=("prompting",), levels=(("prompting", 3),))
AGENTS = Offer("agents", 300, 20, ("agents",), (("agents", 4),), ("basics",), seats=1)
ANA = Learner("ana", (Gap("prompting", 2.0, 3), Gap("agents", 5.0, 4, "q2")), hours=40)
BEN = Learner("ben", (Gap("prompting", 1.0, 3), Gap("agents", 4.0, 4)), frozenset({"basics"}), 9)
SMALL = Problem((ANA, BEN), (BASICS, AGENTS), money=400.0, periods=("q1", "q2"))


def test_the_checker_names_every_way_to_break_a_plan() -> None:
    plan = solve(SMALL)
    assert plan.value == 8.0
    assert check(SMALL, plan) == ()
    first, second = plan.enrolments

    def broken(problem: Problem = SMALL, **changes: object) -> str:
        return " | ".join(check(problem, replace(plan, **changes)))

    ben = replace(second, person="ben")
    assert "agents without basics" in broken(enrolments=(second,))
    assert "not before agents" in broken(enrolments=(first, replace(second, period="q1")))
    assert "none of the problem's" in broken(enrolments=(first, replace(second, period=None)))
    assert "twice" in broken(enrolments=(first, first))
    assert "held already" in broken(enrolments=(replace(first, person="ben"),))
    assert "2 people in 1 seats" in broken(enrolments=(first, second, ben))
    assert "ben: 20 hours of 9" in broken(enrolments=(first, second, ben))
    assert "of a budget of 399" in broken(replace(SMALL, money=399.0))
    assert "cost 1.00" in broken(cost=1.0)
    assert "value 9" in broken(value=9.0, bound=9.0)
    assert "the bound" in broken(bound=7.0)
    assert "left out" in broken(left_out=())
    assert "waived" in broken(waived=(("ana", "basics"),))
    hurried = replace(SMALL, people=(replace(ANA, gaps=(Gap("agents", 5.0, 4, "q1"),)), BEN))
    assert "value" in broken(hurried)
    assert check(SMALL, Plan(PlanStatus.INFEASIBLE)) == ()


def test_what_is_left_out_has_a_price_or_a_reason() -> None:
    poor = solve(replace(SMALL, money=100.0))
    reasons = {(price.person, price.skill): price for price in poor.prices}
    dear = reasons["ana", "agents"]
    assert (dear.because, dear.extra, dear.credentials) == (Because.MONEY, 300.0, ("agents",))
    assert dear.words == "300.00 more than the budget of 100.00 would do, for agents"
    short = reasons["ben", "agents"]
    assert (short.because, short.extra) == (Because.HOURS, None)
    assert short.words == "it takes at least 20 hours; ben has 9"

    def why(problem: Problem, person: str = "ben") -> tuple[Because, str]:
        price = next(price for price in solve(problem).prices if price.person == person)
        return price.because, price.words

    rested = replace(SMALL, people=(ANA, replace(BEN, hours=40)), money=None)
    assert why(rested) == (
        Because.SEATS,
        "the 1 seat of agents are all taken by others; no money helps while they are",
    )
    late = replace(SMALL, people=(replace(ANA, gaps=(Gap("agents", 5.0, 4, "q1"),)),))
    assert why(late, "ana")[0] is Because.DEADLINE
    assert "takes 2 periods one after the other; there are 1 until q1" in why(late, "ana")[1]
    high = replace(SMALL, people=(replace(ANA, gaps=(Gap("agents", 5.0, 6), Gap("law", 1.0))),))
    assert [price.words for price in solve(high).prices] == [
        "nothing on offer carries agents at level 6 or above",
        "nothing on offer carries law",
    ]
    full = replace(SMALL, offers=(BASICS, replace(AGENTS, seats=0)))
    assert why(full, "ana") == (Because.SEATS, "agents has no seat at all")
    tired = replace(SMALL, people=(replace(ANA, hours=20, gaps=(ANA.gaps[0], Gap("law", 3.0))),))
    law = Offer("law", 10, 15, ("law",))
    assert why(replace(tired, offers=(BASICS, law)), "ana")[0] is Because.HOURS


def test_waived_credentials_are_counted_as_money_and_hours_not_spent() -> None:
    plan = solve(replace(SMALL, people=(replace(ANA, holds=frozenset({"basics"})), BEN)))
    assert plan.waived == (("ana", "basics"), ("ben", "basics"))
    assert [(s.person, s.credentials, s.cost, s.hours) for s in plan.savings] == [
        ("ana", ("basics",), 100.0, 8.0),
        ("ben", ("basics",), 100.0, 8.0),
    ]
    assert (plan.saved_cost, plan.saved_hours) == (200.0, 16.0)


def test_scarce_limits_are_estimated_and_progress_ends_at_the_plan() -> None:
    told: list[tuple[float | None, float | None]] = []
    plan = solve(
        replace(SMALL, money=100.0),
        progress=lambda p: told.append((p.value, p.bound)),
    )
    assert told[-1] == (pytest.approx(plan.value), pytest.approx(plan.bound))
    assert plan.scarce == () or plan.scarce[0].worth > 0


def test_a_search_that_is_stopped_returns_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "DIRECT", 0)
    plan = solve(SMALL, stop=lambda: True)
    assert check(SMALL, plan) == ()
    assert plan.value <= 8.0 <= plan.bound


def test_conflicts_are_smallest_against_every_subset() -> None:
    """Monotone systems of conflicts over six demands, each tried out."""
    for seed in range(12):
        minimal = [
            frozenset(i for i in range(6) if (seed * 37 + n * 101) >> i & 1) or frozenset({n})
            for n in range(1 + seed % 3)
        ]

        def widest(
            kept: frozenset[int], minimal: list[frozenset[int]] = minimal
        ) -> frozenset[int] | None:
            for size in range(6, -1, -1):
                for chosen in combinations(range(6), size):
                    some = frozenset(chosen)
                    if kept <= some and not any(conflict <= some for conflict in minimal):
                        return some
            return None

        assert len(smallest_conflict(6, widest)) == min(len(conflict) for conflict in minimal)
        assert frozenset(thinned(6, widest)) in minimal
    assert smallest_conflict(3, lambda _kept: frozenset(range(3))) == ()


def test_a_search_goes_on_from_an_earlier_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    best = solve(SMALL)
    monkeypatch.setattr(search, "DIRECT", 0)
    again = solve(SMALL, start=best.enrolments, stop=lambda: True)
    assert (again.value, again.enrolments) == (best.value, best.enrolments)
    # what the problem does not allow any more is no start
    poor = replace(SMALL, money=100.0)
    assert solve(poor, start=best.enrolments).value == solve(poor).value


def test_a_kept_plan_is_read_back_as_it_was() -> None:
    people = (replace(ANA, holds=frozenset({"basics"})), BEN)
    plan = solve(replace(SMALL, money=100.0, people=people))
    plain = json.loads(json.dumps(asdict(plan)))
    assert as_plan(plain) == plan
    older = {name: plain[name] for name in plain if name not in {"prices", "savings", "scarce"}}
    assert as_plan(older) == replace(plan, prices=(), savings=(), scarce=())
    with pytest.raises(InputError, match="no plan"):
        as_plan({"status": "great"})
