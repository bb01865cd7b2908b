"""The information about category parameters in what was observed, for standard errors.

Louis (1982), Journal of the Royal Statistical Society B 44, 226-233: the complete-data
information less the posterior variance of everybody's gradient. Where that would take too
long: the sum over people of the outer product of their gradients.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics.likelihood import CategoryEvaluation
from skillmark.assess.scaling.rubrics.parameters import CategoryParameters
from skillmark.assess.scaling.rubrics.problem import CategoryProblem

AFFORDABLE = 2e11
"""Multiplications that the exact information may take; some seconds."""
MOST_PARAMETERS = 4000
"""Beyond this a matrix of parameters by parameters does not fit in ordinary memory."""
BLOCK = 512
"""Patterns at a time where everybody's gradient is laid out."""
NEGLIGIBLE = 1e-10
"""Nodes with a smaller share of somebody's posterior are passed over."""


def observed_information(
    problem: CategoryProblem, parameters: CategoryParameters
) -> tuple[Floats | None, str]:
    """Return the information over (a, d) of all items, and how it was found.

    Rows and columns are the cells of `problem.there`, item by item. The second value is
    `observed` for the exact one, else `cross-product`, or `none` where there are too many items
    for either.
    """
    patterns, cells = problem.patterns.chosen.shape
    persons = problem.patterns.counts.sum()
    work = float(patterns) * cells**2 * len(problem.rule.nodes)
    # The cross-product needs many people for each parameter, or it is not one of full rank.
    exact, enough = work <= AFFORDABLE, persons >= 3 * problem.size
    if problem.size > MOST_PARAMETERS or not (exact or enough):
        return None, "none"
    found = problem.objective(problem.free(parameters))[2]
    own = _cross_product(problem, parameters, found)
    keep = problem.there.ravel()
    if not exact:
        return own[np.ix_(keep, keep)], "cross-product"
    total = own - _products_of_known_abilities(problem, parameters, found)
    items, width = problem.there.shape
    blocks = _curvature(problem, parameters, found)
    for item in range(items):
        at = slice(item * width, (item + 1) * width)
        total[at, at] += blocks[item]
    return total[np.ix_(keep, keep)], "observed"


def _cross_product(
    problem: CategoryProblem, parameters: CategoryParameters, found: CategoryEvaluation
) -> Floats:
    """Return the sum over people of m m', m being the posterior mean of their gradient."""
    scores = problem.curves.scores(parameters, problem.rule.nodes)
    items, categories, width, nodes = scores.shape
    table = scores.reshape(-1, nodes).T
    total = np.zeros((items * width, items * width))
    for start in range(0, len(problem.patterns.counts), BLOCK):
        rows = slice(start, start + BLOCK)
        chosen = problem.patterns.chosen[rows].toarray().reshape(-1, items, categories)
        expected = (found.posterior[rows] @ table).reshape(-1, items, categories, width)
        there = chosen.argmax(axis=2)[:, :, None, None]
        own = np.take_along_axis(expected, there, axis=2)[:, :, 0]
        own = (own * chosen.sum(axis=2)[:, :, None]).reshape(-1, items * width)
        total += own.T @ (own * problem.patterns.counts[rows, None])
    return total


def _products_of_known_abilities(
    problem: CategoryProblem, parameters: CategoryParameters, found: CategoryEvaluation
) -> Floats:
    """Return the sum over people of the posterior mean of s s', s their gradient at a node."""
    scores = problem.curves.scores(parameters, problem.rule.nodes)
    items, categories, width, _ = scores.shape
    chosen = problem.patterns.chosen.toarray()
    weights = found.posterior * problem.patterns.counts[:, None]
    total = np.zeros((items * width, items * width))
    design = np.zeros((items, categories, items, width))
    each = np.arange(items)
    for node in range(weights.shape[1]):
        # most people are at no node but a few; a block of rows stays in the processor's cache
        rows = np.flatnonzero(weights[:, node] > NEGLIGIBLE * problem.patterns.counts)
        together = np.zeros((items * categories, items * categories))
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            half = chosen[block] * np.sqrt(weights[block, node, None])
            together += half.T @ half
        design[each, :, each, :] = scores[:, :, :, node]
        flat = design.reshape(items * categories, items * width)
        total += flat.T @ together @ flat
    return total


def _curvature(
    problem: CategoryProblem, parameters: CategoryParameters, found: CategoryEvaluation
) -> Floats:
    """Return minus the Hessian of the complete data, items x parameters x parameters.

    It comes from differences of the gradient with the counts held: items do not meet there, so
    that one pair of evaluations serves a parameter of all items.
    """
    items, width = problem.there.shape
    hessian = np.zeros((items, width, width))
    table = np.column_stack([parameters.a, parameters.d])
    for cell in range(width):
        step = np.zeros(width)
        step[cell] = 1e-6
        ahead = problem.natural_gradient(_moved(table + step, parameters.counts), found.expected)
        behind = problem.natural_gradient(_moved(table - step, parameters.counts), found.expected)
        hessian[:, :, cell] = (ahead - behind) / 2e-6
    return np.asarray(-(hessian + hessian.transpose(0, 2, 1)) / 2)


def _moved(table: Floats, counts: NDArray[np.int64]) -> CategoryParameters:
    return CategoryParameters(table[:, 0], table[:, 1:], counts)


def with_nodes(problem: CategoryProblem, count: int) -> CategoryProblem:
    """Return the problem on at most `count` nodes."""
    rule = problem.rule
    return problem if len(rule.nodes) <= count else replace(problem, rule=rule.normal(count))
