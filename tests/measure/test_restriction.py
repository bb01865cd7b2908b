"""Corrections for range restriction: published values, exact laws, and what items foretell."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st

from skillmark.measure.insight import feedback
from skillmark.measure.insight.restriction import case2, case4, fisher, restricted
from skillmark.measure.insight.shrinkage import between, shrink
from skillmark.nouns.errors import InputError

correlations = st.floats(-0.95, 0.95)
ratios = st.floats(0.2, 1.0)


def test_published_examples():
    # The example of rangeCorrection in the R package psych, after Revelle, An introduction to
    # psychometric theory, ch. 4. Its help page has the call and not the result.
    assert case2(0.33, 48.19 / 100.32) == pytest.approx(0.588, abs=5e-4)
    # The help page of the R package personnelSelectionUtility, after Sackett, Laczo and Arvey
    # (2002).
    assert case2(0.25, 1 / 1.40) == pytest.approx(0.3399501, abs=5e-8)
    # Fisher (1921) by hand: r = 0.5 of 28 pairs, z = 0.5493 +- 1.96 / 5.
    found = fisher(0.5, 28)
    assert (found.low, found.high) == pytest.approx((0.156, 0.736), abs=0.001)


@given(correlations, ratios)
def test_the_direct_correction_is_a_law(r, u):
    assert case2(r, 1.0) == pytest.approx(r)
    assert restricted(case2(r, u), u) == pytest.approx(r)
    assert abs(case2(r, u)) >= abs(r) - 1e-12
    assert -1 <= case2(r, u) <= 1


@given(correlations, correlations, ratios)
def test_the_direct_correction_rises_with_r(r, other, u):
    low, high = sorted((r, other))
    assert case2(low, u) <= case2(high, u) + 1e-12


@given(correlations, ratios, st.floats(0.3, 1.0))
def test_the_indirect_one_is_the_identity_without_restriction_and_the_direct_one_without_error(
    r, u, reliability
):
    assume(abs(r) < np.sqrt(reliability))
    assert case4(r, 1.0, reliability) == pytest.approx(r)
    assert case4(r, u, 1.0) == pytest.approx(case2(r, u))


@given(st.floats(-0.8, 0.8), st.floats(0.4, 0.95), st.floats(0.3, 0.95), st.floats(0.2, 0.9))
def test_the_indirect_one_undoes_selection_through_the_true_score(rho, reliability, goes, kept):
    """Pearson and Lawley: exact moments after selection on S, which works through T alone."""
    # Order: S, T, X = T + E (reliability), Y. T has variance 1 and carries all of S's relations.
    x_spread = 1 / reliability
    covariance = np.array(
        [
            [1.0, goes, goes, goes * rho],
            [goes, 1.0, 1.0, rho],
            [goes, 1.0, x_spread, rho],
            [goes * rho, rho, rho, 1.0],
        ]
    )
    column = covariance[:, 0]
    after = covariance - (1 - kept) * np.outer(column, column)
    u = np.sqrt(after[2, 2] / covariance[2, 2])
    r = after[2, 3] / np.sqrt(after[2, 2] * after[3, 3])
    truth = covariance[2, 3] / np.sqrt(covariance[2, 2] * covariance[3, 3])
    assert case4(r, u, reliability) == pytest.approx(truth, abs=1e-9)


def test_contradictions_are_refused():
    with pytest.raises(InputError, match=r"cannot fall to 0\.30"):
        case4(0.3, 0.3, 0.6)
    with pytest.raises(InputError, match="no ratio"):
        case2(0.3, 0.0)


def selected(rng, n=400, rho=0.45, kept=0.4):
    """Draw results of all, and performance of those who were chosen by the result."""
    x = rng.normal(size=n)
    y = rho * x + np.sqrt(1 - rho**2) * rng.normal(size=n)
    return x, np.where(x >= np.quantile(x, 1 - kept), y, np.nan)


def coverage(runs):
    found = [
        feedback.validity(*selected(np.random.default_rng(seed))).direct for seed in range(runs)
    ]
    held = np.mean([one.low <= 0.45 <= one.high for one in found])
    return held, np.mean([one.value for one in found])


def test_the_corrected_interval_holds_the_truth_among_all():
    held, middle = coverage(120)
    assert 0.90 <= held <= 0.99
    assert middle == pytest.approx(0.45, abs=0.03)


@pytest.mark.slow
def test_the_corrected_interval_holds_the_truth_as_often_as_it_says():
    held, middle = coverage(2_000)
    assert 0.93 <= held <= 0.975
    assert middle == pytest.approx(0.45, abs=0.01)


def test_validity_beyond_experience_is_that_of_statsmodels():
    rng = np.random.default_rng(5)
    z = rng.gamma(2, 2, 300)
    x = 0.1 * z + rng.normal(size=300)
    y = 0.3 * x + 0.2 * z + rng.normal(size=300)
    found = feedback.validity(x, y, experience=z)
    full = sm.OLS(y, sm.add_constant(np.column_stack([z, x]))).fit()
    less = sm.OLS(y, sm.add_constant(z)).fit()
    assert found.gained == pytest.approx(full.rsquared - less.rsquared)
    t = full.tvalues[2]
    assert found.beyond.value == pytest.approx(t / np.sqrt(t**2 + full.df_resid))
    assert found.u == pytest.approx(1.0)
    assert found.direct.value == pytest.approx(found.observed.value)
    assert found.code == "foretells"


def test_reliabilities_correct_only_when_given_and_contradictions_are_noted():
    x, y = selected(np.random.default_rng(6))
    plain = feedback.validity(x, y)
    assert plain.indirect is None
    assert plain.observed.value < plain.direct.value
    fuller = feedback.validity(x, y, reliability=0.85, criterion=0.6)
    assert fuller.indirect.value > fuller.direct.value > plain.direct.value
    assert feedback.validity(x, y, reliability=0.2).note == "reliability"
    assert feedback.validity(x[:9], y[:9]) is None
    assert feedback.validity(np.ones(50), np.arange(50.0)) is None


def test_items_are_named_by_what_holds_among_many_and_small_cells_are_not_told():
    rng = np.random.default_rng(7)
    y = rng.normal(size=400)
    noise = [(rng.random(400) < 0.5).astype(float) for _ in range(30)]
    good = (y + rng.normal(size=400) > 0).astype(float)
    bad = (-y + rng.normal(size=400) > 0).astype(float)
    thin = np.zeros(400)
    thin[:4] = 1
    names = [f"n{i}" for i in range(30)] + ["good", "bad", "thin"]
    found = {one.name: one for one in feedback.items(np.column_stack([*noise, good, bad, thin]),
                                                     names, y)}  # fmt: skip
    assert (found["good"].code, found["bad"].code) == ("foretells", "against")
    assert found["thin"].code == "hidden"
    assert found["thin"].n == 0
    assert sum(found[f"n{i}"].code in ("foretells", "against") for i in range(30)) <= 1
    known = sm.OLS(y, sm.add_constant(good)).fit()
    assert found["good"].estimate.value == pytest.approx(np.sqrt(known.rsquared))


def test_shrinking_is_that_of_the_baseball_players():
    """Efron and Morris (1977): 18 batters, mean .265, kept .212, Clemente .400 becomes .294.

    The article was not at hand when this was last looked at. Ours is another estimator: near.
    """
    hits = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
    values = hits / 45
    errors = np.full(18, np.sqrt(0.265 * 0.735 / 45))
    found = shrink(values, errors, rng=np.random.default_rng(1))
    assert found[0].common == pytest.approx(0.265, abs=0.001)
    assert found[0].weight == pytest.approx(0.212, abs=0.01)
    assert found[0].estimate.value == pytest.approx(0.294, abs=0.002)
    # Nobody can be ordered by 45 at bats each.
    assert all((one.best, one.worst) == (1, 18) for one in found)
    assert not any(one.ordered for one in found)


def test_ranks_order_what_the_data_order():
    values, errors = np.array([0.1, 0.5, 0.52, 0.9]), np.full(4, 0.03)
    found = shrink(values, errors, rng=np.random.default_rng(1))
    assert [(one.best, one.worst) for one in found] == [(4, 4), (2, 3), (2, 3), (1, 1)]
    assert between(values, errors) == pytest.approx(np.var(values, ddof=1) - 0.03**2)
    assert between(np.array([0.1, 0.11]), np.array([0.5, 0.5])) == 0.0


def test_credentials_stand_in_the_order_of_the_alphabet_and_small_ones_are_not_told():
    rng = np.random.default_rng(8)
    names = np.array(["beta"] * 60 + ["alpha"] * 60 + ["tiny"] * 6 + [""] * 10, dtype=object)
    x = rng.normal(size=136)
    y = 0.4 * x + rng.normal(size=136)
    found = feedback.by_name(names, x, y, rng=rng)
    assert [one.name for one in found] == ["alpha", "beta", "tiny"]
    assert found[2].n == 0
    assert found[2].own is None
    assert -1 < found[0].shrunken.estimate.low < found[0].shrunken.estimate.high < 1


def test_people_needed_is_what_cohen_says():
    # Cohen (1988), table 3.4.1: r = .30 at two-sided .05 with power .80 takes 84 or 85; the
    # vignette of the R package pwr prints 84.07364.
    assert feedback.pairs_needed(0.3) in (84, 85)
    assert feedback.smallest_seen(85) == pytest.approx(0.3, abs=0.002)
