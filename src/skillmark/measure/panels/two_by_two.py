"""One cohort, one comparison, two periods: the difference of their changes.

With covariates by Sant'Anna and Zhao (2020, Journal of Econometrics 219): doubly robust (right if
either how units came to be treated or how their outcome would have moved is modelled right),
weighting alone, or regression alone. All three give each unit's influence, with the estimation of
the models in it.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from skillmark.measure.regression import logistic, matrix
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


class Method(StrEnum):
    """How covariates are adjusted for."""

    DOUBLY_ROBUST = "dr"
    WEIGHTING = "ipw"
    REGRESSION = "reg"


def two_by_two(
    change: Floats, treated: Floats, covariates: Floats, names: tuple[str, ...], method: Method
) -> tuple[float, Floats]:
    """Return the effect on the treated, and each unit's influence on it (their mean is zero).

    `change` is the outcome's change between two periods, `treated` 0/1, `covariates` units by
    columns (none: the plain difference of mean changes). Raises `InputError` for covariates that
    are constant, redundant or separating, and for too few units to carry them.
    """
    share = float(treated.mean())
    if not names:
        m1, m0 = float(change[treated == 1].mean()), float(change[treated == 0].mean())
        influence = treated * (change - m1) / share - (1 - treated) * (change - m0) / (1 - share)
        return m1 - m0, influence
    others = 1 - treated
    if others.sum() <= len(names) + 1 or treated.sum() < 2:
        raise InputError(
            f"{int(treated.sum())} treated and {int(others.sum())} comparison units cannot carry "
            f"{len(names)} covariates",
            remedy="use fewer covariates or more units",
            code="too_few_units",
        )
    x = matrix.design(covariates, names)
    fitted = None if method is Method.REGRESSION else logistic.fit(x, treated, names)
    residual, moves_beta = change, None
    if method is not Method.WEIGHTING:
        residual, moves_beta = _outcome(change, others, x, names)
    value = float(residual[treated == 1].mean())
    influence = treated * (residual - value) / share
    if moves_beta is not None:
        influence = influence - moves_beta @ (treated @ x) / treated.sum()
    if fitted is None:
        return value, influence
    weight = others * fitted.probabilities / (1 - fitted.probabilities)
    expected = float(weight @ residual / weight.sum())
    off = weight * (residual - expected)
    # How each unit moves the propensity's coefficients, and these the comparison.
    moved = off + (treated - fitted.probabilities) * (x @ (fitted.covariance @ (off @ x)))
    if moves_beta is not None:
        moved = moved - moves_beta @ (weight @ x) / len(treated)
    return value - expected, influence - moved / weight.mean()


def _outcome(
    change: Floats, others: Floats, x: Floats, names: tuple[str, ...]
) -> tuple[Floats, Floats]:
    """Return what regression on the comparison leaves, and how each unit moves its line."""
    flat = np.ptp(x[others == 1, 1:], axis=0) < 1e-9
    gram = (x * others[:, None]).T @ x / len(change)
    if flat.any() or np.linalg.cond(gram) > 1e12:
        what = f"covariate {names[int(flat.argmax())]!r} does" if flat.any() else "covariates do"
        raise InputError(
            f"among the comparison units {what} not vary enough to adjust for",
            remedy="use fewer covariates or more comparison units",
            code="too_few_units",
        )
    inverse = np.linalg.inv(gram)
    residual = change - x @ (inverse @ (x.T @ (others * change) / len(change)))
    return residual, (others * residual)[:, None] * x @ inverse
