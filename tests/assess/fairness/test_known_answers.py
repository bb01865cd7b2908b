"""What R and difR print for the same responses; and statsmodels, fitted here."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.fairness.logistic import Kind, fit, logistic
from skillmark.assess.fairness.mantel_haenszel import mantel_haenszel
from skillmark.assess.multiplicity import benjamini_hochberg, holm

CLOSE = 1e-6


def test_mantelhaen_test_agrees(drawn_once, printed):
    items = mantel_haenszel(drawn_once).items
    expected = printed["mantelhaen"]
    assert [item.chi2 for item in items] == pytest.approx(expected["chi2"], abs=CLOSE)
    assert [item.p for item in items] == pytest.approx(expected["p"], abs=CLOSE)
    delta = -2.35 * np.log(expected["odds"])
    assert [item.delta for item in items] == pytest.approx(delta.tolist(), abs=CLOSE)
    errors = 2.35 * np.sqrt(printed["mh_variance"])
    assert [item.standard_error for item in items] == pytest.approx(errors.tolist(), abs=CLOSE)
    assert [item.p_adjusted for item in items] == pytest.approx(printed["bh"], abs=CLOSE)


def test_difr_purifies_to_the_same_items(drawn_once, printed):
    report = mantel_haenszel(drawn_once, purify=True)
    expected = printed["purified"]
    assert list(report.unmatched) == expected["flagged"] == ["i3", "i10", "i12"]
    assert (report.rounds, report.settled) == (expected["rounds"], True)
    delta = -2.35 * np.log(expected["odds"])
    assert [item.delta for item in report.items] == pytest.approx(delta.tolist(), abs=CLOSE)


@pytest.mark.parametrize(
    ("kind", "name"), [(Kind.BOTH, "both"), (Kind.UNIFORM, "udif"), (Kind.NON_UNIFORM, "nudif")]
)
def test_difr_has_the_same_likelihood_ratios(drawn_once, printed, kind, name):
    tests = [item.test(kind) for item in logistic(drawn_once).items]
    assert [one.chi2 for one in tests] == pytest.approx(printed[name]["chi2"], abs=CLOSE)
    assert [one.r2 for one in tests] == pytest.approx(printed[name]["r2"], abs=CLOSE)


def test_difr_purifies_the_logistic_test_to_the_same(drawn_once, printed):
    report = logistic(drawn_once, purify=True, kind=Kind.UNIFORM)
    expected = printed["udif_purified"]
    assert list(report.unmatched) == expected["flagged"]
    found = [item.uniform.chi2 for item in report.items]
    assert found == pytest.approx(expected["chi2"], abs=CLOSE)


def test_adjusted_p_values_are_those_of_p_adjust(printed):
    p = printed["mantelhaen"]["p"]
    assert benjamini_hochberg(p).tolist() == pytest.approx(printed["bh"], abs=CLOSE)
    assert holm(p).tolist() == pytest.approx(printed["holm"], abs=CLOSE)
    with_gap = benjamini_hochberg([*p[:5], np.nan, *p[5:]])
    assert np.isnan(with_gap[5])
    assert np.delete(with_gap, 5).tolist() == pytest.approx(printed["bh"], abs=CLOSE)


def test_statsmodels_fits_the_same_curve(drawn_once):
    from statsmodels.discrete.discrete_model import Logit

    right = (drawn_once.values[:, 2] == 1).astype(float)
    score = (drawn_once.values == 1).sum(axis=1)
    focal = np.array(drawn_once.groups) == "focal"
    design = np.column_stack([np.ones(len(score)), score, focal, score * focal])
    ours, theirs = fit(design, right), Logit(right, design).fit(disp=0)
    assert ours.weights.tolist() == pytest.approx(theirs.params.tolist(), abs=1e-7)
    assert ours.log_likelihood == pytest.approx(theirs.llf, abs=1e-8)
    assert ours.covariance == pytest.approx(theirs.cov_params(), rel=1e-5)
