"""Logistic regression by iteratively reweighted least squares, without any ridge.

A ridge would hide what a propensity score must show: covariates that tell the groups apart
perfectly (there is then nobody to compare with) and covariates that say the same thing twice.
Both are refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from skillmark.measure.regression.matrix import gram
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

_STEPS = 60
_FAR = 30.0
"""A log-odds of 30 is a probability of 1e-13: no finite data set supports it."""


@dataclass(frozen=True, slots=True)
class Logit:
    """A fitted model: probabilities (people), coefficients and their covariance (scaled design)."""

    probabilities: Floats
    coefficients: Floats
    covariance: Floats


def fit(matrix: Floats, treatment: Floats, names: tuple[str, ...]) -> Logit:
    """Fit by Newton's method with step halving; separation raises `InputError`."""
    beta: Floats = np.zeros(matrix.shape[1])
    beta[0] = np.log(treatment.mean() / (1 - treatment.mean()))
    eta = matrix @ beta
    likelihood = _log_likelihood(eta, treatment)
    for _ in range(_STEPS):
        p = expit(eta)
        information = gram(matrix, p * (1 - p))
        score = matrix.T @ (treatment - p)
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            raise _separated(matrix, treatment, names) from None
        factor = 1.0
        along = matrix @ step
        while factor > 1e-8:
            tried = _log_likelihood(eta + factor * along, treatment)
            if tried >= likelihood - 1e-12 * abs(likelihood):
                break
            factor /= 2
        beta += factor * step
        eta = matrix @ beta
        likelihood = tried
        # Newton's decrement is twice the likelihood still to be gained.
        if float(score @ step) < 1e-9:
            break
    else:
        raise _separated(matrix, treatment, names)
    if _is_separated(eta, treatment):
        raise _separated(matrix, treatment, names)
    p = expit(eta)
    covariance: Floats = np.asarray(np.linalg.inv(gram(matrix, p * (1 - p))), dtype=np.float64)
    return Logit(p, beta, covariance)


def _log_likelihood(eta: Floats, treatment: Floats) -> float:
    return float(treatment @ eta - np.logaddexp(0.0, eta).sum())


def _is_separated(eta: Floats, treatment: Floats) -> bool:
    """All treated people are certain, or all others impossible: the likelihood has no maximum."""
    return bool(eta[treatment == 1].min() > eta[treatment == 0].max() or eta.max() > _FAR)


def _separated(matrix: Floats, treatment: Floats, names: tuple[str, ...]) -> InputError:
    treated, others = matrix[treatment == 1, 1:], matrix[treatment == 0, 1:]
    guilty = [
        name
        for index, name in enumerate(names)
        if treated[:, index].min() > others[:, index].max()
        or treated[:, index].max() < others[:, index].min()
    ]
    what = f"covariate {guilty[0]!r}" if guilty else "a combination of the covariates"
    return InputError(
        f"{what} tells treated and untreated apart perfectly: nobody is comparable",
        remedy="find comparisons that could have been treated, or leave the covariate out "
        "if it is a consequence of the treatment",
        code="separation",
    )
