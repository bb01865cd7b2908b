"""Calibration: from a response matrix to item parameters with their standard errors."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling import demand
from skillmark.assess.scaling.arrival import Maximum, maximise
from skillmark.assess.scaling.estimation import Telling
from skillmark.assess.scaling.guessing import BetaGuessing, GuessingPrior
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.patterns import Patterns
from skillmark.assess.scaling.problem import Problem
from skillmark.assess.scaling.response_model import Floats, ItemParameters, Model
from skillmark.compute.blas import one_thread
from skillmark.nouns.errors import InputError

FEWEST_PERSONS = 10
ADVISED_PERSONS = {Model.ONE: 100, Model.TWO: 250, Model.THREE: 1000}
FEWEST_ITEMS = {Model.ONE: 2, Model.TWO: 3, Model.THREE: 3}
STEEPEST = 12.0
"""A slope beyond this is on its way to infinity: the item sorts people without any error."""
VAGUE = 2.0
"""A slope with a larger standard error than this is as good as unknown."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """Item parameters, standard errors (`nan` where fixed or not determined) and fit."""

    model: Model
    items: tuple[str, ...]
    parameters: ItemParameters
    errors: ItemParameters
    difficulty_errors: Floats
    log_likelihood: float
    persons: int
    free_parameters: int
    information: str
    """What the standard errors come from: `observed`, or `none` where none were asked for."""
    converged: bool
    steps: int
    nodes: int
    """Quadrature nodes at the maximum."""
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


def calibrate(
    responses: Responses,
    model: Model | str,
    *,
    nodes: int | None = None,
    guessing: GuessingPrior | None = None,
    standard_errors: bool = True,
    executor: Executor | None = None,
    memory: float | None = None,
    tell: Telling | None = None,
) -> Calibration:
    """Fit the 1PL, 2PL or 3PL model by marginal maximum likelihood.

    Ability is standard normal in the population. Missing responses count as not asked; people
    without any response are left out. In the 3PL model c has a prior (`guessing`), and the
    log-likelihood is reported without it. `nodes` is the number of quadrature nodes; as many
    as the sharpest posterior calls for, unless given. Threads of `executor` share the people
    among them. `tell` hears of every step, and may end the work by raising. `memory` is how many
    bytes there are; without it nobody asks.

    Raises `InputError` for too few people or items, for items that everybody answered alike,
    for items whose slope grows beyond all bounds, and (`too_large`) for more people or items
    than `memory` holds, before anything begins.
    """
    kind = _model(model)
    present = responses.answered()
    persons, items = present.values.shape
    demand.check(persons, items, kind, standard_errors=standard_errors, memory=memory)
    _check(present, kind)
    problem = Problem(
        kind,
        Patterns.of(present.values),
        Quadrature.normal(nodes or 61),
        guessing or BetaGuessing(),
        executor,
    )
    with one_thread():
        best = maximise(problem, nodes=nodes, with_covariance=standard_errors, tell=tell)
    parameters = problem.parameters(best.free)
    _check_slopes(parameters, present.items, kind)
    errors, difficulty_errors = _errors(problem, parameters, best.covariance)
    return Calibration(
        model=kind,
        items=present.items,
        parameters=parameters,
        errors=errors,
        difficulty_errors=difficulty_errors,
        log_likelihood=best.log_likelihood,
        persons=len(present.values),
        free_parameters=problem.size,
        information="observed" if standard_errors else "none",
        converged=best.converged,
        steps=best.steps,
        nodes=len(best.rule.nodes),
        cautions=_cautions(responses, present, kind, best, errors),
    )


def _model(name: Model | str) -> Model:
    try:
        return Model(name)
    except ValueError:
        raise InputError(
            f"there is no model {name!r}", remedy="one of: " + ", ".join(Model)
        ) from None


def _check(responses: Responses, model: Model) -> None:
    persons, items = responses.values.shape
    if persons < FEWEST_PERSONS:
        raise InputError(
            f"{persons} people are too few to calibrate items",
            remedy=f"{ADVISED_PERSONS[model]} or more are advised for the {model} model",
            code="too_few",
        )
    if items < FEWEST_ITEMS[model]:
        raise InputError(
            f"the {model} model needs at least {FEWEST_ITEMS[model]} items; there are {items}",
            code="too_few",
        )
    if (responses.values != MISSING).sum(axis=1).max() < 2:
        raise InputError(
            "nobody answered two items: nothing links them",
            remedy="items are calibrated by people who answered several of them",
            code="too_few",
        )
    right = (responses.values == 1).any(axis=0)
    wrong = (responses.values == 0).any(axis=0)
    for flaw, which in (
        ("nobody answered", ~right & ~wrong),
        ("everybody got right", right & ~wrong),
        ("nobody got right", ~right & wrong),
    ):
        if which.any():
            names = [responses.items[k] for k in np.flatnonzero(which)]
            raise InputError(
                f"{flaw} {_few(names)}",
                where=f"column {names[0]}",
                remedy="leave these columns out: there is nothing to estimate",
                code="constant",
            )


def _check_slopes(parameters: ItemParameters, items: tuple[str, ...], model: Model) -> None:
    steep = np.flatnonzero(~(np.abs(parameters.a) < STEEPEST))
    if len(steep):
        names = [items[k] for k in steep]
        raise InputError(
            f"the slope of {_few(names)} has no finite estimate",
            where=f"column {names[0]}",
            remedy="leave the item out or look for one that repeats it"
            + ("" if model is Model.ONE else ", or use the 1pl model"),
            code="diverged",
        )


def _few(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _errors(
    problem: Problem, parameters: ItemParameters, covariance: Floats | None
) -> tuple[ItemParameters, Floats]:
    """Return standard errors of a, d, c and, by the delta method, of b."""
    nothing = np.full(problem.items, np.nan)
    if covariance is None:
        return ItemParameters(nothing, nothing, nothing), nothing
    slope, intercept, guess = problem.places.T
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.sqrt(np.where(np.diag(covariance) > 0, np.diag(covariance), np.nan))
        a, d = parameters.a, parameters.d
        by_a, by_d = d / a**2, -1 / a
        variance = (
            by_a**2 * covariance[slope, slope]
            + by_d**2 * covariance[intercept, intercept]
            + 2 * by_a * by_d * covariance[slope, intercept]
        )
        difficulty = np.sqrt(np.where(variance > 0, variance, np.nan))
    c = nothing
    if problem.model is Model.THREE:
        c = parameters.c * (1 - parameters.c) * deviation[guess]
    return ItemParameters(deviation[slope], deviation[intercept], c), difficulty


def _cautions(
    given: Responses, present: Responses, model: Model, best: Maximum, errors: ItemParameters
) -> tuple[str, ...]:
    said = []
    persons = len(present.values)
    if persons < ADVISED_PERSONS[model]:
        said.append(
            f"{persons} people: {ADVISED_PERSONS[model]} or more are advised for the {model} model"
        )
    if persons < len(given.values):
        said.append(f"{len(given.values) - persons} rows without any response are left out")
    asked = (present.values != MISSING).sum(axis=0)
    if asked.min() < FEWEST_PERSONS:
        rare = [present.items[k] for k in np.flatnonzero(asked < FEWEST_PERSONS)]
        said.append(f"fewer than {FEWEST_PERSONS} people answered {_few(rare)}")
    vague = np.flatnonzero(errors.a > VAGUE)
    if len(vague):
        said.append(f"the slope of {_few([present.items[k] for k in vague])} is hardly determined")
    if not best.converged:
        said.append("the search stopped before it converged: do not use these figures")
    if best.covariance is not None and np.isnan(errors.d).any():
        said.append("some standard errors cannot be determined from these responses")
    return tuple(said)
