"""The last steps to the maximum, and the covariance of the estimates there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillmark.assess.scaling.estimation import Telling, approach, polish
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.observed import observed_information
from skillmark.assess.scaling.problem import Problem
from skillmark.assess.scaling.response_model import Floats

NEGLIGIBLE = 1e-3
"""A Newton step shorter than this many standard errors is the last."""
FAR = 0.01
"""Standard errors from where an information was found to where it no longer holds."""
ROUNDS, STEPS = 6, 8
TIGHT = 1e-4
"""How far L-BFGS goes where there is no information to take steps with."""


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the likelihood is greatest."""

    rule: Quadrature
    free: Floats
    log_likelihood: float
    """Without the prior's part."""
    covariance: Floats | None
    """Of `free`; `nan` where the information is not positive definite, `None` if not asked."""
    steps: int
    converged: bool


def maximise(
    problem: Problem,
    *,
    nodes: int | None = None,
    with_covariance: bool = True,
    tell: Telling | None = None,
) -> Maximum:
    """Return the maximum of the (penalised) likelihood."""
    near = approach(problem, nodes=nodes, tell=tell)
    problem, free, steps = near.problem, near.free, near.steps
    arrived = _newton(problem, free, tell, steps) if with_covariance else None
    if arrived is not None:
        free, covariance, more = arrived
        found = problem.objective(free)[2]
        return Maximum(
            problem.rule, free, found.log_likelihood, covariance, steps + more, converged=True
        )
    free, more = polish(problem, free, TIGHT, tell, steps)
    _, slope, found = problem.objective(free)
    complete = np.diag(problem.complete_information(free, found))
    left = np.abs(slope / np.sqrt(np.maximum(complete, 1e-12))).max()
    unknown = np.full((problem.size,) * 2, np.nan) if with_covariance else None
    return Maximum(
        problem.rule,
        free,
        found.log_likelihood,
        unknown,
        steps + more,
        converged=bool(left < NEGLIGIBLE),
    )


def _newton(
    problem: Problem, free: Floats, tell: Telling | None, done: int
) -> tuple[Floats, Floats, int] | None:
    """Return the maximum, the covariance there, and the steps taken; `None` where they fail."""
    steps = 0
    for _ in range(ROUNDS):
        if tell:
            tell("information", done + steps, np.nan)
        matrix = observed_information(problem, free, problem.executor)
        if not _definite(matrix):
            return None
        inverse = np.asarray(np.linalg.inv(matrix), dtype=float)
        errors, distance = np.sqrt(np.diag(inverse)), 0.0
        for _ in range(STEPS):
            step = inverse @ problem.objective(free)[1]
            size = float(np.abs(step / errors).max())
            free, distance, steps = free + step, distance + size, steps + 1
            if size < NEGLIGIBLE or distance > 10:
                break
        if distance > 10:
            return None
        if size < NEGLIGIBLE and distance < FAR:
            return free, inverse, steps
    return None


def _definite(matrix: Floats) -> bool:
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True
