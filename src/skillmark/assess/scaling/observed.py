"""The information about item parameters in what was observed, for standard errors.

Three ways, the exact ones first:

- 1PL and 2PL without gaps: Louis (1982), Journal of the Royal Statistical Society B 44,
  226-233. Complete-data information less the posterior variance of everybody's gradient,
  which for these models is a handful of matrix products.
- Otherwise: differences of the exact gradient, a pair of evaluations for each parameter.
- Where that would take too long: the sum over people of the outer product of their gradients.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from skillmark.assess.scaling.estimation import Problem
from skillmark.assess.scaling.marginal import Patterns, Quadrature, evaluate, person_scores
from skillmark.assess.scaling.response_model import Floats, Model

AFFORDABLE = 2e11
"""Floating point operations that differences may take; some seconds."""
NODES = 61
BLOCK = 4096
"""Patterns at a time where everybody's gradient is laid out."""


def observed_information(problem: Problem, free: Floats) -> tuple[Floats, str]:
    """Return the information over the free vector at the maximum, and how it was found.

    The second value is `observed` for the exact ones, else `cross-product`.
    """
    if problem.patterns.seen is None and problem.model is not Model.THREE:
        return louis(problem, free), "observed"
    coarse = replace(problem, rule=Quadrature.normal(min(NODES, len(problem.rule.nodes))))
    rows, items = problem.patterns.right.shape
    work = 8.0 * problem.size * rows * items * len(coarse.rule.nodes)
    # The cross-product needs many people for each parameter, or it is not one of full rank.
    if work <= AFFORDABLE or problem.patterns.counts.sum() < 3 * problem.size:
        return differences(coarse, free), "observed"
    return cross_product(coarse, free), "cross-product"


def louis(problem: Problem, free: Floats) -> Floats:
    """Return the observed information of the 1PL or 2PL model without missing responses.

    A person's gradient, were the ability known, is theta (x - P) for the slope and x - P for
    the intercept of each item; x does not depend on theta.
    """
    parameters, nodes = problem.parameters(free), problem.rule.nodes
    found = evaluate(problem.patterns, parameters, problem.rule)
    right, counts = problem.patterns.right, problem.patterns.counts[:, None]
    mass = (found.posterior * counts).sum(axis=0)
    g = parameters.probability(nodes)
    f = g * nodes
    mean = found.posterior @ nodes
    mean_g, mean_f = found.posterior @ g.T, found.posterior @ f.T
    # Posterior covariances of theta with theta, with theta P and with P; a row a pattern.
    own = (found.posterior @ nodes**2 - mean**2)[:, None]
    with_f = found.posterior @ (f * nodes).T - mean[:, None] * mean_f
    with_g = mean_f - mean[:, None] * mean_g
    cross = right.T @ (counts * with_f)
    slopes = right.T @ (counts * own * right) - cross - cross.T
    slopes += (f * mass) @ f.T - mean_f.T @ (counts * mean_f)
    mixed = (f * mass) @ g.T - mean_f.T @ (counts * mean_g) - right.T @ (counts * with_g)
    intercepts = (g * mass) @ g.T - mean_g.T @ (counts * mean_g)
    lost = np.block([[slopes, mixed], [mixed.T, intercepts]])
    place = np.concatenate([problem.places[:, 0], problem.places[:, 1]])
    total = problem.complete_information(free, found)
    np.subtract.at(total, (place[:, None], place[None, :]), lost)
    return total


def differences(problem: Problem, free: Floats) -> Floats:
    """Return minus the Hessian, by central differences of the exact gradient."""
    found = problem.objective(free)[2]
    # A hundredth of a standard error: far enough for digits, near enough for a straight line.
    widths = 0.01 / np.sqrt(np.diag(problem.complete_information(free, found)))
    rows = []
    for place, width in enumerate(widths):
        step = np.zeros(problem.size)
        step[place] = width
        ahead, behind = problem.objective(free + step)[1], problem.objective(free - step)[1]
        rows.append((behind - ahead) / (2 * width))
    hessian = np.array(rows)
    return np.asarray((hessian + hessian.T) / 2)


def cross_product(problem: Problem, free: Floats) -> Floats:
    """Return the sum over people of the outer product of their gradients."""
    parameters, patterns = problem.parameters(free), problem.patterns
    at = problem.places
    total = np.zeros((problem.size, problem.size))
    for start in range(0, len(patterns.counts), BLOCK):
        rows = slice(start, start + BLOCK)
        part = Patterns(
            patterns.right[rows],
            None if patterns.seen is None else patterns.seen[rows],
            patterns.counts[rows],
        )
        found = evaluate(part, parameters, problem.rule)
        by_item = person_scores(part, found, parameters, problem.rule)
        scores = np.zeros((len(by_item), problem.size))
        for column in range(2 if problem.model is not Model.THREE else 3):
            if problem.model is Model.ONE and column == 0:  # one slope for all items
                scores[:, 0] = by_item[:, :, 0].sum(axis=1)
            else:
                scores[:, at[:, column]] = by_item[:, :, column]
        total += scores.T @ (scores * part.counts[:, None])
    if problem.model is Model.THREE:
        total[at[:, 2], at[:, 2]] += problem.prior.information(parameters.c)
    return total
