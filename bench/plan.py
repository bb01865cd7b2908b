"""How good the proven plan is beside other planners, and how long the proof takes.

Peers in the same run, for the same problem and at most the same time: greedy by value for money
(what people do by hand), HiGHS on the program that spells every enrolment out (through SciPy, as
any team would start), and CP-SAT of OR-tools on the same program. The companies are simulated with
a fixed seed and come in several shapes (`rig/companies.py`).
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import time

import numpy as np

from rig import cost, planners
from rig.companies import SHAPES, company, shape
from rig.greedy import greedy
from rig.table import Figures, options
from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.plan import Objective, PlanStatus, Problem
from skillmark.plan import solve

SEED = 20261123
COLUMNS = (
    "case", "planner", "status", "value", "bound", "gap_%", "CPU_s", "wall_s",
    "value_times", "CPU_times",
)  # fmt: skip
CASES = (
    (1_000, 500, 10.0, ("usual", "few seats", "long chains", "many ways", "targets")),
    (10_000, 500, 120.0, ("usual", "few seats")),
)
"""People, credentials on offer, seconds that a search may take, shapes."""
QUICK = ((12, 8, 10.0, ("usual",)), (60, 30, 10.0, ("targets",)))
CLOSE = 0.001
"""Relative distance to the bound at which our search may stop."""
NOTES = (
    """value: summed over the gaps that are closed (for targets: money spent); bound: what no plan
    can exceed (for targets: undercut); times: ours over theirs for value, theirs over ours for
    CPU""",
    f"""ours stops within {CLOSE:.1%} of its bound or after the case's seconds of the processor;
    peers get as many seconds, stretched as the wall stretched ours""",
    """simulated people, gaps and prices; brute force over all plans of small cases is in
    tests/plan/test_optimal.py""",
)


def gap(problem: Problem, reached: float, bound: float) -> float:
    """Return the relative distance in percent."""
    if problem.objective is Objective.VALUE:
        return 100 * (bound - reached) / bound if bound else 0.0
    return 100 * (reached - bound) / reached if reached else 0.0


def compare(figures: Figures, problem: Problem, case: str, seconds: float) -> None:
    """Add all planners for one problem."""
    by_cost = problem.objective is Objective.COST
    try:
        # by the clock of the processor, so that others on the machine take nothing away
        ours = cost.timed(
            lambda: solve(problem, seconds=seconds, gap=CLOSE, clock=time.process_time)
        )
    except UnavailableError as error:
        figures.add(case=case, planner="skillmark", status=str(error), CPU_s=seconds)
        return
    plan = ours.answer
    if plan.status is PlanStatus.INFEASIBLE:
        figures.add(case=case, planner="skillmark", status="infeasible", CPU_s=ours.cpu)
        figures.notes.append(f"{case}: {', '.join(plan.conflict)} cannot hold together")
        return
    reached = plan.cost if by_cost else plan.value

    def times(theirs: float | None) -> float | None:
        if not theirs:
            return None
        return reached / theirs

    figures.add(
        case=case,
        planner="skillmark",
        status=plan.status.value,
        value=reached,
        bound=plan.bound,
        CPU_s=ours.cpu,
        wall_s=ours.wall,
        **{"gap_%": plan.gap * 100},
    )
    if not by_cost:
        usual = cost.timed(lambda: greedy(problem))
        figures.add(
            case=case,
            planner="greedy",
            status="unproven",
            value=usual.answer.value,
            CPU_s=usual.cpu,
            wall_s=usual.wall,
            value_times=times(usual.answer.value),
            CPU_times=usual.cpu / ours.cpu,
        )
    program, held = planners.spelt_out(problem)
    # peers look at the clock on the wall: as much longer as ours took
    patience = seconds * max(1.0, ours.wall / max(ours.cpu, 0.05))
    sign = 1.0 if by_cost else -1.0

    def told(planner: str, answer: planners.Reached, wall: float) -> None:
        value = None if answer.reached is None else held + sign * answer.reached
        bound = None if answer.bound is None else held + sign * answer.bound
        figures.add(
            case=case,
            planner=planner,
            status=answer.status,
            value=value,
            bound=bound,
            CPU_s=answer.cpu,
            wall_s=wall,
            value_times=times(value),
            CPU_times=answer.cpu / ours.cpu,
            **{
                "gap_%": None
                if value is None or bound is None
                else max(0.0, gap(problem, value, bound))
            },
        )

    whole = cost.timed(lambda: planners.highs(program, patience))
    told("HiGHS, spelt out", planners.Reached(*whole.answer, whole.cpu), whole.wall)
    python = planners.interpreter()
    if python is not None:
        other = cost.timed(lambda: planners.cp_sat(program, patience, python))
        told("CP-SAT, spelt out", other.answer, other.wall)
    figures.notes.append(
        f"{case}: {sum(len(person.gaps) for person in problem.people):,} gaps; "
        f"{len(program.enrolments):,} enrolments can be chosen from"
    )


def main() -> None:
    """Run every case, or one of a size and shapes asked for."""
    parser = options(__doc__)
    parser.add_argument("--people", type=int, help="one size: so many people")
    parser.add_argument("--credentials", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--shape", action="append", choices=[known.name for known in SHAPES])
    asked = parser.parse_args()
    cases = QUICK if asked.quick else CASES
    if asked.people:
        cases = ((asked.people, asked.credentials, asked.seconds, tuple(asked.shape or ["usual"])),)
    figures = Figures("plan", "Plans beside other planners (simulated companies)", COLUMNS)
    for people, offers, seconds, shapes in cases:
        for name in shapes:
            rng = np.random.default_rng([SEED, people, offers])
            problem = company(people, offers, shape(name), rng)
            compare(figures, problem, f"{people:,} x {offers}, {name}", seconds)
    if planners.interpreter() is None:
        figures.missing("CP-SAT", planners.REMEDY, required=False)
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
