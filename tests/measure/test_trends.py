"""What a passed test of earlier trends is worth, and bounds that do not need it."""

from __future__ import annotations

import numpy as np
import pytest
from tests.measure.test_did import staggered

from skillmark.measure.estimate import Estimate
from skillmark.measure.panels.did import Aggregate, Comparison, Panel, group_time
from skillmark.measure.panels.trends import honest, pre_trend


def test_the_detectable_drift_is_found_four_times_in_five() -> None:
    rng = np.random.default_rng(1)
    # Three placebos with a shared part, from three cohorts of 12.
    root = np.array([[1.0, 0, 0], [0.5, 0.8, 0], [0.2, 0.1, 0.6]])
    steps = np.ones(3)
    found = {0.0: 0, 1.0: 0}
    drift = 0.0
    for _ in range(300):
        noise = [rng.normal(size=(12, 3)) @ root.T for _ in range(3)]
        mean = sum(group.mean(axis=0) for group in noise)
        parts = np.array([np.cov(group.T) / 12 for group in noise])
        tested = pre_trend(mean, parts, np.full(3, 11.0), steps, exposure=2.0)
        drift = drift or tested.detectable
        found[0.0] += tested.p < 0.05
        found[1.0] += pre_trend(mean + tested.detectable * steps, parts, np.full(3, 11.0), steps,
                                exposure=2.0).p < 0.05  # fmt: skip
        assert tested.moves == pytest.approx(2 * tested.detectable)
        assert tested.detectable_half < tested.detectable
    assert 0.02 < found[0.0] / 300 < 0.09
    assert 0.72 < found[1.0] / 300 < 0.88


def test_the_drift_that_is_named_moves_the_average_by_what_is_named() -> None:
    panel = staggered(1, units=400)
    found = group_time(panel, aggregate=Aggregate.DYNAMIC)
    drift = found.pre_trend.detectable
    began = np.isfinite(panel.first_treated)[:, None]
    drifting = panel.outcome + np.where(began, drift * np.array(panel.periods), 0.0)
    off = group_time(
        Panel(panel.units, panel.periods, panel.first_treated, drifting),
        aggregate=Aggregate.DYNAMIC,
    )
    # Against units not yet treated that drift along, part of it cancels: at most what was named.
    moved = off.overall.value - found.overall.value
    assert 0 < moved <= found.pre_trend.moves * 1.001
    never = group_time(panel, aggregate=Aggregate.DYNAMIC, comparison=Comparison.NEVER_TREATED)
    never_off = group_time(
        Panel(panel.units, panel.periods, panel.first_treated, drifting),
        aggregate=Aggregate.DYNAMIC,
        comparison=Comparison.NEVER_TREATED,
    )
    moved = never_off.overall.value - never.overall.value
    assert moved / drift == pytest.approx(never.pre_trend.moves / never.pre_trend.detectable)
    assert f"{never.pre_trend.moves:.3g}" in never.caution


def test_bounds_grow_with_what_is_allowed_and_cover_what_was_allowed() -> None:
    average = Estimate.normal(2.0, 0.3)
    before, errors = np.array([0.2, -0.1]), np.array([0.05, 0.05])
    found = honest(average, before, errors, np.zeros(2), exposure=2.5)
    low = [bound.low for bound in found.bounds]
    assert low == sorted(low, reverse=True)
    # Once the largest change of 0.2, over 2.5 periods on average, and the error of both.
    one = found.bounds[1]
    reach = 1.959964 * np.sqrt(0.3**2 + (2.5 * 0.05) ** 2)
    assert (one.low, one.high) == (pytest.approx(2 - 0.5 - reach), pytest.approx(2 + 0.5 + reach))
    assert 1.5 < found.breakdown < 3.5
    assert honest(Estimate.normal(0.1, 0.3), before, errors, np.zeros(2), 2.5).breakdown == 0
    rng = np.random.default_rng(4)
    # Trends that go on exactly as the worst before: the truth 2 must be in the interval at 1.
    held = 0
    for _ in range(400):
        seen = before + rng.normal(size=2) * errors
        estimate = Estimate.normal(2.0 + 2.5 * 0.2 + 0.3 * rng.normal(), 0.3)
        bound = honest(estimate, seen, errors, np.zeros(2), 2.5).bounds[1]
        held += bound.low <= 2.0 <= bound.high
    assert held >= 0.95 * 400 - 8


def test_bands_are_wider_than_intervals_seeded_and_hold_all_at_once() -> None:
    panel = staggered(2)
    found = group_time(panel, draws=999, rng=np.random.default_rng(1))
    again = group_time(panel, draws=999, rng=np.random.default_rng(1))
    assert found.bands == again.bands
    for (since, x), (at, low, high) in zip(found.by_event_time, found.bands, strict=True):
        assert since == at
        assert low < x.low
        assert high > x.high
    assert 1.96 < found.critical < found.critical_cells < 4
    held = 0
    for seed in range(80):
        one = group_time(staggered(seed, units=40), draws=299, rng=np.random.default_rng(seed))
        held += all(
            low <= (1.0 + since if since >= 0 else 0.0) <= high for since, low, high in one.bands
        )
    assert held >= 70  # 76 expected
