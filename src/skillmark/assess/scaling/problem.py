"""One calibration as numbers to be found: which are free, and what the data say at any of them."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from skillmark.assess.scaling.guessing import BetaGuessing, GuessingPrior
from skillmark.assess.scaling.marginal import (
    Evaluation,
    Quadrature,
    evaluate,
    gradient,
    information,
)
from skillmark.assess.scaling.patterns import Patterns
from skillmark.assess.scaling.response_model import Floats, ItemParameters, Model


@dataclass(frozen=True, eq=False)
class Problem:
    """One calibration: which numbers are free, and where each stands in the vector."""

    model: Model
    patterns: Patterns
    rule: Quadrature
    prior: GuessingPrior = field(default_factory=BetaGuessing)
    executor: Executor | None = None

    @property
    def items(self) -> int:
        """Number of items."""
        return self.patterns.items

    @property
    def columns(self) -> int:
        """How many parameters an item has: slope, intercept and, in the 3PL, guessing."""
        return 3 if self.model is Model.THREE else 2

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """Place of every item's (a, d, logit c) in the free vector, -1 where fixed."""
        j = np.arange(self.items)
        fixed = np.full(self.items, -1)
        columns = {
            Model.ONE: (np.zeros_like(j), 1 + j, fixed),
            Model.TWO: (j, self.items + j, fixed),
            Model.THREE: (j, self.items + j, 2 * self.items + j),
        }
        return np.stack(columns[self.model], axis=1)

    @property
    def size(self) -> int:
        """How many numbers are free."""
        return int(self.places.max()) + 1

    def parameters(self, free: Floats) -> ItemParameters:
        """Return the item parameters that `free` stands for."""
        at = self.places
        c = expit(free[at[:, 2]]) if self.model is Model.THREE else np.zeros(self.items)
        return ItemParameters(free[at[:, 0]], free[at[:, 1]], c)

    def start(self) -> Floats:
        """Return unit slopes, and intercepts that give each item its observed difficulty."""
        right, asked = self.patterns.totals()
        share = (right + 0.5) / (asked + 1)
        free = np.ones(self.size)
        if self.model is Model.THREE:
            free[self.places[:, 2]] = logit(0.15)
            share = np.clip((share - 0.15) / 0.85, 0.02, 0.98)
        # A unit-variance ability flattens the curve over people by about this factor.
        free[self.places[:, 1]] = logit(share) * np.sqrt(1 + 1 / 2.89)
        return free

    def gather(self, by_item: Floats) -> Floats:
        """Add up a gradient by item, items x 3, into the free vector."""
        free = self.places >= 0
        total = np.zeros(self.size)
        np.add.at(total, self.places[free], by_item[free])
        return total

    def spread(self, by_item: Floats) -> Floats:
        """Add up informations by item, items x 3 x 3, into a matrix over the free vector."""
        at = self.places
        rows, columns = np.broadcast_arrays(at[:, :, None], at[:, None, :])
        free = (rows >= 0) & (columns >= 0)
        total = np.zeros((self.size, self.size))
        np.add.at(total, (rows[free], columns[free]), by_item[free])
        return total

    def objective(self, free: Floats) -> tuple[float, Floats, Evaluation]:
        """Return the (penalised) log-likelihood, its gradient, and the evaluation."""
        parameters = self.parameters(free)
        found = evaluate(self.patterns, parameters, self.rule, self.executor)
        value = found.log_likelihood
        slope = gradient(found, parameters, self.rule)
        if self.model is Model.THREE:
            value += self.prior.logarithm(parameters.c)
            slope[:, 2] += self.prior.gradient(parameters.c)
        return value, self.gather(slope), found

    def information_by_item(self, free: Floats, found: Evaluation) -> Floats:
        """Return every item's complete-data information (with the prior's), items x 3 x 3."""
        parameters = self.parameters(free)
        by_item = information(found, parameters, self.rule)
        if self.model is Model.THREE:
            by_item[:, 2, 2] += self.prior.information(parameters.c)
        return by_item

    def complete_information(self, free: Floats, found: Evaluation) -> Floats:
        """Return the complete-data information (with the prior's), free x free."""
        return self.spread(self.information_by_item(free, found))
