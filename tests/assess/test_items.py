"""What makes an item an item, and that its key never leaves the house (case 42)."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.forms import draw, whole
from skillmark.assess.items import Criterion, Item, ItemType, NumericKey, Option, Test
from skillmark.assess.public import public_view
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

words = st.text("abcdefgh ", min_size=1, max_size=12).filter(str.strip)
text = st.builds(lambda en, de: Text.of({"en": en, "de": de}), words, words)
secret_text = st.uuids().map(lambda u: Text.of({"en": f"secret-{u}", "de": f"geheim-{u}"}))


@st.composite
def items(draw_one):
    """Any valid item, with everything that must stay secret marked as such."""
    kind = draw_one(st.sampled_from(list(ItemType)))
    ids = [f"o{n}" for n in range(draw_one(st.integers(3, 6)))]
    parts: dict = {"points": float(draw_one(st.integers(1, 5)))}
    if kind in {ItemType.CHOICE, ItemType.MULTIPLE, ItemType.ORDER, ItemType.BEST_WORST}:
        effects = draw_one(st.permutations([float(n) for n in range(len(ids))]))
        parts["options"] = tuple(
            Option(name, draw_one(text), draw_one(secret_text), effect)
            for name, effect in zip(ids, effects, strict=True)
        )
    match kind:
        case ItemType.CHOICE:
            parts["key"] = (draw_one(st.sampled_from(ids)),)
        case ItemType.MULTIPLE:
            chosen = draw_one(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1))
            parts["key"] = tuple(sorted(chosen))
        case ItemType.ORDER:
            parts["key"] = tuple(draw_one(st.permutations(ids).filter(lambda p: p != ids)))
        case ItemType.NUMERIC:
            value = draw_one(st.floats(1e5, 1e6))
            parts["numeric"] = NumericKey(value, draw_one(st.floats(1e-9, 1e-8)), "kg")
        case ItemType.SHORT:
            hidden = [draw_one(secret_text) for _ in range(4)]
            parts["rubric"] = (Criterion("c1", parts["points"], *hidden),)
            parts["sample"] = draw_one(secret_text)
            parts["max_words"] = 90
    return Item(
        "item-1", "urn:skill", 3, kind, draw_one(text), rationale=draw_one(secret_text), **parts
    )


@given(items(), st.sampled_from(["en", "de"]))
def test_public_view_holds_nothing_of_the_key(item, language):
    shown = json.dumps(public_view(item, language=language))
    assert "secret" not in shown
    assert "geheim" not in shown
    assert "key" not in public_view(item)
    if item.numeric:
        assert repr(item.numeric.value) not in shown
        assert repr(item.numeric.tolerance) not in shown


@given(items(), st.data())
def test_public_view_does_not_depend_on_the_key(item, data):
    """Two items that differ only in what is secret look the same."""
    ids = [option.id for option in item.options]
    other = replace(
        item,
        level=data.draw(st.integers(1, 8)),
        rationale=None,
        sample=None,
        options=tuple(
            replace(option, why=None, effectiveness=-(option.effectiveness or 0))
            for option in item.options
        ),
    )
    if item.type is ItemType.CHOICE:
        other = replace(other, key=(data.draw(st.sampled_from(ids)),))
    if item.type is ItemType.MULTIPLE:
        other = replace(other, key=tuple(i for i in ids if i not in item.key))
    if item.type is ItemType.ORDER:
        key = data.draw(st.permutations(ids).filter(lambda p: p != ids))
        other = replace(other, key=tuple(key))
    if item.type is ItemType.NUMERIC:
        other = replace(other, numeric=NumericKey(data.draw(st.floats(-9, 9)), 1, "kg"))
    if item.type is ItemType.SHORT:
        anything = Criterion("zz", item.points, *[Text.of("x")] * 4)
        other = replace(other, rubric=(anything,))
    assert public_view(item) == public_view(other)


def test_public_view_in_the_order_of_the_form():
    item = Item(
        "i", "s", 1, ItemType.CHOICE, Text.of("?"),
        (Option("a", Text.of("A")), Option("b", Text.of("B"))), ("a",),
    )  # fmt: skip
    assert [o["id"] for o in public_view(item, order=("b", "a"))["options"]] == ["b", "a"]
    with pytest.raises(InputError, match="every option once"):
        public_view(item, order=("b",))


A, B, C = (Option(name, Text.of(name), effectiveness=n) for n, name in enumerate("abc"))
CRITERION = Criterion("c1", 2, *[Text.of("x")] * 4)


@pytest.mark.parametrize(
    ("kind", "parts", "cause"),
    [
        ("choice", {"options": (A, B), "key": ()}, "exactly one"),
        ("choice", {"options": (A, B), "key": ("a", "b")}, "exactly one"),
        ("choice", {"options": (A, B), "key": ("z",)}, "names z"),
        ("choice", {"options": (A,), "key": ("a",)}, "two options"),
        ("choice", {"options": (A, A), "key": ("a",)}, "same id"),
        ("multiple", {"options": (A, B), "key": ("a", "b")}, "some wrong"),
        ("multiple", {"options": (A, B), "key": ("a", "a")}, "twice"),
        ("order", {"options": (A, B, C), "key": ("a", "b")}, "every option"),
        ("order", {"options": (A, B, C), "key": ("a", "b", "c")}, "right order already"),
        ("order", {"options": (B, A, C), "key": ("a", "b", "c")}, "right order already"),
        ("numeric", {}, "numeric key"),
        ("choice", {"options": (A, B), "key": ("a",), "numeric": NumericKey(1)}, "numeric key"),
        ("short", {"points": 2}, "rubric"),
        ("short", {"points": 3, "rubric": (CRITERION,)}, "worth 2"),
        ("short", {"points": 4, "rubric": (CRITERION, CRITERION)}, "same id"),
        ("short", {"points": 2, "rubric": (CRITERION,), "options": (A, B)}, "no options"),
        ("best-worst", {"options": (A, Option("z", Text.of("z")))}, "effectiveness"),
        ("best-worst", {"options": (A, Option("z", Text.of("z"), effectiveness=0))}, "the most"),
        ("choice", {"options": (A, B), "key": ("a",), "points": 0}, "cannot be earned"),
        ("choice", {"options": (A, B), "key": ("a",), "level": 9}, "not a level"),
    ],
)
def test_an_item_whose_key_does_not_fit_is_refused(kind, parts, cause):
    with pytest.raises(InputError, match=cause):
        Item("i1", "s", prompt=Text.of("?"), type=ItemType(kind), **{"level": 3, **parts})


def pool(levels: dict[str, list[int]], blueprint: dict[str, int]) -> Test:
    """A test of choice items with these levels a skill."""
    made = tuple(
        Item(f"{skill}{n}", skill, level, ItemType.CHOICE, Text.of("?"), (A, B, C), ("b",))
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
        assert sorted(order) == [option.id for option in test.item(name).options]


def test_forms_of_a_pool_are_about_equally_hard():
    test = pool({"x": [1] * 10 + [3] * 10 + [5] * 10}, {"x": 6})
    for seed in range(50):
        drawn = sorted(test.item(n).level for n in draw(test, rng=Random(seed)).item_ids)
        assert drawn == [1, 1, 3, 3, 5, 5]


def test_order_items_are_never_shown_in_the_right_order():
    key = ("c", "a", "b")
    item = Item("i", "s", 1, ItemType.ORDER, Text.of("?"), (A, B, C), key)
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
