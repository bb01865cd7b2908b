"""Waiting times: a published example, a kept library, and what pseudo-observations promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.measure.durations.curves import kaplan_meier, pseudo_observations, restricted_mean

# Freireich et al. (1963), 6-mercaptopurine: weeks in remission.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
TIMES = np.array([*RELAPSED, *CENSORED], dtype=float)
EVENT = np.array([True] * len(RELAPSED) + [False] * len(CENSORED))


def test_published_curve_and_median() -> None:
    curve = kaplan_meier(TIMES, EVENT)
    expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for time, height in expected.items():
        assert curve.at(time)[0] == pytest.approx(height, abs=5e-4)
    assert curve.at(5.9) == (1.0, 1.0, 1.0)
    assert curve.median()[0] == 23
    assert curve.median()[2] is None
    assert (curve.n, curve.events) == (21, 9)


def test_agrees_with_statsmodels() -> None:
    library = pytest.importorskip("statsmodels.duration.survfunc")
    rng = np.random.default_rng(2)
    t, c = rng.gamma(4, 15, 150).round(), rng.uniform(10, 150, 150).round()
    event = t <= c
    curve = kaplan_meier(np.minimum(t, c), event)
    theirs = library.SurvfuncRight(np.minimum(t, c), event.astype(int))
    np.testing.assert_allclose(curve.survival, theirs.surv_prob)
    assert curve.median()[0] == theirs.quantile(0.5)
    low, high = theirs.quantile_ci(0.5, alpha=0.05, method="cloglog")
    # The library inverts with a strict sign: its ends are the same or one event further out.
    index = list(curve.times)
    assert abs(index.index(curve.median()[1]) - index.index(low)) <= 1
    assert abs(index.index(curve.median()[2]) - index.index(high)) <= 1


times = st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=2, max_size=25).filter(
    lambda rows: any(event for _, event in rows)
)


@settings(max_examples=60, deadline=None)
@given(rows=times, horizon=st.integers(2, 70))
def test_the_restricted_mean_is_the_area_and_pseudo_values_average_to_it(
    rows: list[tuple[int, bool]], horizon: int
) -> None:
    t = np.array([float(time) for time, _ in rows])
    event = np.array([happened for _, happened in rows])
    curve = kaplan_meier(t, event)
    steps = np.arange(0, horizon)
    area = sum(curve.at(float(step))[0] for step in steps)  # whole days: the sum is the area
    assert restricted_mean(t, event, float(horizon)) == pytest.approx(area)
    assert np.all(np.diff(curve.survival) <= 0)
    assert np.all((curve.low <= curve.survival) & (curve.survival <= curve.high))


@settings(max_examples=40, deadline=None)
@given(days=st.lists(st.integers(1, 90), min_size=2, max_size=25), horizon=st.integers(2, 100))
def test_without_censoring_a_pseudo_observation_is_the_day_itself(
    days: list[int], horizon: int
) -> None:
    t = np.array(days, dtype=float)
    found = pseudo_observations(t, np.ones(len(t), dtype=bool), float(horizon))
    np.testing.assert_allclose(found, np.minimum(t, horizon), atol=1e-8)


@settings(max_examples=80, deadline=None)
@given(rows=times, horizon=st.integers(1, 70))
def test_a_pseudo_observation_is_what_leaving_one_out_says(
    rows: list[tuple[int, bool]], horizon: int
) -> None:
    t = np.array([float(time) for time, _ in rows])
    event = np.array([happened for _, happened in rows])
    n, h = len(t), float(horizon)
    everybody = n * restricted_mean(t, event, h)
    without = [np.arange(n) != i for i in range(n)]
    expected = [everybody - (n - 1) * restricted_mean(t[k], event[k], h) for k in without]
    np.testing.assert_allclose(pseudo_observations(t, event, h), expected, atol=1e-8)


def test_pseudo_observations_undo_censoring() -> None:
    rng = np.random.default_rng(4)
    t, c = rng.gamma(4, 18, 500), rng.uniform(10, 200, 500)
    seen = pseudo_observations(np.minimum(t, c), t <= c, 120.0)
    truth = np.minimum(t, 120).mean()
    assert seen.mean() == pytest.approx(truth, abs=3)
    assert np.minimum(t, c)[t <= c].mean() < truth - 5  # leaving the waiting out is biased
