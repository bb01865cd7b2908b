"""The verdict: established only where everything speaks for it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from skillmark.measure.effects import aipw
from skillmark.measure.effects.effect import Effect, effect
from skillmark.measure.effects.fit import Fit
from skillmark.measure.effects.method import Method
from skillmark.measure.effects.sensitivity import (
    e_value,
    e_value_limit,
    risk_ratio_of_hazards,
    robustness_value,
)
from skillmark.measure.effects.study import Study
from skillmark.measure.estimate import Estimate
from skillmark.nouns.errors import InputError


def study(seed: int, *, size: float = 2.0, n: int = 500, placebo: float | None = None) -> Study:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    hidden = rng.normal(size=n) if placebo else np.zeros(n)
    odds = x[:, 0] - 0.5 * x[:, 1] - 0.5 + 1.5 * hidden
    d = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float)
    y = 3 * x[:, 0] - 2 * x[:, 1] + size * d + rng.normal(size=n) * 2
    before = x[:, 0] + hidden * (placebo or 0) + rng.normal(size=n)
    return Study(
        d, y, x, ("a", "b"), before if placebo is not None else None, "pay before", "course", "pay"
    )


def judged(given: Study, **more: float) -> Effect:
    return effect(given, rng=np.random.default_rng(0), shuffles=30, **more)  # type: ignore[arg-type]


def test_a_clear_effect_is_established() -> None:
    found = judged(study(1, placebo=0.0))
    assert found.verdict.established
    assert found.verdict.code == "established"
    assert found.placebo.kind == "placebo outcome"
    assert not found.naive.low <= 2 <= found.naive.high
    assert found.estimate.low <= 2 <= found.estimate.high
    assert all(abs(row.after) < abs(row.before) / 2 for row in found.balance)


def test_no_effect_is_not_established_and_says_what_would_settle_it() -> None:
    found = judged(study(2, size=0.0), worth_knowing=1.0)
    assert str(found.verdict) == "not established"
    assert found.verdict.code == "covers_zero"
    people = found.overlap.treated + found.overlap.untreated
    # Four in five chances need 2.80 standard errors: the size follows from it.
    expected = people * (2.8015852 * found.estimate.se / 1.0) ** 2
    assert found.verdict.people_needed == pytest.approx(expected, abs=1)
    assert f"{found.verdict.people_needed:,}" in found.verdict.remedy


def test_a_placebo_that_moves_overturns_the_effect() -> None:
    found = judged(study(3, placebo=2.0))
    assert not found.estimate.covers_zero
    assert not found.placebo.passed
    assert found.verdict.code == "placebo"
    assert "pay before" in found.verdict.reason


def test_too_few_people() -> None:
    found = judged(study(5, n=30))
    assert found.verdict.code == "few_people"


def test_without_covariates_it_is_naive() -> None:
    given = study(1)
    bare = Study(given.treatment, given.outcome, np.empty((500, 0)), ())
    assert judged(bare).verdict.code == "unadjusted"


def test_many_treated_without_counterpart() -> None:
    given = study(1)
    far = np.where(given.treatment == 1, given.covariates[:, 0] > 0.6, False)
    x = given.covariates.copy()
    x[far, 0] += 6
    found = judged(Study(given.treatment, given.outcome, x, given.names))
    assert found.verdict.code == "no_counterpart"


def test_shuffling_finds_nothing_and_is_reproducible() -> None:
    one, two = judged(study(1)), judged(study(1))
    assert one.placebo == two.placebo
    assert one.placebo.kind == "permuted treatment"
    assert one.placebo.passed
    assert one.placebo.false_alarms is not None
    assert one.placebo.false_alarms <= 0.15


def test_json_has_the_promised_members() -> None:
    value = judged(study(1)).as_json()
    promised = {
        "estimand", "naive", "estimate", "se", "ci", "placebo", "overlap",
        "effective_sample_size", "verdict",
    }  # fmt: skip
    assert promised <= value.keys()
    assert value["ci"][0] < value["estimate"] < value["ci"][1]
    json.dumps(value, allow_nan=False)


def test_published_sensitivity_values() -> None:
    # VanderWeele and Ding (2017), breastfeeding and infant death: 3.9 has the E-value 7.26; the
    # vignette of their package EValue prints 7.263034.
    assert e_value(3.9) == pytest.approx(7.263034, abs=5e-7)
    assert e_value(1 / 3.9) == pytest.approx(7.263034, abs=5e-7)
    assert e_value(1.0) == 1.0
    # Cinelli and Hazlett (2020), Darfur, 783 degrees of freedom: 13.9%. Their package sensemakr
    # prints t = 4.18445, 0.13878 and, for the interval, 0.07626.
    assert robustness_value(4.18445, 783) == pytest.approx(0.13878, abs=5e-6)


def test_published_sensitivity_of_ratios_and_intervals() -> None:
    # VanderWeele and Ding (2017): 3.9 (1.8 to 8.7) has 7.26 and, for the limit, 3.0.
    assert e_value_limit(1.8, 8.7) == pytest.approx(3.0, abs=0.005)
    assert e_value_limit(0.8, 8.7) == 1.0
    assert e_value_limit(1 / 8.7, 1 / 1.8) == pytest.approx(3.0, abs=0.005)
    # A hazard ratio of a rare event is a risk ratio; of a common one it lies nearer to 1, and its
    # inverse is that of the inverse.
    assert risk_ratio_of_hazards(0.56, rare=True) == 0.56
    assert 0.56 < risk_ratio_of_hazards(0.56, rare=False) < 1
    assert risk_ratio_of_hazards(1 / 0.56, rare=False) == pytest.approx(
        1 / risk_ratio_of_hazards(0.56, rare=False)
    )
    assert robustness_value(4.18445, 783, alpha=0.05) == pytest.approx(0.07626, abs=5e-6)
    assert robustness_value(1.5, 783, alpha=0.05) == 0


def test_a_yes_or_no_has_a_risk_ratio() -> None:
    rng = np.random.default_rng(12)
    x = rng.normal(size=(900, 2))
    d = (rng.random(900) < 1 / (1 + np.exp(-x[:, 0]))).astype(float)
    y = (rng.random(900) < 0.25 + 0.05 * np.tanh(x[:, 0]) + 0.2 * d).astype(float)
    found = judged(Study(d, y, x, ("a", "b")))
    value = found.as_json()
    assert value["outcome_treated"] == pytest.approx(y[d == 1].mean(), abs=0.02)
    assert value["estimate"] == pytest.approx(value["outcome_treated"] - value["outcome_without"])
    low, high = value["risk_ratio"]["ci"]
    assert low < 1.8 < high
    assert value["sensitivity"]["e_value"] == pytest.approx(
        e_value(value["risk_ratio"]["estimate"])
    )
    # The interval of the ratio agrees with one from resampling.
    ratios = []
    for _ in range(150):
        rows = rng.integers(0, 900, 900)
        levels = aipw.att(d[rows], y[rows], x[rows], ("a", "b")).levels
        ratios.append(np.log(levels.treated / levels.without))
    assert (np.log(high) - np.log(low)) / 3.92 == pytest.approx(np.std(ratios), rel=0.2)
    assert judged(study(1)).as_json()["risk_ratio"] is None


def test_long_tails_are_told_and_nothing_is_cut_in_silence() -> None:
    given = study(6)
    pay = given.outcome.copy()
    pay[np.flatnonzero(given.treatment == 1)[0]] = 4_000.0
    wild = Study(given.treatment, pay, given.covariates, given.names, outcome_name="pay")
    found = judged(wild)
    assert any("one person carries" in note for note in found.notes)
    assert found.outcome == "pay"
    tamed = wild.winsorised(0.01)
    assert judged(tamed).outcome.startswith("pay, pulled in to ")
    assert "people)" in judged(tamed).outcome
    assert not any("one person carries" in note for note in judged(tamed).notes)
    with pytest.raises(InputError, match="no share"):
        wild.winsorised(0.5)


def test_a_placebo_outcome_says_how_much_it_can_tell() -> None:
    rng = np.random.default_rng(21)
    given = study(1)
    shared = Study(
        given.treatment, given.outcome, given.covariates, given.names,
        given.outcome - 2 * given.treatment + rng.normal(size=500), "last year",
    )  # fmt: skip
    noise = Study(
        given.treatment, given.outcome, given.covariates, given.names,
        rng.normal(size=500), "a die",
    )  # fmt: skip
    assert judged(shared).placebo.related == pytest.approx(0.8, abs=0.06)
    assert "it shares" in judged(shared).placebo.note
    assert judged(noise).placebo.related == pytest.approx(0.0, abs=0.02)
    assert "says little" in judged(noise).placebo.note


def test_draws_keep_what_makes_a_comparison_hard_and_notice_a_wrong_interval() -> None:
    found = judged(study(1))
    assert found.placebo.p is not None
    assert found.placebo.p <= 0.05

    # An interval a third as wide as it should be cannot hide behind an easy shuffle.
    class TooSure(Method):
        def fit(self, *columns: Any) -> Fit:
            whole = super().fit(*columns)
            return replace(whole, att=Estimate.normal(whole.att.value, whole.att.se / 3))

    sure = effect(study(1), rng=np.random.default_rng(0), method=TooSure())
    assert not sure.placebo.passed
    assert sure.verdict.code == "placebo"


def test_many_people_are_drawn_anew_from_a_stated_sample() -> None:
    found = judged(study(1, n=9_000))
    assert "each of a sample of 4,000 people" in found.placebo.note
    assert found.placebo.p is None
    assert found.placebo.passed
    team = np.arange(9_000) // 10
    given = study(1, n=9_000)
    grouped = Study(given.treatment, given.outcome, given.covariates, given.names, clusters=team)
    assert judged(grouped).placebo.passed
