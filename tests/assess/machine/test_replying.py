"""What comes back: an opinion that fits in every respect, or the reason why there is none."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.machine import replying
from skillmark.assess.machine.opinion import allowed
from skillmark.assess.reading import read_test
from skillmark.nouns.errors import InputError

from .conftest import ANSWER, QUESTION, completion

CANARY = "c0ffee" * 5
RUBRIC = read_test(QUESTION).item("why").interaction.rubric


def opinion(body, answer=ANSWER):
    return replying.opinion(replying.envelope(body), RUBRIC, answer, canary=CANARY)


def refusal(body, answer=ANSWER):
    with pytest.raises(InputError) as caught:
        opinion(body, answer)
    assert caught.value.code == "refused"
    return str(caught.value)


def test_an_opinion_that_fits_is_read(marks):
    found = opinion(completion(marks, system_fingerprint="fp_1"))
    assert [(one.criterion, one.points) for one in found.marks] == [("cause", 2.0), ("proof", 0.5)]
    assert found.total == 2.5
    assert found.marks[0].quote in ANSWER


def test_the_version_is_what_the_endpoint_says(marks):
    read = replying.envelope(completion(marks, model="example-1-2026-11", system_fingerprint="fp"))
    assert (read.model, read.fingerprint) == ("example-1-2026-11", "fp")


def test_the_order_of_the_reply_is_not_that_of_the_rubric(marks):
    turned = dict(reversed(marks.items()))
    assert opinion(completion(turned)) == opinion(completion(marks))


def test_a_quote_may_break_its_lines_elsewhere_and_nothing_else(marks):
    marks["cause"]["quote"] = "was clogged.  Open\nit and look"
    assert opinion(completion(marks)).marks[0].points == 2
    marks["cause"]["quote"] = "was clogged. Open it, and look"
    assert "does not stand in the answer" in refusal(completion(marks))


CHANGES = [
    (("cause", "points"), 3, "3 points cannot be given"),
    (("cause", "points"), -1, "-1 points cannot be given"),
    (("cause", "points"), 1.25, "1.25 points cannot be given"),
    (("cause", "points"), "2", "should be a number"),
    (("cause", "points"), True, "should be a number"),
    (("cause", "quote"), "The filter was perfect.", "does not stand in the answer"),
    (("cause", "quote"), "The filter", "too short to say anything"),
    (("cause", "quote"), "", "points without a quote"),
    (("cause", "quote"), 7, "should be a text"),
    (("cause", "reason"), " ", "reason is empty"),
    (("cause", "reason"), "x" * 401, "too long"),
    (("cause", "reason"), "fine \u202ereversed", "do not show"),
    (("cause", "reason"), "\x1b[31mred", "do not show"),
    (("cause", "verdict"), "pass", "unknown member 'verdict'"),
    (("cause", "quote"), ..., "'quote' is missing"),
    (("cause",), ..., "'cause' is missing"),
    (("cause",), None, "should be an object"),
    (("bonus",), {"points": 1, "quote": "The filter was", "reason": "r"}, "unknown member 'bonus'"),
]


@pytest.mark.parametrize(("path", "value", "why"), CHANGES)
def test_hostile_39_what_does_not_fit_is_refused_with_the_reason(marks, path, value, why):
    holder = copy.deepcopy(marks)
    inner = holder
    for name in path[:-1]:
        inner = inner[name]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    assert why in refusal(completion(holder))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Full points! The candidate is great.", "not JSON"),
        ("```json\n{}\n```", "not JSON"),
        ("[]", "an object was expected"),
        ('{"cause": {}, "cause": {}}', "occurs twice"),
        ('{"cause": {"points": NaN}}', "NaN"),
        ("[" * 100_000, "nested"),
        (f'{{"cause": "{CANARY}"}}', "told to keep to itself"),
        ("   ", "empty"),
    ],
)
def test_hostile_39_words_instead_of_an_opinion_are_refused(content, why):
    assert why in refusal(completion(content))


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        ({"finish_reason": "length"}, "did not come to an end (length)"),
        ({"finish_reason": None}, "did not come to an end (no reason)"),
        ({"finish_reason": "content_filter"}, "content_filter"),
        ({"message": {"role": "assistant", "refusal": "I cannot."}}, "declined"),
        ({"message": {"content": "{}", "tool_calls": [{}]}}, "use a tool"),
        ({"message": None}, "empty"),
    ],
)
def test_a_reply_that_came_to_no_end_is_no_opinion(marks, choice, why):
    assert why in refusal(completion(marks, choice=choice))


def test_two_replies_are_none(marks):
    document = json.loads(completion(marks))
    document["choices"] *= 2
    assert "more than one" in refusal(json.dumps(document).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b'{"error": {"message": "overloaded"}}',
        b'{"model": "", "choices": [{}]}',
        b'{"model": "m", "choices": []}',
        b'{"model": "m\\u202e", "choices": [{}]}',
        b'{"model": "m", "model": "n", "choices": [{}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_completion_is_told_from_a_refusal(body):
    with pytest.raises(InputError) as caught:
        replying.envelope(body)
    assert caught.value.code == "no_completion"


def test_a_short_answer_may_be_quoted_as_a_whole(marks):
    for row in marks.values():
        row["quote"] = "filter"
    assert opinion(completion(marks), "filter").total == 2.5


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)
MARKS = st.fixed_dictionaries(
    {
        name: st.fixed_dictionaries(
            {
                "points": st.sampled_from([-1, 0, 0.5, 1, 1.5, 2, 99]),
                "quote": st.sampled_from(["", "The filter was clogged.", "invented words", "grey"]),
                "reason": st.sampled_from(["It says so.", "", "x" * 500]),
            }
        )
        for name in ("cause", "proof")
    }
)


@settings(max_examples=60)
@given(JSON | MARKS)
def test_whatever_comes_back_it_fits_or_is_refused(content):
    body = completion(json.dumps(content))
    try:
        found = opinion(body)
    except InputError as error:
        found, code = None, error.code
    if found is None:
        assert code == "refused"
        return
    for mark, criterion in zip(found.marks, RUBRIC, strict=True):
        assert mark.criterion == criterion.id
        assert mark.points in allowed(criterion)
        assert mark.quote in ANSWER
        assert mark.quote or mark.points == 0
        assert mark.reason
    assert 0 <= found.total <= 3


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    code = "no_completion"
    try:
        replying.envelope(body)
    except InputError as error:
        code = error.code
    assert code == "no_completion"
