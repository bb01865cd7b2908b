"""The information about item parameters in what was observed, for standard errors.

Louis (1982), Journal of the Royal Statistical Society B 44, 226-233: the information that there
would be if abilities were known, less the posterior variance of everybody's score (the gradient
of a person's log-likelihood, which depends on the ability).

The score is a smooth function of ability. Its variance is the sum of squares of its coefficients
in the polynomials that are orthonormal under the person's posterior (Parseval), and these fall
off geometrically: the first is what the delta method keeps, the second its correction, and so
on. Degrees are added until what is left of the variance is nothing. Where items are so steep
that this takes too many, the variance is summed over the nodes instead, which takes longer. So
there is one way for every model, with gaps and without.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from skillmark.assess.scaling.marginal import Curves, bend, summed
from skillmark.assess.scaling.patterns import Block
from skillmark.assess.scaling.problem import Problem
from skillmark.assess.scaling.response_model import (
    Floats,
    ItemParameters,
    Model,
    slopes_of_logit,
)

NOTHING = 1e-7
"""Share of each parameter's information that may be left out."""
DEGREES = 12
NOWHERE = 1e-15
"""A node that holds less of everybody's posterior than this is passed over."""


def observed_information(
    problem: Problem, free: Floats, executor: Executor | None = None
) -> Floats:
    """Return minus the second derivative of the (penalised) log-likelihood, free x free."""
    parameters = problem.parameters(free)
    found = problem.objective(free)[2]
    complete = problem.complete_information(free, found)
    enough = NOTHING * np.diag(complete) / len(problem.patterns.blocks)
    complete += problem.spread(bend(found, parameters, problem.rule))
    curves, scores = Curves.of(parameters, problem.rule), Scores.of(problem, parameters)
    lost = summed(
        lambda block: _lost(curves, scores, block, enough), problem.patterns.blocks, executor
    )
    return np.asarray(complete - lost)


@dataclass(frozen=True, eq=False)
class Scores:
    """Everybody's score at the nodes: what a right response adds, less what any is expected to.

    Rows of both are the parameters of all items, kind by kind; columns are nodes.
    """

    when_right: Floats
    expected: Floats
    basis: Floats | None
    """Without guessing `when_right` is the same for all items, and this: nodes x kinds."""
    kinds: int
    shared: bool
    """One slope for all items."""

    @classmethod
    def of(cls, problem: Problem, parameters: ItemParameters) -> Scores:
        """Return the scores of a problem's items."""
        nodes = problem.rule.nodes
        slopes = slopes_of_logit(parameters, nodes)[:, : problem.columns]
        expected = slopes * parameters.probability(nodes)[:, None, :]
        rows = problem.columns * problem.items

        def by_kind(part: Floats) -> Floats:
            return np.ascontiguousarray(part.transpose(1, 0, 2).reshape(rows, -1))

        linear = not (parameters.c > 0).any() and problem.columns == 2
        basis = np.stack([nodes, np.ones_like(nodes)], axis=1) if linear else None
        return cls(
            by_kind(slopes),
            by_kind(expected),
            basis,
            problem.columns,
            problem.model is Model.ONE,
        )

    def summed(self, weights: Floats, right: Floats, seen: Floats) -> Floats:
        """Return the sums over the nodes of `weights` times the scores, patterns x free."""
        expected = np.tile(seen, self.kinds) * (weights @ self.expected.T)
        if self.basis is None:
            told = np.tile(right, self.kinds) * (weights @ self.when_right.T)
            return self._merged(told - expected)
        told = weights @ self.basis
        told = np.concatenate([right * told[:, [kind]] for kind in range(self.kinds)], axis=1)
        return self._merged(told - expected)

    def at(self, node: int, right: Floats, seen: Floats) -> Floats:
        """Return the scores at one node, patterns x free."""
        told = np.tile(right, self.kinds) * self.when_right[:, node]
        return self._merged(told - np.tile(seen, self.kinds) * self.expected[:, node])

    def squared(self, weights: Floats, right: Floats, seen: Floats) -> Floats:
        """Return the sums over nodes and patterns of `weights` times the squared scores.

        One for each parameter of each item; a shared slope is left out (0).
        """
        both = self.when_right * (self.when_right - 2 * self.expected)
        total = (np.tile(right, self.kinds) * (weights @ both.T)).sum(axis=0)
        total += (np.tile(seen, self.kinds) * (weights @ (self.expected**2).T)).sum(axis=0)
        return np.concatenate([[0.0], total[right.shape[1] :]]) if self.shared else total

    def _merged(self, scores: Floats) -> Floats:
        if not self.shared:
            return np.asarray(scores)
        items = scores.shape[1] // 2
        return np.concatenate(
            [scores[:, :items].sum(axis=1, keepdims=True), scores[:, items:]], axis=1
        )


def _lost(curves: Curves, scores: Scores, block: Block, enough: Floats) -> Floats:
    """Return the posterior variances of the scores of a block's people, summed; free x free."""
    posterior, _, right = curves.posterior(block)
    seen = block.seen.astype(float)[block.booklet]
    weight = block.weights[:, None]
    mean = scores.summed(posterior, right, seen)
    left = scores.squared(posterior * weight, right, seen) - (weight * mean**2).sum(axis=0)
    total = np.zeros((len(left), len(left)))
    scaled = posterior * np.sqrt(weight)
    for degree, polynomial in enumerate(orthonormal(posterior, curves.rule.nodes), 1):
        part = scores.summed(scaled * polynomial, right, seen)
        left -= (part**2).sum(axis=0)
        if degree > 1:  # corrections, for which six digits are plenty
            part = part.astype(np.float32)
        total += part.T @ part
        if np.all(left <= enough):
            return total
    total[:] = 0
    for node in np.flatnonzero(posterior.max(axis=0) > NOWHERE).tolist():
        part = scores.at(node, right, seen) - mean
        part *= np.sqrt(posterior[:, [node]] * weight)
        total += part.T @ part
    return total


def orthonormal(posterior: Floats, nodes: Floats) -> Iterator[Floats]:
    """Yield the polynomials of degree 1, 2, ... at the nodes, patterns x nodes.

    Each row's are orthonormal under that row of `posterior` (the Stieltjes procedure: Gautschi
    2004, Orthogonal Polynomials, section 2.2).
    """
    before = np.zeros_like(posterior)
    now = np.ones_like(posterior)
    norm = np.zeros((len(posterior), 1))
    for _ in range(min(DEGREES, len(nodes) - 1)):
        center = ((posterior * now**2) @ nodes)[:, None]
        after = (nodes - center) * now - norm * before
        norm = np.sqrt(np.einsum("pq,pq,pq->p", posterior, after, after))[:, None]
        # a posterior on fewer nodes than this has no more polynomials
        after = np.divide(after, norm, out=np.zeros_like(after), where=norm > 1e-8)
        before, now = now, after
        yield now
