"""Response times."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.integrity.chances import estimate
from skillmark.assess.integrity.times import (
    effort,
    fast_and_right,
    fit_speeds,
    hasty,
    thresholds,
)
from skillmark.nouns.errors import InputError

NAMES = [f"p{n}" for n in range(400)]


def lognormal(seed, *, persons=400, items=30, gaps=0.0):
    rng = np.random.default_rng(seed)
    intensity, alpha = rng.normal(4, 0.5, items), rng.uniform(1.5, 3.5, items)
    speed = rng.normal(0, 0.35, persons)
    logs = intensity - speed[:, None] + rng.standard_normal((persons, items)) / alpha
    logs[rng.random(logs.shape) < gaps] = np.nan
    return np.exp(logs), intensity, alpha, speed


@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_the_model_of_van_der_linden_is_recovered(gaps):
    seconds, intensity, alpha, speed = lognormal(1, gaps=gaps)
    found = fit_speeds(seconds)
    shift = speed.mean()
    assert np.abs(found.intensity - (intensity - shift)).max() < 0.12
    assert np.abs(found.precision / alpha - 1).max() < 0.15
    assert np.corrcoef(found.speed, speed)[0, 1] > 0.95
    assert np.nanstd(found.residuals) == pytest.approx(1, abs=0.02)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(0.1, 50))
def test_another_unit_of_time_moves_intensities_only(seed, unit):
    seconds, *_ = lognormal(seed, persons=60, items=12)
    one, other = fit_speeds(seconds), fit_speeds(seconds * unit)
    assert other.intensity == pytest.approx(one.intensity + np.log(unit), abs=1e-6)
    assert other.speed == pytest.approx(one.speed, abs=1e-6)
    assert other.residuals == pytest.approx(one.residuals, abs=1e-5)


def test_thresholds_are_a_tenth_of_the_mean_and_at_most_ten_seconds():
    seconds = np.full((60, 12), 40.0)
    seconds[:, 1], seconds[:, 2] = 300.0, np.nan
    found = thresholds(seconds)
    assert found[:2].tolist() == [4.0, 10.0]


def test_effort_counts_answers_that_were_thought_about():
    seconds, *_ = lognormal(2, items=30)
    seconds[7, :12] = 0.5
    found = effort(seconds)
    assert found[7] == pytest.approx(18 / 30)
    flags = hasty(seconds, NAMES)
    assert [flag.who for flag in flags] == [("p7",)]
    assert "12 of 30 answers" in flags[0].words
    assert flags[0].strength.p is None
    assert flags[0].strength.word == "by rule"


def test_who_knew_hard_questions_beforehand_is_found(drawing):
    world = drawing(3, persons=400, items=40)
    hard = np.argsort(-world.difficulty)[:15]
    knowing = np.argsort(np.abs(world.theta + 0.3))[:3]
    for person in knowing:
        world.values[person, hard] = 1
        world.seconds[person, hard] *= 0.25
    flags, looked_at = fast_and_right(estimate(world.responses), world.seconds, NAMES)
    found = {flag.who[0] for flag in flags}
    assert found <= {NAMES[person] for person in knowing}
    assert len(found) >= 2
    assert looked_at > 300


@pytest.mark.slow
def test_where_nobody_knew_hardly_anybody_is_flagged(drawing):
    flagged = 0
    for seed in range(30):
        world = drawing(seed, persons=150, items=30)
        flagged += bool(fast_and_right(estimate(world.responses), world.seconds, NAMES)[0])
    assert flagged <= 2


def test_knowing_that_makes_everybody_fast_is_nothing_unusual(drawing):
    """Right answers are given in half the time by all people: no flags for that."""
    world = drawing(4, persons=300, items=40)
    seconds = np.where(world.values == 1, world.seconds / 2, world.seconds)
    flags, _ = fast_and_right(estimate(world.responses), seconds, NAMES)
    assert len(flags) <= 1


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda s: s.__setitem__((0, 0), -1.0), "infinite or negative"),
        (lambda s: s.__setitem__((0, 0), np.inf), "infinite or negative"),
        (lambda s: s.__setitem__(slice(40, None), np.nan), "fewer than 50 people"),
        (lambda s: s.__setitem__((slice(None), slice(9, None)), np.nan), "fewer than 10 questions"),
        (lambda s: s.__setitem__(slice(None), 0.0), "took any time"),
    ],
)
def test_bad_times(change, cause):
    seconds, *_ = lognormal(5, persons=100, items=12)
    change(seconds)
    with pytest.raises(InputError, match=cause):
        fit_speeds(seconds)
