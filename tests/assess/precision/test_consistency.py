"""Livingston and Lewis against exact models, a simulation, and another program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from skillmark.assess.precision.consistency import _three_parameters, livingston_lewis
from skillmark.nouns.errors import InputError


def beta_binomial(n, a, b):
    """Scores whose distribution is beta-binomial (to 1 in 200,000), and their KR-21."""
    share = stats.betabinom.pmf(np.arange(n + 1), n, a, b)
    scores = np.repeat(np.arange(n + 1), np.round(share * 200_000).astype(int))
    return scores.astype(float), n / (n + a + b)


def exact(n, cut, true_cut, quantile):
    """Accuracy and consistency by brute force over a million true scores."""
    p = quantile((np.arange(1_000_000) + 0.5) / 1_000_000)
    passing = stats.binom.sf(cut - 1, n, p)
    right = np.where(p >= true_cut, passing, 1 - passing)
    return right.mean(), (passing**2 + (1 - passing) ** 2).mean(), passing.mean()


@pytest.mark.parametrize(("n", "a", "b", "cut"), [(20, 6, 4, 12), (40, 3, 5, 15), (10, 8, 2, 8)])
def test_with_kr21_it_is_the_beta_binomial_model(n, a, b, cut):
    scores, kr21 = beta_binomial(n, a, b)
    found = livingston_lewis(scores, reliability=kr21, cut=cut, maximum=n)
    accuracy, consistency, passed = exact(n, cut, cut / n, stats.beta(a, b).ppf)
    assert found.effective_length == pytest.approx(n, rel=1e-3)
    assert found.accuracy == pytest.approx(accuracy, abs=0.002)
    assert found.consistency == pytest.approx(consistency, abs=0.002)
    chance = passed**2 + (1 - passed) ** 2
    assert found.kappa == pytest.approx((consistency - chance) / (1 - chance), abs=0.005)
    assert found.accuracy + found.false_pass + found.false_fail == pytest.approx(1)


def test_true_scores_with_four_parameters():
    true = stats.beta(2, 3, 0.25, 0.6)
    rng = np.random.default_rng(1)
    scores = rng.binomial(60, true.rvs(400_000, random_state=rng)).astype(float)
    mean, variance = scores.mean(), scores.var()
    kr21 = 60 / 59 * (1 - mean * (60 - mean) / (60 * variance))
    found = livingston_lewis(scores, reliability=kr21, cut=30, maximum=60)
    accuracy, consistency, _ = exact(60, 30, 0.5, true.ppf)
    assert found.accuracy == pytest.approx(accuracy, abs=0.003)
    assert found.consistency == pytest.approx(consistency, abs=0.003)
    assert found.true_scores.low == pytest.approx(0.25, abs=0.04)
    assert found.true_scores.high == pytest.approx(0.85, abs=0.06)


def test_three_parameters_as_another_program_fits_them():
    """An achievement test of 40 items, 151,050 people: BBClassify 1.0.0 (Haakstad, 2025)."""
    found = _three_parameters(0.41247, 0.03531, 1.02143, lower_end=True)
    assert found is not None
    assert found.alpha == pytest.approx(0.52378, abs=0.003)
    assert found.beta == pytest.approx(1.62569, abs=0.003)
    assert found.low == pytest.approx(0.22317, abs=0.0005)
    turned = _three_parameters(1 - 0.41247, 0.03531, -1.02143, lower_end=False)
    assert turned is not None
    assert (turned.alpha, turned.beta) == pytest.approx((found.beta, found.alpha))
    assert turned.high == pytest.approx(1 - found.low)


def test_scores_that_are_weighted_points():
    """Points on another scale say the same as shares: only the half-point of a step differs."""
    scores, kr21 = beta_binomial(40, 6, 4)
    one = livingston_lewis(scores, reliability=kr21, cut=24, maximum=40)
    moved = livingston_lewis(scores - 40, reliability=kr21, cut=-16, maximum=0, minimum=-40)
    assert moved.accuracy == pytest.approx(one.accuracy)
    assert moved.kappa == pytest.approx(one.kappa)


@given(st.floats(0.3, 0.95), st.integers(1, 30))
def test_probabilities_are_probabilities(reliability, cut):
    scores = np.random.default_rng(cut).binomial(30, 0.6, 200).astype(float)
    found = livingston_lewis(scores, reliability=reliability, cut=cut, maximum=30)
    assert 0.5 <= found.consistency <= 1 + 1e-9
    assert 0 <= found.accuracy <= 1 + 1e-9
    assert found.kappa <= 1


def test_more_reliable_scores_make_better_decisions():
    scores, _ = beta_binomial(40, 6, 4)
    accuracies = [
        livingston_lewis(scores, reliability=r, cut=24, maximum=40).accuracy
        for r in (0.5, 0.7, 0.8, 0.9)
    ]
    assert accuracies == sorted(accuracies)


VARIED = np.arange(30.0)


@pytest.mark.parametrize(
    ("scores", "reliability", "cut", "cause"),
    [
        (VARIED, 0.8, 0, "decides nothing"),
        (VARIED, 0.8, 31, "decides nothing"),
        (VARIED, 0.8, float("nan"), "decides nothing"),
        (VARIED, -0.1, 15, "told from chance"),
        (VARIED, 1.0, 15, "told from chance"),
        (np.full(30, 7.0), 0.8, 15, "same score"),
        (np.array([7.0]), 0.8, 15, "same score"),
    ],
)
def test_what_cannot_be_told_is_refused(scores, reliability, cut, cause):
    with pytest.raises(InputError, match=cause):
        livingston_lewis(scores, reliability=reliability, cut=cut, maximum=30)
