"""People whose responses the model does not expect of anyone of their ability.

lz* (Snijders 2001, Psychometrika 66, 331-342): the standardised log-likelihood of a person's
responses, corrected for that the ability is estimated from the same responses. Low values are
unexpected responses: luck, help, a misread sheet, another way to learn. Never a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from skillmark.assess.multiplicity import benjamini_hochberg
from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.calibration import Calibration
from skillmark.assess.scaling.response_model import Floats, ItemParameters, slopes_of_probability

FEWEST_ITEMS = 10
"""Answered by a person; with fewer, lz* is far from normal."""
SIGNIFICANT = 0.05
BLOCK = 4096


@dataclass(frozen=True, eq=False)
class PersonFit:
    """Fit of every row of the responses; `nan` for people with too few responses."""

    theta: Floats
    """Ability by the mode of the posterior under a standard normal prior."""
    lz: Floats
    """lz*, standard normal under the model; low is unexpected."""
    p: Floats
    """One-sided."""
    adjusted: Floats
    """p adjusted over all people (Benjamini and Hochberg 1995)."""

    @property
    def tested(self) -> int:
        """How many people have a figure."""
        return int(np.isfinite(self.lz).sum())

    @property
    def flagged(self) -> NDArray[np.intp]:
        """Rows that are significant at 5 % when everybody is looked at, lowest first."""
        rows = np.flatnonzero(self.adjusted < SIGNIFICANT)
        return rows[np.argsort(self.lz[rows], kind="stable")]


def person_fit(responses: Responses, found: Calibration) -> PersonFit:
    """Return the fit of every person, in the order of the rows."""
    values = responses.values
    parts = [
        _standardised(values[start : start + BLOCK], found.parameters)
        for start in range(0, len(values), BLOCK)
    ]
    theta, lz = (np.concatenate(part) for part in zip(*parts, strict=True))
    lz[(values != MISSING).sum(axis=1) < FEWEST_ITEMS] = np.nan
    p = ndtr(lz)
    return PersonFit(theta, lz, p, benjamini_hochberg(p))


def posterior_mode(values: NDArray[np.int8], parameters: ItemParameters) -> Floats:
    """Return everybody's most probable ability under a standard normal prior.

    Scoring steps, at most one unit long: they cannot overshoot by much where the prior holds.
    """
    seen, right = values != MISSING, values == 1
    theta = np.zeros(len(values))
    for _ in range(100):
        p, weight, _ = _weights(parameters, theta)
        slope = ((right - p) * weight * seen).sum(axis=1) - theta
        information = (p * (1 - p) * weight**2 * seen).sum(axis=1) + 1
        step = np.clip(slope / information, -1, 1)
        theta += step
        if np.abs(step).max() < 1e-10:
            break
    return theta


def _weights(parameters: ItemParameters, theta: Floats) -> tuple[Floats, Floats, Floats]:
    """Return P, the weight of a residual in the score for ability, and dP/dtheta."""
    p = np.clip(parameters.probability(theta).T, 1e-12, 1 - 1e-12)
    slope = (parameters.a[:, None] * slopes_of_probability(parameters, theta)[:, 1]).T
    return p, slope / (p * (1 - p)), slope


def _standardised(values: NDArray[np.int8], parameters: ItemParameters) -> tuple[Floats, Floats]:
    """Return the abilities and lz*."""
    seen, right = values != MISSING, values == 1
    theta = posterior_mode(values, parameters)
    p, weight, slope = _weights(parameters, theta)
    surprise = np.log(p / (1 - p))
    with np.errstate(invalid="ignore", divide="ignore"):
        shared = (slope * surprise * seen).sum(axis=1) / (slope * weight * seen).sum(axis=1)
        corrected = surprise - shared[:, None] * weight
        # the mode makes residuals and prior balance: theta is the prior's part
        excess = ((right - p) * surprise * seen).sum(axis=1) - shared * theta
        spread = np.sqrt((corrected**2 * p * (1 - p) * seen).sum(axis=1))
        return theta, np.where(spread > 1e-9, excess / spread, np.nan)
