"""The doubly robust estimate: exact where an exact answer exists, honest where it is random."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.measure.effects import aipw
from skillmark.measure.effects.fit import naive
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

Rows = np.ndarray[tuple[int], np.dtype[np.intp]]


def people(
    rng: np.random.Generator, n: int = 600, effect: float = 2.0
) -> tuple[Floats, Floats, Floats]:
    """Two confounders; the naive difference is far off, the truth is `effect` for everybody."""
    x = rng.normal(size=(n, 2))
    d = (rng.random(n) < 1 / (1 + np.exp(-(x[:, 0] - 0.5 * x[:, 1] - 0.5)))).astype(float)
    y = 3 * x[:, 0] - 2 * x[:, 1] + effect * d + rng.normal(size=n)
    return d, y, x


def test_one_binary_covariate_has_an_exact_answer() -> None:
    # With a saturated model, the estimate is the difference in each stratum weighted by its
    # treated people: 6 at (7 - 5) and 2 at (11 - 4).
    d = np.array([1.0] * 6 + [0] * 2 + [1] * 2 + [0] * 4)
    x = np.array([[0.0]] * 8 + [[1.0]] * 6)
    y = np.array([6.0, 8, 7, 7, 6, 8, 4, 6, 10, 12, 3, 5, 4, 4])
    found = aipw.att(d, y, x, ("stratum",))
    assert found.att.value == pytest.approx((6 * 2 + 2 * 7) / 8, abs=1e-9)


def test_without_covariates_it_is_the_difference_in_means() -> None:
    rng = np.random.default_rng(2)
    d = np.repeat([1.0, 0.0], [60, 90])
    y = rng.normal(size=150) * np.where(d == 1, 3, 1) + d
    found = aipw.att(d, y, np.empty((150, 0)), ())
    plain = naive(d, y)
    assert found.att.value == pytest.approx(plain.value, abs=1e-12)
    assert found.att.se == pytest.approx(plain.se, rel=0.02)


def test_the_interval_covers_the_truth_about_19_times_in_20() -> None:
    rng = np.random.default_rng(5)
    covered = naive_covered = 0
    for _ in range(200):
        d, y, x = people(rng, 400)
        found = aipw.att(d, y, x, ("a", "b")).att
        covered += found.low <= 2 <= found.high
        plain = naive(d, y)
        naive_covered += plain.low <= 2 <= plain.high
    assert 181 <= covered <= 198  # 190 expected; the 99.5% range of a binomial
    assert naive_covered < 20


@pytest.mark.parametrize("wrong", ["propensity", "outcome"])
def test_one_wrong_model_is_forgiven(wrong: str) -> None:
    rng = np.random.default_rng(8)
    n = 20_000
    x = rng.uniform(-1, 1, size=(n, 1))
    curve = x[:, 0] ** 2
    steep = 2 * x[:, 0] + (3 * curve if wrong == "propensity" else 0)
    d = (rng.random(n) < 1 / (1 + np.exp(-(steep - 1)))).astype(float)
    y = 4 * x[:, 0] + (8 * curve if wrong == "outcome" else 0) + d + rng.normal(size=n)
    found = aipw.att(d, y, x, ("x",)).att
    assert found.value == pytest.approx(1.0, abs=4 * found.se)
    assert found.se < 0.05


def test_standard_error_agrees_with_the_bootstrap() -> None:
    d, y, x = people(np.random.default_rng(11), 500)
    analytic = aipw.att(d, y, x, ("a", "b")).att

    def again(rows: Rows) -> float:
        return aipw.att(d[rows], y[rows], x[rows], ("a", "b")).att.value

    drawn = aipw.bootstrap(again, d, rng=np.random.default_rng(1), draws=300)
    assert drawn.value == analytic.value
    assert drawn.se == pytest.approx(analytic.se, rel=0.2)
    assert aipw.bootstrap(again, d, rng=np.random.default_rng(1), draws=300) == drawn


def test_scale_and_order_of_people_do_not_matter() -> None:
    d, y, x = people(np.random.default_rng(4), 300)
    found = aipw.att(d, y, x, ("a", "b")).att
    order = np.random.default_rng(0).permutation(300)
    moved = aipw.att(d[order], 10 * y[order] + 5, x[order] * [1e6, 1e-6], ("a", "b")).att
    assert moved.value == pytest.approx(10 * found.value, rel=1e-6)
    assert moved.se == pytest.approx(10 * found.se, rel=1e-6)


def test_people_without_counterpart_are_left_out() -> None:
    rng = np.random.default_rng(6)
    d, y, x = people(rng, 400)
    # Ten treated people far beyond every untreated one, and fifty untreated far below.
    x = np.vstack([x, np.tile([9.0, -9.0], (10, 1)), np.tile([-9.0, 9.0], (50, 1))])
    d = np.concatenate([d, np.ones(10), np.zeros(50)])
    y = np.concatenate([y, np.full(10, 500.0), np.full(50, -500.0)])
    found = aipw.att(d, y, x, ("a", "b"))
    assert found.overlap.treated_left_out >= 10
    assert found.overlap.untreated_left_out >= 50
    assert found.kept[-60:].sum() == 0
    assert found.att.value == pytest.approx(2.0, abs=4 * found.att.se)
    assert found.effective_untreated < found.overlap.untreated


def test_refusals_name_the_reason() -> None:
    d, y, x = people(np.random.default_rng(4), 60)
    with pytest.raises(InputError, match="no untreated people"):
        aipw.att(np.ones(60), y, x, ("a", "b"))
    with pytest.raises(InputError, match="no treated people"):
        aipw.att(np.zeros(60), y, x, ("a", "b"))
    with pytest.raises(InputError, match="outcome is the same"):
        aipw.att(d, np.ones(60), x, ("a", "b"))
