"""Other planners for the same program: HiGHS on all of it at once, and CP-SAT of OR-tools.

CP-SAT runs under an interpreter of its own (`ortools` and the HiGHS inside SciPy cannot share one
process): named by SKILLMARK_ORTOOLS, or in `.peers/ortools` of this repository.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from skillmark.nouns.plan import Objective, Problem
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.choices import choices
from skillmark.plan.program import Program, build

ROOT = Path(__file__).resolve().parent.parent.parent
REMEDY = "python3 -m venv .peers/ortools && .peers/ortools/bin/pip install ortools"


@dataclass(frozen=True, slots=True)
class Reached:
    """What a planner came to (in the unit of the objective), and what it knows of the best."""

    status: str
    reached: float | None
    bound: float | None
    cpu: float


def spelt_out(problem: Problem) -> tuple[Program, float]:
    """Return the program with every enrolment spelt out, and the value that is there already."""
    catalogue = Catalogue(problem.offers)
    people = choices(problem, catalogue)
    held = sum(problem.people[one.person].gaps[g].value for one in people for g in one.closed)
    program = build(problem, catalogue, people)
    return program, held if problem.objective is Objective.VALUE else 0.0


def highs(program: Program, seconds: float) -> tuple[str, float | None, float | None]:
    """Solve all of it at once; returns status, objective and bound (both to be minimised)."""
    integral = np.zeros(len(program.objective), dtype=np.int64)
    integral[: len(program.enrolments)] = 1
    answer = milp(
        program.objective,
        integrality=integral,
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(program.rows, program.low, program.high),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    status = {0: "optimal", 1: "stopped", 2: "infeasible"}.get(int(answer.status), "failed")
    reached = None if answer.fun is None else float(answer.fun)
    bound = None if answer.mip_dual_bound is None else float(answer.mip_dual_bound)
    return status, reached, bound


def interpreter() -> Path | None:
    """Return the Python that has OR-tools, if there is one."""
    named = os.environ.get("SKILLMARK_ORTOOLS")
    found = Path(named) if named else ROOT / ".peers" / "ortools" / "bin" / "python"
    return found if found.exists() else None


def cp_sat(program: Program, seconds: float, python: Path) -> Reached:
    """Solve all of it at once with CP-SAT on two workers."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "program.npz"
        rows = program.rows
        np.savez(
            file,
            objective=program.objective,
            data=rows.data,
            indices=rows.indices,
            indptr=rows.indptr,
            low=program.low,
            high=program.high,
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [str(python), str(Path(__file__).with_name("cp_sat.py")), str(file), str(seconds)],
            capture_output=True,
            text=True,
            check=False,
            env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        return Reached(f"failed: {done.stderr.strip().splitlines()[-1]}", None, None, spent)
    told = json.loads(done.stdout)
    return Reached(told["status"], told["reached"], told["bound"], spent)
