"""The expected score on the average form of a pool, and the ability that a score stands for.

Calibration sees each answer as full or less than full points. A pool of which every form takes a
fixed number of items of each skill has an average form: all calibrated items, each weighted by
how many items of its skill a form has over how many of them are calibrated. Its test
characteristic curve (Lord 1980, chapter 4) is the mean of those of all forms. It ties points to
ability and back: a cut score in points becomes a cut on the scale of ability, an estimate of
ability becomes points again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skillmark.assess.scaling.response_model import Floats, ItemParameters
from skillmark.nouns.errors import InputError

REACH = 10.0
"""Abilities beyond this are those of nobody."""
HALVINGS = 60


@dataclass(frozen=True, eq=False)
class AverageForm:
    """Calibrated items with what they are worth. All arrays have one entry an item."""

    parameters: ItemParameters
    points: Floats
    """Points of a full answer times the item's weight in the average form."""
    less: Floats
    """Mean share of the points that an answer earns which is not full; below 1, and below 0
    where answers can cost points."""

    @property
    def maximum(self) -> float:
        """Points of the average form."""
        return float(self.points.sum())

    def expected(self, ability: float) -> float:
        """Return the points that this ability can expect; they rise with ability."""
        full = self.parameters.probability(np.array([ability]))[:, 0]
        return float(self.points @ (full + (1 - full) * self.less))

    def ability(self, points: float) -> float:
        """Return the ability that can expect so many points.

        Raises `InputError` (code `off_scale`) where none does: guessing earns more, or nobody
        earns as much.
        """
        low, high = -REACH, REACH
        least, most = self.expected(low), self.expected(high)
        if not least < points < most:
            raise InputError(
                f"no ability can expect {points:g} of {self.maximum:g} points: "
                f"the average form gives from {least:.1f} to {most:.1f}",
                where="cut",
                code="off_scale",
            )
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.expected(middle) < points else (low, middle)
        return (low + high) / 2

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        p = self.parameters
        return {
            "a": p.a.tolist(),
            "intercept": p.d.tolist(),
            "c": p.c.tolist(),
            "points": self.points.tolist(),
            "less": self.less.tolist(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> AverageForm:
        """Return the form that `as_json` wrote."""
        a, d, c, points, less = (
            np.array(value[name], dtype=float) for name in ("a", "intercept", "c", "points", "less")
        )
        return cls(ItemParameters(a, d, c), points, less)


def average_form(
    parameters: ItemParameters,
    points: Sequence[float],
    shares: Sequence[float],
    weights: Sequence[float],
    *,
    partial: Sequence[bool],
) -> AverageForm:
    """Return the average form of items with these parameters and points.

    `shares` are the mean shares of the points that people earned, `partial` says whether an
    item can earn anything between nothing and everything (or less than nothing); for the others
    an answer that is not full earns nothing. The mean of answers that are not full follows from
    the mean of all and the share of full ones in the calibration's population (standard normal
    abilities).
    """
    nodes, mass = np.polynomial.hermite_e.hermegauss(61)
    mass /= mass.sum()
    full = parameters.probability(nodes) @ mass
    rest = np.maximum(1 - full, 1e-9)
    less = np.where(np.asarray(partial), (np.asarray(shares) - full) / rest, 0.0)
    worth = np.asarray(points, dtype=float) * np.asarray(weights, dtype=float)
    return AverageForm(parameters, worth, np.clip(less, -1.0, 0.99))
