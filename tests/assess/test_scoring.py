"""Points for responses: partial credit, refusals, what waits for a rater."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.interactions import (
    BestWorst,
    Choice,
    Multiple,
    Numeric,
    Order,
    ShortAnswer,
)
from skillmark.assess.interactions.best_worst import Reaction
from skillmark.assess.interactions.numerals import read_number
from skillmark.assess.interactions.options import Option
from skillmark.assess.interactions.rated import Criterion
from skillmark.assess.items import Item, Test
from skillmark.assess.scoring import score, score_test
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

T = Text.of("?")
OPTIONS = tuple(Option(name, T) for name in "abcd")
REACTIONS = tuple(Reaction(name, T, n) for n, name in enumerate("abcd"))
CHOICE = Item("ch", "s", 3, T, Choice(OPTIONS, "b"))
MULTIPLE = Item("mu", "s", 3, T, Multiple(OPTIONS, ("a", "b")), points=2)
ORDER = Item("or", "s", 3, T, Order(OPTIONS, ("d", "a", "c", "b")), points=3)
NUMERIC = Item("nu", "s", 3, T, Numeric(0.3, 0.0, "kg"))
BEST_WORST = Item("bw", "s", 3, T, BestWorst(REACTIONS), points=2)
RUBRIC = (Criterion("c1", 2, T, T, T, T), Criterion("c2", 1, T, T, T, T))
SHORT = Item("sh", "s", 3, T, ShortAnswer(RUBRIC), points=3)
PILOT = Item("pi", "s", 3, T, Choice(OPTIONS, "a"), points=5, pilot=True)
PILOT_SHORT = Item("ps", "s", 3, T, ShortAnswer(RUBRIC), points=3, pilot=True)
ALL = (CHOICE, MULTIPLE, ORDER, NUMERIC, BEST_WORST, SHORT)
TEST = Test("t", T, T, "en", 10, (("s", 6),), ALL)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "response", "points"),
    [
        (CHOICE, "b", 1),
        (CHOICE, "a", 0),
        (CHOICE, "", 0),
        (MULTIPLE, ["a", "b"], 2),
        (MULTIPLE, ["a"], 1),
        (MULTIPLE, ["a", "c"], 0),
        (MULTIPLE, ["a", "b", "c"], 1),
        (MULTIPLE, ["c", "d"], 0),
        (MULTIPLE, [], 0),
        (ORDER, ["d", "a", "c", "b"], 3),
        (ORDER, ["a", "c", "b", "d"], 2),
        (ORDER, ["b", "c", "a", "d"], 0),
        (NUMERIC, 0.1 + 0.2, 1),
        (NUMERIC, "0,3", 1),
        (NUMERIC, "0.31", 0),
        (BEST_WORST, {"best": "d", "worst": "a"}, 2),
        (BEST_WORST, {"best": "d", "worst": "b"}, 1),
        (BEST_WORST, {"best": "a", "worst": "d"}, -2),
        (BEST_WORST, {"best": "a", "worst": "b"}, -1),
        (BEST_WORST, {"best": "b", "worst": "c"}, 0),
    ],
)
def test_points(item, response, points):
    assert score(item, response).points == pytest.approx(points)


@pytest.mark.parametrize("item", ALL)
def test_no_answer_earns_nothing_and_waits_for_nobody(item):
    got = score(item, None)
    assert (got.points, got.answered, got.pending) == (0, False, False)


@pytest.mark.parametrize(
    ("item", "response", "cause"),
    [
        (CHOICE, "z", "no option 'z'"),
        (CHOICE, ["b"], "does not fit"),
        (MULTIPLE, "a", "does not fit"),
        (MULTIPLE, ["a", "z"], "no option 'z'"),
        (MULTIPLE, ["a", "a"], "twice"),
        (ORDER, ["a", "b"], "does not fit"),
        (ORDER, ["a", "a", "b", "c"], "twice"),
        (NUMERIC, "many", "not a number"),
        (NUMERIC, "nan", "not a number"),
        (NUMERIC, True, "not a number"),
        (BEST_WORST, "a", "does not fit"),
        (BEST_WORST, {"best": "a", "worst": "a"}, "same option"),
        (BEST_WORST, {"best": "a", "worst": "z"}, "no option 'z'"),
        (SHORT, ["words"], "does not fit"),
    ],
)
def test_a_response_that_does_not_fit_is_refused(item, response, cause):
    with pytest.raises(InputError, match=cause) as caught:
        score(item, response)
    assert item.id in str(caught.value)


def test_guessing_best_and_worst_at_random_is_worth_nothing():
    earned = [
        score(BEST_WORST, {"best": best, "worst": worst}).points
        for best, worst in permutations("abcd", 2)
    ]
    assert sum(earned) == 0


@given(st.sets(st.sampled_from("abcd")), st.permutations("abcd"))
def test_points_stay_between_zero_and_the_maximum(chosen, order):
    assert 0 <= score(MULTIPLE, sorted(chosen)).points <= MULTIPLE.points
    assert 0 <= score(ORDER, order).points <= ORDER.points
    assert score(ORDER, order).full == (tuple(order) == ORDER.interaction.key)


@given(st.sets(st.sampled_from("abcd")), st.sampled_from("ab"), st.sampled_from("cd"))
def test_a_right_choice_never_hurts_and_a_wrong_one_never_helps(chosen, right, wrong):
    points = score(MULTIPLE, sorted(chosen)).points
    assert score(MULTIPLE, sorted(chosen | {right})).points >= points
    assert score(MULTIPLE, sorted(chosen | {wrong})).points <= points


RIGHT = {
    "ch": "b",
    "mu": ["a", "b"],
    "or": ["d", "a", "c", "b"],
    "nu": 0.3,
    "bw": {"best": "d", "worst": "a"},
    "sh": "words",
}


def test_a_result_is_final_only_when_the_rater_is_done():
    ids = [item.id for item in ALL]
    waiting = score_test(TEST, ids, RIGHT, person="p", now=NOW, cut=9)
    assert waiting.pending == ("sh",)
    assert (waiting.score, waiting.maximum, waiting.passed) == (9, 12, False)
    done = score_test(
        TEST, ids, RIGHT, person="p", now=NOW, cut=9, ratings={"sh": {"c1": 1, "c2": 1}}
    )
    assert (done.score, done.final, done.passed) == (11, True, True)


def test_an_attempt_holds_only_items_of_its_form():
    with pytest.raises(InputError, match="item mu is not in this form"):
        score_test(TEST, ["ch"], {"mu": ["a"]}, person="p", now=NOW, cut=1)
    assert score_test(TEST, ["ch"], {}, person="p", now=NOW, cut=1).score == 0


@pytest.mark.parametrize(
    "ratings", [{"c1": 1}, {"c1": 1, "c2": 2}, {"c1": -1, "c2": 0}, {"c1": 1, "c2": 1, "c3": 0}]
)
def test_a_rating_outside_the_rubric_is_refused(ratings):
    with pytest.raises(InputError, match="item sh"):
        score(SHORT, "words", ratings=ratings)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("9,000", 9000),
        ("1,000,000", 1e6),
        ("0,750", 0.75),
        ("-0,5", -0.5),
        ("−2", -2),
        ("12 %", 12),
        ("1e3", 1000),
        ("  7  ", 7),
        (7, 7),
    ],
)
def test_numbers_as_people_type_them(typed, value):
    assert read_number(typed, where="x") == value


@pytest.mark.parametrize("typed", ["", "1,2,3", "--1", "inf", "1..2", None, [1], "1e999", "²"])
def test_what_is_no_number(typed):
    with pytest.raises(InputError, match="not a number"):
        read_number(typed, where="item 7")


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(typed):
    with suppress(InputError):
        assert abs(read_number(typed, where="x")) < float("inf")


def test_pilots_are_asked_and_count_nowhere():
    test = Test("t", T, T, "en", 10, (("s", 1),), (CHOICE, PILOT, PILOT_SHORT), pilots=2)
    asked = ("pi", "ch", "ps")
    for responses in ({"ch": "b", "pi": "b", "ps": "words"}, {"ch": "b", "pi": "a"}):
        result = score_test(test, asked, responses, person="p", now=NOW, cut=1)
        assert (result.score, result.maximum, result.pending) == (1, 1, ())
        assert result.passed
    assert test.points(asked) == 1
    with pytest.raises(InputError, match="3 pilot items; there are 2"):
        Test("t", T, T, "en", 10, (("s", 1),), (CHOICE, PILOT, PILOT_SHORT), pilots=3)
    with pytest.raises(InputError, match="there are 1"):
        Test("t", T, T, "en", 10, (("s", 2),), (CHOICE, PILOT))
