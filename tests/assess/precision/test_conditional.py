"""Errors at each score: Lord's formula, their mean square, the model's; and what cannot be told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.precision.classical import reliability
from skillmark.assess.precision.conditional import (
    Method,
    conditional_errors,
    errors_of_categories,
    errors_of_items,
    lord,
)
from skillmark.assess.precision.recursion import right_or_wrong, summed_scores
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError


def root_mean_square(found):
    people = sum(one.persons for one in found.errors)
    return np.sqrt(sum(one.error**2 * one.persons for one in found.errors) / people)


def test_lord():
    """sqrt(x (k - x) / (k - 1)), Lord (1955): 20 of 40 items give 3.20, and the ends 0."""
    assert lord(20, 40) == pytest.approx(3.2026, abs=1e-4)
    assert lord(0, 40) == lord(40, 40) == 0
    for score, items in ((41, 40), (-1, 40), (1, 1), (float("nan"), 40)):
        with pytest.raises(InputError):
            lord(score, items)


def test_right_or_wrong_has_the_shape_of_lord_and_the_size_of_alpha(short):
    found = conditional_errors(short)
    assert found.method is Method.BINOMIAL
    assert [one.score for one in found.errors] == list(range(9))
    assert root_mean_square(found) == pytest.approx(reliability(short).sem)
    ratios = [one.error / lord(one.score, 8) for one in found.errors[1:-1]]
    assert ratios == pytest.approx([ratios[0]] * 7)
    assert sum(one.persons for one in found.errors) == 80


def test_the_factor_is_that_of_keats(short):
    """Keats (1957): (1 - alpha) / (1 - KR-21)."""
    found, scores = conditional_errors(short), short.sum(axis=1)
    mean, variance = scores.mean(), scores.var()
    kr21 = 8 / 7 * (1 - mean * (8 - mean) / (8 * variance))
    alpha = reliability(short).alpha.estimate
    factor = (found.at(4) / lord(4, 8)) ** 2
    assert factor == pytest.approx((1 - alpha) / (1 - kr21) * 80 / 79)


def test_with_kr21_lord_needs_no_factor():
    """Equally hard items: alpha is KR-21, and Keats' factor is 1."""
    rng = np.random.default_rng(1)
    points = (rng.random((50_000, 20)) < rng.beta(4, 3, (50_000, 1))).astype(float)
    assert conditional_errors(points).at(10) == pytest.approx(lord(10, 20), rel=0.01)


def test_points_beyond_one(graded):
    found = conditional_errors(graded, np.full(10, 3.0))
    assert found.method is Method.PARTS
    assert root_mean_square(found) == pytest.approx(reliability(graded).sem, rel=0.001)
    # Least exact in the middle.
    assert found.at(15) > found.at(3)
    assert found.at(15) > found.at(28)
    assert found.at(31) is None
    assert found.at(14.5) == pytest.approx((found.at(14) + found.at(15)) / 2)


def test_parts_find_errors_that_are_known():
    """Two halves of a polytomous test whose errors grow with the score, drawn so."""
    rng = np.random.default_rng(2)
    true = rng.uniform(2, 8, 20_000)
    spread = 0.2 * np.sqrt(true)
    points = true[:, None] + rng.normal(size=(20_000, 10)) * spread[:, None]
    found = conditional_errors(points, np.full(10, 12.0))
    for score in (30, 50, 70):
        assert found.at(score) == pytest.approx(np.sqrt(10) * 0.2 * np.sqrt(score / 10), rel=0.05)


@given(st.floats(0.5, 50))
def test_scaling_points_scales_errors(graded, scale):
    one = conditional_errors(graded, np.full(10, 3.0))
    many = conditional_errors(graded * scale, np.full(10, 3.0 * scale))
    assert many.at(15 * scale) == pytest.approx(scale * one.at(15), rel=1e-6)


def test_from_item_parameters():
    slopes, places = np.full(30, 1.3), np.linspace(-2, 2, 30)
    items = ItemParameters(slopes, -slopes * places, np.zeros(30))
    found = errors_of_items(items)
    assert found.method is Method.MODEL
    scores = [one.score for one in found.errors]
    assert scores == list(range(1, 30))
    # By the recursion: the standard deviation of scores at the ability whose expected score it is.
    theta = np.linspace(-6, 6, 4001)
    chances = summed_scores(right_or_wrong(items, theta))
    every = np.arange(31)[:, None]
    mean = (every * chances).sum(axis=0)
    spread = np.sqrt(((every - mean) ** 2 * chances).sum(axis=0))
    assert [one.error for one in found.errors] == pytest.approx(
        np.interp(scores, mean, spread), abs=1e-3
    )


def test_items_of_several_points():
    """Two 0/1 items at one difficulty are one item of two points, as far as errors go."""
    theta = np.linspace(-8, 8, 2001)
    single = ItemParameters(np.ones(8), np.zeros(8), np.zeros(8))
    pairs = [summed_scores(right_or_wrong(single, theta)[:2]) for _ in range(4)]
    one, other = errors_of_items(single), errors_of_categories(pairs)
    assert [e.score for e in other.errors] == [e.score for e in one.errors]
    assert [e.error for e in other.errors] == pytest.approx([e.error for e in one.errors], abs=1e-4)
    with pytest.raises(InputError):
        errors_of_categories([])


def test_guessing_leaves_out_scores_of_no_ability():
    items = ItemParameters(np.ones(20), np.zeros(20), np.full(20, 0.25))
    scores = [one.score for one in errors_of_items(items).errors]
    assert scores[0] == 6  # 5 points are guessed
    assert scores[-1] == 19


def test_items_that_tell_nobody_apart():
    with pytest.raises(InputError, match="tell abilities apart"):
        errors_of_items(ItemParameters(np.zeros(5), np.zeros(5), np.zeros(5)))


@pytest.mark.parametrize(
    ("points", "cause"),
    [
        (np.where(np.eye(40)[:, :6] > 0, np.nan, 1.0), "given whole"),
        (np.full((40, 4), np.inf), "given whole"),
        (np.ones((40, 4)), "same score"),
        (np.ones((2, 4)), "three people"),
        (np.zeros((0, 4)), "three people"),
    ],
)
def test_what_cannot_be_told(points, cause):
    with pytest.raises(InputError, match=cause):
        conditional_errors(points)
