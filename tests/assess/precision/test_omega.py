"""Omega against R, its standard error against brute force, its interval by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.precision.classical import reliability
from skillmark.assess.precision.omega import MOST_ITEMS, omega, one_factor
from skillmark.nouns.errors import InputError


def share(model):
    return model.loadings.sum() ** 2 / (model.loadings.sum() ** 2 + model.uniquenesses.sum())


def test_short_and_graded_as_lavaan_prints_them(short, graded):
    """R lavaan 0.6-14, `cfa` of the covariances, estimator MLR: omega, its interval, loadings."""
    assert omega(short).estimate == pytest.approx(0.62239809, abs=1e-6)
    assert omega(graded).estimate == pytest.approx(0.833, abs=0.0005)
    loadings = one_factor(np.cov(graded.T, bias=True)).loadings
    assert loadings == pytest.approx(
        [0.59746827, 0.71608078, 0.75217434, 0.50291612, 0.74116165,
         0.66138881, 0.49067495, 0.72840539, 0.64271634, 0.66582603], abs=1e-5
    )  # fmt: skip
    # lavaan's own limits, 0.501 to 0.744 and 0.817 to 0.850, are symmetric about the estimate.
    for points, low, high in ((short, 0.501, 0.744), (graded, 0.817, 0.850)):
        found = omega(points)
        assert found.high - found.low == pytest.approx(high - low, abs=0.01)


def test_of_standardised_points_as_psych_prints_it(short, graded):
    """R psych 2.2.9: `fa(nfactors=1, fm="ml")`, and `omega(nfactors=1)` for `graded`."""
    standard = [(points - points.mean(axis=0)) / points.std(axis=0) for points in (short, graded)]
    assert omega(standard[0]).estimate == pytest.approx(0.60641504, abs=1e-6)
    assert omega(standard[1]).estimate == pytest.approx(0.83579137, abs=1e-6)
    assert omega(standard[1]).estimate == pytest.approx(0.83585244, abs=0.001)


def test_known_loadings_come_back():
    loadings, unique = np.array([0.9, 1.2, 0.4, 0.7, 2.0]), np.array([0.5, 1.0, 0.3, 2.0, 1.5])
    model = one_factor(np.outer(loadings, loadings) + np.diag(unique))
    assert model.loadings == pytest.approx(loadings, abs=1e-4)
    assert model.uniquenesses == pytest.approx(unique, abs=1e-4)
    assert one_factor(model.covariance).covariance == pytest.approx(model.covariance, abs=1e-4)


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_the_standard_error_is_what_every_person_adds(short, gaps):
    """By weighing everybody a little more and less; the model does not fit these data."""
    points = short.copy()
    points[np.random.default_rng(1).random(points.shape) < gaps] = np.nan
    seen = ~np.isnan(points)

    def weighted(weights):
        w = weights[:, None] * seen
        own, pairs = np.nan_to_num(points), w.T @ seen
        means = (own * w).T @ seen / pairs
        return share(one_factor((own * w).T @ own / pairs - means * means.T))

    people, step = len(points), 1e-3
    adds = [
        (weighted(1 + step * one) - weighted(1 - step * one)) / (2 * step) * people
        for one in np.eye(people)
    ]
    error = np.std(adds, ddof=1) / np.sqrt(people)
    found = omega(points)
    z = np.log((1 - found.low) / (1 - found.estimate)) / 1.959964
    assert z * (1 - found.estimate) == pytest.approx(error, rel=1e-4)


def test_with_equal_loadings_omega_is_alpha():
    rng = np.random.default_rng(5)
    points = rng.normal(size=(20_000, 1)) + rng.normal(size=(20_000, 6))
    assert omega(points).estimate == pytest.approx(reliability(points).alpha.estimate, abs=0.001)


def test_with_unequal_loadings_alpha_is_lower():
    rng = np.random.default_rng(6)
    points = rng.normal(size=(5_000, 1)) * np.linspace(0.1, 2, 8) + rng.normal(size=(5_000, 8))
    assert omega(points).estimate > reliability(points).alpha.estimate + 0.02


def test_gaps_at_random_and_shorter_forms():
    rng = np.random.default_rng(7)
    points = rng.normal(size=(4_000, 1)) + rng.normal(size=(4_000, 12))
    whole = omega(points)
    half = omega(points, length=6)
    assert whole.estimate == pytest.approx(2 * half.estimate / (1 + half.estimate), abs=1e-6)
    points[rng.random(points.shape) < 0.4] = np.nan
    gaps = omega(points)
    assert gaps.estimate == pytest.approx(whole.estimate, abs=0.01)
    assert gaps.high - gaps.low > whole.high - whole.low


@settings(max_examples=20)
@given(st.permutations(range(8)), st.integers(0, 1000), st.floats(0.1, 100))
def test_order_and_scale_do_not_matter(short, order, seed, scale):
    people = np.random.default_rng(seed).permutation(len(short))
    straight, turned = omega(short), omega(short[people][:, order] * scale)
    assert turned.estimate == pytest.approx(straight.estimate, abs=1e-6)
    assert turned.low == pytest.approx(straight.low, abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(("items", "persons"), [(10, 50), (20, 100), (40, 100)])
def test_the_interval_holds_as_often_as_it_says(items, persons):
    rng = np.random.default_rng(items * 1000 + persons)
    slopes, places = rng.lognormal(0, 0.3, items), rng.normal(-0.3, 1, items)

    def sit(people):
        ability = rng.normal(size=(people, 1))
        chance = 1 / (1 + np.exp(-slopes * (ability - places)))
        return (rng.random(chance.shape) < chance).astype(float)

    truth = share(one_factor(np.cov(sit(200_000).T)))
    inside = []
    for _ in range(300):
        try:
            found = omega(sit(persons))
        except InputError:  # an item that everybody got right
            continue
        inside.append(found.low <= truth <= found.high)
    assert len(inside) > 290
    assert 0.91 < np.mean(inside) < 0.985


@pytest.mark.parametrize(
    ("points", "cause"),
    [
        (np.random.default_rng(1).random((50, 2)), "three items"),
        (np.random.default_rng(1).random((3, 3)), "more people than items"),
        (np.random.default_rng(1).random((9, 20)), "more people than items"),
        (np.column_stack([np.ones(50), np.random.default_rng(1).random((50, 4))]), "item 1"),
        (np.full((50, 4), np.nan), "item 1"),
        (np.full((50, 4), np.inf), "table of numbers"),
        (np.ones(50), "table of numbers"),
        (np.random.default_rng(1).random((5000, MOST_ITEMS + 1)), "too long"),
        (
            np.where(np.eye(5).repeat(10, 0) > 0, np.arange(50.0)[:, None] % 3, np.nan),
            "same people",
        ),
    ],
)
def test_where_omega_cannot_be_told(points, cause):
    with pytest.raises(InputError, match=cause):
        omega(points)


def test_items_that_have_nothing_in_common():
    found = omega(np.random.default_rng(8).normal(size=(300, 6)))
    assert 0 <= found.low < found.estimate < 0.5
