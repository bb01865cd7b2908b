"""The shortest way in weeks: prerequisites, hours and courses that run for a time."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.plan import Gap, Offer
from skillmark.nouns.text import Text
from skillmark.plan import gaps
from skillmark.plan.calendar import arrange, lower_bound
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.cover import cheapest
from skillmark.plan.onboarding import onboarding
from skillmark.plan.quickest import quickest

BASICS = Offer("basics", 100, 8, ("prompting",), (("prompting", 3),))
COURSE = Offer("course", 50, 12, ("prompting",), (("prompting", 4),), weeks=6)
AGENTS = Offer("agents", 300, 20, ("agents",), (("agents", 4),), requires=("basics",), weeks=8)
OFFERS = (BASICS, COURSE, AGENTS)
PROMPTING = Gap("prompting", 1.0, 3)
AGENTIC = Gap("agents", 2.0, 4)


def test_the_shorter_offer_is_chosen_though_it_is_dearer() -> None:
    way = quickest([PROMPTING], OFFERS, hours_per_week=4)
    assert way is not None
    assert (way.steps, way.weeks, way.cost) == ((("basics", 0.0, 2.0),), 2.0, 100.0)
    assert way.proven
    slow = quickest([PROMPTING], (COURSE,), hours_per_week=40)
    assert slow is not None
    assert slow.weeks == 6.0


def test_prerequisites_come_first_and_what_is_held_is_skipped() -> None:
    way = quickest([AGENTIC, Gap("dancing", 1.0)], OFFERS, hours_per_week=4)
    assert way is not None
    assert way.steps == (("basics", 0.0, 2.0), ("agents", 2.0, 10.0))
    assert way.left == ("dancing",)
    held = quickest([AGENTIC, PROMPTING], OFFERS, holds={"basics"}, hours_per_week=4)
    assert held is not None
    assert held.steps == (("agents", 0.0, 8.0),)


def test_courses_run_beside_each_other_as_far_as_the_hours_reach() -> None:
    pair = (Offer("a", 1, 12, ("a",), weeks=6), Offer("b", 1, 12, ("b",), weeks=6))
    wide = quickest([Gap("a", 1), Gap("b", 1)], pair, hours_per_week=4)
    narrow = quickest([Gap("a", 1), Gap("b", 1)], pair, hours_per_week=2)
    assert wide is not None
    assert narrow is not None
    assert (wide.weeks, narrow.weeks) == (6.0, 12.0)


def test_nothing_to_learn_nothing_on_offer_and_no_hours() -> None:
    nothing = quickest([], OFFERS, hours_per_week=4)
    assert nothing is not None
    assert (nothing.weeks, nothing.steps, nothing.proven) == (0.0, (), True)
    assert quickest([Gap("dancing", 1.0)], OFFERS, hours_per_week=4) is None
    with pytest.raises(InputError, match="hours a week"):
        quickest([PROMPTING], OFFERS, hours_per_week=0)


SKILLS = ("a", "b", "c")


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[Offer, ...]:
    ids = [f"c{i}" for i in range(draw(st.integers(1, 5)))]
    return tuple(
        Offer(
            name,
            cost=draw(st.integers(0, 5)),
            hours=draw(st.integers(0, 9)),
            skills=tuple(draw(st.lists(st.sampled_from(SKILLS), min_size=1, unique=True))),
            requires=tuple(draw(st.sets(st.sampled_from(ids[:i]), max_size=1)) if i else ()),
            weeks=draw(st.none() | st.integers(0, 4)),
        )
        for i, name in enumerate(ids)
    )


@given(catalogues(), st.sets(st.sampled_from(SKILLS)))
def test_no_set_of_offers_is_quicker_or_cheaper(
    offers: tuple[Offer, ...], wanted: set[str]
) -> None:
    """Against every set of offers: none undercuts the bound, and the way keeps its promises."""
    lacking = [Gap(skill, 1.0) for skill in sorted(wanted)]
    catalogue = Catalogue(offers)
    able = [gap for gap in lacking if catalogue.carriers(gap)]
    every = range(len(offers))
    full = [
        frozenset(chosen)
        for chosen in chain.from_iterable(combinations(every, n) for n in range(len(offers) + 1))
        if all(catalogue.needs[c] <= set(chosen) for c in chosen)
        and all(set(catalogue.carriers(gap)) & set(chosen) for gap in able)
    ]
    cover = cheapest(catalogue, lacking)
    assert cover.weight == min(sum(offers[c].cost for c in chosen) for chosen in full)
    way = quickest(lacking, offers, hours_per_week=3)
    if not able:
        assert way is None or not lacking
        return
    assert way is not None
    best = min(arrange(catalogue, chosen, 3).weeks for chosen in full)
    assert way.weeks == pytest.approx(best)
    assert way.at_least <= min(lower_bound(catalogue, chosen, 3) for chosen in full) + 1e-9
    ends = {credential: end for credential, _start, end in way.steps}
    for credential, start, end in way.steps:
        offer = offers[catalogue.index[credential]]
        assert end - start >= max(offer.weeks or 0, offer.hours / 3) - 1e-9
        assert all(ends[required] <= start + 1e-9 for required in offer.requires)


ROLE = Role(
    Text("Engineer"),
    (
        Requirement("prompting", 3),
        Requirement("agents", 4, Importance.ESSENTIAL),
        Requirement("sql", 2),
    ),
)
MONDAY = date(2026, 11, 30)


def test_onboarding_says_what_is_waived_what_is_learned_and_by_when() -> None:
    everything = gaps(ROLE, {})
    plan = onboarding(
        everything, {"prompting": 5, "sql": None}, OFFERS, start=MONDAY, hours_per_week=4
    )
    assert [(w.skill, w.level, w.proven) for w in plan.waived] == [("prompting", 3, 5)]
    # basics is learned all the same, because agents requires it: nothing was spared
    assert (plan.spared, plan.saved_cost, plan.saved_hours) == ((), 0.0, 0.0)
    first, second = plan.steps
    assert (first.credential, first.begins, first.ends) == ("basics", MONDAY, date(2026, 12, 13))
    assert (second.begins, second.ends) == (date(2026, 12, 14), date(2027, 2, 7))
    assert second.closes == ("agents",)
    assert plan.ramp_ends == date(2027, 2, 8)
    assert plan.left == ("sql",)
    assert [week.total for week in plan.schedule] == [4.0, 4.0] + [2.5] * 8
    assert sum(week.total for week in plan.schedule) == plan.hours == 28.0


def test_what_is_spared_is_the_cheapest_that_would_have_done() -> None:
    everything = gaps(ROLE, {})
    proven = {"prompting": 3, "agents": 4}
    plan = onboarding(everything, proven, OFFERS, start=MONDAY, hours_per_week=4)
    assert plan.spared == ("basics", "agents")
    assert (plan.saved_cost, plan.saved_hours) == (400.0, 28.0)
    assert (plan.steps, plan.schedule, plan.ramp_ends) == ((), (), MONDAY)
    held = onboarding(everything, {}, OFFERS, start=MONDAY, hours_per_week=4, holds={"agents"})
    assert [w.skill for w in held.waived] == ["agents"]
    assert [step.credential for step in held.steps] == ["basics"]
    assert held.spared == ("agents",)
