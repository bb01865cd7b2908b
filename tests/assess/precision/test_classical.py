"""Difficulty, discrimination, alpha and its interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.precision.classical import item_statistics, reliability
from skillmark.nouns.errors import InputError


def test_lsat6(lsat6):
    """Alpha 0.295, as published analyses of these data report it; difficulties are counts."""
    found = reliability(lsat6.points)
    assert found.alpha.estimate == pytest.approx(0.295, abs=0.0005)
    statistics = item_statistics(lsat6.points)
    assert [item.difficulty for item in statistics] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert [item.discrimination for item in statistics] == pytest.approx(
        [0.113, 0.153, 0.173, 0.144, 0.122], abs=0.001
    )


def test_alpha_is_the_textbook_formula():
    points = np.random.default_rng(1).normal(size=(40, 1)) + np.random.default_rng(2).normal(
        size=(40, 6)
    )
    k, total = 6, points.sum(axis=1)
    alpha = k / (k - 1) * (1 - points.var(axis=0, ddof=1).sum() / total.var(ddof=1))
    found = reliability(points)
    assert found.alpha.estimate == pytest.approx(alpha)
    assert found.sem == pytest.approx(total.std(ddof=1) * np.sqrt(1 - alpha))


def test_feldts_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(3)
    true = 8 * 0.5 / (1 + 7 * 0.5)  # eight parallel items that correlate 0.5
    inside = 0
    for _ in range(800):
        points = rng.normal(size=(30, 1)) + rng.normal(size=(30, 8))
        alpha = reliability(points).alpha
        inside += alpha.low <= true <= alpha.high
    assert 0.93 < inside / 800 < 0.97


def test_gaps_at_random_leave_alpha_where_it_is():
    rng = np.random.default_rng(4)
    points = rng.normal(size=(3000, 1)) + rng.normal(size=(3000, 10))
    whole = reliability(points)
    points[rng.random(points.shape) < 0.4] = np.nan
    gaps = reliability(points)
    assert gaps.alpha.estimate == pytest.approx(whole.alpha.estimate, abs=0.01)
    assert gaps.sem == pytest.approx(whole.sem, abs=0.05)


def test_alpha_of_a_shorter_form_follows_spearman_and_brown():
    rng = np.random.default_rng(5)
    points = rng.normal(size=(500, 1)) + rng.normal(size=(500, 20))
    full = reliability(points).alpha.estimate
    half = reliability(points, length=10).alpha.estimate
    assert full == pytest.approx(2 * half / (1 + half))


def test_an_item_without_variance_has_no_discrimination():
    points = np.array([[1.0, 0], [1, 1], [1, 0], [1, 1]])
    assert item_statistics(points)[0].discrimination is None
    assert item_statistics(points * 2, np.array([2.0, 2.0]))[0].difficulty == 1


@pytest.mark.parametrize(
    ("points", "cause"),
    [
        (np.zeros((50, 1)), "two items"),
        (np.zeros((2, 5)), "three people"),
        (np.ones((50, 5)), "same score"),
        (np.where(np.arange(5) == np.arange(50)[:, None] % 5, 1.0, np.nan), "same people"),
    ],
)
def test_where_reliability_cannot_be_told(points, cause):
    with pytest.raises(InputError, match=cause):
        reliability(points)


def test_an_item_nobody_was_asked():
    with pytest.raises(InputError, match="item 2"):
        item_statistics(np.array([[1.0, np.nan], [0, np.nan]]))


def test_short_and_graded_as_psych_prints_them(short, graded):
    """R psych 2.2.9, `alpha`: raw_alpha."""
    assert reliability(short).alpha.estimate == pytest.approx(0.60785018, abs=1e-8)
    assert reliability(graded).alpha.estimate == pytest.approx(0.83155102, abs=1e-8)


@given(st.permutations(range(8)), st.integers(0, 1000), st.floats(1e-9, 1e9))
def test_order_and_scale_do_not_matter(short, order, seed, scale):
    people = np.random.default_rng(seed).permutation(len(short))
    one, two = reliability(short), reliability(short[people][:, order] * scale)
    assert two.alpha.estimate == pytest.approx(one.alpha.estimate)
    assert two.alpha.low == pytest.approx(one.alpha.low)
    assert two.sem == pytest.approx(scale * one.sem)


def test_a_parallel_form_more_raises_alpha_as_spearman_and_brown_say():
    rng = np.random.default_rng(6)
    points = rng.normal(size=(50_000, 1)) + rng.normal(size=(50_000, 16))
    half, whole = reliability(points[:, :8]), reliability(points)
    expected = 2 * half.alpha.estimate / (1 + half.alpha.estimate)
    assert whole.alpha.estimate == pytest.approx(expected, abs=0.003)
    # Errors of two forms add up as independent ones do.
    assert whole.sem == pytest.approx(np.sqrt(2) * half.sem, rel=0.01)
