"""How long calibrating rubric scores takes, and how close it comes to what they were drawn from.

Graded and generalised partial credit models, beside `girth` and `mirt` (PyPI) where they are
installed; both are given the same scores. All scores are simulated from known parameters.
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
from skillmark.assess.responses import Responses
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics.likelihood import CategoryPatterns, evaluate
from skillmark.assess.scaling.rubrics.models import CURVES
from skillmark.assess.scaling.rubrics.parameters import CategoryModel, CategoryParameters
from skillmark.assess.scaling.rubrics.polytomous import calibrate

COLUMNS = (
    "case", "who", "CPU_s", "CPU_times", "log_likelihood", "slopes_off", "thresholds_off", "steps",
)  # fmt: skip
CATEGORIES = 5
NODES = 61
"""Quadrature nodes of the peers: enough for these lengths."""
GIRTH_LIMIT = 30_000
MIRT_LIMIT = 200_000
"""Scores beyond which a peer takes minutes."""

NOTES = (
    """times: how many times as long it took as skillmark, standard errors included; off: root mean
    square error against the parameters that the scores were drawn from""",
    """the log-likelihood is worked out alike for all, at the parameters that a program found""",
    """girth has no standard errors""",
    """everything here is simulated""",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A design to simulate."""

    persons: int
    items: int
    model: CategoryModel

    def __str__(self) -> str:
        return f"{self.persons:,} x {self.items} x {CATEGORIES} {self.model}"


GRADED, GENERALISED = CategoryModel.GRADED, CategoryModel.GENERALISED
CASES = (
    Case(1_000, 20, GRADED),
    Case(1_000, 20, GENERALISED),
    Case(5_000, 30, GRADED),
    Case(5_000, 30, GENERALISED),
    Case(10_000, 100, GRADED),
)
QUICK = (Case(300, 6, GRADED),)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a program makes of the scores; `None` where it does not say."""

    slopes: Floats
    thresholds: Floats
    steps: int | None


def draw(case: Case) -> tuple[Responses, Floats, Floats]:
    """Draw scores of a standard normal population; return them with slopes and thresholds."""
    rng = np.random.default_rng(20261127)
    a = rng.uniform(0.6, 2.0, case.items)
    b = rng.normal(0, 0.5, (case.items, 1)) + np.linspace(-1.5, 1.5, CATEGORIES - 1)
    curves = CURVES[case.model]
    truth = CategoryParameters(a, curves.intercepts(a, b), np.full(case.items, CATEGORIES))
    values = np.empty((case.persons, case.items), dtype=np.int8)
    for start in range(0, case.persons, 1000):
        rows = slice(start, min(start + 1000, case.persons))
        theta = rng.standard_normal(rows.stop - rows.start)
        below = np.exp(curves.logarithms(truth, theta)).transpose(2, 0, 1).cumsum(axis=2)
        uniform = rng.random((len(theta), case.items, 1))
        values[rows] = (uniform > below[:, :, :-1]).sum(axis=2)
    return Responses(tuple(f"q{n}" for n in range(case.items)), values), a, b


def ours(scores: Responses, case: Case) -> Fitted:
    """Calibrate here, standard errors included."""
    found = calibrate(scores, case.model)
    return Fitted(found.parameters.a, found.thresholds, found.steps)


def by_girth(scores: Responses, case: Case) -> Fitted:
    """Calibrate by girth."""
    import girth

    fit = girth.grm_mml if case.model is GRADED else girth.pcm_mml
    found = fit(scores.values.T.astype(int), {"quadrature_n": NODES})
    return Fitted(found["Discrimination"], found["Difficulty"], None)


def by_mirt(scores: Responses, case: Case) -> Fitted:
    """Calibrate by mirt, standard errors included."""
    import mirt

    found = mirt.fit_mirt(scores.values.astype(int), case.model.upper(), n_quadpts=NODES)
    own = found.model.parameters
    thresholds = own["thresholds" if case.model is GRADED else "steps"]
    return Fitted(
        np.ravel(own["discrimination"]),
        np.asarray(thresholds)[:, -(CATEGORIES - 1) :],
        found.n_iterations,
    )


@dataclass(frozen=True, slots=True)
class Peer:
    """A program to compare with, and how many scores it takes."""

    name: str
    fit: Callable[[Responses, Case], Fitted]
    most: int


PEERS = (Peer("girth", by_girth, GIRTH_LIMIT), Peer("mirt", by_mirt, MIRT_LIMIT))


def likelihood(scores: Responses, case: Case, fitted: Fitted) -> float | None:
    """Return the marginal log-likelihood of what a program found, over many nodes."""
    if fitted.thresholds.shape != (case.items, CATEGORIES - 1):
        return None
    curves, rule = CURVES[case.model], Quadrature.normal(201)
    own = CategoryParameters(
        fitted.slopes,
        curves.intercepts(fitted.slopes, fitted.thresholds),
        np.full(case.items, CATEGORIES),
    )
    patterns = CategoryPatterns.of(scores.values, CATEGORIES)
    return evaluate(patterns, curves.logarithms(own, rule.nodes), rule).log_likelihood


def rmse(estimate: Floats, truth: Floats) -> float | None:
    """Return the root mean square error."""
    if estimate.shape != truth.shape:
        return None
    return float(np.sqrt(np.mean((estimate - truth) ** 2)))


def main() -> None:
    """Run every case."""
    asked = options(__doc__).parse_args()
    figures = Figures("assess_rubrics", "Calibration of simulated rubric scores", COLUMNS)
    calibrate(draw(QUICK[0])[0], GRADED)  # what is loaded once is not counted
    here = [peer for peer in PEERS if find_spec(peer.name)]
    for case in QUICK if asked.quick else CASES:
        scores, slopes, thresholds = draw(case)
        own = 0.0
        for who, fit in [
            ("skillmark", ours),
            *(
                (f"{peer.name} {version(peer.name)}", peer.fit)
                for peer in here
                if scores.values.size <= peer.most
            ),
        ]:
            fitted = cost.timed(lambda: fit(scores, case))  # noqa: B023
            own = own or fitted.cpu
            value = likelihood(scores, case, fitted.answer)
            figures.add(
                case=str(case),
                who=who,
                CPU_s=fitted.cpu,
                CPU_times=None if who == "skillmark" else fitted.cpu / own,
                log_likelihood=None if value is None else f"{value:.2f}",
                slopes_off=rmse(fitted.answer.slopes, slopes),
                thresholds_off=rmse(fitted.answer.thresholds, thresholds),
                steps=fitted.answer.steps,
            )
    for peer in PEERS:
        if peer not in here:
            figures.missing(peer.name, f"pip install {peer.name} (MIT)", required=True)
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
