"""The credibility bundle: what it says, and what it leaves unsaid."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from skillmark.assess.forms import draw, whole
from skillmark.assess.precision.classical import reliability
from skillmark.assess.quality.credibility import credibility, points_matrix
from skillmark.assess.scoring import score_items
from skillmark.assess.simulate import simulate_attempt
from skillmark.assess.standards.starting import starter_cut
from skillmark.assess.starter import starter_test
from skillmark.nouns.credibility import FieldData
from skillmark.nouns.errors import InputError

GENAI = starter_test("genai-foundations")


def attempts(count, *, seed=1, form=None, rated=True):
    """Scores of simulated people, and the cut of the last form."""
    rng = Random(seed)
    made = []
    for _ in range(count):
        ids = (form or draw(GENAI, rng=rng)).item_ids
        one = simulate_attempt(GENAI, ids, ability=rng.gauss(0.5, 1), rng=rng)
        made.append(score_items(GENAI, ids, one.responses, ratings=one.ratings if rated else None))
    return made, starter_cut(GENAI, ids)


def test_the_bundle_of_one_form():
    made, cut = attempts(300, form=whole(GENAI))
    found = credibility(GENAI, made, cut, field_data=FieldData.SIMULATED, raters=2)
    assert (found.persons, found.raters, found.test) == (300, 2, "genai-foundations")
    assert not found.has_field_data
    points, _ = points_matrix(GENAI, made)
    assert found.reliability == reliability(points).alpha
    total = points.sum(axis=1)
    assert found.sem == pytest.approx(total.std(ddof=1) * np.sqrt(1 - found.reliability.estimate))
    assert 0.85 < found.decision_accuracy < 1
    assert found.blueprint == GENAI.blueprint


def test_forms_of_their_own_for_everybody():
    """The reliability of a drawn form is that of the pool, shortened by Spearman and Brown."""
    drawn, cut = attempts(600, seed=2)
    pool, _ = attempts(600, seed=3, form=whole(GENAI))
    found = credibility(GENAI, drawn, cut, field_data=FieldData.SIMULATED)
    expected = reliability(points_matrix(GENAI, pool)[0], length=30).alpha.estimate
    assert found.reliability.estimate == pytest.approx(expected, abs=0.06)
    assert 0.75 < found.decision_accuracy < 0.95


def test_too_few_people_for_figures():
    made, cut = attempts(29)
    found = credibility(GENAI, made, cut, field_data=FieldData.SIMULATED)
    assert found.persons == 29
    assert (found.reliability, found.sem, found.decision_accuracy) == (None, None, None)


def test_attempts_that_wait_for_a_rater_do_not_count():
    made, cut = attempts(40, form=whole(GENAI), rated=False)
    found = credibility(GENAI, made, cut, field_data=FieldData.REAL)
    assert found.persons == 0
    assert found.field_data is FieldData.NONE


def test_people_who_do_not_differ():
    made, cut = attempts(1, form=whole(GENAI))
    found = credibility(GENAI, made * 40, cut, field_data=FieldData.SIMULATED)
    assert (found.reliability, found.decision_accuracy) == (None, None)


def test_a_bundle_before_anybody_answered():
    _, cut = attempts(1)
    found = credibility(GENAI, [], cut, field_data=FieldData.NONE)
    assert found.persons == 0
    made, _ = attempts(1)
    with pytest.raises(InputError, match="real or simulated"):
        credibility(GENAI, made, cut, field_data=FieldData.NONE)
