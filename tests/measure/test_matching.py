"""Matching: who is beside whom, what it says, and what it leaves out."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.measure.effects.effect import effect
from skillmark.measure.effects.matching import Metric, matched
from skillmark.measure.effects.method import Method, Way
from skillmark.measure.effects.neighbours import on_a_line, within_a_window
from skillmark.measure.effects.overlap import Rule
from skillmark.measure.effects.study import Study
from skillmark.nouns.errors import InputError


def people(seed: int, n: int = 400, *, shift: float = 2.0) -> Study:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    d = (rng.random(n) < 1 / (1 + np.exp(-(0.7 * x[:, 0] - 0.5 * x[:, 1] - 1)))).astype(float)
    y = 3 * x[:, 0] - 2 * x[:, 1] + shift * d + rng.normal(size=n)
    return Study(d, y, x, ("a", "b"))


@given(st.integers(0, 100_000), st.integers(1, 4), st.sampled_from([0.05, 0.55, np.inf]))
def test_nobody_nearer_is_passed_over(seed: int, ratio: int, within: float) -> None:
    rng = np.random.default_rng(seed)
    score = np.round(rng.normal(size=40), 1)
    wanted, pool = np.arange(12), np.arange(12, 40)
    found = on_a_line(score, wanted, pool, ratio=ratio, within=within, tie=1e-9)
    same = within_a_window(
        score[:, None], score, wanted, pool, ratio=ratio, within=within, tie=1e-8
    )
    mine, partners, shares = found.pairs()
    other = same.pairs()
    assert sorted(zip(mine, partners, strict=True)) == sorted(zip(*other[:2], strict=True))
    assert found.uses(40) == pytest.approx(np.bincount(partners, shares, 40))
    assert found.uses(40, power=2) == pytest.approx(np.bincount(partners, shares**2, 40))
    assert found.mean(score) == pytest.approx(
        [score[partners[mine == person]].mean() for person in found.treated]
    )
    for person in wanted:
        distance = np.sort(np.abs(score[pool] - score[person]))
        theirs = np.abs(score[partners[mine == person]] - score[person])
        if distance[0] > within + 1e-9:
            assert not theirs.size
        else:
            reach = distance[: min(ratio, int((distance <= within).sum()))].max()
            assert len(theirs) == (distance <= reach + 1e-9).sum()


@pytest.mark.parametrize("metric", list(Metric))
def test_it_finds_the_effect_and_balances(metric: Metric) -> None:
    study = people(1)
    found = matched(study, ratio=2, metric=metric)
    assert found.att.low < 2 < found.att.high
    assert max(abs(row.after) for row in found.balance) < 0.15
    assert max(abs(row.before) for row in found.balance) > 0.4
    for row in found.balance:
        assert row.ratio_after is not None
        assert 0.5 < row.ratio_after < 2
    mine, partners, shares = found.pairs()
    assert study.treatment[mine].all()
    assert not study.treatment[partners].any()
    assert shares.sum() == pytest.approx(len(set(mine)))
    assert len(set(mine)) + len(found.left_out) == study.treatment.sum()
    plain = matched(study, metric=metric, bias_adjusted=False)
    assert plain.att.value == pytest.approx(found.att.value, abs=1.0)
    json.dumps(found.as_json(), allow_nan=False)


def test_who_has_no_partner_is_left_out_and_told() -> None:
    study = people(2)
    x = study.covariates.copy()
    far = np.flatnonzero(study.treatment == 1)[:5]
    x[far] += [4, -4]
    moved = Study(study.treatment, study.outcome, x, study.names)
    found = matched(moved)
    assert set(far) & set(found.left_out)
    assert found.fit.overlap.treated_left_out == len(found.left_out)
    assert found.fit.overlap.rule == "caliper 0.2"
    everybody = matched(moved, caliper=None)
    assert not len(everybody.left_out)
    with pytest.raises(InputError, match="at least 1"):
        matched(moved, ratio=0)


def test_matching_is_judged_like_any_estimate() -> None:
    method = Method(Way.MATCHING, ratio=3)
    found = effect(people(3), rng=np.random.default_rng(0), shuffles=30, method=method)
    assert found.verdict.established
    assert found.interval == "Abadie and Imbens"
    assert "3 partners" in found.as_json()["method"]
    assert found.placebo.passed
    assert found.placebo.p is not None
    assert found.placebo.p < 0.05
    assert found.sensitivity.bounds is not None
    assert found.sensitivity.bounds.gamma > 3
    bare = Method(Way.MATCHING, rule=Rule.parse("none"), caliper=None, metric=Metric.MAHALANOBIS)
    whole = effect(people(3), rng=np.random.default_rng(0), shuffles=2, method=bare)
    assert whole.overlap.treated_left_out == 0
    assert whole.overlap.rule == "no caliper"
    assert "mahalanobis" in str(bare)


@pytest.mark.slow
def test_the_interval_covers_the_truth() -> None:
    covered = sum(
        found.low <= 2 <= found.high
        for found in (matched(people(seed, 200), ratio=1).att for seed in range(100, 250))
    )
    assert 135 <= covered <= 149  # 142.5 expected
