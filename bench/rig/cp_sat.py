"""Run by an interpreter with OR-tools: one program in, one line of JSON out.

CP-SAT knows whole numbers only: money is counted in cents, and so is everything else.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
from ortools.sat.python import cp_model  # type: ignore[import-not-found,unused-ignore]

CENTS = 100


def main(file: str, seconds: float) -> None:
    """Solve and tell."""
    told: Any = np.load(file)
    objective, indptr = told["objective"], told["indptr"]
    model = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in objective]
    for row, (low, high) in enumerate(zip(told["low"], told["high"], strict=True)):
        part = slice(indptr[row], indptr[row + 1])
        terms = [variables[j] for j in told["indices"][part]]
        weights = [round(float(value) * CENTS) for value in told["data"][part]]
        left = -(2**60) if np.isneginf(low) else round(float(low) * CENTS)
        right = 2**60 if np.isposinf(high) else round(float(high) * CENTS)
        model.add_linear_constraint(cp_model.LinearExpr.weighted_sum(terms, weights), left, right)
    weights = [round(float(value) * CENTS) for value in objective]
    model.minimize(cp_model.LinearExpr.weighted_sum(variables, weights))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    answer = {
        "status": "stopped" if status == cp_model.FEASIBLE else solver.status_name(status).lower(),
        "reached": solver.objective_value / CENTS if found else None,
        "bound": solver.best_objective_bound / CENTS,
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
