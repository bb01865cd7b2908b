"""The standard error of measurement at each score: it is not the same for everybody.

Three ways, by what is known:

- 0/1 items: Lord's (1955, 1957) binomial error, sqrt(x (k - x) / (k - 1)), which supposes items
  of one difficulty, drawn anew for everybody. Keats (1957) shrinks it by one factor, so that
  its mean square agrees with the reliability of this test; so do we.
- Items of several points: Feldt and Qualls (1996, Journal of Educational Measurement 33,
  141-156) with the items as parts. How much a person's points scatter about what item and
  person let expect is the square of the person's error; over people it is smoothed by a
  parabola in the score. Its mean square is that of alpha.
- Items with known parameters: the standard deviation of the score at the ability whose
  expected score it is (Lord 1980, chapter 4): sqrt(sum of P (1 - P)) for 0/1 items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.precision.classical import reliability
from skillmark.assess.precision.recursion import right_or_wrong
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

REACH = 12.0
NODES = 4801
"""Abilities at which expected scores are worked out, to be read backwards."""


class Method(StrEnum):
    """How the errors were found."""

    BINOMIAL = "binomial"
    PARTS = "parts"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class ConditionalError:
    """The standard error of measurement of people with one score, in score points."""

    score: float
    error: float
    persons: int
    """How many have this score (0 where it comes from item parameters)."""


@dataclass(frozen=True, slots=True)
class ConditionalErrors:
    """The standard error at each score, and how it was found."""

    method: Method
    errors: tuple[ConditionalError, ...]

    def at(self, score: float) -> float | None:
        """Return the error at a score, between two by a straight line, `None` outside."""
        scores = [one.score for one in self.errors]
        if not scores or not scores[0] <= score <= scores[-1]:
            return None
        return float(np.interp(score, scores, [one.error for one in self.errors]))


def conditional_errors(points: Floats, maxima: Floats | None = None) -> ConditionalErrors:
    """Return the standard error at each score.

    `points` are persons x items without gaps (what was left out is 0); `maxima` are the items'
    points (1 if not given). For 0/1 items every whole score has an error, for others every
    score that somebody has. Raises `InputError` for gaps and where alpha cannot be told.
    """
    points = np.asarray(points, dtype=float)
    if points.ndim != 2 or not np.isfinite(points).all():
        raise InputError(
            "errors at each score need a form that everybody was given whole",
            remedy="count what was left out as 0",
        )
    most = np.ones(points.shape[1]) if maxima is None else np.asarray(maxima, dtype=float)
    whole = reliability(points)
    scores = points.sum(axis=1)
    if (most == 1).all() and np.isin(points, (0.0, 1.0)).all():
        return _binomial(scores, points.shape[1], whole.sem)
    return _parts(points, scores, float(most.sum()))


def lord(score: float, items: int) -> float:
    """Return Lord's (1955) standard error of a number right of `items` 0/1 items."""
    if items < 2 or not 0 <= score <= items:
        raise InputError(f"{score:g} is no number right of {items} items, or they are too few")
    return float(np.sqrt(score * (items - score) / (items - 1)))


def errors_of_items(parameters: ItemParameters) -> ConditionalErrors:
    """Return the standard error at each whole expected score of 0/1 items with parameters.

    With guessing the lowest scores are those of no ability: they are left out. Raises
    `InputError` where the items do not tell abilities apart.
    """
    theta = np.linspace(-REACH, REACH, NODES)
    return errors_of_categories(right_or_wrong(parameters, theta))


def errors_of_categories(categories: Sequence[Floats]) -> ConditionalErrors:
    """Return the same for items of any number of categories.

    `categories` has an array for each item, P of its categories 0, 1, ... x abilities that
    rise, as in `recursion.summed_scores`; many abilities, close to each other and far out.
    """
    expected = np.zeros(categories[0].shape[1] if categories else 0)
    variance = expected.copy()
    for chances in categories:
        points = np.arange(len(chances), dtype=float)
        mean = points @ chances
        expected = expected + mean
        variance = variance + points**2 @ chances - mean**2
    # Flat or falling where slopes are not positive or far out: the part that rises counts.
    rises = np.diff(np.maximum.accumulate(expected), prepend=-np.inf) > 0
    expected, variance = expected[rises], np.maximum(variance[rises], 0)
    if len(expected) < 2:
        raise InputError("these items do not tell abilities apart", code="no_estimate")
    scores = np.arange(np.ceil(expected[0]), np.floor(expected[-1]) + 1)
    found = np.interp(scores, expected, np.sqrt(variance))
    return ConditionalErrors(
        Method.MODEL,
        tuple(
            ConditionalError(float(score), float(one), 0)
            for score, one in zip(scores, found, strict=True)
        ),
    )


def _binomial(scores: Floats, items: int, sem: float) -> ConditionalErrors:
    every = np.arange(items + 1)
    squares = every * (items - every) / (items - 1)
    counts = np.bincount(np.round(scores).astype(int), minlength=items + 1)
    # Keats: one factor for all scores, so that the mean square is that of the reliability.
    shrink = sem**2 / float(counts @ squares / counts.sum())
    return ConditionalErrors(
        Method.BINOMIAL,
        tuple(
            ConditionalError(float(score), float(np.sqrt(square * shrink)), int(count))
            for score, square, count in zip(every, squares, counts, strict=True)
        ),
    )


def _parts(points: Floats, scores: Floats, maximum: float) -> ConditionalErrors:
    persons, items = points.shape
    # A person's points about what the item's mean and the person's own mean let expect.
    apart = points - points.mean(axis=0) - points.mean(axis=1, keepdims=True) + points.mean()
    squares = items / (items - 1) * (apart**2).sum(axis=1) * persons / (persons - 1)
    distinct, where = np.unique(np.round(scores, 9), return_inverse=True)
    counts = np.bincount(where)
    # A parabola, with fewer terms where there are too few scores for one; least squares keep
    # the mean, so that the mean square error is that of alpha.
    degree = min(2, len(distinct) - 1)
    x = scores / maximum
    fitted = np.polynomial.polynomial.polyval(
        distinct / maximum, np.polynomial.polynomial.polyfit(x, squares, degree)
    )
    return ConditionalErrors(
        Method.PARTS,
        tuple(
            ConditionalError(float(score), float(np.sqrt(max(square, 0.0))), int(count))
            for score, square, count in zip(distinct, fitted, counts, strict=True)
        ),
    )
