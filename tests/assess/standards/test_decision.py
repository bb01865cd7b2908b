"""Who would pass, the record of a panel, and the act of deciding."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.standards.decision import StandardSetting, adopt, as_json
from skillmark.assess.standards.impact import impact, wilson
from skillmark.assess.standards.panel import Member, Panel, Round
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.nouns.errors import InputError

REAL = FieldData.REAL
DAY = date(2026, 11, 27)


def test_wilson_is_the_published_interval():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    for count, people, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(count, people)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(
    st.lists(st.integers(0, 40), min_size=10, max_size=80),
    st.floats(0, 40),
    st.floats(0, 10),
)
def test_impact_is_monotone_in_the_cut(scores, cut, error):
    rows = impact(scores, cut, error, field_data=REAL).rows
    shares = [row.everybody.share for row in rows]
    assert [row.cut for row in rows] == sorted(row.cut for row in rows)
    assert all(a.estimate >= b.estimate for a, b in pairwise(shares))
    assert all(a.low >= b.low for a, b in pairwise(shares))
    assert all(0 <= one.low <= one.estimate <= one.high <= 1 for one in shares)


def test_who_reaches_the_cut_passes():
    found = impact([10.0] * 6 + [9.0] * 6, 10, 1, field_data=REAL)
    assert [row.everybody.passing for row in found.rows] == [12, 12, 6, 0, 0]


def test_a_rounding_error_fails_nobody():
    found = impact([0.1 + 0.2] * 12, 0.3, 0, field_data=REAL)
    assert found.rows[2].everybody.passing == 12
    assert impact([0.3] * 12, 0.1 + 0.2, 0, field_data=REAL).rows[2].everybody.passing == 12


def test_small_groups_are_hidden_and_cannot_be_worked_out():
    groups = ["a"] * 40 + ["b"] * 20 + ["c"] * 9
    found = impact(list(range(69)), 30, 2, field_data=REAL, groups=groups)
    assert found.hidden == ("b", "c")
    shown = dict(found.rows[2].groups)
    assert shown["b"] is None
    assert shown["a"].people == 40
    two = impact(list(range(69)), 30, 2, field_data=REAL, groups=[*groups[:60], *"ccccccddd"])
    assert two.hidden == ("c", "d")


def test_simulated_people_are_said_to_be_none():
    assert "no field data" in impact(range(20), 5, 1, field_data=FieldData.SIMULATED).words
    assert "no field data" not in impact(range(20), 5, 1, field_data=REAL).words


@pytest.mark.parametrize(
    ("scores", "arguments", "cause"),
    [
        ([1, 2, 3], {}, "3 people"),
        ([], {}, "0 people"),
        ([np.nan] * 20, {}, "must be numbers"),
        (range(20), {"cut": np.nan}, "must be numbers"),
        (range(20), {"standard_error": -1}, "must be numbers"),
        (range(20), {"groups": ["a"]}, "1 groups for 20"),
        (range(20), {"field_data": FieldData.NONE}, "real or simulated"),
    ],
)
def test_impact_that_is_refused(scores, arguments, cause):
    given_ = {"cut": 10, "standard_error": 1, "field_data": REAL, **arguments}
    cut, error = given_.pop("cut"), given_.pop("standard_error")
    with pytest.raises(InputError, match=cause):
        impact(list(scores), cut, error, **given_)


MEMBERS = (
    Member("1", "Ada Lovelace", "teacher", "ten years", named=True),
    Member("2", "Grace Hopper", "employer"),
)
PANEL = Panel(
    "Writes a prompt that works; cannot yet say why.",
    MEMBERS,
    (Round(1, DAY, {"1": {"i1": 0.5}, "2": {"i1": 0.7}}, ("the distribution of ratings",)),),
    "an hour on 20 November",
)
SETTING = StandardSetting("modified Angoff", 12.4, 20, 0.5, PANEL)
OLD = CutScore(10, 20, "starting rule", "a start", "Skillmark", date(2026, 1, 1))


def test_the_act_says_what_was_recommended_and_what_was_decided():
    act = adopt(
        SETTING, 13, decided_by="Board", decided_on=DAY, reason="Safety work.", replaces=OLD
    )
    cut = act.cut_score()
    assert (cut.score, cut.maximum, cut.decided_by, cut.decided_on) == (13, 20, "Board", DAY)
    assert cut.method == "modified Angoff, panel of 2, 1 round, standard error 0.50 points"
    assert cut.reason == (
        "Safety work. Recommended: 12.40 of 20 points. It replaces 10 of 20 of 2026-01-01."
    )
    assert act.differs
    assert act.distance == pytest.approx(1.2)


def test_who_left_before_the_last_round_is_not_counted():
    three = (*MEMBERS, Member("3", "Mira Beck", "teacher"))
    last = Round(2, DAY, {"1": {"i1": 0.5}, "2": {"i1": 0.6}})
    first = Round(1, DAY, {one.id: {"i1": 0.5} for one in three})
    panel = Panel("Just passes.", three, (first, last))
    assert panel.size == 2
    assert "panel of 2, 2 rounds" in StandardSetting("m", 5, 20, None, panel).words
    # Whom judges named is not in the record: then all members count.
    assert Panel("Just passes.", three, (Round(1, DAY, {}),)).size == 3


def test_names_are_printed_by_consent_only():
    act = adopt(SETTING, 12.4, decided_by="Board", decided_on=DAY, reason="As recommended.")
    words = json.dumps(as_json(act))
    assert "Ada Lovelace" in words
    assert "Grace Hopper" not in words
    assert "Panellist 2" in words
    assert not act.differs
    assert act.cut_score().reason == "As recommended."


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"adopted": 0}, "cut"),
        ({"adopted": 21}, "cut"),
        ({"adopted": float("nan")}, "cut"),
        ({"decided_by": " "}, "nobody"),
        ({"reason": ""}, "no_reason"),
    ],
)
def test_acts_that_are_refused(changes, code):
    given_ = {"adopted": 12, "decided_by": "Board", "decided_on": DAY, "reason": "So.", **changes}
    with pytest.raises(InputError) as caught:
        adopt(SETTING, given_.pop("adopted"), **given_)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"candidate": " "}, "minimally competent"),
        ({"members": (MEMBERS[0], MEMBERS[0])}, "two panellists"),
        ({"rounds": (Round(2, DAY, {}),)}, "without a gap"),
        ({"rounds": (Round(1, DAY, {"9": {}}),)}, "not on the panel"),
    ],
)
def test_panels_that_cannot_have_been(changes, cause):
    fields = {"candidate": "c", "members": MEMBERS, "rounds": (), **changes}
    with pytest.raises(InputError, match=cause):
        Panel(**fields)


def test_a_recommendation_beyond_the_form():
    with pytest.raises(InputError, match="not within"):
        StandardSetting("m", 21, 20, None)
