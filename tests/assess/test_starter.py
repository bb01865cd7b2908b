"""The starter tests and the format they are written in."""

from __future__ import annotations

from random import Random

import pytest

from skillmark.assess.forms import draw
from skillmark.assess.reading import read_test
from skillmark.assess.scoring import score
from skillmark.assess.starter import starter_test, starter_tests
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.skills.starter import framework

BANK = """
[test]
id = "t"
title = { en = "T", de = "P" }
description = "D"
language = "en"
minutes = 5
[test.blueprint]
s = 1
[test.cut]
method = "m"
description = "d"
[[item]]
id = "i1"
skill = "s"
level = 2
type = "choice"
prompt = "?"
options = [{ id = "a", text = "A", why = "w" }, { id = "b", text = "B" }]
key = ["a"]
"""


@pytest.mark.parametrize("name", starter_tests())
def test_starter_tests_load_and_measure_skills_that_exist(name):
    test = starter_test(name)
    known = framework().by_uri
    assert {item.skill for item in test.items} <= set(known)
    assert {skill for skill, _ in test.blueprint} <= set(known)
    form = draw(test, rng=Random(1))
    assert len(form.items) == sum(count for _, count in test.blueprint)


@pytest.mark.parametrize("name", starter_tests())
def test_the_key_of_every_starter_item_earns_full_points(name):
    for item in starter_test(name).items:
        if item.needs_rater:
            assert score(item, str(item.interaction.sample)).pending
            continue
        response = item.interaction.right()
        assert score(item, response).full


def test_a_test_in_two_languages():
    test = read_test(BANK)
    assert test.title.in_language("de-AT") == "P"
    assert test.items[0].prompt.language_shown("de") == "en"


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ('type = "choice"', 'type = "choise"', "item i1: there is no type 'choise'"),
        ('key = ["a"]', 'keys = ["a"]', "item i1: there is no member 'keys'"),
        ("level = 2", "level = 0", "item i1, level: 0 is not a level"),
        ('id = "t"', "", "test: id is missing"),
        ("minutes = 5", 'minutes = "5"', "test, minutes: '5' is not a number"),
        ("s = 1", "s = 2", "asks for 2 items on s; there are 1"),
        ('why = "w"', 'wy = "w"', "item i1, option a: there is no member 'wy'"),
        ("[test.blueprint]", '[test.scoring]\nx = "y"\n[test.blueprint]', None),
        ("minutes = 5", 'minutes = 5\nscoring = "bets-worst"', "no scoring rule"),
    ],
)
def test_a_slip_in_a_bank_is_named(old, new, cause):
    words = BANK.replace(old, new)
    if cause is None:
        assert read_test(words).scoring[0][0] == "x"
        return
    with pytest.raises(InputError) as caught:
        read_test(words, where="bank.toml")
    assert cause in str(caught.value)
    assert str(caught.value).startswith("bank.toml: ")


def test_what_is_not_toml_is_unreadable():
    with pytest.raises(UnreadableError, match="line 1"):
        read_test("[test\n", where="bank.toml")


def test_an_unknown_starter_test():
    with pytest.raises(InputError, match="genai-foundations"):
        starter_test("../secrets")


def test_items_ask_about_a_stimulus_that_is_there():
    passage = '[[stimulus]]\nid = "p"\ntitle = "A notice"\ntext = "Closed on Mondays."\n'
    asking = BANK.replace("level = 2", 'level = 2\nstimulus = "p"')
    test = read_test(asking + passage)
    assert test.items[0].stimulus == test.stimuli[0].id == "p"
    with pytest.raises(InputError, match="no stimulus 'p'"):
        read_test(asking)
    with pytest.raises(InputError, match="same id"):
        read_test(asking + passage + passage)
