"""Plan: who learns what within a budget, with a proof of how good the plan is."""

from skillmark.plan.gaps import gaps
from skillmark.plan.reading import read_enrolments, read_problem
from skillmark.plan.solver import solve

__all__ = ["gaps", "read_enrolments", "read_problem", "solve"]
