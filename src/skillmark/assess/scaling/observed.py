"""The information about item parameters in what was observed, for standard errors.

Louis (1982), Journal of the Royal Statistical Society B 44, 226-233: the information that there
would be if abilities were known, less the posterior variance of everybody's score (the gradient
of a person's log-likelihood, which depends on the ability).

The score is a smooth function of ability. Its variance is the sum of squares of its coefficients
in the polynomials that are orthonormal under the person's posterior (Parseval), and these fall
off geometrically: the first is what the delta method keeps, the second its correction, and so
on. Degrees are added until another one changes nothing, or until the nodes are used up, where
the sum is exact. So there is one way for every model, with gaps and without.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor

import numpy as np

from skillmark.assess.scaling.marginal import Curves, bend, summed
from skillmark.assess.scaling.patterns import Block
from skillmark.assess.scaling.problem import Problem
from skillmark.assess.scaling.response_model import Floats, Model, slopes_of_logit

NOTHING = 1e-7
"""A degree that takes less than this share of every parameter's information is the last."""
DEGREES = 30


def observed_information(
    problem: Problem, free: Floats, executor: Executor | None = None
) -> Floats:
    """Return minus the second derivative of the (penalised) log-likelihood, free x free."""
    parameters, rule = problem.parameters(free), problem.rule
    curves = Curves.of(parameters, rule)
    found = problem.objective(free)[2]
    complete = problem.complete_information(free, found)
    complete += problem.spread(bend(found, parameters, rule))
    slopes = slopes_of_logit(parameters, rule.nodes)[:, : problem.columns]
    expected = slopes * parameters.probability(rule.nodes)[:, None, :]
    # parameter by parameter as in the free vector: all slopes, all intercepts, all guessing
    slopes, expected = (
        np.ascontiguousarray(part.transpose(1, 0, 2).reshape(-1, len(rule.nodes)))
        for part in (slopes, expected)
    )
    blocks = len(problem.patterns.blocks)
    enough = NOTHING * np.diag(complete)

    def lost(block: Block) -> Floats:
        posterior, _, right = curves.posterior(block)
        seen = block.seen.astype(float)[block.booklet]
        total = np.zeros((problem.size, problem.size))
        root = np.sqrt(block.weights)[:, None]
        for degree, polynomial in enumerate(orthonormal(posterior, rule.nodes), 1):
            weighted = posterior * polynomial * root
            scores = _coefficients(curves, weighted, slopes, right)
            scores -= np.tile(seen, problem.columns) * (weighted @ expected.T)
            if problem.model is Model.ONE:
                shared = scores[:, : problem.items].sum(axis=1, keepdims=True)
                scores = np.concatenate([shared, scores[:, problem.items :]], axis=1)
            if degree > 1:  # corrections, for which six digits are plenty
                scores = scores.astype(np.float32)
            total += scores.T @ scores
            if np.all((scores**2).sum(axis=0) * blocks <= enough):
                break
        return total

    information: Floats = complete - summed(lost, problem.patterns.blocks, executor)
    return information


def _coefficients(curves: Curves, weighted: Floats, slopes: Floats, right: Floats) -> Floats:
    """Return the coefficients of the right responses' part of the scores, patterns x free."""
    columns = len(slopes) // right.shape[1]
    if curves.basis is None:
        return np.asarray(np.tile(right, columns) * (weighted @ slopes.T))
    told = weighted @ curves.basis
    return np.concatenate([right * told[:, k : k + 1] for k in range(columns)], axis=1)


def orthonormal(posterior: Floats, nodes: Floats) -> Iterator[Floats]:
    """Yield the polynomials of degree 1, 2, ... at the nodes, patterns x nodes.

    Each row's are orthonormal under that row of `posterior` (the Stieltjes procedure: Gautschi
    2004, Orthogonal Polynomials, section 2.2).
    """
    before = np.zeros_like(posterior)
    now = np.ones_like(posterior)
    norm = np.zeros((len(posterior), 1))
    for _ in range(min(DEGREES, len(nodes) - 1)):
        weighted = posterior * now
        center = ((weighted * now) @ nodes)[:, None]
        after = (nodes - center) * now - norm * before
        norm = np.sqrt(np.einsum("pq,pq,pq->p", posterior, after, after))[:, None]
        # a posterior on fewer nodes than this has no more polynomials
        after = np.divide(after, norm, out=np.zeros_like(after), where=norm > 1e-8)
        before, now = now, after
        yield now
