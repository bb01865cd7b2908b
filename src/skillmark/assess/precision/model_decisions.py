"""Accuracy and consistency of pass and fail where the items' parameters are known.

Two ways. Lee (2010, Journal of Educational Measurement 47, 1-17): scores given ability follow
Lord and Wingersky's recursion, the expected score decides what is right; for a cut on the
score. Rudner (2001, 2005, Practical Assessment, Research & Evaluation 7(14) and 10(13)):
estimates are normal about the ability with its standard error; for a cut on the ability.

Abilities are either those of people (averaged over them) or nodes with weights, for a
population. Item parameters are taken as known: their own errors are not in the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from skillmark.assess.precision.recursion import right_or_wrong, summed_scores
from skillmark.assess.scaling.ability import test_information
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ModelDecision:
    """What item response theory says of pass/fail decisions; all are probabilities."""

    accuracy: float
    consistency: float
    kappa: float
    passed: float
    truly_above: float | None
    """P(truly above the cut | passed); `None` where nobody passes."""
    truly_below: float | None


def lee(
    categories: Sequence[Floats] | ItemParameters,
    theta: Floats,
    weights: Floats | None = None,
    *,
    cut: float,
) -> ModelDecision:
    """Return what becomes of the decision "summed score >= `cut`".

    `categories` are item parameters of 0/1 items, or what `recursion.summed_scores` takes at
    `theta`. Raises `InputError` for a cut that is not on the scale.
    """
    theta = np.asarray(theta, dtype=float)
    given = (
        right_or_wrong(categories, theta)
        if isinstance(categories, ItemParameters)
        else list(categories)
    )
    scores = summed_scores(given)
    every = np.arange(len(scores))
    if not 0 < cut <= every[-1]:
        raise InputError(f"a cut score of {cut:g} decides nothing on a scale of 0 to {every[-1]}")
    passing = scores[every >= cut].sum(axis=0)
    return _decide(passing, every @ scores >= cut, _share(theta, weights))


def rudner(
    theta: Floats,
    errors: Floats | ItemParameters,
    weights: Floats | None = None,
    *,
    cut: float,
) -> ModelDecision:
    """Return what becomes of the decision "estimate of ability >= `cut`".

    `errors` are the standard errors at `theta`, or item parameters whose test information
    gives them. Raises `InputError` where an error is not above 0.
    """
    theta = np.asarray(theta, dtype=float)
    if isinstance(errors, ItemParameters):
        with np.errstate(divide="ignore"):
            errors = 1 / np.sqrt(test_information(errors, theta))
    errors = np.asarray(errors, dtype=float)
    if errors.shape != theta.shape or not (errors > 0).all() or not np.isfinite(cut):
        raise InputError("every ability needs a standard error above 0, and the cut a number")
    passing = np.asarray(special.ndtr((theta - cut) / errors))
    return _decide(passing, theta >= cut, _share(theta, weights))


def _share(theta: Floats, weights: Floats | None) -> Floats:
    if theta.ndim != 1 or not len(theta) or not np.isfinite(theta).all():
        raise InputError("abilities must be a list of numbers")
    shares = np.ones(len(theta)) if weights is None else np.asarray(weights, dtype=float)
    if shares.shape != theta.shape or not (shares >= 0).all() or not shares.sum() > 0:
        raise InputError("every ability needs a weight that is not negative")
    return np.asarray(shares / shares.sum())


def _decide(passing: Floats, above: NDArray[np.bool_], weights: Floats) -> ModelDecision:
    passed = float(weights @ passing)
    consistency = float(weights @ (passing**2 + (1 - passing) ** 2))
    chance = passed**2 + (1 - passed) ** 2
    right_pass = float(weights @ (passing * above))
    right_fail = float(weights @ ((1 - passing) * ~above))
    return ModelDecision(
        accuracy=right_pass + right_fail,
        consistency=consistency,
        kappa=(consistency - chance) / (1 - chance) if chance < 1 - 1e-12 else 0.0,
        passed=passed,
        truly_above=right_pass / passed if passed > 1e-12 else None,
        truly_below=right_fail / (1 - passed) if passed < 1 - 1e-12 else None,
    )
