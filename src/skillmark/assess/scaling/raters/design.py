"""The design of a many-facet model: which parameter plays a part in which rating.

A task and a rater that met are a cell, and a cell is a partial credit item whose intercepts are
sums of parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.raters.ratings import Ratings
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics import partial_credit
from skillmark.assess.scaling.rubrics.categories import MOST_CATEGORIES
from skillmark.assess.scaling.rubrics.likelihood import (
    CategoryEvaluation,
    CategoryPatterns,
    evaluate,
)
from skillmark.assess.scaling.rubrics.parameters import CategoryParameters
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, eq=False)
class FacetDesign:
    """Which parameter plays a part where.

    A cell is a task and a rater that met. The free vector holds the spread of the people, the
    difficulty of every task, the severity of every rater but the last, and the steps but the
    last.
    """

    ratings: Ratings
    levels: tuple[tuple[int, ...], ...]
    """The scores that the categories of every task stand for."""
    own_steps: bool
    cell_task: NDArray[np.int64]
    cell_rater: NDArray[np.int64]
    place: NDArray[np.int64]
    """Cell and category of every rating, as a column of `patterns.chosen`."""
    patterns: CategoryPatterns

    @classmethod
    def of(cls, ratings: Ratings, own_steps: bool) -> FacetDesign:
        """Lay out the ratings; `own_steps` gives every task steps of its own."""
        levels = _levels(ratings, own_steps)
        raters = len(ratings.raters)
        keys, cell = np.unique(ratings.task * raters + ratings.rater, return_inverse=True)
        most = max(len(own) for own in levels)
        category = np.zeros(len(ratings.score), dtype=np.int64)
        for task, own in enumerate(levels):
            here = ratings.task == task
            category[here] = np.searchsorted(own, ratings.score[here])
        chosen = sparse.csr_array(
            (np.ones(len(category)), (ratings.person, cell * most + category)),
            shape=(len(ratings.persons), len(keys) * most),
        )
        persons = len(ratings.persons)
        patterns = CategoryPatterns(chosen, np.ones(persons), np.arange(persons))
        place = (cell * most + category).astype(np.int64)
        return cls(ratings, levels, own_steps, keys // raters, keys % raters, place, patterns)

    @property
    def tasks(self) -> int:
        """How many tasks."""
        return len(self.ratings.tasks)

    @property
    def raters(self) -> int:
        """How many raters."""
        return len(self.ratings.raters)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many categories every cell has."""
        own = np.array([len(levels) for levels in self.levels], dtype=np.int64)
        return own[self.cell_task]

    @cached_property
    def steps(self) -> Floats:
        """Steps of every task as sums of the free ones, tasks x most steps x free steps."""
        sizes = [len(levels) - 1 for levels in self.levels]
        groups = self.tasks if self.own_steps else 1
        free = sum(size - 1 for size in sizes[:groups])
        found = np.zeros((self.tasks, max(sizes), free))
        start = 0
        for task, size in enumerate(sizes):
            own = np.vstack([np.eye(size - 1), -np.ones((1, size - 1))])
            found[task, :size, start : start + size - 1] = own
            if self.own_steps:
                start += size - 1
        return found

    @cached_property
    def whole(self) -> Floats:
        """Tasks, severities and steps as sums of the free vector without its first entry."""
        severity = np.vstack([np.eye(self.raters - 1), -np.ones((1, self.raters - 1))])
        tasks, most, free = self.steps.shape
        steps = self.steps.reshape(tasks * most, free)
        return np.asarray(linalg.block_diag(np.eye(self.tasks), severity, steps))

    @property
    def size(self) -> int:
        """How many free parameters."""
        return 1 + int(self.whole.shape[1])

    @cached_property
    def weights(self) -> sparse.csr_array:
        """Slope and intercepts of every cell as sums of the free vector."""
        cells, most = len(self.counts), int(self.counts.max()) - 1
        rows, columns, values = [], [], []
        first_step = self.tasks + self.raters
        for k in range(1, most + 1):
            row = np.flatnonzero(self.counts > k)
            at = row * (most + 1) + k
            for column in (self.cell_task[row], self.tasks + self.cell_rater[row]):
                rows.append(at)
                columns.append(column)
                values.append(np.full(len(row), -float(k)))
            for step in range(k):
                rows.append(at)
                columns.append(first_step + self.cell_task[row] * most + step)
                values.append(np.full(len(row), -1.0))
        shape = (cells * (most + 1), self.whole.shape[0])
        by_whole = sparse.csr_array(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
        )
        places = np.arange(cells) * (most + 1)
        slope = sparse.csr_array(
            (np.ones(cells), (places, np.zeros(cells, dtype=np.int64))), shape=(shape[0], 1)
        )
        rest = sparse.csr_array(by_whole @ sparse.csr_array(self.whole))
        return sparse.csr_array(sparse.hstack([slope, rest]))

    def parameters(self, free: Floats) -> CategoryParameters:
        """Return every cell as a partial credit item of slope `free[0]`."""
        table = np.asarray(self.weights @ free).reshape(len(self.counts), -1)
        return CategoryParameters(table[:, 0], table[:, 1:], self.counts)

    def objective(self, free: Floats, rule: Quadrature) -> tuple[float, Floats, CategoryEvaluation]:
        """Return the log-likelihood, its gradient, and the expected counts."""
        parameters = self.parameters(free)
        found = evaluate(self.patterns, partial_credit.logarithms(parameters, rule.nodes), rule)
        scores = partial_credit.scores(parameters, rule.nodes)
        slopes = np.einsum("jkq,jkpq->jp", found.expected, scores, optimize=True)
        return found.log_likelihood, np.asarray(self.weights.T @ slopes.ravel()), found

    def complete_information(
        self, free: Floats, found: CategoryEvaluation, rule: Quadrature
    ) -> Floats:
        """Return the information that known abilities would give."""
        parameters = self.parameters(free)
        chance = np.exp(partial_credit.logarithms(parameters, rule.nodes))
        scores = partial_credit.scores(parameters, rule.nodes)
        weight = found.expected.sum(axis=1, keepdims=True) * chance
        cells, _, width, _ = scores.shape
        by_cell = scores.transpose(0, 2, 1, 3).reshape(cells, width, -1)
        blocks = (by_cell * weight.reshape(cells, 1, -1)) @ by_cell.transpose(0, 2, 1)
        whole = sparse.bsr_array((blocks, np.arange(cells), np.arange(cells + 1)))
        return np.asarray((self.weights.T @ (whole @ self.weights)).toarray(), dtype=float)


def _levels(ratings: Ratings, own_steps: bool) -> tuple[tuple[int, ...], ...]:
    def of(scores: NDArray[np.int64], where: str) -> tuple[int, ...]:
        used = tuple(int(level) for level in np.unique(scores))
        if not 2 <= len(used) <= MOST_CATEGORIES:
            raise InputError(
                f"{len(used)} different scores",
                where=where,
                remedy=f"a rubric has 2 to {MOST_CATEGORIES} levels",
                code="constant" if len(used) < 2 else "response",
            )
        return used

    if own_steps:
        return tuple(
            of(ratings.score[ratings.task == place], f"task {name}")
            for place, name in enumerate(ratings.tasks)
        )
    return (of(ratings.score, "column score"),) * len(ratings.tasks)
