"""What is maximised for a polytomous model, and in which coordinates.

Free coordinates are, item by item, the slope and then the intercepts; the graded model has, in
place of all intercepts but the first, the logarithm of their gap to the one before, so that
they never cross. The partial credit model has one slope, which stands first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics.likelihood import (
    CategoryEvaluation,
    CategoryPatterns,
    evaluate,
)
from skillmark.assess.scaling.rubrics.models import CURVES, Curves
from skillmark.assess.scaling.rubrics.parameters import CategoryModel, CategoryParameters


@dataclass(frozen=True, eq=False)
class CategoryProblem:
    """Data, model and nodes; `counts` says how many categories each item has."""

    model: CategoryModel
    patterns: CategoryPatterns
    counts: NDArray[np.int64]
    rule: Quadrature

    @property
    def curves(self) -> Curves:
        """The model's formulas."""
        return CURVES[self.model]

    @property
    def shared(self) -> bool:
        """Whether all items have the same slope."""
        return self.model is CategoryModel.PARTIAL

    @cached_property
    def there(self) -> NDArray[np.bool_]:
        """Which cells of a table items x (1 + most steps) are parameters."""
        return np.asarray(np.arange(self.counts.max()) < self.counts[:, None])

    @property
    def size(self) -> int:
        """How many free parameters there are."""
        return int(self.there.sum()) - (len(self.counts) - 1 if self.shared else 0)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Place of every cell in the free vector, -1 where there is none."""
        places = np.full(self.there.shape, -1, dtype=np.int64)
        if self.shared:
            own = self.there.copy()
            own[:, 0] = False
            places[own] = 1 + np.arange(own.sum())
            places[:, 0] = 0
        else:
            places[self.there] = np.arange(self.there.sum())
        return places

    def gather(self, table: Floats) -> Floats:
        """Return the sums of a table's cells by their place in the free vector."""
        found = np.zeros(self.size)
        np.add.at(found, self.places[self.there], table[self.there])
        return found

    def lay_out(self, free: Floats) -> Floats:
        """Return the free vector as a table items x (1 + most steps), 0 where there is none."""
        return np.where(self.there, free[self.places], 0.0)

    def parameters(self, free: Floats) -> CategoryParameters:
        """Return slopes and intercepts."""
        table = self.lay_out(free)
        d = table[:, 1:]
        if self.model is CategoryModel.GRADED:
            gaps = np.where(self.there[:, 2:], np.exp(np.clip(table[:, 2:], -25, 50)), 0)
            d = table[:, 1:2] - np.concatenate(
                [np.zeros((len(d), 1)), np.cumsum(gaps, axis=1)], axis=1
            )
            d = np.where(self.there[:, 1:], d, 0)
        return CategoryParameters(table[:, 0], d, self.counts)

    def free(self, parameters: CategoryParameters) -> Floats:
        """Return the free vector of slopes and intercepts; a shared slope is their mean."""
        table = np.column_stack([parameters.a, parameters.d])
        if self.model is CategoryModel.GRADED:
            gaps = parameters.d[:, :-1] - parameters.d[:, 1:]
            table[:, 2:] = np.log(np.where(self.there[:, 2:], gaps, 1))
        return self.gather(table) / np.bincount(self.places[self.there], minlength=self.size)

    def jacobian(self, parameters: CategoryParameters) -> Floats | None:
        """Return d(a, d) / d(free) of every item; `None` where they are the same."""
        if self.model is not CategoryModel.GRADED:
            return None
        items, cells = self.there.shape
        found = np.broadcast_to(np.eye(cells), (items, cells, cells)).copy()
        found[:, 1:, 1] = 1
        gaps = np.where(self.there[:, 2:], parameters.d[:, :-1] - parameters.d[:, 1:], 0)
        for step in range(2, cells):
            found[:, step:, step] = -gaps[:, step - 2, None]
        return found

    def start(self) -> Floats:
        """Return where the search begins: slopes of 1, intercepts from the categories' shares."""
        items, categories = len(self.counts), int(self.counts.max())
        total = np.asarray(self.patterns.chosen.T @ self.patterns.counts)
        total = np.where(self.there, total.reshape(items, categories) + 0.5, 0)
        if self.model is CategoryModel.GRADED:
            above = np.cumsum(total[:, ::-1], axis=1)[:, ::-1][:, 1:]
            below = total.sum(axis=1, keepdims=True) - above
        else:
            above, below = total[:, 1:], total[:, :1]
        there = self.there[:, 1:]
        d = np.log(np.where(there, above, 1) / np.where(there, below, 1))
        # integrating ability out flattens a curve: undo that
        return self.free(CategoryParameters(np.ones(items), 1.2 * d, self.counts))

    def objective(self, free: Floats) -> tuple[float, Floats, CategoryEvaluation]:
        """Return the log-likelihood, its gradient (Fisher's identity), and the counts."""
        parameters = self.parameters(free)
        found = evaluate(
            self.patterns, self.curves.logarithms(parameters, self.rule.nodes), self.rule
        )
        slopes = self.natural_gradient(parameters, found.expected)
        jacobian = self.jacobian(parameters)
        if jacobian is not None:
            slopes = np.einsum("jp,jpr->jr", slopes, jacobian)
        return found.log_likelihood, self.gather(slopes), found

    def natural_gradient(self, parameters: CategoryParameters, expected: Floats) -> Floats:
        """Return the gradient by (a, d) with the counts held, items x (1 + most steps)."""
        scores = self.curves.scores(parameters, self.rule.nodes)
        return np.asarray(np.einsum("jkq,jkpq->jp", expected, scores, optimize=True))

    def item_information(self, free: Floats, found: CategoryEvaluation) -> Floats:
        """Return the complete-data information of every item, in free coordinates."""
        parameters = self.parameters(free)
        nodes = self.rule.nodes
        chance = np.exp(self.curves.logarithms(parameters, nodes))
        scores = self.curves.scores(parameters, nodes)
        weight = found.expected.sum(axis=1, keepdims=True) * chance
        items, _, cells, _ = scores.shape
        by_cell = scores.transpose(0, 2, 1, 3).reshape(items, cells, -1)
        total = (by_cell * weight.reshape(items, 1, -1)) @ by_cell.transpose(0, 2, 1)
        jacobian = self.jacobian(parameters)
        if jacobian is not None:
            total = jacobian.transpose(0, 2, 1) @ total @ jacobian
        # What does not exist moves nothing; a little more keeps a rare category solvable.
        corner = np.arange(cells)
        total[:, corner, corner] += np.where(
            self.there, 1e-8 * (1 + total[:, corner, corner].mean(axis=1, keepdims=True)), 1.0
        )
        return np.asarray(total)
