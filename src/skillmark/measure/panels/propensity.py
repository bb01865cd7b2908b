"""How likely each unit was to be in the cohort rather than in its comparison, given covariates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

_STEPS = 40
_FAR = 30.0
"""A log-odds of 30 is a probability of 1e-13: no finite data set supports it."""


@dataclass(frozen=True, slots=True)
class Propensity:
    """Fitted probabilities, and how each unit moves the coefficients (units by coefficients)."""

    probabilities: Floats
    moves: Floats


def design(covariates: Floats, names: tuple[str, ...]) -> Floats:
    """Return an intercept and standardised covariates; one without information is refused."""
    spread, middle = covariates.std(axis=0), covariates.mean(axis=0)
    for name, deviation, centre in zip(names, spread, middle, strict=True):
        if not deviation > 1e-12 * max(1.0, abs(centre)):
            raise InputError(
                f"covariate {name!r} is the same for all units compared",
                remedy="leave it out",
                code="no_variation",
            )
    scaled = (covariates - middle) / spread
    matrix = np.column_stack([np.ones(len(scaled)), scaled])
    if np.linalg.matrix_rank(matrix, tol=1e-8 * len(matrix) ** 0.5) < matrix.shape[1]:
        raise InputError(
            f"among {', '.join(names)} one says nothing that the others do not",
            remedy="leave it out",
            code="collinear",
        )
    return matrix


def propensity(x: Floats, treated: Floats, names: tuple[str, ...]) -> Propensity:
    """Fit a logistic regression by Newton's method; perfect separation raises `InputError`."""
    n = len(treated)
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(treated.mean() / (1 - treated.mean()))
    likelihood = _likelihood(x @ beta, treated)
    for _ in range(_STEPS):
        p = expit(x @ beta)
        information = (x * (p * (1 - p))[:, None]).T @ x
        score = x.T @ (treated - p)
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            raise _separated(names) from None
        if float(score @ step) < 1e-12 * n:
            if p[treated == 1].min() > p[treated == 0].max():
                raise _separated(names)
            return Propensity(p, (treated - p)[:, None] * (x @ np.linalg.inv(information)) * n)
        factor, tried = 1.0, _likelihood(x @ (beta + step), treated)
        while tried < likelihood and factor > 1e-6:
            factor /= 2
            tried = _likelihood(x @ (beta + factor * step), treated)
        beta, likelihood = beta + factor * step, tried
        if np.abs(x @ beta).max() > _FAR:
            raise _separated(names)
    raise _separated(names)


def _likelihood(eta: Floats, treated: Floats) -> float:
    return float(treated @ eta - np.logaddexp(0.0, eta).sum())


def _separated(names: tuple[str, ...]) -> InputError:
    return InputError(
        f"{', '.join(names)} tell the cohort and its comparison apart perfectly: nobody is "
        "comparable",
        remedy="find comparison units that could have been treated, or use fewer covariates",
        code="separation",
    )
