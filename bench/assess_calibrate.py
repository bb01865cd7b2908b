"""How long calibration takes, and how close it comes to the truth it was simulated from.

Beside `mirt`, `theta-irt` and `girth` where they are installed, each on the same responses, in a
process of its own, with all the threads it likes. All responses are simulated from known
parameters: that is how their errors can be told.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context

import numpy as np

from rig import cost
from rig.table import Figures, options
from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.calibration import calibrate
from skillmark.assess.scaling.marginal import Quadrature, evaluate
from skillmark.assess.scaling.patterns import Patterns
from skillmark.assess.scaling.response_model import Floats, ItemParameters
from skillmark.compute.blas import one_thread

COLUMNS = (
    "case", "who", "wall_s", "CPU_s", "wall_times", "CPU_times", "log_likelihood", "slopes_off",
    "intercepts_off", "MB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A design to simulate."""

    persons: int
    items: int
    model: str
    guess: float = 0.0
    missing: float = 0.0
    alone: bool = False
    """Too large for any peer."""

    def __str__(self) -> str:
        gaps = f", {self.missing:.0%} missing" if self.missing else ""
        return f"{self.persons:,} x {self.items} {self.model}{gaps}"


CASES = (
    Case(1_000, 40, "1pl"),
    Case(1_000, 40, "2pl"),
    Case(5_000, 60, "2pl", missing=0.3),
    Case(5_000, 40, "3pl", guess=0.2),
    Case(10_000, 300, "2pl"),
    Case(10_000, 300, "3pl", guess=0.2, missing=0.3, alone=True),
    Case(100_000, 60, "2pl", alone=True),
    Case(1_000_000, 60, "2pl", alone=True),
    Case(5_000, 2_000, "2pl", alone=True),
)
QUICK = (Case(300, 10, "2pl"),)
GIRTH_LIMIT = 100_000
"""Responses beyond which girth takes minutes."""
NODES, NODES_OF_LONG = 61, 133
"""Quadrature nodes of the peers: the usual number, and what a test of more than 100 items needs.

With 61, abilities that 300 items tell to 0.1 fall between the nodes, and the peers end hundreds
below the maximum.
"""
FINE = Quadrature.normal(301)
"""The rule on which every answer's likelihood is worked out."""

NOTES = (
    """times: how many times as long it took as skillmark, with standard errors (SE) where the peer
    works them out, else without. theta-irt compiles itself for every size, which is counted. off:
    root mean square error against the parameters the responses were drawn from. MB: the most that
    the process held, beyond what it held before""",
    """log-likelihood: of the answer, worked out by one and the same rule of 301 nodes; higher is
    the better fit. In the 3PL model the programs put different priors on guessing, so that theirs
    is not to be compared""",
    """the peers are given 61 nodes, and 133 for 300 items, without which they end hundreds below
    the maximum; skillmark finds out itself how many are needed""",
    """where other programs want the cores too, the wall clock says little: compare CPU seconds;
    everything here is simulated""",
)


def draw(case: Case) -> tuple[Responses, ItemParameters]:
    """Draw responses of a standard normal population."""
    rng = np.random.default_rng(20261123)
    items = case.items
    slopes = np.full(items, 1.2) if case.model == "1pl" else rng.uniform(0.6, 2.0, items)
    truth = ItemParameters(slopes, rng.normal(0, 1, items), np.full(items, case.guess))
    theta = rng.standard_normal(case.persons)
    values = np.empty((case.persons, items), dtype=np.int8)
    for start in range(0, case.persons, 10_000):
        some = slice(start, start + 10_000)
        chances = truth.probability(theta[some]).T
        values[some] = rng.random(chances.shape) < chances
        if case.missing:
            values[some][rng.random(chances.shape) < case.missing] = MISSING
    return Responses(tuple(f"q{n}" for n in range(items)), values), truth


def ours(responses: Responses, case: Case, *, standard_errors: bool) -> ItemParameters:
    """Calibrate here."""
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        found = calibrate(responses, case.model, standard_errors=standard_errors, executor=executor)
    return found.parameters


def nodes(case: Case) -> int:
    """Return how many nodes a peer is given."""
    return NODES_OF_LONG if case.items > 100 else NODES


def by_girth(responses: Responses, case: Case) -> ItemParameters:
    """Calibrate by girth: 2PL, complete data, no standard errors."""
    import girth

    found = girth.twopl_mml(responses.values.T.astype(int), {"quadrature_n": nodes(case)})
    slopes = found["Discrimination"]
    return ItemParameters(slopes, -slopes * found["Difficulty"], np.zeros(len(slopes)))


def by_mirt(responses: Responses, case: Case, *, standard_errors: bool) -> ItemParameters:
    """Calibrate by mirt."""
    import mirt

    values = np.where(responses.values == MISSING, -1, responses.values).astype(int)
    # `squarem` shortens the time of long complete tests and multiplies that of the 3PL
    faster = "squarem" if case.items > 100 else "none"
    found = mirt.fit_mirt(
        values,
        case.model.upper(),
        n_quadpts=nodes(case),
        compute_standard_errors=standard_errors,
        accelerate=faster,
    )
    said = found.model.parameters
    slopes = np.broadcast_to(said["discrimination"], (case.items,)).astype(float)
    guessing = np.broadcast_to(said.get("guessing", 0.0), (case.items,)).astype(float)
    return ItemParameters(slopes, -slopes * np.asarray(said["difficulty"]), guessing)


def by_theta(responses: Responses, case: Case) -> ItemParameters:
    """Calibrate by theta-irt: compiled by JAX, no standard errors."""
    import theta

    values = np.where(responses.values == MISSING, np.nan, responses.values.astype(float))
    found = theta.fit(values, case.model.upper(), n_points=nodes(case))
    slopes = np.broadcast_to(np.asarray(found.a), (case.items,)).astype(float)
    guessing = np.asarray(found.c) if case.model == "3pl" else np.zeros(case.items)
    return ItemParameters(slopes, -slopes * np.asarray(found.b), guessing)


@dataclass(frozen=True, slots=True)
class Program:
    """A program to compare, and what it takes."""

    name: str
    package: str
    fit: Callable[[Responses, Case], ItemParameters]
    errors: bool
    """Whether it works out standard errors."""
    takes: Callable[[Case], bool] = lambda _case: True


def not_rasch(case: Case) -> bool:
    """Return whether mirt's and ours are one model: its 1PL fixes every slope at 1."""
    return case.model != "1pl" and not case.alone


OURS = (
    Program("skillmark", "skillmark", partial(ours, standard_errors=True), errors=True),
    Program("skillmark, no SE", "skillmark", partial(ours, standard_errors=False), errors=False),
)
PEERS = (
    Program("mirt", "mirt", partial(by_mirt, standard_errors=True), errors=True, takes=not_rasch),
    Program(
        "mirt, no SE",
        "mirt",
        partial(by_mirt, standard_errors=False),
        errors=False,
        takes=not_rasch,
    ),
    Program("theta-irt, no SE", "theta-irt", by_theta, errors=False, takes=not_rasch),
    Program(
        "girth, no SE",
        "girth",
        by_girth,
        errors=False,
        takes=lambda case: (
            case.model == "2pl" and not case.missing and case.persons * case.items <= GIRTH_LIMIT
        ),
    ),
)
MODULES = {"theta-irt": "theta"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fit took, and how good it is."""

    wall: float
    cpu: float
    log_likelihood: float
    slopes_off: float
    intercepts_off: float
    megabytes: float


def rmse(estimate: Floats, truth: Floats) -> float:
    """Return the root mean square error."""
    return float(np.sqrt(np.mean((estimate - truth) ** 2)))


def measured(name: str, case: Case) -> Outcome:
    """Fit once; in a process of its own."""
    program = next(one for one in (*OURS, *PEERS) if one.name == name)
    small, _ = draw(QUICK[0])
    program.fit(small, QUICK[0])  # what is loaded once is not counted
    responses, truth = draw(case)
    before = cost.megabytes()
    done = cost.timed(lambda: program.fit(responses, case))
    held = round(cost.megabytes() - before, 1)
    found = done.answer
    with one_thread():
        value = evaluate(Patterns.of(responses.values), found, FINE).log_likelihood
    return Outcome(
        done.wall,
        done.cpu,
        value,
        rmse(found.a, truth.a),
        rmse(found.d, truth.d),
        held,
    )


def apart(name: str, case: Case) -> Outcome:
    """Return what `measured` does in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(measured, name, case).result()


def add(figures: Figures, case: Case, who: str, outcome: Outcome, ours: Outcome | None) -> None:
    """Add one fit."""
    figures.add(
        case=str(case),
        who=who,
        wall_s=outcome.wall,
        CPU_s=outcome.cpu,
        wall_times=outcome.wall / ours.wall if ours else None,
        CPU_times=outcome.cpu / ours.cpu if ours else None,
        log_likelihood=f"{outcome.log_likelihood:.2f}",
        slopes_off=outcome.slopes_off,
        intercepts_off=outcome.intercepts_off,
        MB=outcome.megabytes,
    )


def main() -> None:
    """Run every case."""
    asked = options(__doc__).parse_args()
    figures = Figures("assess_calibrate", "Calibration of simulated responses", COLUMNS)
    here = [peer for peer in PEERS if find_spec(MODULES.get(peer.package, peer.package))]
    for case in QUICK if asked.quick else CASES:
        first = {program.errors: apart(program.name, case) for program in OURS}
        for program in OURS:
            add(figures, case, program.name, first[program.errors], None)
        for peer in here:
            if peer.takes(case):
                words = peer.name.replace(peer.package, f"{peer.package} {version(peer.package)}")
                add(figures, case, words, apart(peer.name, case), first[peer.errors])
    for package in sorted({peer.package for peer in PEERS} - {peer.package for peer in here}):
        figures.missing(package, f"pip install {package} (MIT)", required=package != "theta-irt")
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
