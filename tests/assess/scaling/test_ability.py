"""Abilities: known values, laws, and estimates that do not exist."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from skillmark.assess.responses import MISSING
from skillmark.assess.scaling.ability import (
    expected_a_posteriori,
    maximum_likelihood,
    test_information,
)
from skillmark.assess.scaling.calibration import calibrate
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError

test_information.__test__ = False

EVEN = ItemParameters(np.ones(5), np.array([2.0, 1.0, 0.0, -1.0, -2.0]), np.zeros(5))
GUESSING = ItemParameters(np.full(5, 1.5), EVEN.d, np.full(5, 0.2))


def row(*values):
    return np.array(values, dtype=np.int8)


def test_lsat6_extremes(lsat6):
    """Expected a posteriori scores of LSAT6 that independent programs report."""
    parameters = calibrate(lsat6, "2pl").parameters
    none, every = expected_a_posteriori(np.array([[0] * 5, [1] * 5], dtype=np.int8), parameters)
    assert none.estimate == pytest.approx(-1.9, abs=0.03)
    assert every.estimate == pytest.approx(0.6, abs=0.06)


def test_expected_a_posteriori_is_the_posterior_mean():
    answered = row(1, 0, MISSING, 1, 0)
    seen = answered != MISSING

    def density(theta, power):
        p = GUESSING.probability(np.array([theta]))[:, 0]
        likelihood = np.prod(np.where(answered == 1, p, 1 - p)[seen])
        return theta**power * likelihood * stats.norm.pdf(theta)

    mass, first, second = (integrate.quad(density, -9, 9, args=(k,))[0] for k in range(3))
    found = expected_a_posteriori(answered[None], GUESSING)[0]
    assert found.estimate == pytest.approx(first / mass, abs=1e-6)
    assert found.standard_error == pytest.approx(
        np.sqrt(second / mass - (first / mass) ** 2), abs=1e-6
    )


def test_who_answered_nothing_has_the_prior():
    found = expected_a_posteriori(np.full((1, 5), MISSING, dtype=np.int8), EVEN)[0]
    assert found.estimate == pytest.approx(0, abs=1e-9)
    assert found.standard_error == pytest.approx(1, abs=1e-5)


@given(st.lists(st.sampled_from([0, 1, MISSING]), min_size=5, max_size=5), st.integers(0, 4))
def test_a_right_answer_never_lowers_the_estimate(values, place):
    values[place] = 0
    lower = expected_a_posteriori(row(*values)[None], GUESSING)[0].estimate
    values[place] = 1
    assert expected_a_posteriori(row(*values)[None], GUESSING)[0].estimate > lower


def test_maximum_likelihood_solves_the_score_equation():
    found = maximum_likelihood(row(1, 1, 0, 1, 0), EVEN)
    # In the Rasch model the expected score equals the observed one at the maximum.
    assert EVEN.probability(np.array([found.estimate])).sum() == pytest.approx(3, abs=1e-6)
    p = EVEN.probability(np.array([found.estimate]))
    assert found.standard_error == pytest.approx(1 / np.sqrt((p * (1 - p)).sum()), abs=1e-6)


@given(st.lists(st.booleans(), min_size=5, max_size=5).filter(lambda row: 0 < sum(row) < 5))
def test_maximum_likelihood_depends_on_the_raw_score_alone_in_the_rasch_model(values):
    ranked = sorted(values, reverse=True)
    one = maximum_likelihood(row(*values), EVEN).estimate
    assert one == pytest.approx(maximum_likelihood(row(*ranked), EVEN).estimate, abs=1e-5)


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ([1] * 5, "every response is right"),
        ([0, 0, 0, MISSING, 0], "every response is wrong"),
        ([MISSING] * 5, "without a response"),
    ],
)
def test_perfect_scores_have_no_maximum(values, cause):
    with pytest.raises(InputError, match=cause):
        maximum_likelihood(row(*values), EVEN)


def test_a_pattern_that_guessing_explains_has_no_maximum():
    with pytest.raises(InputError, match="no maximum"):
        maximum_likelihood(row(0, 0, 0, 0, 1), GUESSING)


def test_responses_must_fit_the_calibration():
    with pytest.raises(InputError, match="3 responses for 5"):
        expected_a_posteriori(np.zeros((1, 3), dtype=np.int8), EVEN)


def test_information_of_one_item_peaks_at_its_difficulty():
    item = ItemParameters(np.array([2.0]), np.array([-1.0]), np.zeros(1))
    theta = np.linspace(-3, 3, 601)
    information = test_information(item, theta)
    assert theta[np.argmax(information)] == pytest.approx(0.5)
    assert information.max() == pytest.approx(2**2 / 4)
