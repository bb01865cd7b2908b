"""How long calibration takes, and how close it comes to the truth it was simulated from.

Beside `girth` and `mirt` where they are installed; both are given the same responses. All
responses are simulated from known parameters: that is how their errors can be told.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np

from rig import cost
from rig.table import Figures, options
from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.calibration import calibrate
from skillmark.assess.scaling.response_model import Floats, ItemParameters

COLUMNS = (
    "case", "who", "CPU_s", "CPU_times", "log_likelihood", "slopes_off", "intercepts_off",
    "steps",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A design to simulate."""

    persons: int
    items: int
    model: str
    guess: float = 0.0
    missing: float = 0.0

    def __str__(self) -> str:
        gaps = f", {self.missing:.0%} missing" if self.missing else ""
        return f"{self.persons:,} x {self.items} {self.model}{gaps}"


CASES = (
    Case(1_000, 40, "1pl"),
    Case(1_000, 40, "2pl"),
    Case(5_000, 60, "2pl", missing=0.3),
    Case(5_000, 40, "3pl", guess=0.2),
    Case(10_000, 300, "2pl"),
)
QUICK = (Case(300, 10, "2pl"),)
GIRTH_LIMIT = 100_000
MIRT_LIMIT = 400_000
"""Responses beyond which a peer takes minutes."""
NODES = 61
"""Quadrature nodes of the peers: enough for these lengths."""


NOTES = (
    """times: how many times as long it took as skillmark; off: root mean square error against the
    parameters that the responses were drawn from""",
    """a higher log-likelihood is the better fit; in the 3PL model the programs put different priors
    on guessing, so that theirs is not to be compared""",
    """everything here is simulated""",
)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a program makes of the responses; `nan` where it does not say."""

    slopes: Floats
    intercepts: Floats
    log_likelihood: float | None
    steps: int | None


def draw(case: Case) -> tuple[Responses, ItemParameters]:
    """Draw responses of a standard normal population."""
    rng = np.random.default_rng(20261123)
    items = case.items
    slopes = np.full(items, 1.2) if case.model == "1pl" else rng.uniform(0.6, 2.0, items)
    truth = ItemParameters(slopes, rng.normal(0, 1, items), np.full(items, case.guess))
    chances = truth.probability(rng.standard_normal(case.persons)).T
    values = (rng.random(chances.shape) < chances).astype(np.int8)
    values[rng.random(values.shape) < case.missing] = MISSING
    return Responses(tuple(f"q{n}" for n in range(items)), values), truth


def ours(responses: Responses, case: Case) -> Fitted:
    """Calibrate here, standard errors included."""
    found = calibrate(responses, case.model)
    return Fitted(found.parameters.a, found.parameters.d, found.log_likelihood, found.steps)


def by_girth(responses: Responses, _case: Case) -> Fitted:
    """Calibrate by girth: 2PL, complete data, no standard errors."""
    import girth

    found = girth.twopl_mml(responses.values.T.astype(int), {"quadrature_n": NODES})
    slopes = found["Discrimination"]
    return Fitted(slopes, -slopes * found["Difficulty"], None, None)


def by_mirt(responses: Responses, case: Case) -> Fitted:
    """Calibrate by mirt, standard errors included."""
    import mirt

    values = np.where(responses.values == MISSING, -1, responses.values).astype(int)
    found = mirt.fit_mirt(values, case.model.upper(), n_quadpts=NODES)
    slopes = np.broadcast_to(found.model.parameters["discrimination"], (case.items,))
    difficulties = np.asarray(found.model.parameters["difficulty"])
    return Fitted(slopes, -slopes * difficulties, found.log_likelihood, found.n_iterations)


@dataclass(frozen=True, slots=True)
class Peer:
    """A program to compare with, and what it takes."""

    name: str
    fit: Callable[[Responses, Case], Fitted]
    takes: Callable[[Case], bool]


PEERS = (
    Peer(
        "girth",
        by_girth,
        lambda case: (
            case.model == "2pl" and not case.missing and case.persons * case.items <= GIRTH_LIMIT
        ),
    ),
    # its 1PL fixes every slope at 1 in a population of variance 1: another model
    Peer(
        "mirt",
        by_mirt,
        lambda case: case.model != "1pl" and case.persons * case.items <= MIRT_LIMIT,
    ),
)


def rmse(estimate: Floats, truth: Floats) -> float:
    """Return the root mean square error."""
    return float(np.sqrt(np.mean((estimate - truth) ** 2)))


def add(figures: Figures, case: Case, who: str, fitted: cost.Timed[Fitted], ours: float) -> None:
    """Add one fit."""
    _, truth = draw(case)
    figures.add(
        case=str(case),
        who=who,
        CPU_s=fitted.cpu,
        CPU_times=None if who == "skillmark" else fitted.cpu / ours,
        log_likelihood=(
            None if fitted.answer.log_likelihood is None else f"{fitted.answer.log_likelihood:.1f}"
        ),
        slopes_off=rmse(fitted.answer.slopes, truth.a),
        intercepts_off=rmse(fitted.answer.intercepts, truth.d),
        steps=fitted.answer.steps,
    )


def main() -> None:
    """Run every case."""
    asked = options(__doc__).parse_args()
    figures = Figures("assess_calibrate", "Calibration of simulated responses", COLUMNS)
    calibrate(draw(QUICK[0])[0], "2pl")  # what is loaded once is not counted
    here = [peer for peer in PEERS if find_spec(peer.name)]
    for case in QUICK if asked.quick else CASES:
        responses, _ = draw(case)
        fitted = cost.timed(lambda: ours(responses, case))  # noqa: B023
        add(figures, case, "skillmark", fitted, fitted.cpu)
        for peer in here:
            if peer.takes(case):
                theirs = cost.timed(lambda: peer.fit(responses, case))  # noqa: B023
                add(figures, case, f"{peer.name} {version(peer.name)}", theirs, fitted.cpu)
    for peer in PEERS:
        if peer not in here:
            figures.missing(peer.name, f"pip install {peer.name} (MIT)", required=True)
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
