"""The cut a test starts with, and the author's model that it rests on."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.expected import expected_points, knows, location
from skillmark.assess.forms import draw, whole
from skillmark.assess.items import CutRule
from skillmark.assess.scoring import score_items
from skillmark.assess.simulate import right_response, simulate_attempt
from skillmark.assess.standards.bookmark import ability_at
from skillmark.assess.standards.starting import starter_cut
from skillmark.assess.starter import starter_test
from skillmark.nouns.errors import InputError

GENAI = starter_test("genai-foundations")
SJT = starter_test("sjt-communication")


def test_the_starting_cut_says_where_it_comes_from():
    form = draw(GENAI, rng=Random(1))
    cut = starter_cut(GENAI, form.item_ids)
    ability = ability_at(0.67, difficulty=location(3))
    assert cut.score == pytest.approx(
        sum(expected_points(GENAI.item(name), ability) for name in form.item_ids), abs=0.25
    )
    assert cut.maximum == sum(GENAI.item(name).points for name in form.item_ids)
    assert "panel of its own" in cut.reason
    assert "minimally competent candidate" in cut.reason
    assert cut.decided_by == "Skillmark starter content"
    assert cut.decided_on.isoformat() == "2026-11-23"


@given(st.integers(0, 10**6))
def test_the_cut_lies_inside_every_form_and_rises_with_the_level(seed):
    ids = draw(GENAI, rng=Random(seed)).item_ids
    cuts = []
    for level in range(1, 9):
        rule = CutRule("m", GENAI.cut.description, level)
        changed = type(GENAI)(**{**vars_of(GENAI), "cut": rule})
        cuts.append(starter_cut(changed, ids))
    assert all(0 < cut.score < cut.maximum for cut in cuts)
    scores = [cut.score for cut in cuts]
    assert scores == sorted(scores)


def vars_of(test):
    """The fields of a test."""
    return {name: getattr(test, name) for name in type(test).__dataclass_fields__}


def test_a_test_without_a_borderline_description_has_no_cut():
    with pytest.raises(InputError, match="minimally competent"):
        starter_cut(SJT, whole(SJT).item_ids)


def test_mastery_is_knowing_with_probability_two_thirds():
    item = next(item for item in GENAI.items if item.level == 4)
    assert knows(item, ability_at(0.67, difficulty=location(4))) == pytest.approx(0.67)


@pytest.mark.parametrize("test", [GENAI, SJT], ids=lambda test: test.id)
@pytest.mark.parametrize("ability", [-2.0, 0.5])
def test_expected_points_are_what_simulated_people_earn(test, ability):
    rng = Random(7)
    ids = whole(test).item_ids
    earned = np.zeros((400, len(ids)))
    for row in earned:
        attempt = simulate_attempt(test, ids, ability=ability, rng=rng)
        scores = score_items(test, ids, attempt.responses, ratings=attempt.ratings)
        row[:] = [score.points for score in scores]
    expected = np.array([expected_points(test.item(name), ability) for name in ids])
    error = earned.std(axis=0) / math.sqrt(400) + 1e-6
    z = (earned.mean(axis=0) - expected) / error
    assert np.abs(z).max() < 4.5
    assert abs(z.mean()) < 5 / math.sqrt(len(ids))


def test_a_simulation_says_so_and_repeats_itself():
    ids = draw(GENAI, rng=Random(1)).item_ids
    one = simulate_attempt(GENAI, ids, ability=0, rng=Random(2))
    assert one == simulate_attempt(GENAI, ids, ability=0, rng=Random(2))
    assert one.simulated
    assert set(one.responses) == set(ids)


def test_the_right_response_earns_everything():
    for test in (GENAI, SJT):
        items = [item for item in test.items if not item.needs_rater]
        scores = score_items(test, [i.id for i in items], {i.id: right_response(i) for i in items})
        assert all(score.full for score in scores)


def test_who_knows_nothing_gets_numbers_wrong():
    items = [item.id for item in GENAI.items if item.numeric]
    rng = Random(3)
    for _ in range(50):
        attempt = simulate_attempt(GENAI, items, ability=-60, rng=rng)
        assert not any(s.points for s in score_items(GENAI, items, attempt.responses))
