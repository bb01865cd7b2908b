"""Krippendorff's alpha: agreement of any number of raters, at any level, with gaps.

Krippendorff (2004, *Content Analysis*, chapter 11; 2011, *Computing Krippendorff's
Alpha-Reliability*): one less the disagreement within subjects over what is expected if the
same ratings were dealt out by chance. The level says how far two ratings are apart: `nominal`
(the same or not), `ordinal` (how many ratings lie between), `interval` (difference, squared) or
`ratio` (difference over sum, squared).

The interval is a bootstrap over subjects (Zapf, Castell, Morawietz and Karch 2016, BMC Medical
Research Methodology 16, 93), which holds better than the distribution of single pairs.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.precision.kappa import agreed, counted
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

DRAWS = 1000
MOST_VALUES = 2000
"""Different values, at most, whose distances are laid out as a table."""


class Level(StrEnum):
    """What can be said of two ratings that differ."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def krippendorff(
    ratings: Floats,
    *,
    level: Level | str = Level.NOMINAL,
    rng: np.random.Generator,
    confidence: float = 0.95,
    draws: int = DRAWS,
) -> Interval:
    """Return Krippendorff's alpha with a bootstrap interval.

    `ratings` are subjects x raters, `nan` where somebody did not rate; subjects with one rating
    are left out. Raises `InputError` with one rater, an unknown level, ratings below 0 for
    `ratio`, or where all ratings are the same.
    """
    kind = _level(level)
    counts, values = counted(ratings)
    if kind is Level.RATIO and (values < 0).any():
        raise InputError("ratios of ratings below 0 mean nothing", remedy="use interval")
    if kind is Level.RATIO and len(values) > MOST_VALUES:
        raise InputError(f"there are {len(values):,} different ratings", remedy="use interval")
    everybody = np.ones(len(counts))
    # What a subject adds to the disagreement: but for `ordinal`, whatever the others have.
    fixed = None if kind is Level.ORDINAL else _within(counts, values, kind)
    estimate = _alpha(counts, values, kind, everybody, fixed)
    if estimate is None:
        raise InputError(
            "all ratings are the same: agreement beyond chance cannot be told",
            remedy="rate subjects that differ",
            code="no_estimate",
        )
    if estimate >= 1 - 1e-12:
        shares = counts.sum(axis=0) / counts.sum()
        return agreed(float(shares @ shares), len(counts), confidence)
    drawn = []
    for _ in range(draws):
        times = np.bincount(
            rng.integers(0, len(counts), len(counts)), minlength=len(counts)
        ).astype(float)
        one = _alpha(counts, values, kind, times, fixed)
        if one is not None:
            drawn.append(one)
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail]) if drawn else (-1.0, 1.0)
    return Interval(estimate, float(min(low, estimate)), float(max(high, estimate)), confidence)


def _alpha(
    counts: Floats, values: Floats, kind: Level, times: Floats, fixed: Floats | None
) -> float | None:
    """Return alpha of subjects that count `times` each, `None` where nothing varies."""
    margins = times @ counts
    number = float(margins.sum())
    places = values
    if kind is Level.ORDINAL:
        # How many ratings lie between two, the ends by half: the distance of their mid-ranks.
        places = np.cumsum(margins) - margins / 2
    within = _within(counts, places, kind) if fixed is None else fixed
    expected = float(_pairs(margins[None, :], places, kind)[0]) / (number - 1)
    if (margins > 0).sum() < 2 or expected <= 0:
        return None
    return 1 - float(times @ within) / expected


def _within(counts: Floats, places: Floats, kind: Level) -> Floats:
    return np.asarray(_pairs(counts, places, kind) / (counts.sum(axis=1) - 1))


def _pairs(counts: Floats, places: Floats, kind: Level) -> Floats:
    """Return the distances of all ordered pairs of ratings, summed, for each row of counts."""
    number = counts.sum(axis=1)
    if kind is Level.NOMINAL:
        return np.asarray(number**2 - (counts**2).sum(axis=1))
    if kind is Level.RATIO:
        together = places[:, None] + places[None, :]
        apart = (places[:, None] - places[None, :]) / np.where(together == 0, 1, together)
        return np.asarray(((counts @ apart**2) * counts).sum(axis=1))
    # About the mean, so that squares of large numbers lose no digits.
    centred = places - places.mean()
    return np.asarray(2 * (number * (counts @ centred**2) - (counts @ centred) ** 2))


def _level(given: Level | str) -> Level:
    try:
        return Level(given)
    except ValueError:
        known = ", ".join(Level)
        raise InputError(f"there is no level {given!r}", remedy=f"there are {known}") from None
