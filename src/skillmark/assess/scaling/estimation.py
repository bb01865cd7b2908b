"""Maximising the marginal likelihood: EM to get near, a quasi-Newton polish to arrive.

1. EM (Bock and Aitkin 1981): expected counts at the nodes, then one scoring step an item.
2. After each step the ability scale is adjusted to what the posterior says of its mean and
   spread (parameter expansion: Liu, Rubin and Wu 1998, Biometrika 85, 755-770). Plain EM
   creeps along that direction, the slower the longer the test.
3. L-BFGS in coordinates whitened by the complete-data information, until the gradient is
   negligible against the standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize
from scipy.special import expit, logit

from skillmark.assess.scaling.marginal import (
    Evaluation,
    Patterns,
    Quadrature,
    evaluate,
    gradient,
    information,
)
from skillmark.assess.scaling.response_model import Floats, ItemParameters, Model

EM_STEPS = 300
EM_CLOSE = 1e-3
"""EM hands over when no parameter moves more than this in a step."""
LONGEST_STEP = 1.0
NEGLIGIBLE = 1e-3
"""A gradient whose Newton step is shorter than this many standard errors has converged."""


@dataclass(frozen=True, slots=True)
class GuessingPrior:
    """Beta prior on c in the 3PL model, whose guessing the data alone rarely determine.

    The default stands for 20 observations of guessing with a mode of 0.2.
    """

    alpha: float = 5.0
    beta: float = 17.0

    def logarithm(self, c: Floats) -> float:
        """Return the log density, up to a constant."""
        return float(np.sum((self.alpha - 1) * np.log(c) + (self.beta - 1) * np.log1p(-c)))

    def gradient(self, c: Floats) -> Floats:
        """Return its derivative by logit c."""
        return np.asarray((self.alpha - 1) * (1 - c) - (self.beta - 1) * c)

    def information(self, c: Floats) -> Floats:
        """Return minus its second derivative by logit c."""
        return np.asarray((self.alpha + self.beta - 2) * c * (1 - c))


@dataclass(frozen=True, eq=False)
class Problem:
    """One calibration: which numbers are free, and where each stands in the vector."""

    model: Model
    patterns: Patterns
    rule: Quadrature
    prior: GuessingPrior = field(default_factory=GuessingPrior)

    @property
    def items(self) -> int:
        """Number of items."""
        return int(self.patterns.right.shape[1])

    @property
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
        seen = self.patterns.seen
        asked = self.patterns.counts.sum() if seen is None else self.patterns.counts @ seen
        share = (self.patterns.counts @ self.patterns.right + 0.5) / (asked + 1)
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
        found = evaluate(self.patterns, parameters, self.rule)
        value = found.log_likelihood
        slope = gradient(found, parameters, self.rule)
        if self.model is Model.THREE:
            value += self.prior.logarithm(parameters.c)
            slope[:, 2] += self.prior.gradient(parameters.c)
        return value, self.gather(slope), found

    def complete_information(self, free: Floats, found: Evaluation) -> Floats:
        """Return the complete-data information (with the prior's) over the free vector."""
        parameters = self.parameters(free)
        by_item = information(found, parameters, self.rule)
        if self.model is Model.THREE:
            by_item[:, 2, 2] += self.prior.information(parameters.c)
        total = self.spread(by_item)
        # A little on the diagonal keeps an item that nobody of matching ability saw solvable.
        total[np.diag_indices(self.size)] += 1e-8 * (1 + np.trace(total) / self.size)
        return total


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the likelihood is greatest."""

    free: Floats
    log_likelihood: float
    """Without the prior's part."""
    steps: int
    converged: bool


def maximise(problem: Problem, *, coarse: Quadrature) -> Maximum:
    """Return the maximum, found with EM on `coarse` nodes and polished on the problem's own."""
    rough = replace(problem, rule=coarse)
    free, steps = _climb(rough, problem.start())
    found = problem.objective(free)[2]
    factor = linalg.cholesky(problem.complete_information(free, found), lower=True)

    def whitened(y: Floats) -> tuple[float, Floats]:
        moved = free + linalg.solve_triangular(factor.T, y, lower=False)
        value, slope, _ = problem.objective(moved)
        return -value, -linalg.solve_triangular(factor, slope, lower=True)

    polish = optimize.minimize(
        whitened,
        np.zeros(problem.size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 500, "maxcor": 20, "ftol": 1e-14, "gtol": NEGLIGIBLE / 100},
    )
    best = free + linalg.solve_triangular(factor.T, polish.x, lower=False)
    _, slope, found = problem.objective(best)
    left = np.abs(linalg.solve_triangular(factor, slope, lower=True)).max()
    return Maximum(
        _upright(problem, best),
        found.log_likelihood,
        steps + int(polish.nit),
        bool(left < NEGLIGIBLE),
    )


def _climb(problem: Problem, free: Floats) -> tuple[Floats, int]:
    """Run EM until no parameter moves by more than `EM_CLOSE`."""
    value, slope, found = problem.objective(free)
    for step in range(1, EM_STEPS + 1):
        move = linalg.solve(problem.complete_information(free, found), slope, assume_a="pos")
        move *= min(1.0, LONGEST_STEP / max(np.abs(move).max(), 1e-300))
        for candidate in _candidates(problem, free, move, found):
            better = problem.objective(candidate)
            if better[0] >= value - 1e-9:
                break
        else:
            return free, step
        moved = np.abs(candidate - free).max()
        free, (value, slope, found) = candidate, better
        if moved < EM_CLOSE:
            return free, step
    return free, EM_STEPS


def _candidates(problem: Problem, free: Floats, move: Floats, found: Evaluation) -> list[Floats]:
    """Return the expanded step first, then plain steps, each half as long as the last."""
    at, nodes = problem.places, problem.rule.nodes
    mass = problem.patterns.counts @ found.posterior
    mean = mass @ nodes / mass.sum()
    spread = np.sqrt(mass @ (nodes - mean) ** 2 / mass.sum())
    expanded = free + move
    expanded[at[:, 1]] += expanded[at[:, 0]] * mean
    expanded[np.unique(at[:, 0])] *= spread
    return [expanded, *(free + move / 2**halving for halving in range(8))]


def _upright(problem: Problem, free: Floats) -> Floats:
    """Turn the scale so that most slopes are positive: its direction is a convention."""
    at = np.unique(problem.places[:, 0])
    if free[at].sum() >= 0:
        return free
    turned = free.copy()
    turned[at] *= -1
    return turned
