"""A person's ability, given calibrated items: expected a posteriori and maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.responses import MISSING
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats, ItemParameters, slopes_of_probability
from skillmark.nouns.errors import InputError

REACH = 20.0
"""Likelihoods whose maximum lies beyond this have none."""


@dataclass(frozen=True, slots=True)
class Ability:
    """An estimate on the calibration's scale, with its standard error."""

    estimate: float
    standard_error: float


def expected_a_posteriori(
    values: NDArray[np.int8], parameters: ItemParameters, *, nodes: int = 121
) -> tuple[Ability, ...]:
    """Return the posterior mean and standard deviation of every person (rows of `values`).

    The prior is standard normal, so that everyone has an estimate; who answered nothing gets
    0 with standard error 1.
    """
    _fits(values, parameters)
    rule = Quadrature.normal(nodes)
    log_right, log_wrong = parameters.logarithms(rule.nodes)
    joint = (values == 1).astype(float) @ log_right + (values == 0).astype(float) @ log_wrong
    joint += np.log(rule.weights)
    posterior = np.exp(joint - joint.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    mean = posterior @ rule.nodes
    spread = np.sqrt(np.maximum(posterior @ rule.nodes**2 - mean**2, 0))
    return tuple(Ability(float(m), float(s)) for m, s in zip(mean, spread, strict=True))


def maximum_likelihood(values: NDArray[np.int8], parameters: ItemParameters) -> Ability:
    """Return one person's maximum likelihood estimate; `values` is one row.

    The standard error is that of the test information at the estimate. Raises `InputError`
    where the likelihood has no maximum: nothing answered, everything right, everything wrong,
    or a pattern that guessing explains as well as any ability.
    """
    _fits(values[None, :], parameters)
    seen = values != MISSING
    if not seen.any():
        raise InputError("without a response there is no estimate", code="no_estimate")
    if (values[seen] == values[seen][0]).all():
        which = "right" if values[seen][0] else "wrong"
        raise InputError(
            f"every response is {which}: the maximum likelihood estimate is infinite",
            remedy="use the expected a posteriori estimate",
            code="no_estimate",
        )
    asked = ItemParameters(parameters.a[seen], parameters.d[seen], parameters.c[seen])
    right = values[seen] == 1
    best = _search(asked, right)
    if abs(best) >= REACH - 1e-3:
        raise InputError(
            "the likelihood of these responses has no maximum",
            remedy="use the expected a posteriori estimate",
            code="no_estimate",
        )
    return Ability(best, float(1 / np.sqrt(test_information(asked, np.array([best]))[0])))


def test_information(parameters: ItemParameters, theta: Floats) -> Floats:
    """Return Fisher's information about ability at every `theta`."""
    probability = parameters.probability(theta)
    # dP/dtheta = a dP/dd
    slope = parameters.a[:, None] * slopes_of_probability(parameters, theta)[:, 1, :]
    variance = np.maximum(probability * (1 - probability), 1e-300)
    return np.asarray((slope**2 / variance).sum(axis=0))


def _search(parameters: ItemParameters, right: NDArray[np.bool_]) -> float:
    """Return the highest point of the likelihood: a grid, refined round its best node.

    With guessing there may be several maxima, which a climb from one point would miss.
    """
    low, high = -REACH, REACH
    best = 0.0
    while high - low > 1e-9:
        theta = np.linspace(low, high, 401)
        log_right, log_wrong = parameters.logarithms(theta)
        value = log_right[right].sum(axis=0) + log_wrong[~right].sum(axis=0)
        best = float(theta[int(np.argmax(value))])
        width = (high - low) / 400
        low, high = max(-REACH, best - 2 * width), min(REACH, best + 2 * width)
    return best


def _fits(values: NDArray[np.int8], parameters: ItemParameters) -> None:
    if values.shape[1] != len(parameters.a):
        raise InputError(
            f"{values.shape[1]} responses for {len(parameters.a)} calibrated items",
            remedy="keep the items in the order of the calibration",
        )
