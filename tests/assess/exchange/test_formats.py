"""One face for all formats: recognised by content, nothing lost without a word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults, Fate, Format
from skillmark.assess.exchange.toml_out import write_toml
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.interactions.order import Order
from skillmark.assess.reading import read_test
from skillmark.nouns.errors import InputError

from .drawing import PICTURE, any_test

FILES = {"map.png": PICTURE}


@settings(max_examples=40)
@given(any_test())
def test_toml_is_read_back_equal(test):
    assert read_test(write_toml(test)) == test


@settings(max_examples=15)
@given(any_test(), st.sampled_from(list(Format)), st.randoms(use_true_random=False))
def test_what_a_format_says_comes_back_and_the_rest_is_named(test, kind, rng):
    """Every item is either there, earning the same, or named as left out with a reason."""
    told = []
    data = exchange.write(test, FILES, kind, language="en", remark=told.append)
    missing = {one.where for one in told if one.fate is Fate.LEFT_OUT}
    if len(missing) == len(test.items):
        return
    found = exchange.read(data, name=f"t.{kind}", defaults=Defaults(skill="urn:none"))
    there = [item for item in test.items if f"item {item.id}" not in missing]
    assert not found.left_out, found.left_out
    assert len(found.test.items) == len(there)
    for item, other in zip(there, found.test.items, strict=True):
        assert (other.skill, other.level) == (item.skill, item.level)
        assert other.type == item.type
        if item.needs_rater or isinstance(item.interaction, Order):
            continue
        assert other.interaction.guessed() == pytest.approx(item.interaction.guessed(), abs=1e-3)
        if kind in (Format.QTI, Format.TOML):
            assert other == item


@given(st.binary(max_size=300))
def test_bytes_of_no_format_are_refused(data):
    with pytest.raises(InputError):
        exchange.read(data, name="x")


def test_an_item_that_would_be_missing_is_an_error_unless_somebody_listens():
    test = read_test(SLIDER)
    with pytest.raises(InputError, match="the type slider in GIFT is not supported"):
        exchange.write(test, {}, "gift")
    told = []
    exchange.write(test, {}, "gift", remark=told.append)
    assert [one.where for one in told if one.fate is Fate.LEFT_OUT] == ["item i1"]
    assert test.items[0].type is ItemType.SLIDER


SLIDER = """
[test]
id = "t"
title = "T"
description = "D"
language = "en"
[[item]]
id = "i1"
skill = "urn:s"
level = 2
type = "slider"
prompt = "How much?"
slider = { low = 0, high = 10, value = 5 }
"""


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04", Format.QTI),
        (b"<quiz/>", Format.MOODLE),
        (b"\xef\xbb\xbf<?xml version='1.0'?><assessmentItem/>", Format.QTI),
        (b"<x:qti-assessment-test xmlns:x='urn:x'/>", Format.QTI),
        (SLIDER.encode(), Format.TOML),
        (b"prompt;a;b;key\n1+1;2;3;a\n", Format.CSV),
        (b"// a comment\n::q::1+1?{=2 ~3}\n", Format.GIFT),
        ("1+1?{=2 ~3}".encode("utf-16"), Format.GIFT),
    ],
)
def test_formats_are_known_by_what_is_in_them(data, kind):
    assert exchange.recognise(data, name="file") is kind


@pytest.mark.parametrize(
    "data", [b"", b"Dear all,\nsee you.", b"<html/>", b"\xff\xfe\x00", b"{}", b"?{"]
)
def test_what_is_no_test_is_refused_with_the_formats_that_are_known(data):
    with pytest.raises(InputError) as caught:
        exchange.read(data, name="letter")
    assert caught.value.where.startswith("letter")


def test_questions_without_a_skill_ask_for_one():
    with pytest.raises(InputError, match="--skill URI"):
        exchange.read(b"1+1?{=2 ~3}", name="q.gift")


@pytest.mark.parametrize("kind", ["moodle", "gift", "csv"])
def test_what_only_our_own_formats_say_of_an_item_is_named(kind):
    told = []
    exchange.write(read_test(KEPT), {}, kind, remark=told.append)
    said = " ".join(str(one) for one in told if one.where == "item one")
    for words in ("family sums", "at most 20% of candidates", "a pilot", "known difficulty"):
        assert words in said
    assert not [one for one in told if one.where == "item two"]


KEPT = """
[test]
id = "t"
title = "T"
description = "T"
language = "en"
pilots = 1

[[test.demand]]
least = 1
levels = [2, 3]

[[item]]
id = "one"
skill = "urn:s"
level = 3
type = "numeric"
prompt = "1 + 1"
key = { value = 2 }
family = "sums"
exposure = 0.2
pilot = true
difficulty = 0.8

[[item]]
id = "two"
skill = "urn:s"
level = 3
type = "numeric"
prompt = "2 + 2"
key = { value = 4 }
"""
