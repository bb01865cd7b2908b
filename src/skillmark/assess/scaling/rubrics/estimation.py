"""Maximising the marginal likelihood of a polytomous model.

The same path as for right and wrong answers (`scaling.estimation`): EM with one scoring step
an item and an adjustment of the ability scale after each (parameter expansion: Liu, Rubin and
Wu 1998, Biometrika 85, 755-770), then L-BFGS in coordinates whitened item by item, until the
gradient is negligible against the standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize

from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics.likelihood import CategoryEvaluation
from skillmark.assess.scaling.rubrics.parameters import CategoryModel, CategoryParameters
from skillmark.assess.scaling.rubrics.problem import CategoryProblem

EM_STEPS = 200
EM_CLOSE = 3e-3
"""EM hands over when no parameter moves more than this in a step."""
LONGEST_STEP = 1.0
NEGLIGIBLE = 1e-3
"""A gradient whose Newton step is shorter than this many standard errors has converged."""


@dataclass(frozen=True, eq=False)
class CategoryMaximum:
    """Where the likelihood is greatest."""

    free: Floats
    log_likelihood: float
    steps: int
    converged: bool


def maximise(problem: CategoryProblem, *, coarse: Quadrature) -> CategoryMaximum:
    """Return the maximum, found with EM on `coarse` nodes and polished on the problem's own."""
    free, steps = _climb(replace(problem, rule=coarse), problem.start())
    found = problem.objective(free)[2]
    root = _Whitening.of(problem, free, found)

    def whitened(y: Floats) -> tuple[float, Floats]:
        value, slope, _ = problem.objective(free + root.step(y))
        return -value, -root.slope(slope)

    polish = optimize.minimize(
        whitened,
        np.zeros(problem.size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 500, "maxcor": 20, "ftol": 1e-14, "gtol": NEGLIGIBLE / 20},
    )
    best = free + root.step(polish.x)
    _, slope, found = problem.objective(best)
    left = float(np.abs(root.slope(slope)).max())
    return CategoryMaximum(
        _upright(problem, best), found.log_likelihood, steps + int(polish.nit), left < NEGLIGIBLE
    )


@dataclass(frozen=True, eq=False)
class _Whitening:
    """Coordinates in which the complete-data information of every item is the identity."""

    problem: CategoryProblem
    factor: Floats
    """Lower Cholesky factor of every item's information."""
    slope_scale: float
    """Square root of the information about a slope that all items share."""

    @classmethod
    def of(cls, problem: CategoryProblem, free: Floats, found: CategoryEvaluation) -> _Whitening:
        total = problem.item_information(free, found)
        scale = float(np.sqrt(total[:, 0, 0].sum()))
        if problem.shared:
            total[:, 0, :], total[:, :, 0] = 0, 0
            total[:, 0, 0] = 1
        return cls(problem, np.asarray(np.linalg.cholesky(total), float), scale)

    def step(self, y: Floats) -> Floats:
        """Return the step in free coordinates."""
        table = self.problem.lay_out(y)[:, :, None]
        moved = _solve(self.factor.transpose(0, 2, 1), table)
        return self._shared(self.problem.gather(moved), y)

    def slope(self, slope: Floats) -> Floats:
        """Return the gradient in whitened coordinates."""
        table = self.problem.lay_out(slope)[:, :, None]
        return self._shared(self.problem.gather(_solve(self.factor, table)), slope)

    def _shared(self, found: Floats, given: Floats) -> Floats:
        if self.problem.shared:
            found[0] = given[0] / self.slope_scale
        return found


def _solve(matrices: Floats, columns: Floats) -> Floats:
    """Return every item's own solution."""
    return np.asarray(np.linalg.solve(matrices, columns)[:, :, 0], dtype=float)


def _climb(problem: CategoryProblem, free: Floats) -> tuple[Floats, int]:
    """Run EM until no parameter moves by more than `EM_CLOSE`."""
    value, slope, found = problem.objective(free)
    for step in range(1, EM_STEPS + 1):
        move = _scoring_step(problem, free, slope, found)
        move *= min(1.0, LONGEST_STEP / max(float(np.abs(move).max()), 1e-300))
        for candidate in _candidates(problem, free, move, found):
            better = problem.objective(candidate)
            if better[0] >= value - 1e-9:
                break
        else:
            return free, step
        moved = float(np.abs(candidate - free).max())
        free, (value, slope, found) = candidate, better
        if moved < EM_CLOSE:
            return free, step
    return free, EM_STEPS


def _scoring_step(
    problem: CategoryProblem, free: Floats, slope: Floats, found: CategoryEvaluation
) -> Floats:
    total = problem.item_information(free, found)
    if not problem.shared:
        table = problem.lay_out(slope)[:, :, None]
        return problem.gather(_solve(total, table))
    # One slope for all items: eliminate every item's intercepts (Schur's complement).
    own, border = total[:, 1:, 1:], total[:, 1:, 0]
    right = problem.lay_out(slope)[:, 1:]
    solved = np.linalg.solve(own, np.stack([right, border], axis=2))
    left_over = total[:, 0, 0].sum() - (border * solved[:, :, 1]).sum()
    first = (slope[0] - (border * solved[:, :, 0]).sum()) / left_over
    table = np.zeros(problem.there.shape)
    table[:, 1:] = solved[:, :, 0] - first * solved[:, :, 1]
    moved = problem.gather(table)
    moved[0] = first
    return moved


def _candidates(
    problem: CategoryProblem, free: Floats, move: Floats, found: CategoryEvaluation
) -> list[Floats]:
    """Return the expanded step first, then plain steps, each half as long as the last."""
    nodes = problem.rule.nodes
    mass = problem.patterns.counts @ found.posterior
    mean = mass @ nodes / mass.sum()
    spread = float(np.sqrt(mass @ (nodes - mean) ** 2 / mass.sum()))
    moved = problem.parameters(free + move)
    rank = np.ones(moved.d.shape[1])
    if problem.model is not CategoryModel.GRADED:
        rank = np.arange(1.0, moved.d.shape[1] + 1)
    d = np.where(moved.steps, moved.d + moved.a[:, None] * mean * rank, 0)
    expanded = problem.free(CategoryParameters(moved.a * spread, d, moved.counts))
    return [expanded, *(free + move / 2**halving for halving in range(8))]


def _upright(problem: CategoryProblem, free: Floats) -> Floats:
    """Turn the scale so that most slopes are positive: its direction is a convention."""
    at = np.unique(problem.places[:, 0])
    if free[at].sum() >= 0:
        return free
    turned = free.copy()
    turned[at] *= -1
    return turned
