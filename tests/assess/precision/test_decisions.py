"""Decisions with intervals: laws, bad data, and whether the intervals hold (simulated)."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.precision.classical import reliability
from skillmark.assess.precision.consistency import livingston_lewis
from skillmark.assess.precision.decisions import decide, step_of
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

NAMES = (
    "accuracy",
    "consistency",
    "kappa",
    "truly_above",
    "truly_below",
    "false_pass",
    "false_fail",
)


def rng(seed=1):
    return np.random.default_rng(seed)


def decided(points, cut, maximum, *, seed=1, draws=100, **more):
    return decide(points, cut=cut, maximum=maximum, rng=rng(seed), draws=draws, **more)


def test_estimates_are_those_of_livingston_and_lewis(graded):
    found = decided(graded, 18, 30)
    alpha = reliability(graded).alpha.estimate
    plain = livingston_lewis(graded.sum(axis=1), reliability=alpha, cut=18, maximum=30)
    for name in NAMES:
        interval = getattr(found, name)
        assert interval.estimate == pytest.approx(getattr(plain, name))
        assert 0 <= interval.low < interval.estimate < interval.high <= 1
    assert (found.persons, found.passed) == (800, int((graded.sum(axis=1) >= 18).sum()))
    assert found.reliability == pytest.approx(alpha)
    assert found.reasons == ()


def test_the_same_seed_says_the_same_and_another_nearly(graded):
    one, again, other = (decided(graded, 18, 30, seed=seed, draws=300) for seed in (1, 1, 2))
    assert one == again
    assert one.truly_above.low != other.truly_above.low
    assert one.truly_above.low == pytest.approx(other.truly_above.low, abs=0.015)


def test_the_draws_alpha_is_alpha(graded):
    """The interval by drawing is close to Feldt's, which rests on normal points."""
    from skillmark.assess.precision.decisions import _alphas

    points = graded[:200]
    generator = rng(3)
    times = generator.multinomial(200, np.full(200, 1 / 200), size=500).astype(float)
    drawn = _alphas(points, times, 10)
    for row, one in zip(times[:5], drawn, strict=False):
        again = points[np.repeat(np.arange(200), row.astype(int))]
        assert one == pytest.approx(reliability(again).alpha.estimate)
    feldt = reliability(points).alpha
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx([feldt.low, feldt.high], abs=0.03)


def test_order_of_people_and_items_does_not_matter(graded):
    turned = graded[rng().permutation(800)][:, rng().permutation(10)]
    one, two = decided(graded, 18, 30, draws=400), decided(turned, 18, 30, draws=400)
    for name in NAMES:
        first, second = getattr(one, name), getattr(two, name)
        assert first.estimate == pytest.approx(second.estimate)
        assert first.low == pytest.approx(second.low, abs=0.015)


@pytest.mark.parametrize("scale", [0.5, 3, 10])
def test_points_on_another_scale_say_the_same(graded, scale):
    one, two = decided(graded, 18, 30), decided(graded * scale, 18 * scale, 30 * scale)
    for name in NAMES:
        first, second = getattr(one, name), getattr(two, name)
        assert second.estimate == pytest.approx(first.estimate)
        assert second.high == pytest.approx(first.high)


def test_more_people_narrow_the_interval(graded):
    few, many = decided(graded[:100], 18, 30), decided(graded, 18, 30)
    for name in NAMES:
        narrow, wide = getattr(many, name), getattr(few, name)
        assert narrow.high - narrow.low < wide.high - wide.low


def test_a_reliability_that_is_known_narrows_it_too(graded):
    points = graded[:100]
    alpha = reliability(points).alpha.estimate
    free, fixed = decided(points, 18, 30), decided(points, 18, 30, reliability=alpha)
    assert fixed.accuracy.estimate == pytest.approx(free.accuracy.estimate)
    assert fixed.accuracy.high - fixed.accuracy.low < free.accuracy.high - free.accuracy.low
    better = decided(points, 18, 30, reliability=0.95)
    assert better.accuracy.estimate > free.accuracy.estimate


def test_confidence_is_kept(graded):
    wide, narrow = decided(graded, 18, 30), decided(graded, 18, 30, confidence=0.5)
    assert narrow.accuracy.confidence == 0.5
    assert wide.accuracy.low < narrow.accuracy.low


def test_items_that_were_not_asked():
    """Everybody has 20 of 40 items of a pool: the form is as long as what was asked."""
    generator = rng(4)
    ability = generator.normal(size=(2000, 1))
    points = (ability + generator.normal(size=(2000, 40)) > 0).astype(float)
    whole = decided(points[:, :20], 12, 20)
    for row in points:
        row[generator.permutation(40)[:20]] = np.nan
    gaps = decided(points, 12, 20)
    assert gaps.reliability == pytest.approx(whole.reliability, abs=0.01)
    for name in ("accuracy", "truly_above", "truly_below"):
        assert getattr(gaps, name).estimate == pytest.approx(
            getattr(whole, name).estimate, abs=0.02
        )


def test_nobody_or_everybody_passes(graded):
    low = graded[graded.sum(axis=1) < 15]
    nobody = decided(low, 29, 30)
    assert nobody.passed == 0
    assert nobody.truly_above is None
    assert nobody.truly_below is not None
    assert "too few for truly above: 0 people who passed" in nobody.reasons[0]
    high = graded[graded.sum(axis=1) > 15]
    everybody = decided(high, 2, 30)
    assert everybody.passed == len(high)
    assert everybody.truly_below is None
    assert "too few for truly below" in everybody.reasons[0]
    assert everybody.accuracy.estimate > 0.99


@pytest.mark.parametrize(
    ("points", "cut", "cause"),
    [
        (np.zeros((0, 5)), 3, "nobody"),
        (np.ones((3, 5)), 3, "same score"),
        (np.ones((100, 5)), 3, "same score"),
        (np.full((100, 5), np.nan), 3, "two items"),
        (np.full((100, 5), np.inf), 3, "table of numbers"),
        (np.ones(100), 3, "table of numbers"),
        (np.full((100, 5), 2.0), 3, "not on a scale"),
        (-np.ones((100, 5)), 3, "not on a scale"),
        (rng().integers(0, 2, (100, 5)), 0, "decides nothing"),
        (rng().integers(0, 2, (100, 5)), 6, "decides nothing"),
        (rng().integers(0, 2, (100, 5)), float("nan"), "decides nothing"),
        (rng().integers(0, 2, (100, 1)), 1, "two items"),
        (np.tile([[1.0, 0], [0, 1], [1, 1]], (40, 1)), 1, "told from chance"),
    ],
)
def test_what_cannot_be_told_is_refused(points, cut, cause):
    with pytest.raises(InputError, match=cause):
        decided(points, cut, 5)


def test_too_few_people(graded):
    with pytest.raises(InputError, match="too few for decisions: 49 people") as caught:
        decided(graded[:49], 18, 30)
    assert caught.value.code == "too_few"
    assert isinstance(decided(graded[:50], 18, 30).accuracy, Interval)


@pytest.mark.parametrize(
    ("points", "step"),
    [
        ([0, 1, 1], 1),
        ([0, 0.5, 2], 0.5),
        ([0, 1 / 3, 1], 1 / 3),
        ([0, 5, 20], 5),
        ([0, 0], 1),
        ([np.nan, 0.25, 1], 0.25),
        ([0, np.sqrt(2), np.pi], 0),
        ([0, 0.01, 1], 0.01),
        ([np.nan], 1),
    ],
)
def test_how_far_apart_scores_are(points, step):
    assert step_of(np.array([points], dtype=float)) == pytest.approx(step)


@pytest.mark.slow
def test_those_who_passed_are_truly_above_as_often_as_it_says():
    """True scores are known: groups of 200 people sit 30 equally hard items.

    The interval has the population's share inside about 95 % of the times; more of this, with
    items that differ, in `bench/assess_decisions.py`.
    """
    generator = rng(5)
    true = generator.beta(6, 4, 1_000_000)
    passed = generator.binomial(30, true) >= 18
    share = (true[passed] >= 0.6).mean()
    inside, estimates = [], []
    for _ in range(80):
        chance = generator.beta(6, 4, (200, 1))
        points = (generator.random((200, 30)) < chance).astype(float)
        found = decide(points, cut=18, maximum=30, rng=generator, draws=100).truly_above
        inside.append(found.low <= share <= found.high)
        estimates.append(found.estimate)
    assert np.mean(estimates) == pytest.approx(share, abs=0.01)
    assert 0.86 <= np.mean(inside) <= 1
