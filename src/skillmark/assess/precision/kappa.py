"""How far raters agree beyond chance: percent agreement, Cohen's kappa, Fleiss' kappa.

Ratings are subjects x raters, numbers or codes of categories, `nan` where somebody did not
rate. Kappa compares the agreement that is there with what the same shares of categories would
give by chance: 0 is chance, 1 is full agreement, below 0 is less than chance.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from skillmark.assess.precision.items import wilson
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]


class Weights(StrEnum):
    """How much credit two ratings that differ still get."""

    NONE = "unweighted"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


def percent(ratings: Floats, *, confidence: float = 0.95) -> Interval:
    """Return how often two raters of one subject give the same rating, in 0 to 1.

    The mean over subjects with two ratings or more, with Wilson's interval on the number of
    independent subjects that its standard error is worth. Raises `InputError` without such a
    subject.
    """
    counts, _ = counted(ratings)
    same = _agreement(counts)
    share, number = float(same.mean()), float(len(same))
    if number > 1 and 0 < share < 1 and np.ptp(same) > 0:
        number = share * (1 - share) / (float(same.var(ddof=1)) / number)
    return wilson(share, max(1, round(number)), confidence)


def cohen(
    first: Floats,
    second: Floats,
    *,
    weights: Weights | str | Floats = Weights.NONE,
    confidence: float = 0.95,
) -> Interval:
    """Return Cohen's kappa of two raters, with its large-sample interval.

    Cohen (1960, 1968); standard error of Fleiss, Cohen and Everitt (1969, Psychological
    Bulletin 72, 323-327). `weights` are `unweighted`, `linear` or `quadratic` in the distance of
    two ratings, or a table of your own: the credit, 0 to 1, for every two of the values that
    occur, in their order. Subjects that only one of both rated are left out. Raises
    `InputError` with fewer than two subjects, or where a rater gives everybody the same rating,
    of which kappa says nothing.
    """
    pair = np.stack([np.asarray(first, dtype=float), np.asarray(second, dtype=float)], axis=1)
    _finite(pair)
    pair = pair[~np.isnan(pair).any(axis=1)]
    if len(pair) < 2:
        raise InputError(
            f"{len(pair)} subjects were rated by both raters; kappa needs two or more",
            code="too_few",
        )
    values, codes = np.unique(pair, return_inverse=True)
    codes = codes.reshape(pair.shape)
    k = len(values)
    shares = np.bincount(codes[:, 0] * k + codes[:, 1], minlength=k * k).reshape(k, k) / len(pair)
    credit = _credit(values, weights)
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    seen, chance = float((credit * shares).sum()), float(rows @ credit @ columns)
    if chance >= 1 - 1e-12:
        raise _no_variety()
    if rows.max() >= 1 - 1e-12 or columns.max() >= 1 - 1e-12:
        raise InputError(
            "one rater gives everybody the same rating: kappa is 0 whatever the other does",
            remedy="look at percent agreement",
            code="no_estimate",
        )
    if seen >= 1 - 1e-12:
        return agreed(float(rows @ columns), len(pair), confidence)
    kappa = (seen - chance) / (1 - chance)
    # What a rating of each would get from the other rater's ratings by chance.
    expected = (credit @ columns)[:, None] + (credit.T @ rows)[None, :]
    spread = float((shares * (credit - expected * (1 - kappa)) ** 2).sum())
    spread -= (kappa - chance * (1 - kappa)) ** 2
    return _around(kappa, np.sqrt(max(spread, 0.0) / len(pair)) / (1 - chance), confidence)


def fleiss(ratings: Floats, *, confidence: float = 0.95) -> Interval:
    """Return Fleiss' kappa of any number of raters, who need not be the same for all subjects.

    Fleiss (1971, Psychological Bulletin 76, 378-382). The interval rests on how subjects
    differ (Gwet 2008, Psychometrika 73, 407-430), not on the standard error of 1971, which
    holds only where the true kappa is 0. Where subjects have different numbers of ratings,
    every subject counts alike. Raises `InputError` with fewer than two subjects that were
    rated twice, or where all ratings are the same.
    """
    counts, _ = counted(ratings)
    if len(counts) < 2:
        raise InputError("kappa needs two or more subjects that were rated twice", code="too_few")
    own = counts / counts.sum(axis=1, keepdims=True)
    shares = own.mean(axis=0)
    same, chance = _agreement(counts), float(shares @ shares)
    if chance >= 1 - 1e-12:
        raise _no_variety()
    seen = float(same.mean())
    if seen >= 1 - 1e-12:
        return agreed(chance, len(counts), confidence)
    kappa = (seen - chance) / (1 - chance)
    # What every subject adds to kappa, to first order.
    adds = ((same - seen) - 2 * (1 - kappa) * (own @ shares - chance)) / (1 - chance)
    return _around(kappa, float(adds.std(ddof=1)) / np.sqrt(len(counts)), confidence)


def agreed(chance: float, number: int, confidence: float) -> Interval:
    """Return the interval of 1 where all agree on `number` subjects.

    No subject differs, so that a standard error would be 0. What the next subjects may do is
    in Wilson's interval of the agreement; `chance` is the share of agreement by chance.
    """
    low = (wilson(1.0, number, confidence).low - chance) / (1 - chance)
    return Interval(1.0, max(-1.0, low), 1.0, confidence)


def counted(ratings: Floats) -> tuple[Floats, Floats]:
    """Return how often each value was given, subjects x values, and the values.

    Subjects with fewer than two ratings are left out. Raises `InputError` for one rater or
    where nobody was rated twice.
    """
    ratings = np.asarray(ratings, dtype=float)
    if ratings.ndim != 2 or ratings.shape[1] < 2:
        raise InputError("agreement needs at least two raters", code="too_few")
    _finite(ratings)
    twice = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
    if not len(twice):
        raise InputError("no subject was rated by two raters", code="too_few")
    values = np.unique(twice[~np.isnan(twice)])
    places = np.searchsorted(values, twice)
    counts = np.zeros((len(twice), len(values)))
    for rater in range(twice.shape[1]):
        rows = np.flatnonzero(~np.isnan(twice[:, rater]))
        counts[rows, places[rows, rater]] += 1
    return counts, values


def _agreement(counts: Floats) -> Floats:
    """Return for every subject the share of pairs of its ratings that are the same."""
    number = counts.sum(axis=1)
    return np.asarray((counts * (counts - 1)).sum(axis=1) / (number * (number - 1)))


def _credit(values: Floats, weights: Weights | str | Floats) -> Floats:
    apart = np.abs(values[:, None] - values[None, :])
    if not isinstance(weights, str):
        credit = np.asarray(weights, dtype=float)
        if credit.shape != apart.shape or not ((credit >= 0) & (credit <= 1)).all():
            size = len(values)
            raise InputError(f"weights must be a table of {size} x {size} credits from 0 to 1")
        return credit
    try:
        kind = Weights(weights)
    except ValueError:
        known = ", ".join(Weights)
        raise InputError(f"there are no weights {weights!r}", remedy=f"there are {known}") from None
    if kind is Weights.NONE:
        return np.asarray(apart == 0, dtype=float)
    apart = apart / max(float(apart.max()), 1e-300)
    return np.asarray(1 - (apart if kind is Weights.LINEAR else apart**2))


def _finite(ratings: Floats) -> None:
    if np.isinf(ratings).any():
        raise InputError("a rating is infinite")


def _no_variety() -> InputError:
    return InputError(
        "all ratings are the same: agreement beyond chance cannot be told",
        remedy="rate subjects that differ",
        code="no_estimate",
    )


def _around(estimate: float, error: float, confidence: float) -> Interval:
    half = float(ndtri((1 + confidence) / 2)) * error
    low, high = max(-1.0, estimate - half), min(1.0, estimate + half)
    return Interval(float(estimate), float(low), float(high), confidence)
