"""What is known of guessing before the data speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import logit

from skillmark.assess.scaling.response_model import Floats


class GuessingPrior(Protocol):
    """A prior on the lower asymptote c, the same for every item."""

    def logarithm(self, c: Floats) -> float:
        """Return the log density, up to a constant."""

    def gradient(self, c: Floats) -> Floats:
        """Return its derivative by logit c."""

    def information(self, c: Floats) -> Floats:
        """Return minus its second derivative by logit c."""


@dataclass(frozen=True, slots=True)
class BetaGuessing:
    """Beta prior on c in the 3PL model, whose guessing the data alone rarely determine.

    The default stands for 20 observations of guessing with a mode of 0.2.
    """

    alpha: float = 5.0
    beta: float = 17.0

    def logarithm(self, c: Floats) -> float:
        """Return the log density, up to a constant."""
        return float(np.sum((self.alpha - 1) * np.log(c) + (self.beta - 1) * np.log1p(-c)))

    def gradient(self, c: Floats) -> Floats:
        """Return its derivative by logit c."""
        return np.asarray((self.alpha - 1) * (1 - c) - (self.beta - 1) * c)

    def information(self, c: Floats) -> Floats:
        """Return minus its second derivative by logit c."""
        return np.asarray((self.alpha + self.beta - 2) * c * (1 - c))


@dataclass(frozen=True, slots=True)
class NormalGuessing:
    """Normal prior on logit c, as R's mirt and TAM have it."""

    mean: float = -1.5
    deviation: float = 0.5

    def logarithm(self, c: Floats) -> float:
        """Return the log density, up to a constant."""
        return float(-np.sum((logit(c) - self.mean) ** 2) / (2 * self.deviation**2))

    def gradient(self, c: Floats) -> Floats:
        """Return its derivative by logit c."""
        return np.asarray((self.mean - logit(c)) / self.deviation**2)

    def information(self, c: Floats) -> Floats:
        """Return minus its second derivative by logit c."""
        return np.full_like(c, 1 / self.deviation**2)
