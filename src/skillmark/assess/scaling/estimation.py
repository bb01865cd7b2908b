"""Maximising the marginal likelihood: EM to get near, a quasi-Newton polish to arrive.

1. EM (Bock and Aitkin 1981): expected counts at the nodes, then one scoring step an item.
2. After each step the ability scale is adjusted to what the posterior says of its mean and
   spread (parameter expansion: Liu, Rubin and Wu 1998, Biometrika 85, 755-770). Plain EM
   creeps along that direction, the slower the longer the test.
3. L-BFGS in coordinates whitened by the complete-data information.
4. `arrival`: Newton's method with the information in what was observed, which the standard
   errors need anyway, until a step is negligible against them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from skillmark.assess.scaling.marginal import Evaluation, Quadrature
from skillmark.assess.scaling.problem import Problem
from skillmark.assess.scaling.response_model import Floats, Model

EM_STEPS = 300
EM_CLOSE = 1e-2
"""EM hands over when no parameter moves more than this in a step."""
LONGEST_STEP = 1.0
POLISHED = 1e-3
"""The polish ends when the gradient is this small in complete-data standard errors."""
ROUGH, FINE = 1.5, 1.0
"""Posterior standard deviations from node to node: for EM, and at the maximum."""
FEWEST_NODES, MOST_NODES = 61, 1001

Telling = Callable[[str, int, float], None]
"""Told what is being done, the step, and the log-likelihood so far."""


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Where the likelihood is nearly at its greatest."""

    problem: Problem
    """On the rule that its posteriors call for."""
    free: Floats
    steps: int


def approach(
    problem: Problem, *, nodes: int | None = None, tell: Telling | None = None
) -> Neighbourhood:
    """Return what EM and L-BFGS reach on `nodes` nodes, or on as many as are needed."""
    free = problem.start()
    problem = replace(problem, rule=Quadrature.normal(nodes or _nodes(problem, free, ROUGH)))
    free, steps = _climb(problem, free, tell)
    if nodes is None:
        problem = replace(problem, rule=Quadrature.normal(_nodes(problem, free, FINE)))
    free, more = polish(problem, free, POLISHED, tell, steps)
    return Neighbourhood(problem, _upright(problem, free), steps + more)


def _nodes(problem: Problem, free: Floats, widths: float) -> int:
    """Return how many nodes keep `widths` posterior standard deviations apart, or less.

    The rule's relative error is 2 exp(-2 pi^2 / widths^2), 5e-9 for 1. A curve of slope a is as
    narrow as 1/a, even where no posterior is.
    """
    parameters = problem.parameters(free)
    theta = np.linspace(-6, 6, 61)
    s = parameters.logistic(theta)
    steepest = np.abs(parameters.a).max()
    sharpest = (parameters.a[:, None] ** 2 * s * (1 - s)).sum(axis=0).max()
    spacing = widths * min(1 / np.sqrt(1 + sharpest), 1 / steepest if steepest else 1)
    return int(np.clip(2 * np.ceil(6 / spacing) + 1, FEWEST_NODES, MOST_NODES))


def _climb(problem: Problem, free: Floats, tell: Telling | None) -> tuple[Floats, int]:
    """Run EM until no parameter moves by more than `EM_CLOSE`."""
    value, slope, found = problem.objective(free)
    for step in range(1, EM_STEPS + 1):
        move = _scoring_step(problem, slope, problem.information_by_item(free, found))
        move *= min(1.0, LONGEST_STEP / max(np.abs(move).max(), 1e-300))
        for candidate in _candidates(problem, free, move, found):
            better = problem.objective(candidate)
            if better[0] >= value - 1e-9:
                break
        else:
            return free, step
        moved = np.abs(candidate - free).max()
        free, (value, slope, found) = candidate, better
        if tell:
            tell("EM", step, value)
        if moved < EM_CLOSE:
            return free, step
    return free, EM_STEPS


def _scoring_step(problem: Problem, slope: Floats, by_item: Floats) -> Floats:
    """Return the step that the complete-data information gives, item by item."""
    if problem.model is Model.ONE:  # the common slope first, then every intercept given it
        by_a, mixed, by_d = by_item[:, 0, 0], by_item[:, 0, 1], _positive(by_item[:, 1, 1])
        common = (slope[0] - (mixed / by_d) @ slope[1:]) / _positive(
            by_a.sum() - mixed**2 @ (1 / by_d)
        )
        return np.concatenate([[common], (slope[1:] - mixed * common) / by_d])
    at = problem.places[:, : problem.columns]
    factor = _factors(problem, by_item)
    half = np.linalg.solve(factor, slope[at][:, :, None])
    move = np.empty_like(slope)
    move[at] = np.linalg.solve(factor.transpose(0, 2, 1), half)[:, :, 0]
    return move


def _factors(problem: Problem, by_item: Floats) -> Floats:
    """Return the Cholesky factor of every item's information."""
    n = problem.columns
    by_item = by_item[:, :n, :n].copy()
    # A little on the diagonal keeps an item that nobody of matching ability saw solvable.
    by_item[:, range(n), range(n)] *= 1 + 1e-8
    by_item[:, range(n), range(n)] += 1e-8
    return np.asarray(np.linalg.cholesky(by_item), dtype=float)


def _positive(values: Floats) -> Floats:
    return np.maximum(values, 1e-8)


def _candidates(problem: Problem, free: Floats, move: Floats, found: Evaluation) -> list[Floats]:
    """Return the expanded step first, then plain steps, each half as long as the last."""
    at, nodes = problem.places, problem.rule.nodes
    mean = found.mass @ nodes / found.mass.sum()
    spread = np.sqrt(found.mass @ (nodes - mean) ** 2 / found.mass.sum())
    expanded = free + move
    expanded[at[:, 1]] += expanded[at[:, 0]] * mean
    expanded[np.unique(at[:, 0])] *= spread
    return [expanded, *(free + move / 2**halving for halving in range(8))]


def polish(
    problem: Problem, free: Floats, close: float, tell: Telling | None = None, done: int = 0
) -> tuple[Floats, int]:
    """Run L-BFGS until no gradient exceeds `close`; return where it ends, and its steps.

    The gradient is measured in standard errors of complete data, so that `close` is a step in
    them, too.
    """
    _, _, found = problem.objective(free)
    by_item = problem.information_by_item(free, found)
    if problem.model is Model.ONE:
        diagonal = np.concatenate([[by_item[:, 0, 0].sum()], by_item[:, 1, 1]])
        at = np.arange(problem.size)[:, None]
        factor = np.sqrt(_positive(diagonal))[:, None, None]
    else:
        at, factor = problem.places[:, : problem.columns], _factors(problem, by_item)
    back, forth = _whitening(at, factor.transpose(0, 2, 1)), _whitening(at, factor)

    def whitened(y: Floats) -> tuple[float, Floats]:
        value, slope, _ = problem.objective(free + back(y))
        return -value, -forth(slope)

    steps = 0

    def stepped(intermediate_result: optimize.OptimizeResult) -> None:
        nonlocal steps
        steps += 1
        if tell:
            tell("polish", done + steps, -float(intermediate_result.fun))

    ended = optimize.minimize(
        whitened,
        np.zeros(problem.size),
        jac=True,
        method="L-BFGS-B",
        callback=stepped,
        options={"maxiter": 500, "maxcor": 20, "ftol": 1e-14, "gtol": close},
    )
    return free + back(ended.x), steps


def _whitening(at: NDArray[np.intp], factor: Floats) -> Callable[[Floats], Floats]:
    def solve(y: Floats) -> Floats:
        x = np.empty_like(y)
        x[at] = np.linalg.solve(factor, y[at][:, :, None])[:, :, 0]
        return x

    return solve


def _upright(problem: Problem, free: Floats) -> Floats:
    """Turn the scale so that most slopes are positive: its direction is a convention."""
    at = np.unique(problem.places[:, 0])
    if free[at].sum() >= 0:
        return free
    turned = free.copy()
    turned[at] *= -1
    return turned
