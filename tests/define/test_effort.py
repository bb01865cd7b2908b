"""What a pathway takes: the least and the most, over every way through it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillmark.define.effort import Effort, effort
from skillmark.define.shortest import offers
from skillmark.nouns.held import CreditUnit, Holding
from skillmark.nouns.pathway import Credits, Pathway, Step
from skillmark.nouns.text import Text


def pathway(root: Step) -> Pathway:
    return Pathway("way", Text.of("Way"), Text.of("A way."), root, "whole")


HOURS = {"a": 1.0, "b": 2.0, "c": 4.0, "d": 8.0}


def hours(slug: str) -> tuple[float, float] | None:
    return (HOURS[slug], HOURS[slug]) if slug in HOURS else None


def test_the_cheapest_and_the_dearest_way() -> None:
    root = Step.all_of("a", Step.any_of("b", "c", "d"))
    assert effort(pathway(root), {}, hours) == Effort(3.0, 9.0)


def test_what_stands_in_two_steps_is_taken_once() -> None:
    root = Step.all_of(Step.any_of("a", "b"), Step.any_of("a", "c"))
    assert effort(pathway(root), {}, hours) == Effort(1.0, 6.0)


def test_a_sum_of_credits_is_reached_by_real_achievements() -> None:
    root = Step(("a", "b", "c"), 0, credits=Credits(5, CreditUnit.HOURS))
    worth = {one: Holding(one, hours=HOURS[one]) for one in "abc"}
    assert effort(pathway(root), worth, hours) == Effort(5.0, 6.0)


def test_what_nobody_has_said_makes_it_at_least_that_much() -> None:
    found = effort(pathway(Step.all_of("a", "unknown")), {}, hours)
    assert found == Effort(1.0, 1.0, complete=False)
    assert effort(pathway(Step.any_of("unknown")), {}, hours) is None


def test_of_too_many_ways_the_least_is_known() -> None:
    names = [f"n{number}" for number in range(40)]
    root = Step(tuple(names), 20)
    found = effort(pathway(root), {}, lambda _slug: (1.0, 2.0))
    assert found == Effort(20.0, None)


@given(st.recursive(
    st.sampled_from("abcd"),
    lambda inner: st.builds(
        lambda options, part: Step(tuple(options), max(1, round(part * len(options)))),
        st.lists(inner, min_size=1, max_size=3, unique_by=str),
        st.floats(0, 1),
    ),
    max_leaves=8,
))  # fmt: skip
def test_the_least_is_never_more_than_the_most(root: object) -> None:
    step = root if isinstance(root, Step) else Step.all_of(root)  # type: ignore[arg-type]
    found = effort(pathway(step), offers(()), hours)
    assert found is not None
    assert found.most is not None
    assert 0 < found.least <= found.most <= sum(HOURS.values())
