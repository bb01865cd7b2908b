"""Plans against brute force over every plan of small problems."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.plan import (
    Because,
    Gap,
    Learner,
    Objective,
    Offer,
    PlanStatus,
    Problem,
    Target,
)
from skillmark.plan import bundles, columns, search, solve, whole
from skillmark.plan.checking import check

SKILLS = ("a", "b", "c")
PERIODS = ("q1", "q2", "q3")


@st.composite
def problems(draw: st.DrawFn, *, people: int = 3) -> Problem:
    """Draw a problem in which any limit may bind and any demand may be impossible."""
    periods = draw(st.sampled_from([(), PERIODS[:1], PERIODS[:2], PERIODS]))
    ids = [f"c{i}" for i in range(draw(st.integers(1, 3)))]
    level = st.none() | st.integers(1, 3)
    offers = []
    for i, name in enumerate(ids):
        skills = tuple(draw(st.lists(st.sampled_from(SKILLS), min_size=1, unique=True)))
        levels = tuple((s, n) for s in skills if (n := draw(level)) is not None)
        requires = tuple(draw(st.sets(st.sampled_from(ids[:i]))) if i else ())
        cost, hours = draw(st.integers(0, 9)), draw(st.integers(0, 9))
        offers.append(
            Offer(name, cost, hours, skills, levels, requires, draw(st.none() | st.integers(0, 2)))
        )
    learners = tuple(
        Learner(
            f"p{p}",
            tuple(
                Gap(
                    s,
                    draw(st.integers(0, 5)),
                    draw(level),
                    draw(st.none() | st.sampled_from(periods)) if periods else None,
                )
                for s in draw(st.lists(st.sampled_from(SKILLS), unique=True))
            ),
            frozenset(draw(st.sets(st.sampled_from([*ids, "elsewhere"]), max_size=2))),
            draw(st.none() | st.integers(0, 15)),
        )
        for p in range(draw(st.integers(1, people)))
    )
    targets = draw(st.lists(st.sampled_from(SKILLS), unique=True, max_size=2))
    return Problem(
        learners,
        tuple(offers),
        objective=draw(st.sampled_from(list(Objective))),
        money=draw(st.none() | st.integers(0, 30)),
        hours_per_person=draw(st.none() | st.integers(5, 20)),
        periods=periods,
        targets=tuple(Target(s, draw(st.integers(1, 2))) for s in targets),
    )


def best(problem: Problem) -> float | None:
    """Return the greatest value (or least cost) of all plans, `None` where there is none."""
    each = [_ways(problem, person) for person in problem.people]
    found: float | None = None
    for plan in product(*each):
        cost = sum(way[0] for way in plan)
        if problem.money is not None and cost > problem.money:
            continue
        taken = list(chain.from_iterable(way[1] for way in plan))
        if any(o.seats is not None and taken.count(o.id) > o.seats for o in problem.offers):
            continue
        closed = list(chain.from_iterable(way[2] for way in plan))
        skills = [gap.skill for gap in closed]
        if any(skills.count(target.skill) < target.people for target in problem.targets):
            continue
        by_cost = problem.objective is Objective.COST
        if by_cost and not problem.targets and len(closed) < _gaps(problem):
            continue
        reached = -cost if by_cost else sum(gap.value for gap in closed)
        found = reached if found is None else max(found, reached)
    if found is None:
        return None
    return -found if problem.objective is Objective.COST else found


def _gaps(problem: Problem) -> int:
    return sum(len(person.gaps) for person in problem.people)


def _ways(
    problem: Problem, person: Learner
) -> list[tuple[float, tuple[str, ...], tuple[Gap, ...]]]:
    """All that one person may do: cost, what is taken, what it closes; in every order."""
    open_ = [offer for offer in problem.offers if offer.id not in person.holds]
    limit = problem.hours_per_person if person.hours is None else person.hours
    ways: set[tuple[float, tuple[str, ...], tuple[Gap, ...]]] = set()
    for chosen in chain.from_iterable(combinations(open_, n) for n in range(len(open_) + 1)):
        if limit is not None and sum(offer.hours for offer in chosen) > limit:
            continue
        for when in product(range(max(1, len(problem.periods))), repeat=len(chosen)):
            at = {offer.id: t for offer, t in zip(chosen, when, strict=True)}
            if not all(
                r in person.holds or (r in at and (not problem.periods or at[r] < at[offer.id]))
                for offer in chosen
                for r in offer.requires
            ):
                continue
            closed = tuple(gap for gap in person.gaps if _closed(problem, person, at, gap))
            ways.add((sum(offer.cost for offer in chosen), tuple(at), closed))
    return sorted(ways, key=lambda way: (way[0], way[1]))


def _closed(problem: Problem, person: Learner, at: dict[str, int], gap: Gap) -> bool:
    last = len(problem.periods) if gap.deadline is None else problem.periods.index(gap.deadline)
    for offer in problem.offers:
        if gap.skill not in offer.skills:
            continue
        stated = dict(offer.levels).get(gap.skill)
        enough = gap.level is None or stated is None or stated >= gap.level
        if enough and (offer.id in person.holds or at.get(offer.id, last + 1) <= last):
            return True
    return False


@settings(max_examples=50)
@given(problems())
def test_small_plans_are_as_good_as_the_best_of_all(problem: Problem) -> None:
    found = best(problem)
    plan = solve(problem)
    assert check(problem, plan) == ()
    if found is None:
        assert plan.status is PlanStatus.INFEASIBLE
        assert plan.conflict
        assert plan.smallest
        return
    assert plan.status is PlanStatus.OPTIMAL
    reached = plan.cost if problem.objective is Objective.COST else plan.value
    assert reached == pytest.approx(found)
    assert plan.bound == pytest.approx(found)


@pytest.mark.parametrize(("word", "spelt"), [(63, False), (1, False), (63, True)])
def test_the_way_of_large_problems_keeps_its_bound(
    monkeypatch: pytest.MonkeyPatch, word: int, *, spelt: bool
) -> None:
    """Prices, cores, and bundles found on demand; as words of bits and as large integers.

    With the last word of the program that spells enrolments out it is the best plan again.
    """
    if not spelt:
        monkeypatch.setattr(whole, "MOST", 0)
    monkeypatch.setattr(search, "DIRECT", 0)
    monkeypatch.setattr(columns, "MOST", 2)
    monkeypatch.setattr(columns, "FOLLOWED", 3)
    monkeypatch.setattr(bundles, "_WORD", word)

    @settings(max_examples=25)
    @given(problems())
    def holds(problem: Problem) -> None:
        found = best(problem)
        plan = solve(problem, seconds=30)
        assert check(problem, plan) == ()
        if found is None:
            return
        if spelt:
            reached = plan.cost if problem.objective is Objective.COST else plan.value
            assert (reached, plan.bound) == (pytest.approx(found), pytest.approx(found))
        assert plan.status is not PlanStatus.INFEASIBLE
        if problem.objective is Objective.COST:
            assert plan.bound <= found + 1e-6
            assert plan.cost >= found - 1e-6
        else:
            assert plan.value <= found + 1e-6
            assert plan.bound >= found - 1e-6

    holds()


@settings(max_examples=25)
@given(problems(people=2))
def test_the_price_of_a_gap_is_enough_and_no_cent_less(problem: Problem) -> None:
    """With the price more money the gap can be closed beside all others; with less it cannot."""
    plan = solve(replace(problem, objective=Objective.VALUE, targets=()))
    left = set(plan.left_out)
    for price in plan.prices:
        if price.because is not Because.MONEY or not price.extra:
            continue
        assert problem.money is not None

        def reachable(money: float, wanted: tuple[str, str] = (price.person, price.skill)) -> bool:
            # only what is closed, and the gap, is worth anything, and everything must be closed
            people = tuple(
                replace(
                    person,
                    gaps=tuple(
                        gap
                        for gap in person.gaps
                        if (person.id, gap.skill) not in left or (person.id, gap.skill) == wanted
                    ),
                )
                for person in problem.people
            )
            asked = replace(
                problem, people=people, objective=Objective.COST, targets=(), money=money
            )
            return solve(asked, explain=0).status is not PlanStatus.INFEASIBLE

        assert reachable(problem.money + price.extra)
        if len(problem.people) == 1:
            assert not reachable(problem.money + price.extra - 0.01)
