"""Every ready-made design on simulated organisations whose truth is known: what it promises.

Where there is no effect, how often does it say "established"? Where the effect is as large as the
smallest worth knowing and there are as many people as the design was planned for, how often does
it find it? How often does the interval cover the truth? Each share with its own interval, since
the runs are a sample too. Everything is simulated (`measure.ledger.simulate`): confounded by
experience and function, people censored by the ledger's day, teams that share a fate.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import brentq

from rig.table import Figures, options
from skillmark.measure.designs.design import Question
from skillmark.measure.designs.planning.formula import PLACEBO_FAILS
from skillmark.measure.designs.planning.planned import plan
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.registry import Registry
from skillmark.measure.designs.running import SHUFFLES, run
from skillmark.measure.ledger.simulate import Simulated, simulate
from skillmark.measure.surveys.shares import wilson

TODAY = date(2026, 11, 1)
REGISTERED = datetime(2023, 10, 1, tzinfo=UTC)
MOST_FALSE, LEAST_FOUND, COVERED = 0.064, 0.8, (0.93, 0.97)
TEAM_OF_A_PROGRAMME = 60
"""Hires of three years in a team: a team whose quarters are empty says nothing of a programme."""
COLUMNS = (
    "design", "effect", "people", "runs", "established", "low", "high", "covered", "placebo",
    "most", "met", "CPU_s",
)  # fmt: skip
"""Of the table; a program gets the interval of the coverage, all objections and the bias too."""


@dataclass(frozen=True, slots=True)
class Case:
    """One design at one truth."""

    question: Question
    effect: bool
    people: int
    needed: int
    strength: float
    """What the simulation is given."""
    truth: float
    worth: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What one run said."""

    established: bool
    """By everything but the placebo, where that was not run."""
    covered: bool
    objections: tuple[str, ...]
    """What spoke against it, the interval aside."""
    value: float
    spent: float


def organisation(
    question: Question, strength: float, people: int, rng: np.random.Generator
) -> Simulated:
    """Draw an organisation in which the credential (or the programme) has this strength."""
    given: dict[str, Any] = {"effect": 0.0}
    if question in (Question.DAYS_TO_PRODUCTIVITY, Question.TRAINING_COST):
        given["effect"] = strength
    elif question is Question.STARTING_PAY:
        given["pay"] = strength
    elif question is Question.RETENTION:
        given["staying"] = strength
    elif question is Question.PROMOTION:
        given["promotion"] = strength
    else:
        given |= {"programme": strength, "teams": max(4, people // TEAM_OF_A_PROGRAMME)}
    return simulate(people=people, today=TODAY, rng=rng, **given)


def of(question: Question, made: Simulated) -> Any:
    """Return the design as this organisation registers it."""
    design = READY[question].read_on(TODAY)
    if question is Question.PROGRAMME:
        return replace(design, starts=tuple(made.starts.items()))
    return design


def cases(questions: tuple[Question, ...], *, pilot: int, population: int) -> Iterator[Case]:
    """Plan each design from a pilot without an effect, and find the strength that is worth it."""
    for question in questions:
        made = organisation(question, 0.0, pilot, np.random.default_rng(99))
        planned = plan(of(question, made), made.ledger, today=TODAY)
        inside = (planned.people_now or 1) / pilot
        people = ceil(planned.people_needed / inside)
        hour = (planned.notes or {}).get("hour_price") or 0.0
        truth = _truth(question, population, hour)
        sign = -1.0 if planned.design.settled.good == "lower" else 1.0
        wanted = sign * planned.wanted
        strength = _strength(question, truth, wanted)
        for effect in (False, True):
            yield Case(
                question,
                effect,
                people,
                planned.people_needed,
                strength if effect else 0.0,
                truth(strength) if effect else 0.0,
                planned.wanted,
            )


def _truth(question: Question, population: int, hour: float) -> Callable[[float], float]:
    def truth(strength: float) -> float:
        if question is Question.PROGRAMME:
            return _programme(strength, population)
        made = organisation(question, strength, population, np.random.default_rng(7))
        return made.truth(180.0, question.value, hour=hour)

    return truth


def _programme(strength: float, population: int) -> float:
    """Return the days of the first 180 that it takes off, the floor of five days and those who
    leave before being productive included."""
    both = [
        organisation(Question.PROGRAMME, given, population, np.random.default_rng(7))
        for given in (0.0, strength)
    ]
    waits = []
    for made in both:
        arm = made.arms[0]
        days = np.where(made.held == 1, made.arms[1].days, arm.days)
        stay = np.where(made.held == 1, made.arms[1].stay, arm.stay)
        waits.append(np.where(days > stay, 180.0, np.minimum(days, 180.0)))
    reached = both[0].arms[0].days != both[1].arms[0].days
    return float((waits[1] - waits[0])[reached].mean()) if strength else 0.0


def _strength(question: Question, truth: Callable[[float], float], wanted: float) -> float:
    top = {Question.STARTING_PAY: 5_000.0, Question.RETENTION: 1.5, Question.PROMOTION: 1.5}
    found: float = brentq(
        lambda given: truth(given) - wanted, 0.0, top.get(question, 40.0), xtol=1e-3
    )
    return found


def one(case: Case, seed: int, shuffles: int) -> Answer:
    """Run one organisation through registration and reading; without `shuffles` no placebo."""
    started = time.process_time()
    rng = np.random.default_rng([seed, int(case.effect), list(Question).index(case.question)])
    made = organisation(case.question, case.strength, case.people, rng)
    design = of(case.question, made)
    written = Registry().register(design, now=REGISTERED, by="bench").registrations[-1]
    # Two draws are no placebo: what they say is left out of the answer.
    found = run(
        design, made.ledger, today=TODAY, rng=rng, registration=written, shuffles=shuffles or 2
    )
    it = found.estimate
    against = [o.code for o in found.objections if shuffles or o.code != "placebo"]
    return Answer(
        established=not against,
        covered=it is not None and it.low <= case.truth <= it.high,
        objections=tuple(code for code in against if code != "covers_zero"),
        value=float("nan") if it is None else it.value,
        spent=time.process_time() - started,
    )


def chunk(case: Case, seeds: tuple[int, ...], shuffles: int) -> list[tuple[int, Answer]]:
    """Run several; what a process is given at once."""
    return [(seed, one(case, seed, shuffles)) for seed in seeds]


def simulated(
    case: Case,
    runs: int,
    *,
    shuffles: int,
    pool: ProcessPoolExecutor,
    kept: Path | None,
    whole: int,
) -> list[Answer]:
    """Return the answers of all runs, the first `whole` of them with their placebo.

    Those kept before are not made again.
    """
    name = f"{case.question.value} {int(case.effect)}"
    said = asdict(case)
    there: dict[int, Answer] = {}
    drawn = {seed: shuffles if seed < whole else 0 for seed in range(runs)}
    if kept and kept.exists():
        for line in kept.read_text().splitlines():
            row = json.loads(line)
            if row["case"] == said and drawn.get(row["seed"]) == row["shuffles"]:
                there[row["seed"]] = Answer(**row["answer"])
    missing = [seed for seed in range(runs) if seed not in there]
    waiting = {
        pool.submit(chunk, case, tuple(some[k : k + 10]), draws)
        for draws in sorted(set(drawn.values()), reverse=True)
        for some in [[seed for seed in missing if drawn[seed] == draws]]
        for k in range(0, len(some), 10)
    }
    for done in as_completed(waiting):
        for seed, answer in done.result():
            there[seed] = answer
            if kept:
                row = {
                    "case": said,
                    "shuffles": drawn[seed],
                    "seed": seed,
                    "answer": asdict(answer),
                }
                with kept.open("a") as file:
                    file.write(json.dumps(row) + "\n")
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{name}: {len(there)} of {runs}   ")
    return [there[seed] for seed in range(runs)]


def add(figures: Figures, case: Case, answers: list[Answer], whole: int) -> None:
    """Add what the runs of one case came to; the first `whole` had their placebo."""
    n = len(answers)
    stopped = sum("placebo" in a.objections for a in answers[:whole]) / max(1, min(n, whole))
    established = sum(a.established for a in answers) / n
    covered = sum(a.covered for a in answers) / n
    low, high = wilson(established, n)
    covered_low, covered_high = wilson(covered, n)
    what = Counter(code for a in answers for code in a.objections)
    # Where the placebo was not run, its share among those with one is taken off what was found.
    found = established - stopped * max(0, n - whole) / n
    met = found >= LEAST_FOUND if case.effect else established <= MOST_FALSE
    figures.add(
        design=case.question.value,
        effect=case.truth,
        people=case.people,
        runs=n,
        established=100 * established,
        low=100 * low,
        high=100 * high,
        covered=100 * covered,
        covered_low=100 * covered_low,
        covered_high=100 * covered_high,
        placebo=100 * stopped,
        objections=100 * sum(bool(a.objections) for a in answers) / n,
        most=", ".join(f"{code} {100 * count / n:.1f}" for code, count in what.most_common(3)),
        bias=float(np.nanmean([a.value for a in answers])) - case.truth,
        met=met and COVERED[0] <= covered <= COVERED[1],
        CPU_s=sum(a.spent for a in answers) / n,
    )


def main() -> None:
    """Simulate."""
    parser = options(__doc__)
    parser.add_argument("--runs", type=int, default=100, help="a case (1000 for the promise)")
    parser.add_argument("--only", choices=[q.value for q in Question], action="append")
    parser.add_argument("--shuffles", type=int, default=SHUFFLES, help="of the placebo")
    parser.add_argument(
        "--whole",
        type=int,
        help="runs in which a placebo draws anew, which takes longest",
    )
    parser.add_argument("--keep", type=Path, help="file of answers; a second run goes on there")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    questions = tuple(q for q in Question if not asked.only or q.value in asked.only)
    runs, shuffles, pilot, population = asked.runs, asked.shuffles, 50_000, 400_000
    if asked.quick:
        questions = (Question.STARTING_PAY, Question.DAYS_TO_PRODUCTIVITY)
        runs, shuffles, pilot, population = 8, 19, 4_000, 20_000
    whole = runs if asked.whole is None else min(runs, asked.whole)
    figures = Figures("measure_designs", "What the ready-made designs promise", COLUMNS)
    with ProcessPoolExecutor(asked.processes) as pool:
        for case in cases(questions, pilot=pilot, population=population):
            # A placebo that is a test of its own takes no time: there every run has it.
            some = runs if case.question in PLACEBO_FAILS else whole
            found = simulated(case, runs, shuffles=shuffles, pool=pool, kept=asked.keep, whole=some)
            add(figures, case, found, some)
    figures.notes.append(
        "simulated throughout; established, covered and objections in percent of the runs, with "
        "Wilson's interval for the number of runs; effect and bias in the outcome's unit"
    )
    figures.notes.append(
        f"met: without an effect established in at most {100 * MOST_FALSE:g} %, with one of the "
        f"size it was planned for in at least {100 * LEAST_FOUND:g} %, and covered in "
        f"{100 * COVERED[0]:g} to {100 * COVERED[1]:g} %"
    )
    figures.notes.append(
        "people: hires of three years, as many as the plan from a pilot of "
        f"{pilot:,} without an effect asks for; objections: anything but the interval"
    )
    figures.notes.append(
        f"where the placebo draws anew, the first {whole} runs have it ({shuffles} draws), the "
        "others none: it can only object, so that without an effect the share established is an "
        "upper limit; with one, the share in which it objects (placebo) is taken off"
    )
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
