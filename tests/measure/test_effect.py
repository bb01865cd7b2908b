"""The verdict: established only where everything speaks for it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from skillmark.measure.effects.effect import Effect, effect
from skillmark.measure.effects.sensitivity import e_value, robustness_value
from skillmark.measure.effects.study import Study


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
    # VanderWeele and Ding (2017): a risk ratio of 3.9 has the E-value 7.26.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.01)
    assert e_value(1 / 3.9) == pytest.approx(7.26, abs=0.01)
    assert e_value(1.0) == 1.0
    # Cinelli and Hazlett (2020), Darfur: t = 4.18 with 783 degrees of freedom gives 13.9%.
    assert robustness_value(4.18, 783) == pytest.approx(0.139, abs=0.0005)
