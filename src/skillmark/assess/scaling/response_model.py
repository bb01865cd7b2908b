"""The logistic models of an item's responses (Birnbaum 1968), and their derivatives.

P(right | theta) = c + (1 - c) / (1 + exp(-(a theta + d)))

with slope a, intercept d and lower asymptote c; the difficulty is b = -d / a. There is no
factor of 1.7: slopes are logistic. Ability theta is standard normal where people are drawn
from the calibration's population.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]


class Model(StrEnum):
    """How many parameters an item has; `1pl` shares one slope among all items."""

    ONE = "1pl"
    TWO = "2pl"
    THREE = "3pl"


@dataclass(frozen=True, eq=False)
class ItemParameters:
    """Parameters of all items, each an array with one entry an item."""

    a: Floats
    d: Floats
    c: Floats

    @property
    def b(self) -> Floats:
        """Difficulties; infinite where the slope is zero."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return -self.d / self.a

    def probability(self, theta: Floats) -> Floats:
        """Return P(right), items x abilities."""
        return self.c[:, None] + (1 - self.c)[:, None] * self.logistic(theta)

    def logistic(self, theta: Floats) -> Floats:
        """Return the probability without guessing, items x abilities."""
        return np.asarray(expit(np.outer(self.a, theta) + self.d[:, None]))

    def logarithms(self, theta: Floats) -> tuple[Floats, Floats]:
        """Return log P(right) and log P(wrong), items x abilities, exact far out too."""
        z = np.outer(self.a, theta) + self.d[:, None]
        wrong = -np.logaddexp(0, z)
        right = z + wrong
        guessing = self.c > 0
        if guessing.any():
            with np.errstate(divide="ignore"):
                floor = np.log(self.c)[:, None]
            rest = np.log1p(-self.c)[:, None]
            right = np.where(guessing[:, None], np.logaddexp(floor, rest + right), right)
            wrong = wrong + rest
        return right, wrong


def slopes_of_probability(parameters: ItemParameters, theta: Floats) -> Floats:
    """Return dP/d(a, d, logit c), items x 3 x abilities."""
    s = parameters.logistic(theta)
    c = parameters.c[:, None]
    by_d = (1 - c) * s * (1 - s)
    return np.stack([theta * by_d, by_d, c * (1 - c) * (1 - s)], axis=1)


def slopes_of_logit(parameters: ItemParameters, theta: Floats) -> Floats:
    """Return d logit P / d(a, d, logit c), items x 3 x abilities.

    Without guessing these are theta, 1 and 0, whatever the item: logit P is linear.
    """
    c = parameters.c[:, None]
    s = parameters.logistic(theta)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(c > 0, s / (c + (1 - c) * s), 1.0)
        guessed = np.where(c > 0, c / (c + (1 - c) * s), 0.0)
    return np.stack([theta * share, share, guessed], axis=1)
