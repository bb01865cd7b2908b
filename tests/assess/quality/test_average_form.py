"""An average form by the items' model, against what holds for a form that everybody had."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.precision.conditional import errors_of_items
from skillmark.assess.quality.average_form import AverageForm
from skillmark.assess.quality.findings import Findings
from skillmark.assess.scaling.ability import test_information as information_of
from skillmark.assess.scaling.response_model import ItemParameters

from .conftest import draw

THETA = np.linspace(-3, 3, 13)


@pytest.fixture(scope="module")
def form():
    found = Findings(draw(300, 12))
    return AverageForm.of(found.sample, found.calibration), found.calibration.parameters


def test_of_a_form_that_everybody_had_it_is_that_form(form):
    average, own = form
    assert average.information(THETA) == pytest.approx(information_of(own, THETA))
    assert average.expected(THETA) == pytest.approx(own.probability(THETA).sum(axis=0))


def test_its_errors_are_those_of_the_items(form):
    average, own = form
    for one in errors_of_items(own).errors[1:-1]:
        at = average.ability_at(one.score)
        assert average.error(np.array([at]))[0] == pytest.approx(one.error, rel=0.01)


def test_the_ability_at_a_score_has_that_score(form):
    average, _ = form
    for score in (2.0, 6.0, 11.0):
        at = average.ability_at(score)
        assert average.expected(np.array([at]))[0] == pytest.approx(score, abs=0.05)


def test_no_ability_has_a_score_beyond_the_form(form):
    average, _ = form
    assert average.ability_at(12.5) is None
    assert average.ability_at(-1.0) is None


def test_half_as_often_is_half_the_information(form):
    _, own = form
    asked = np.tile([[1.0] * 6 + [0.5] * 6], (300, 1))
    whole = AverageForm(own, asked.mean(axis=0), np.zeros(12), np.ones(12), 1.0, signed=False)
    halves = [ItemParameters(own.a[k], own.d[k], own.c[k]) for k in (slice(6), slice(6, 12))]
    first, second = (information_of(one, THETA) for one in halves)
    assert whole.information(THETA) == pytest.approx(first + second / 2)
