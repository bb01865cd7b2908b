"""What an observation has to say, how long it counts, and what of peers may be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.observing import (
    ANONYMITY,
    MONTHS,
    MOST_CRITERIA,
    Basis,
    Frequency,
    Mark,
    Observation,
    PeersSay,
    Relation,
    check,
    counts,
    criteria,
    later,
    peers_say,
)
from skillmark.nouns.errors import InputError

TODAY = date(2026, 5, 4)
SEEN = Observation(
    skill="urn:x",
    level=3,
    dated=TODAY - timedelta(days=3),
    did="Found the fault in the import within an hour, and wrote down how.",
    situation="Alone on call",
    relation=Relation.MANAGER,
    basis=Basis.DIRECT,
    frequency=Frequency.ONCE,
)


def test_an_observation_that_tells_what_was_done_is_one():
    check(SEEN, today=TODAY)
    check(replace(SEEN, link="https://x.example/1", marks=(("a", Mark.SEEN),)), today=TODAY)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"level": 9}, "level"),
        ({"dated": TODAY + timedelta(days=1)}, "dated"),
        ({"dated": TODAY - timedelta(days=800)}, "dated"),
        ({"did": "Is very good at this."}, "did"),
        ({"situation": "  "}, "situation"),
        ({"months": 120}, "months"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"marks": (("a", Mark.SEEN), ("a", Mark.NOT_SEEN))}, "marks"),
    ],
)
def test_what_says_too_little_is_refused_by_name(changes, where):
    with pytest.raises(InputError) as refused:
        check(replace(SEEN, **changes), today=TODAY)
    assert refused.value.where == where


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 5, 4), 24, date(2028, 5, 4)),
    ],
)
def test_months_end_where_the_calendar_says(day, months, expected):
    assert later(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(MONTHS), st.integers(0, 4000))
def test_an_observation_counts_until_its_day_and_never_again(dated, months, days):
    until = replace(SEEN, dated=dated, months=months).until
    today = dated + timedelta(days=days)
    assert counts(until, withdrawn=False, today=today) == (today <= until)
    assert not counts(until, withdrawn=True, today=today)
    assert (until.year - dated.year) * 12 + until.month - dated.month == months


def test_a_checklist_is_lines_without_bullets_and_repetitions():
    assert criteria("- small steps\n\n* explains\r\nsmall steps\n") == ("small steps", "explains")
    with pytest.raises(InputError):
        criteria("\n".join(f"line {n}" for n in range(MOST_CRITERIA + 1)))


@given(st.lists(st.integers(1, 8), max_size=12))
def test_peers_are_shown_from_the_threshold_on_and_only_as_count_and_range(levels):
    found = peers_say(levels)
    if len(levels) < ANONYMITY:
        assert found is None
    else:
        assert found == PeersSay(len(levels), min(levels), max(levels))


def test_no_threshold_shows_a_single_peer():
    assert peers_say([4], threshold=1) is None
