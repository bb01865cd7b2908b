"""The propensity model: agrees with a kept library, refuses what has no answer."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.measure.regression import logistic, matrix
from skillmark.nouns.errors import InputError


def test_agrees_with_statsmodels() -> None:
    api = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(3)
    x = rng.normal(size=(800, 3)) * [1, 100, 0.01] + [0, 5000, 3]
    d = (rng.random(800) < 1 / (1 + np.exp(-(x[:, 0] + (x[:, 1] - 5000) / 90)))).astype(float)
    given = matrix.design(x, ("a", "b", "c"))
    ours = logistic.fit(given, d, ("a", "b", "c"))
    theirs = api.Logit(d, given).fit(disp=0, tol=1e-12)
    np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-6)
    np.testing.assert_allclose(ours.probabilities, theirs.predict(), rtol=1e-6)
    np.testing.assert_allclose(ours.covariance, theirs.cov_params(), rtol=1e-4)


def test_without_covariates_it_is_the_share() -> None:
    d = np.array([1.0, 0, 0, 0])
    fitted = logistic.fit(matrix.design(np.empty((4, 0)), ()), d, ())
    np.testing.assert_allclose(fitted.probabilities, 0.25)


def test_perfect_separation_names_the_covariate() -> None:
    x = np.array([[1.0, 3], [2, 1], [3, 2], [4, 4], [5, 1], [6, 3]])
    d = np.array([0.0, 0, 0, 1, 1, 1])
    with pytest.raises(InputError, match="covariate 'score' tells") as caught:
        logistic.fit(matrix.design(x, ("score", "age")), d, ("score", "age"))
    assert caught.value.code == "separation"


def test_separation_by_a_combination() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(60, 2))
    d = (x[:, 0] + x[:, 1] > 0).astype(float)
    with pytest.raises(InputError, match="a combination of the covariates"):
        logistic.fit(matrix.design(x, ("a", "b")), d, ("a", "b"))


def test_constant_and_redundant_covariates_are_named() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(30, 2))
    with pytest.raises(InputError, match="'b' is the same for everybody"):
        matrix.design(np.column_stack([x[:, 0], np.full(30, 7.1)]), ("a", "b"))
    with pytest.raises(InputError, match="says nothing that the others do not") as caught:
        matrix.design(np.column_stack([x, x[:, 0] - 2 * x[:, 1]]), ("a", "b", "c"))
    assert caught.value.code == "collinear"
    with pytest.raises(InputError, match="cannot carry"):
        matrix.design(x[:3], ("a", "b"))
