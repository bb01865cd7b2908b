"""How likely each answer is for each person: the nominal probabilities of all comparisons.

Ability is the expected a posteriori estimate of a calibration of these very responses (2PL with
250 people or more, else 1PL). Given the estimate, the options of a question follow a multinomial
logistic curve with a quadratic term: Bock's nominal model (1972) on estimated abilities, with
room for guessing at the lower end. Fitted given the estimate, and not the unknown ability, the
chances allow for its error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.ability import expected_a_posteriori
from skillmark.assess.scaling.calibration import ADVISED_PERSONS, calibrate
from skillmark.assess.scaling.response_model import Model
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

FEWEST_PERSONS = 50
FEWEST_ITEMS = 10
STEPS = 30
RIDGE = 0.1
"""Keeps the curve of an option finite that hardly anybody chose."""


@dataclass(frozen=True, eq=False)
class Chances:
    """What everyone chose, and how likely every choice was."""

    chosen: NDArray[np.int16]
    """Persons x items: number of the option, `MISSING` where there is none."""
    of: Floats
    """Persons x items x options; sums to 1 over options, 0 where there is no response."""
    right: NDArray[np.bool_]
    """Persons x items: whether the response is right."""
    right_chance: Floats
    """Persons x items: chance of a right response, for all items, answered or not."""
    ability: Floats

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Persons x items: whether there is a response."""
        return np.asarray(self.chosen != MISSING)


def check(responses: Responses) -> None:
    """Raise `InputError` (code `too_few`) for too few people or questions."""
    persons, items = responses.values.shape
    if persons < FEWEST_PERSONS:
        raise InputError(
            f"{persons} people are too few to tell what is unusual",
            remedy=f"wait for {FEWEST_PERSONS}",
            code="too_few",
        )
    if items < FEWEST_ITEMS:
        raise InputError(
            f"{items} questions are too few to tell what is unusual",
            remedy=f"{FEWEST_ITEMS} are needed",
            code="too_few",
        )


def abilities(responses: Responses) -> Floats:
    """Return everyone's ability, from all items that tell people apart.

    Raises `InputError` where there are too few of those, or no calibration is possible.
    """
    right, wrong = responses.values == 1, responses.values == 0
    varies = right.any(axis=0) & wrong.any(axis=0)
    values = responses.values[:, varies]
    if varies.sum() < FEWEST_ITEMS:
        raise InputError(
            f"only {int(varies.sum())} questions were answered differently by different people",
            remedy=f"{FEWEST_ITEMS} are needed",
            code="too_few",
        )
    names = tuple(name for name, one in zip(responses.items, varies, strict=True) if one)
    kept = Responses(names, values)
    enough = len(values) >= ADVISED_PERSONS[Model.TWO]
    for model in (Model.TWO, Model.ONE) if enough else (Model.ONE,):
        try:
            found = calibrate(kept, model)
        except InputError as error:
            if model is Model.ONE:
                raise error.at("calibration") from error
            continue
        return np.array([one.estimate for one in expected_a_posteriori(values, found.parameters)])
    raise AssertionError  # the 1PL either returned or raised


def estimate(responses: Responses, options: NDArray[np.int16] | None = None) -> Chances:
    """Return the chances of every answer; `options` are numbers of options where known.

    Without `options` right and wrong are the options. Shapes are persons x items; an option is
    missing where the response is. Raises `InputError` as `check` and `abilities` do.
    """
    check(responses)
    ability = abilities(responses)
    seen = responses.values != MISSING
    chosen = responses.values.astype(np.int16) if options is None else options.astype(np.int16)
    if chosen.shape != responses.values.shape:
        raise InputError("options and responses have different shapes")
    chosen = np.where(seen, chosen, MISSING).astype(np.int16)
    design = np.column_stack([np.ones(len(ability)), ability, ability**2])
    width = int(chosen.max()) + 1
    of = np.zeros((*chosen.shape, max(width, 2)))
    right = responses.values == 1
    right_chance = np.empty(chosen.shape)
    for item in range(chosen.shape[1]):
        who = seen[:, item] & (chosen[:, item] >= 0)
        curve = _curves(design[who], chosen[who, item], width)
        of[who, item, : curve.shape[0]] = _shares(design[who], curve).T
        hits = right[seen[:, item], item].astype(np.int64)
        right_chance[:, item] = _shares(design, _curves(design[seen[:, item]], hits, 2))[1]
    return Chances(chosen, of, right, right_chance, ability)


def _curves(design: Floats, chosen: NDArray[np.int64] | NDArray[np.int16], width: int) -> Floats:
    """Return the weights of every option, options x columns; those of the first are 0.

    Penalised maximum likelihood by Newton's method; the penalty leaves the shares alone and
    pulls slopes together.
    """
    columns = design.shape[1]
    counts = np.bincount(chosen, minlength=width).astype(float)
    weights = np.zeros((width, columns))
    if not len(chosen):
        return weights
    start = np.log((counts + 0.5) / (counts + 0.5).sum())
    base = int(counts.argmax())
    weights[:, 0] = start - start[base]
    free = [option for option in range(width) if option != base and counts[option] > 0]
    weights[counts == 0, 0] = -np.inf
    if not free:
        return weights
    hot = (chosen[:, None] == np.array(free)).astype(float)
    penalty = np.tile([1e-6] + [RIDGE] * (columns - 1), len(free))
    for _ in range(STEPS):
        shares = _shares(design, weights)[free].T
        slope = ((hot - shares).T @ design).ravel() - penalty * weights[free].ravel()
        size = len(free) * columns
        information = np.empty((len(free), columns, len(free), columns))
        for one in range(len(free)):
            for other in range(one + 1):
                bend = shares[:, one] * ((one == other) - shares[:, other])
                block = (design * bend[:, None]).T @ design
                information[one, :, other, :] = information[other, :, one, :] = block
        step = np.linalg.solve(information.reshape(size, size) + np.diag(penalty), slope)
        longest = np.abs(step).max()
        weights[free] += (step * min(1.0, 2.0 / max(longest, 1e-12))).reshape(len(free), columns)
        if longest < 1e-8:
            break
    return weights


def _shares(design: Floats, weights: Floats) -> Floats:
    """Return the chances of every option, options x people."""
    out = np.zeros((len(weights), len(design)))
    alive = np.isfinite(weights).all(axis=1)
    predicted = weights[alive] @ design.T
    predicted -= predicted.max(axis=0)
    shares = np.exp(predicted)
    out[alive] = shares / shares.sum(axis=0)
    return out
