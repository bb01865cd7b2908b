"""An average form of a test by the model of its items, for pools from which forms are drawn.

Every item counts as often as it is asked. Who gets full points on an item follows the model;
who does not gets on average what people short of full points got. The variance of points among
the latter is left out, so that errors of items of many points come out a little small.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from skillmark.assess.precision.classical import Floats
from skillmark.assess.quality.sample import FULL, Sample
from skillmark.assess.scaling.calibration import Calibration
from skillmark.assess.scaling.response_model import ItemParameters, slopes_of_probability

REACH = 6.0
NODES = 1201


@dataclass(frozen=True, eq=False)
class AverageForm:
    """Items with how often each is asked, and the points with and short of full points."""

    parameters: ItemParameters
    often: Floats
    """Share of people who were asked each item."""
    partial: Floats
    full: Floats
    stretch: float
    """Points on the scale of the cut score that a point of this form is worth."""
    signed: bool

    @classmethod
    def of(cls, sample: Sample, known: Calibration) -> AverageForm:
        """Return the average form of the calibrated items."""
        place = [sample.items.index(name) for name in known.items]
        points, maxima = sample.answered.points[:, place], sample.maxima[place]
        seen = ~np.isnan(points)
        short = seen & (points < maxima - FULL)
        partial = np.where(short, points, 0).sum(axis=0) / np.maximum(short.sum(axis=0), 1)
        often = seen.mean(axis=0)
        stretch = sample.maximum / float(often @ maxima)
        return cls(known.parameters, often, partial, maxima, stretch, sample.signed)

    def drawn(self, known: Calibration, rng: np.random.Generator, draws: int) -> list[AverageForm]:
        """Return forms whose slopes and locations are drawn within their standard errors."""
        slope, place = np.nan_to_num(known.errors.a), np.nan_to_num(known.difficulty_errors)
        found = []
        for _ in range(draws):
            a = known.parameters.a + rng.standard_normal(len(slope)) * slope
            b = known.parameters.b + rng.standard_normal(len(place)) * place
            found.append(replace(self, parameters=ItemParameters(a, -a * b, known.parameters.c)))
        return found

    def information(self, theta: Floats) -> Floats:
        """Return the information at each ability."""
        own = self.parameters
        right = own.probability(theta)
        # dP/dtheta = a dP/dd
        slope = own.a[:, None] * slopes_of_probability(own, theta)[:, 1, :]
        each = slope**2 / np.maximum(right * (1 - right), 1e-300)
        return np.asarray(self.often @ each)

    def expected(self, theta: Floats) -> Floats:
        """Return the expected score at each ability, on the scale of the cut score."""
        right = self.parameters.probability(theta)
        points = right * self.full[:, None] + (1 - right) * self.partial[:, None]
        return np.asarray(self.stretch * (self.often @ points))

    def error(self, theta: Floats) -> Floats:
        """Return the standard error of the score at each ability, on the same scale."""
        right = self.parameters.probability(theta)
        spread = right * (1 - right) * (self.full - self.partial)[:, None] ** 2
        return np.asarray(self.stretch * np.sqrt(self.often @ spread))

    @cached_property
    def _ladder(self) -> tuple[Floats, Floats]:
        theta = np.linspace(-REACH, REACH, NODES)
        return theta, self.expected(theta)

    def ability_at(self, score: float) -> float | None:
        """Return the ability whose expected score this is; `None` where no ability has it."""
        theta, expected = self._ladder
        above = np.flatnonzero(expected >= score)
        if not len(above) or above[0] == 0:
            return None
        return float(theta[above[0]])
