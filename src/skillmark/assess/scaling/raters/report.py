"""What a many-facet fit says of raters and people: fit, separation, fair averages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special

from skillmark.assess.scaling.raters.facets import FEWEST_RATINGS, FacetFit
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics import partial_credit
from skillmark.assess.scaling.rubrics.parameters import CategoryParameters
from skillmark.assess.scaling.rubrics.polytomous import disorder

PRODUCTIVE = (0.5, 1.5)
"""Mean squares within are productive for measurement (Linacre 2002)."""


@dataclass(frozen=True, slots=True)
class ElementReport:
    """A rater or a task: its measure in logits and how its ratings fit.

    `infit` and `outfit` are mean squares, 1 where ratings scatter as the model says, above
    where they scatter more; `None` with fewer than ten ratings. `fair` is the average score of
    somebody of mean ability, over all tasks, from this rater (at this task, from a rater of
    mean severity).
    """

    name: str
    measure: float
    error: float
    ratings: int
    observed: float
    fair: float
    infit: float | None
    outfit: float | None

    @property
    def fits(self) -> bool:
        """Whether both mean squares are in the productive range, as far as known."""
        return all(
            value is None or PRODUCTIVE[0] <= value <= PRODUCTIVE[1]
            for value in (self.infit, self.outfit)
        )


@dataclass(frozen=True, slots=True)
class PersonReport:
    """Ability in logits (expected a posteriori), and the score from a rater of mean severity."""

    name: str
    measure: float
    error: float
    ratings: int
    observed: float
    fair: float


@dataclass(frozen=True, slots=True)
class Separation:
    """How far raters differ (Wright and Masters 1982).

    `separation` is the true spread in standard errors, `reliability` the share of the spread
    that is no error, `strata` how many levels can be told apart. For raters high is bad news.
    `chi2` tests that all are equally severe.
    """

    separation: float
    reliability: float
    strata: float
    chi2: float
    degrees: int
    p: float


@dataclass(frozen=True, eq=False)
class FacetReport:
    """Everything that is shown."""

    raters: tuple[ElementReport, ...]
    tasks: tuple[ElementReport, ...]
    persons: tuple[PersonReport, ...]
    separation: Separation | None
    """`None` where standard errors are not determined."""
    person_reliability: float
    """Share of the spread of people's estimates that is no error (EAP reliability)."""
    cautions: tuple[str, ...]


def report(fit: FacetFit) -> FacetReport:
    """Return what the fit says of raters, tasks and people."""
    design, ratings = fit.design, fit.design.ratings
    nodes = fit.rule.nodes
    _, _, found = design.objective(fit.free, fit.rule)
    squares, standardised, variance = _residuals(fit, found.expected)
    counts = np.asarray(found.expected.sum(axis=(1, 2)))
    difficulty, task_error = fit.difficulties
    severity, rater_error = fit.severities
    by_task = _expected_scores(fit, np.zeros(1), np.zeros(1))[:, 0]
    by_rater = _expected_scores(fit, np.zeros(design.raters), severity).mean(axis=0)

    def element(
        names: tuple[str, ...],
        measures: tuple[Floats, Floats],
        fair: Floats,
        place: NDArray[np.int64],
        cell: NDArray[np.int64],
    ) -> tuple[ElementReport, ...]:
        reports = []
        for k, name in enumerate(names):
            own, here = place == k, cell == k
            number = int(own.sum())
            enough = number >= FEWEST_RATINGS
            reports.append(
                ElementReport(
                    name,
                    float(measures[0][k]),
                    float(measures[1][k]),
                    number,
                    float(ratings.score[own].mean()),
                    float(fair[k]),
                    float(squares[here].sum() / variance[here].sum()) if enough else None,
                    float(standardised[here].sum() / counts[here].sum()) if enough else None,
                )
            )
        return tuple(reports)

    raters = element(
        ratings.raters, (severity, rater_error), by_rater, ratings.rater, design.cell_rater
    )
    tasks = element(
        ratings.tasks, (difficulty, task_error), by_task, ratings.task, design.cell_task
    )
    mean = found.posterior @ nodes
    spread = np.sqrt(((nodes - mean[:, None]) ** 2 * found.posterior).sum(axis=1))
    return FacetReport(
        raters,
        tasks,
        _persons(fit, mean * fit.spread, spread * fit.spread),
        separation(fit),
        float(mean.var() / (mean.var() + (spread**2).mean())),
        (*fit.cautions, *_said(fit, raters)),
    )


def separation(fit: FacetFit) -> Separation | None:
    """Return how far raters differ, `None` where their standard errors are not determined."""
    severity, error = fit.severities
    if np.isnan(error).any():
        return None
    noise = float((error**2).mean())
    observed = float(severity.var(ddof=1))
    true = max(observed - noise, 0.0)
    ratio = float(np.sqrt(true / noise))
    free = slice(1 + fit.design.tasks, fit.design.tasks + fit.design.raters)
    own = fit.covariance[free, free]
    chi2 = float(severity[:-1] @ linalg.solve(own, severity[:-1], assume_a="pos"))
    degrees = fit.design.raters - 1
    return Separation(
        ratio,
        true / observed if observed else 0.0,
        (4 * ratio + 1) / 3,
        chi2,
        degrees,
        float(special.chdtrc(degrees, chi2)),
    )


def cell_fit(fit: FacetFit) -> tuple[Floats, Floats]:
    """Return infit and outfit of every cell (a task and a rater that met)."""
    _, _, found = fit.design.objective(fit.free, fit.rule)
    squares, standardised, variance = _residuals(fit, found.expected)
    return squares / variance, standardised / found.expected.sum(axis=(1, 2))


def _residuals(fit: FacetFit, expected: Floats) -> tuple[Floats, Floats, Floats]:
    """Return, cell by cell, the sums of squared residuals, of standardised ones, of variances.

    Each is averaged over the posterior of the person's ability, which keeps the mean square
    at 1 where the model holds; residuals from an estimate would fall short of it.
    """
    chance = np.exp(partial_credit.logarithms(fit.design.parameters(fit.free), fit.rule.nodes))
    rank = np.arange(chance.shape[1])[:, None]
    mean = (rank * chance).sum(axis=1, keepdims=True)
    variance = ((rank - mean) ** 2 * chance).sum(axis=1)
    squares = ((rank - mean) ** 2 * expected).sum(axis=1)
    return (
        squares.sum(axis=1),
        (squares / np.maximum(variance, 1e-300)).sum(axis=1),
        (variance * expected.sum(axis=1)).sum(axis=1),
    )


def _expected_scores(fit: FacetFit, ability: Floats, severity: Floats) -> Floats:
    """Return expected scores, tasks x entries, at abilities and severities in logits."""
    design = fit.design
    difficulty, steps = fit.difficulties[0], fit.steps[0]
    counts = np.array([len(levels) for levels in design.levels], dtype=np.int64)
    k = np.arange(1, steps.shape[1] + 1)
    d = -np.cumsum(steps, axis=1) - difficulty[:, None] * k
    d = np.where(k < counts[:, None], d, 0)
    items = CategoryParameters(np.ones(design.tasks), d, counts)
    chance = np.exp(partial_credit.logarithms(items, ability - severity))
    points = np.zeros(chance.shape[:2])
    for task, levels in enumerate(design.levels):
        points[task, : len(levels)] = levels
    return np.asarray(np.einsum("jk,jkn->jn", points, chance))


def _persons(fit: FacetFit, mean: Floats, spread: Floats) -> tuple[PersonReport, ...]:
    ratings = fit.design.ratings
    persons = len(ratings.persons)
    number = np.bincount(ratings.person, minlength=persons)
    total = np.bincount(ratings.person, weights=ratings.score, minlength=persons)
    fair = _expected_scores(fit, mean, np.zeros(persons)).mean(axis=0)
    return tuple(
        PersonReport(name, float(m), float(s), int(n), float(t / n), float(f))
        for name, m, s, n, t, f in zip(
            ratings.persons, mean, spread, number, total, fair, strict=True
        )
    )


def _said(fit: FacetFit, raters: tuple[ElementReport, ...]) -> list[str]:
    said = [
        f"the ratings of {rater.name} scatter {'more' if worst > 1 else 'less'} than the model"
        f" says (mean square {worst:.2f}): look at them before using this severity"
        for rater in raters
        if not rater.fits
        for worst in [max((rater.infit or 1, rater.outfit or 1), key=lambda ms: abs(np.log(ms)))]
    ]
    steps = fit.steps[0]
    names = fit.design.ratings.tasks if fit.design.own_steps else ("the rubric",)
    for name, levels, own in zip(names, fit.design.levels, steps, strict=False):
        said += disorder(name, levels, own)
    return said
