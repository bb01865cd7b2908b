"""What makes an item an item, and how forms are drawn."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.forms import draw, whole
from skillmark.assess.interactions import Choice, Order, ShortAnswer
from skillmark.assess.interactions.options import Option
from skillmark.assess.interactions.rated import Criterion
from skillmark.assess.items import Item, Test
from skillmark.assess.public import public_view
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text


def test_public_view_in_the_order_of_the_form():
    item = Item(
        "i", "s", 1, Text.of("?"),
        Choice((Option("a", Text.of("A")), Option("b", Text.of("B"))), "a"),
    )  # fmt: skip
    assert [o["id"] for o in public_view(item, order=("b", "a"))["options"]] == ["b", "a"]
    with pytest.raises(InputError, match="every option once"):
        public_view(item, order=("b",))


A, B, C = (Option(name, Text.of(name)) for name in "abc")
CRITERION = Criterion("c1", 2, *[Text.of("x")] * 4)


@pytest.mark.parametrize(
    ("way", "parts", "cause"),
    [
        (Choice((A, B), "a"), {"points": 0}, "cannot be earned"),
        (Choice((A, B), "a"), {"level": 9}, "not a level"),
        (Choice((A,), "a"), {}, "two options"),
        (ShortAnswer((CRITERION,)), {"points": 3}, "worth 2"),
    ],
)
def test_an_item_that_does_not_fit_together_is_refused(way, parts, cause):
    with pytest.raises(InputError, match=cause) as caught:
        Item("i1", "s", **{"level": 3, "prompt": Text.of("?"), "interaction": way, **parts})
    assert "item i1" in str(caught.value)


def pool(levels: dict[str, list[int]], blueprint: dict[str, int]) -> Test:
    """A test of choice items with these levels a skill."""
    made = tuple(
        Item(f"{skill}{n}", skill, level, Text.of("?"), Choice((A, B, C), "b"))
        for skill, row in levels.items()
        for n, level in enumerate(row)
    )
    title = Text.of("T")
    return Test("t", title, title, "en", 10, tuple(blueprint.items()), made)


@given(st.integers(0, 10**6), st.data())
def test_every_form_meets_the_blueprint(seed, data):
    levels = data.draw(
        st.dictionaries(
            st.sampled_from("xyz"), st.lists(st.integers(1, 8), min_size=1, max_size=9), min_size=1
        )
    )
    blueprint = {s: data.draw(st.integers(1, len(row))) for s, row in levels.items()}
    test = pool(levels, blueprint)
    form = draw(test, rng=Random(seed))
    assert form == draw(test, rng=Random(seed))
    assert len(set(form.item_ids)) == len(form.item_ids)
    for skill, count in blueprint.items():
        assert sum(test.item(name).skill == skill for name in form.item_ids) == count
    for name, order in form.items:
        assert sorted(order) == list(test.item(name).interaction.parts())


def test_forms_of_a_pool_are_about_equally_hard():
    test = pool({"x": [1] * 10 + [3] * 10 + [5] * 10}, {"x": 6})
    for seed in range(50):
        drawn = sorted(test.item(n).level for n in draw(test, rng=Random(seed)).item_ids)
        assert drawn == [1, 1, 3, 3, 5, 5]


def test_order_items_are_never_shown_in_the_right_order():
    key = ("c", "a", "b")
    item = Item("i", "s", 1, Text.of("?"), Order((A, B, C), key))
    title = Text.of("T")
    test = Test("t", title, title, "en", 10, (("s", 1),), (item,))
    shown = {draw(test, rng=Random(seed)).items[0][1] for seed in range(60)}
    assert key not in shown
    assert len(shown) == 5
    assert whole(test).items == (("i", ("a", "b", "c")),)


@pytest.mark.parametrize("count", [0, 4])
def test_a_blueprint_that_the_pool_cannot_meet_is_refused(count):
    with pytest.raises(InputError, match="there are 3"):
        pool({"x": [1, 2, 3]}, {"x": count})
