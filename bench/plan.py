"""How good the proven plan is beside the usual one, and how long the proof takes.

The usual way, and the peer here, is greedy: again and again the enrolment (with what it requires)
that closes most value for its money. The people, gaps, offers and prices are drawn at random with
a fixed seed: simulated, shaped like a company where roles want overlapping skills.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import numpy as np

from rig import cost
from rig.greedy import greedy
from rig.table import Figures, options
from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.plan import Gap, Learner, Offer, PlanStatus, Problem
from skillmark.plan import solve

SEED = 20261123
COLUMNS = (
    "case", "planner", "status", "value", "bound", "gap_%", "spent", "enrolments", "CPU_s",
    "value_times",
)  # fmt: skip
CASES = ((1_000, 100, 60.0), (1_000, 500, 60.0))
"""People, credentials on offer, seconds that the search may take."""
QUICK = ((12, 8, 10.0),)
NOTES = (
    """value: summed over the gaps that are closed; bound: what no plan can exceed; times: the
    proven plan's value over the greedy one's""",
    """simulated people, gaps and prices; brute force over all plans of small cases is in
    tests/plan/test_solver.py""",
)
BUDGET_SHARE = 0.2
"""Of what closing every gap at the mean price would cost."""


def draw(people: int, offers: int, rng: np.random.Generator) -> Problem:
    """Draw a problem: budget, hours a person, seats, levels and prerequisites all bind."""
    skills = [f"skill-{n}" for n in range(max(4, offers // 2))]
    catalogue: list[Offer] = []
    for number in range(offers):
        carried = rng.choice(len(skills), size=int(rng.integers(1, 4)), replace=False)
        levels = rng.integers(2, 8, size=len(carried))
        advanced = number >= offers // 2 and rng.random() < 0.5
        hours = float(rng.integers(4, 60))
        catalogue.append(
            Offer(
                f"credential-{number}",
                cost=round(float(hours * rng.uniform(8, 40)), 2),
                hours=hours,
                skills=tuple(skills[s] for s in carried),
                levels=tuple(
                    (skills[s], int(level)) for s, level in zip(carried, levels, strict=True)
                ),
                # only on what stands before it, so that there is no circle
                requires=(f"credential-{int(rng.integers(offers // 2))}",) if advanced else (),
                seats=int(rng.integers(people // 20 + 1, people // 3 + 2))
                if rng.random() < 0.4
                else None,
            )
        )
    wanted = [rng.choice(len(skills), size=min(8, len(skills)), replace=False) for _ in range(25)]
    learners: list[Learner] = []
    for number in range(people):
        role = wanted[int(rng.integers(len(wanted)))]
        lacking = role[rng.random(len(role)) < 0.6]
        gaps = tuple(
            Gap(skills[s], float(rng.integers(1, 10)), int(rng.integers(2, 7))) for s in lacking
        )
        learners.append(Learner(f"person-{number}", gaps, hours=float(rng.integers(20, 120))))
    price = float(np.mean([offer.cost for offer in catalogue]))
    open_gaps = sum(len(learner.gaps) for learner in learners)
    return Problem(
        tuple(learners), tuple(catalogue), money=round(BUDGET_SHARE * open_gaps * price, 2)
    )


def compare(figures: Figures, people: int, offers: int, seconds: float) -> None:
    """Add the two plans for one problem."""
    problem = draw(people, offers, np.random.default_rng([SEED, people, offers]))
    case = f"{people:,} people x {offers} credentials"
    usual = cost.timed(lambda: greedy(problem))
    figures.add(
        case=case,
        planner="greedy by value per cost",
        status="unproven",
        value=usual.answer.value,
        spent=usual.answer.cost,
        enrolments=len(usual.answer.enrolments),
        CPU_s=usual.cpu,
    )
    try:
        proven = cost.timed(lambda: solve(problem, seconds=seconds))
    except UnavailableError as error:
        figures.add(case=case, planner="skillmark", status=str(error), CPU_s=seconds)
        return
    plan = proven.answer
    if plan.status is PlanStatus.INFEASIBLE:
        raise SystemExit(f"{case}: no plan, though doing nothing is one")
    figures.add(
        case=case,
        planner=f"skillmark, at most {seconds:.0f} s",
        status=plan.status.value,
        value=plan.value,
        bound=plan.bound,
        spent=plan.cost,
        enrolments=len(plan.enrolments),
        CPU_s=proven.cpu,
        value_times=plan.value / usual.answer.value,
        **{"gap_%": plan.gap * 100},
    )
    figures.notes.append(
        f"{case}, {sum(len(person.gaps) for person in problem.people):,} gaps, "
        f"budget {problem.money:,.0f}: "
        f"the plan closes {plan.value / usual.answer.value - 1:.1%} more value than greedy, which "
        f"misses at least {1 - usual.answer.value / plan.value:.1%} and could not say so"
    )


def main() -> None:
    """Run every case."""
    asked = options(__doc__).parse_args()
    figures = Figures("plan", "Value within a budget (simulated company)", COLUMNS)
    for people, offers, seconds in QUICK if asked.quick else CASES:
        compare(figures, people, offers, seconds)
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
