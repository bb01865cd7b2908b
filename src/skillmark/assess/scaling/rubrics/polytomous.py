"""Calibration of rubrics: from scores in categories to item parameters with standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.bank import Bank, BankItem
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics import models
from skillmark.assess.scaling.rubrics.categories import Categories
from skillmark.assess.scaling.rubrics.estimation import CategoryMaximum, maximise
from skillmark.assess.scaling.rubrics.information import observed_information, with_nodes
from skillmark.assess.scaling.rubrics.likelihood import CategoryPatterns
from skillmark.assess.scaling.rubrics.models import CURVES
from skillmark.assess.scaling.rubrics.parameters import CategoryModel, CategoryParameters
from skillmark.assess.scaling.rubrics.problem import CategoryProblem
from skillmark.nouns.errors import InputError

FEWEST_PERSONS = 20
ADVISED_PERSONS = {
    CategoryModel.GRADED: 500,
    CategoryModel.PARTIAL: 250,
    CategoryModel.GENERALISED: 500,
}
FEWEST_ITEMS = {CategoryModel.GRADED: 3, CategoryModel.PARTIAL: 2, CategoryModel.GENERALISED: 3}
STEEPEST = 12.0
"""A slope beyond this is on its way to infinity: the item sorts people without any error."""
COARSE_NODES = 31
ERROR_NODES = 61


@dataclass(frozen=True, eq=False)
class PolytomousCalibration:
    """Item parameters, their standard errors (`nan` where there is none) and fit.

    `thresholds` and `threshold_errors` are items x steps: b of `graded` or `partial_credit`.
    `covariance` is that of (a, d_1, d_2, ...) item by item, cells that do not exist left out;
    `None` where it cannot be determined. In the partial credit model all slopes are one
    parameter.
    """

    model: CategoryModel
    items: tuple[str, ...]
    levels: tuple[tuple[int, ...], ...]
    """The scores that each item's categories stand for."""
    parameters: CategoryParameters
    thresholds: Floats
    slope_errors: Floats
    intercept_errors: Floats
    threshold_errors: Floats
    covariance: Floats | None
    log_likelihood: float
    persons: int
    free_parameters: int
    information: str
    """`observed`, `cross-product` where the exact one would take too long, or `none`."""
    converged: bool
    steps: int
    cautions: tuple[str, ...] = ()
    """What a reader has to know, in plain words."""

    @property
    def aic(self) -> float:
        """Akaike's information criterion."""
        return 2 * self.free_parameters - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's information criterion."""
        return float(self.free_parameters * np.log(self.persons) - 2 * self.log_likelihood)

    def bank(self) -> Bank:
        """Return the items as a bank."""
        return Bank(
            tuple(
                BankItem(
                    name,
                    self.model,
                    float(self.parameters.a[k]),
                    tuple(float(b) for b in self.thresholds[k, : len(levels) - 1]),
                    levels=levels,
                    a_error=_known(self.slope_errors[k]),
                    b_errors=tuple(
                        _known(error) for error in self.threshold_errors[k, : len(levels) - 1]
                    ),
                )
                for k, (name, levels) in enumerate(zip(self.items, self.levels, strict=True))
            ),
            self.persons,
        )

    def threshold_covariance(self, items: Sequence[str]) -> Floats | None:
        """Return the covariance of (a, b_1, b_2, ...) of these items, in their order."""
        if self.covariance is None:
            return None
        slopes = CURVES[self.model].threshold_slopes(self.parameters)
        counts = self.parameters.counts
        starts = np.concatenate([[0], np.cumsum(counts)])
        places, blocks = [], []
        for name in items:
            item, count = self.items.index(name), int(counts[self.items.index(name)])
            places.append(np.arange(starts[item], starts[item] + count))
            block = np.zeros((count, count))
            block[0, 0] = 1
            block[1:] = slopes[item, : count - 1, :count]
            blocks.append(block)
        at = np.concatenate(places)
        change = linalg.block_diag(*blocks)
        return np.asarray(change @ self.covariance[np.ix_(at, at)] @ change.T)


def _known(error: float) -> float | None:
    return float(error) if np.isfinite(error) else None


def calibrate(
    scores: Responses, model: CategoryModel | str, *, nodes: int | None = None
) -> PolytomousCalibration:
    """Fit a polytomous model by marginal maximum likelihood.

    Ability is standard normal in the population; missing scores count as not asked. A level
    that nobody reached is closed up, and `cautions` say so. `nodes` is the number of
    quadrature nodes; as many as the length of the test calls for, unless given.

    Raises `InputError` for too few people or items, for items that everybody scored alike, and
    for items whose slope grows beyond all bounds.
    """
    kind = models.named(model)
    _check_size(scores, kind)
    categories = Categories.of(scores)
    _check_size(Responses(categories.items, categories.values), kind)
    persons, items = categories.values.shape
    counts = categories.counts
    problem = CategoryProblem(
        kind,
        CategoryPatterns.of(categories.values, int(counts.max())),
        counts,
        Quadrature.normal(nodes or _nodes(items, counts)),
    )
    coarse = Quadrature.normal(min(len(problem.rule.nodes), COARSE_NODES))
    best = maximise(problem, coarse=coarse)
    parameters = problem.parameters(best.free)
    _check_slopes(parameters, categories.items, kind)
    covariance, source = _covariance(problem, parameters)
    slope_errors, intercept_errors, threshold_errors = _errors(problem, parameters, covariance)
    found = PolytomousCalibration(
        model=kind,
        items=categories.items,
        levels=categories.levels,
        parameters=parameters,
        thresholds=problem.curves.thresholds(parameters),
        slope_errors=slope_errors,
        intercept_errors=intercept_errors,
        threshold_errors=threshold_errors,
        covariance=covariance,
        log_likelihood=best.log_likelihood,
        persons=persons,
        free_parameters=problem.size,
        information=source,
        converged=best.converged,
        steps=best.steps,
        cautions=(*categories.cautions, *_cautions(categories, kind, best, covariance)),
    )
    return with_disorder(found)


def with_disorder(found: PolytomousCalibration) -> PolytomousCalibration:
    """Return the same, with a caution for every item whose steps are out of order."""
    said = tuple(
        line
        for item, levels, row in zip(found.items, found.levels, found.thresholds, strict=True)
        for line in disorder(item, levels, row)
    )
    return replace(found, cautions=(*found.cautions, *said)) if said else found


def disorder(item: str, levels: tuple[int, ...], steps: Floats) -> tuple[str, ...]:
    """Return, in plain words, which levels are at no ability the likeliest ones.

    Where the step into a level lies above the step out of it, people pass it over: the level
    before or the one after is always likelier.
    """
    own = steps[: len(levels) - 1]
    over = [levels[k + 1] for k in range(len(own) - 1) if own[k] > own[k + 1]]
    if not over:
        return ()
    named = ", ".join(str(level) for level in over)
    said = (
        f"the steps of {item} are not in order: at no ability is a score of {named} the likeliest"
    )
    return (said + "; look at what the rubric says there",)


def _nodes(items: int, counts: NDArray[np.int64]) -> int:
    """Posteriors narrow with every step that people are asked to take."""
    steps = items * float(np.sqrt(np.mean(counts - 1)))
    return int(np.clip(2 * np.ceil(4.5 * np.sqrt(steps)) + 1, 61, 201))


def _check_size(scores: Responses, model: CategoryModel) -> None:
    persons, items = scores.values.shape
    if persons < FEWEST_PERSONS:
        raise InputError(
            f"{persons} people are too few to calibrate a rubric",
            remedy=f"{ADVISED_PERSONS[model]} or more are advised for the {model} model",
            code="too_few",
        )
    if items < FEWEST_ITEMS[model]:
        raise InputError(
            f"the {model} model needs at least {FEWEST_ITEMS[model]} items; there are {items}",
            code="too_few",
        )


def _check_slopes(
    parameters: CategoryParameters, items: tuple[str, ...], model: CategoryModel
) -> None:
    steep = np.flatnonzero(~(np.abs(parameters.a) < STEEPEST))
    if len(steep):
        named = ", ".join(items[k] for k in steep[:5]) + (", ..." if len(steep) > 5 else "")
        raise InputError(
            f"the slope of {named} has no finite estimate",
            where=f"column {items[steep[0]]}",
            remedy="leave the item out or look for one that repeats it"
            + ("" if model is CategoryModel.PARTIAL else ", or use the pcm model"),
            code="diverged",
        )


def _covariance(
    problem: CategoryProblem, parameters: CategoryParameters
) -> tuple[Floats | None, str]:
    """Return the covariance of (a, d) item by item, and which information it comes from."""
    information, source = observed_information(with_nodes(problem, ERROR_NODES), parameters)
    if information is None:
        return None, source
    places = problem.places[problem.there]
    spread = np.zeros((len(places), problem.size))
    spread[np.arange(len(places)), places] = 1
    if problem.shared:
        information = spread.T @ information @ spread
    try:
        factor = linalg.cho_factor(information, lower=True)
    except linalg.LinAlgError:
        return None, source
    own = linalg.cho_solve(factor, np.eye(problem.size))
    return np.asarray(own[np.ix_(places, places)]), source


def _errors(
    problem: CategoryProblem, parameters: CategoryParameters, covariance: Floats | None
) -> tuple[Floats, Floats, Floats]:
    """Return standard errors of slopes, intercepts and, by the delta method, of thresholds."""
    items, width = problem.there.shape
    blocks = np.full((items, width, width), np.nan)
    if covariance is not None:
        start = 0
        for item, count in enumerate(problem.counts):
            stop = start + int(count)
            blocks[item, :count, :count] = covariance[start:stop, start:stop]
            start = stop
    by = problem.curves.threshold_slopes(parameters)
    known = np.where(np.isnan(blocks), 0.0, blocks)
    with np.errstate(invalid="ignore"):
        variance = np.einsum("jsp,jpr,jsr->js", by, known, by)
        own = np.sqrt(blocks[:, np.arange(width), np.arange(width)])
        thresholds = np.sqrt(np.where(variance > 0, variance, np.nan))
    return own[:, 0], own[:, 1:], np.where(parameters.steps, thresholds, np.nan)


def _cautions(
    categories: Categories,
    model: CategoryModel,
    best: CategoryMaximum,
    covariance: Floats | None,
) -> list[str]:
    said = []
    persons = len(categories.values)
    if persons < ADVISED_PERSONS[model]:
        said.append(
            f"{persons} people: {ADVISED_PERSONS[model]} or more are advised for the {model} model"
        )
    asked = (categories.values != MISSING).sum(axis=0)
    if asked.min() < FEWEST_PERSONS:
        rare = [categories.items[k] for k in np.flatnonzero(asked < FEWEST_PERSONS)]
        more = f" and {len(rare) - 5} more" if len(rare) > 5 else ""
        said.append(f"fewer than {FEWEST_PERSONS} people answered {', '.join(rare[:5])}{more}")
    if not best.converged:
        said.append("the search stopped before it converged: do not use these figures")
    if covariance is None:
        said.append("there are no standard errors: too many items for these people")
    return said
