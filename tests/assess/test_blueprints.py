"""Forms as they have to be: every drawn one is, and a pool that has none says why."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skillmark.assess.assembling.constraints import Specification
from skillmark.assess.assembling.random import Seen
from skillmark.assess.assembling.shortfall import check, require
from skillmark.assess.demands import Demand, Like, demand_document, read_demand
from skillmark.assess.forms import draw
from skillmark.assess.interactions import Choice, Numeric
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.interactions.options import Option
from skillmark.assess.items import Item, Test
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

T = Text.of("T")
CHOICE = Choice((Option("a", T), Option("b", T)), "a")


def item(name: str, skill: str = "x", level: int = 1, **members) -> Item:
    """One item; only what demands can ask of it matters."""
    return Item(name, skill, level, T, members.pop("way", CHOICE), **members)


def a_test(items, blueprint, demands=(), pilots=0) -> Test:
    """A test of these items."""
    return Test("t", T, T, "en", 10, tuple(blueprint), tuple(items), None, (), (), demands, pilots)


@st.composite
def pools(data, most: int = 7):
    """Few items, so that every form of them can be looked at."""
    return [
        item(
            f"i{n}",
            data(st.sampled_from("xy")),
            data(st.integers(1, 3)),
            way=data(st.sampled_from([CHOICE, Numeric(1, 0)])),
            family=data(st.sampled_from(["", "", "f", "g"])),
            difficulty=data(st.sampled_from([None, 0.2, 0.5, 0.8])),
            pilot=data(st.sampled_from([False, False, False, True])),
        )
        for n in range(data(st.integers(1, most)))
    ]


likes = st.builds(
    Like,
    st.sampled_from(["", "x", "y"]),
    st.sampled_from([(), (1,), (2, 3)]),
    st.sampled_from([(), (ItemType.CHOICE,)]),
    st.sampled_from([None, (0.0, 0.5), (0.4, 1.0)]),
    st.sampled_from(["", "f"]),
    st.sampled_from([(), ("i0", "i1")]),
)
demands = st.tuples(likes, st.integers(0, 2), st.integers(0, 2) | st.none()).map(
    lambda one: Demand(one[0], one[1], None if one[2] is None else one[1] + one[2])
)
specifications = st.builds(
    lambda counts, asked, pilots: Specification(
        tuple((skill, n) for skill, n in zip("xy", counts, strict=True) if n), tuple(asked), pilots
    ),
    st.tuples(st.integers(1, 2), st.integers(0, 2)),
    st.lists(demands, max_size=2),
    st.integers(0, 1),
)


def meets(form: list[Item], spec: Specification) -> bool:
    """Whether a form is as specified, counted in the plainest way."""
    scored = [one for one in form if not one.pilot]
    counts = Counter(one.skill for one in scored)
    families = Counter(one.family for one in form if one.family)
    return (
        counts == dict(spec.blueprint)
        and len(form) - len(scored) == spec.pilots
        and max(families.values(), default=0) <= 1
        and all(
            demand.least
            <= sum(demand.like.fits(one) for one in scored)
            <= (len(form) if demand.most is None else demand.most)
            for demand in spec.demands
        )
    )


def possible(pool: list[Item], spec: Specification) -> bool:
    """Look at every form of the right length."""
    length = sum(count for _, count in spec.blueprint) + spec.pilots
    return any(meets(list(form), spec) for form in combinations(pool, length))


@settings(max_examples=60)
@given(pools(), specifications)
def test_what_is_possible_is_found_by_looking_at_every_form(pool, spec):
    assert check(pool, spec).possible == possible(pool, spec)


NEW = [
    item("new", skill, level, way=way, difficulty=share, family=family)
    for skill, level, way, share, family in product(
        "xy", (1, 2), (CHOICE, Numeric(1, 0)), (None, 0.2, 0.45, 0.8), ("", "f")
    )
] + [item("new", pilot=True)]
"""Every item that could make a difference to the specifications above."""


@settings(max_examples=30, deadline=None)
@given(pools(most=4), specifications)
def test_what_is_missing_is_the_least_that_helps(pool, spec):
    verdict = check(pool, spec)
    assume(not verdict.possible)
    needed = sum(need.count for need in verdict.needs)
    if verdict.conflict or needed > 1:
        assert not any(possible([*pool, one], spec) for one in NEW)
    else:
        (need,) = verdict.needs
        fitting = [one for one in NEW if one.pilot == need.pilot and need.like.fits(one)]
        plain = [one for one in fitting if one.family == need.like.family]
        assert any(possible([*pool, one], spec) for one in plain)
        # what counts towards a demand with an upper bound may be one too many there
        bounded = [one.like for one in spec.demands if one.most is not None]
        assert all(
            possible([*pool, one], spec)
            for one in plain
            if not any(like.fits(one) for like in bounded)
        )


@settings(max_examples=40)
@given(pools(), specifications, st.integers(0, 10**6))
def test_every_form_that_is_drawn_is_as_it_has_to_be(pool, spec, seed):
    scored = Counter(one.skill for one in pool if not one.pilot)
    assume(all(scored[skill] >= count for skill, count in spec.blueprint))
    assume(spec.pilots <= sum(one.pilot for one in pool))
    test = a_test(pool, spec.blueprint, spec.demands, spec.pilots)
    if not possible(pool, spec):
        with pytest.raises(InputError) as caught:
            draw(test, rng=Random(seed))
        assert caught.value.code == "infeasible"
        with pytest.raises(InputError, match="no form can be made"):
            require(test)
        return
    form = draw(test, rng=Random(seed))
    assert meets([test.item(name) for name in form.item_ids], spec)
    assert form == draw(test, rng=Random(seed))
    require(test)


def test_what_is_missing_is_said_in_plain_words():
    pool = [item(f"i{n}", level=2) for n in range(6)]
    hard = Demand(Like(levels=(4, 5)), least=3)
    verdict = check(pool, Specification((("x", 5),), (hard,)))
    assert str(verdict) == "missing: 3 more items on x at level 4 or 5"
    few = check(pool, Specification((("x", 5), ("y", 2)), (), 1))
    assert sorted(map(str, few.needs)) == ["1 more pilot item", "2 more items on y"]
    assert check(pool, Specification((("x", 5),))).possible


def test_an_item_of_unknown_difficulty_is_neither_easy_nor_hard():
    pool = [item("known", difficulty=0.9), item("unknown")]
    easy, hard = (Demand(Like(difficulty=ends), least=1) for ends in ((0.7, 1.0), (0.0, 0.7)))
    assert check(pool, Specification((("x", 1),), (easy,))).possible
    missing = check(pool, Specification((("x", 1),), (hard,)))
    assert str(missing) == "missing: 1 more item on x known to be solved by 0% to 70%"
    none_easy = Demand(Like(difficulty=(0.7, 1.0)), most=0)
    form = draw(a_test(pool, [("x", 1)], (none_easy,)), rng=Random(1))
    assert form.item_ids == ("unknown",)


def test_demands_that_contradict_each_other_are_named_and_no_others():
    pool = [item(f"i{n}", level=1 + n % 3) for n in range(9)]
    least, most = Demand(Like(levels=(1, 2)), least=4), Demand(Like(levels=(1, 2, 3)), most=3)
    harmless = Demand(Like(types=(ItemType.CHOICE,)), least=1)
    verdict = check(pool, Specification((("x", 5),), (harmless, least, most)))
    assert {one.demand for one in verdict.conflict} == {least, most}
    assert "contradict" in str(verdict)
    alone = Demand(Like(items=("nobody",)), least=1)
    never = check(pool, Specification((("x", 5),), (harmless, alone)))
    assert [one.demand for one in never.conflict] == [alone]
    assert "no items could ever" in str(never)


def test_siblings_never_stand_in_one_form_and_pilots_are_extra():
    pool = [item(f"i{n}", family="f" if n < 3 else "") for n in range(6)]
    pool += [item(f"p{n}", pilot=True, family="f" if n else "") for n in range(2)]
    test = a_test(pool, [("x", 3)], pilots=1)
    seen = Counter()
    for seed in range(60):
        form = [test.item(name) for name in draw(test, rng=Random(seed)).item_ids]
        assert sum(one.family == "f" for one in form) <= 1
        assert sum(one.pilot for one in form) == 1
        seen.update(one.id for one in form)
    assert set(seen) == set(test.by_id)


def test_levels_stay_in_proportion_where_demands_leave_room():
    pool = [item(f"i{n}", level=(1, 3, 5)[n % 3], family=f"f{n // 2}") for n in range(30)]
    test = a_test(pool, [("x", 6)])
    for seed in range(30):
        form = [test.item(name) for name in draw(test, rng=Random(seed)).item_ids]
        assert sorted(one.level for one in form) == [1, 1, 3, 3, 5, 5]


def exposed(test: Test, people: int) -> Counter[str]:
    """Draw one form after the other, each knowing what was seen before."""
    counts: Counter[str] = Counter()
    for candidates in range(people):
        seen = Seen(candidates, counts)
        counts.update(draw(test, rng=Random(candidates), seen=seen).item_ids)
    return counts


def test_no_item_is_seen_by_more_than_its_share():
    pool = [item(f"i{n}", exposure=0.25 if n < 4 else None) for n in range(10)]
    counts = exposed(a_test(pool, [("x", 5)]), 120)
    assert max(counts[f"i{n}"] for n in range(4)) <= 0.25 * 120
    assert min(counts.values()) > 0


def test_a_limit_gives_way_where_there_is_no_form_without_the_item():
    pool = [item(f"i{n}", exposure=0.2) for n in range(4)]
    counts = exposed(a_test(pool, [("x", 2)]), 60)
    # two of four for everybody: half of all people see each, and nobody more than that
    assert max(counts.values()) <= 31


@given(demands)
def test_a_demand_is_read_back_equal(demand):
    assert read_demand(demand_document(demand), "demand") == demand


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ({"least": 3, "most": 2}, "contradict"),
        ({"least": 1, "level": 3}, "no member 'level'"),
        ({"levels": [9]}, "not a level"),
        ({"difficulty": [0.7, 0.3]}, "the lower one first"),
        ({"difficulty": [0.7]}, "two ends"),
        ({"types": ["riddle"]}, "no type"),
        ({"least": True}, "no whole number"),
    ],
)
def test_a_demand_that_says_nothing_sensible_is_refused(row, cause):
    with pytest.raises(InputError, match=cause) as caught:
        read_demand(row, "demand 2")
    assert "demand" in str(caught.value)
