"""Livingston and Lewis against exact models, a simulation, and another program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from skillmark.assess.precision.consistency import (
    TrueScores,
    _decide,
    _three_parameters,
    livingston_lewis,
)
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


ACT = [
    0, 23, 98, 384, 986, 2161, 3722, 5623, 7533, 8817, 9597, 9809, 9674, 8971, 8033, 7384, 6758,
    6004, 5463, 4896, 4367, 4083, 3651, 3333, 3191, 2899, 2644, 2597, 2287, 2197, 1967, 1874, 1710,
    1581, 1503, 1349, 1181, 994, 827, 585, 294,
]  # fmt: skip
"""An achievement test of 40 items: the counts of each score that come with BB-CLASS (Brennan 2004),
after Hanson and Brennan (1990)."""


def test_the_example_of_bb_class_as_bbclassify_answers_it():
    """BBClassify 1.0.0 (Haakstad 2025), Hanson and Brennan, cut 24, three parameters left.

    BB-CLASS itself takes the lowest and highest score seen for the possible ones; BBClassify
    was written because of that.
    """
    scores = np.repeat(np.arange(41.0), ACT)
    mean, variance = scores.mean(), scores.var(ddof=1)
    kr21 = 40 / 39 * (1 - mean * (40 - mean) / (40 * variance))
    found = livingston_lewis(scores, reliability=kr21, cut=24, maximum=40)
    assert kr21 == pytest.approx(0.87217, abs=1e-5)
    assert found.true_scores.low == pytest.approx(0.22317, abs=1e-4)
    assert found.accuracy == pytest.approx(0.94427, abs=1e-4)
    assert found.consistency == pytest.approx(0.92203, abs=1e-4)
    assert found.kappa == pytest.approx(0.75612, abs=1e-4)
    assert (found.false_pass, found.false_fail) == pytest.approx((0.03795, 0.01778), abs=1e-4)
    assert found.passed == pytest.approx(0.19974, abs=1e-4)


ALPHA = 0.83155102
BETAFUNCTIONS = [
    # cut, parameters, fails rightly, fails wrongly, passes wrongly, consistency, kappa
    (12, 4, 0.23461565, 0.037663605, 0.080912906, 0.84647749, 0.61259208),
    (12, 2, 0.2274277, 0.037907036, 0.076376514, 0.85191084, 0.6201522),
    (18, 4, 0.54656977, 0.051143194, 0.068846381, None, None),
    (18, 2, 0.53918197, 0.053800179, 0.071098093, None, None),
]


@pytest.mark.parametrize(
    ("cut", "parameters", "fails", "false_fail", "false_pass", "consistency", "kappa"),
    BETAFUNCTIONS,
)
def test_graded_as_betafunctions_prints_it(
    graded, cut, parameters, fails, false_fail, false_pass, consistency, kappa
):
    """R betafunctions 1.9.0, `LL.CA(..., modelfit=NULL)`: 21.302187 items, rounded to 21."""
    found = livingston_lewis(
        graded.sum(axis=1),
        reliability=ALPHA,
        cut=cut,
        maximum=30,
        parameters=parameters,
        whole=True,
    )
    assert found.false_fail == pytest.approx(false_fail, abs=0.001)
    assert found.false_pass == pytest.approx(false_pass, abs=0.001)
    assert found.accuracy == pytest.approx(1 - false_fail - false_pass, abs=0.001)
    assert 1 - found.passed - found.false_fail == pytest.approx(fails, abs=0.001)
    if consistency is not None:
        assert found.consistency == pytest.approx(consistency, abs=0.001)
        assert found.kappa == pytest.approx(kappa, abs=0.001)


def test_short_as_betafunctions_prints_it(short):
    """The same with two parameters (its four fail on these data): 9.7 items, rounded to 10.

    betafunctions takes x (x - 1) as 0 where the score on the effective test is below 2, which
    matters where a test is this short; from its own parameters all figures are the same.
    """
    same = _decide(TrueScores(3.5846386, 2.9144229), 0.5, 5.0, 10.0, 60)
    assert (same.false_fail, same.false_pass) == pytest.approx((0.073664519, 0.12405829), abs=1e-5)
    assert (same.consistency, same.kappa) == pytest.approx((0.74388271, 0.4285413), abs=1e-5)
    found = livingston_lewis(
        short.sum(axis=1), reliability=0.60785018, cut=4, maximum=8, parameters=2, whole=True
    )
    assert found.accuracy == pytest.approx(same.accuracy, abs=0.001)
    assert found.consistency == pytest.approx(same.consistency, abs=0.001)
    assert found.kappa == pytest.approx(same.kappa, abs=0.003)
    assert found.effective_length == 10


def test_where_betafunctions_has_two_cuts_at_once(graded):
    """At cut 18 (0.6 of 21 items: 12.6) it rounds one form's cut up to 13, the other's down to 12.

    Its consistency, 0.82159568, is that of two forms of unequal difficulty; ours is of equal ones.
    """
    settings = {"reliability": ALPHA, "cut": 18, "maximum": 30, "whole": True}
    found = livingston_lewis(graded.sum(axis=1), **settings)
    true = found.true_scores
    ranks = (np.arange(100_000) + 0.5) / 100_000
    p = stats.beta.ppf(ranks, true.alpha, true.beta, true.low, true.high - true.low)
    up, down = stats.binom.sf(12, 21, p), stats.binom.sf(11, 21, p)
    assert np.mean(up * down + (1 - up) * (1 - down)) == pytest.approx(0.82159568, abs=0.001)
    assert found.consistency == pytest.approx(np.mean(up**2 + (1 - up) ** 2), abs=0.001)


def test_rounding_moves_the_pass_mark_by_up_to_half_an_item(graded):
    scores = graded.sum(axis=1)
    for cut in range(5, 26):
        exact, rounded = (
            livingston_lewis(scores, reliability=ALPHA, cut=cut, maximum=30, whole=whole)
            for whole in (False, True)
        )
        assert exact.passed == pytest.approx(rounded.passed, abs=0.05)
        assert exact.accuracy == pytest.approx(rounded.accuracy, abs=0.02)


def test_a_cut_between_two_scores_is_the_upper_one(graded):
    """Nobody can have 17.5 points: who passes there has 18, only the true scores' cut is lower."""
    scores = graded.sum(axis=1)
    settings = {"reliability": ALPHA, "maximum": 30}
    between = livingston_lewis(scores, cut=17.5, **settings)
    upper = livingston_lewis(scores, cut=18, **settings)
    assert between.passed == pytest.approx(upper.passed)
    assert between.consistency == pytest.approx(upper.consistency)
    assert between.false_pass < upper.false_pass
    halves = livingston_lewis(scores, cut=17.5, step=0.5, **settings)
    assert halves.passed > between.passed


def test_scores_in_halves_say_what_scores_doubled_say(graded):
    scores = graded.sum(axis=1)
    one = livingston_lewis(scores, reliability=ALPHA, cut=18, maximum=30)
    half = livingston_lewis(scores / 2, reliability=ALPHA, cut=9, maximum=15, step=0.5)
    assert half.accuracy == pytest.approx(one.accuracy)
    assert half.truly_above == pytest.approx(one.truly_above)


def test_what_is_said_of_those_who_passed_and_failed_adds_up(graded):
    found = livingston_lewis(graded.sum(axis=1), reliability=ALPHA, cut=18, maximum=30)
    right = found.truly_above * found.passed + found.truly_below * (1 - found.passed)
    assert right == pytest.approx(found.accuracy)
    assert found.false_pass == pytest.approx(found.passed * (1 - found.truly_above))


def test_scores_that_are_no_numbers():
    with pytest.raises(InputError, match="not a number"):
        livingston_lewis(np.array([1.0, np.nan, 3]), reliability=0.8, cut=2, maximum=3)
    with pytest.raises(InputError, match="apart"):
        livingston_lewis(VARIED, reliability=0.8, cut=2, maximum=30, step=-1)
    with pytest.raises(InputError, match="same score"):
        livingston_lewis(np.array([]), reliability=0.8, cut=2, maximum=30)


@given(st.floats(0.4, 0.95), st.integers(2, 29))
def test_a_decision_is_right_at_least_as_often_as_it_is_repeated(graded, reliability, cut):
    """A person passes with r: right is max(r, 1 - r) at least r^2 + (1 - r)^2, but for rounding.

    `max` because the cut of true scores is where passing gets likelier than failing, give or
    take half a step.
    """
    found = livingston_lewis(graded.sum(axis=1), reliability=reliability, cut=cut, maximum=30)
    assert found.accuracy > found.consistency - 0.005
