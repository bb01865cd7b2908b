"""Item analysis: how hard every item is, how well it tells people apart, which deserve a look.

Ebel and Frisbie (1991), *Essentials of Educational Measurement*, chapter 13, for what is
looked at; the intervals are Wilson's (1927) for shares of 0/1 items, Student's for mean points,
and Fisher's (1921) for correlations. An item that deserves a look is not a bad item: it is one
that somebody who knows the subject should read again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from skillmark.assess.precision.classical import alphas_without, reliability
from skillmark.assess.precision.minimums import lacking
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

HARD, EASY = 0.20, 0.95
WEAK = 0.15
"""Shares and correlations beyond which an item deserves a look; the usual rules of thumb."""


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """How one item behaves, with intervals; `None` where there is no figure, and why."""

    persons: int
    """Who were asked it."""
    difficulty: Interval
    """Mean share of the points: 0 hard, 1 easy."""
    discrimination: Interval | None
    """Correlation with the sum of the other items (corrected item-total correlation)."""
    point_biserial: float | None
    """Correlation with the total, the item included: higher, the more so in short tests."""
    alpha_without: float | None
    """Cronbach's alpha of the test if the item were taken out."""
    looks: tuple[str, ...]
    """Why it deserves a look, in plain words; empty where nothing stands out."""


def analyse(
    points: Floats, maxima: Floats | None = None, *, confidence: float = 0.95
) -> tuple[ItemAnalysis, ...]:
    """Return the analysis of every item.

    `points` are persons x items, `nan` where an item was not asked; `maxima` the items' points
    (1 if not given). Raises `InputError` naming an item that nobody was asked or whose maximum
    is not above 0.
    """
    points = np.asarray(points, dtype=float)
    most = np.ones(points.shape[1]) if maxima is None else np.asarray(maxima, dtype=float)
    earned = np.nan_to_num(points)
    total = earned.sum(axis=1)
    alphas = _alphas(points)
    return tuple(
        _one(points, item, float(top), total=total, alphas=alphas, confidence=confidence)
        for item, top in enumerate(most)
    )


def wilson(share: float, number: int, confidence: float = 0.95) -> Interval:
    """Return a share of `number` people with Wilson's (1927) interval."""
    z = float(ndtri((1 + confidence) / 2))
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = (
        z * np.sqrt(share * (1 - share) / number + (z / (2 * number)) ** 2) / (1 + z * z / number)
    )
    # At 0 and 1 the limit is the share itself; rounding must not leave it outside.
    low, high = max(0.0, float(middle - half)), min(1.0, float(middle + half))
    return Interval(share, min(low, share), max(high, share), confidence)


def correlation(first: Floats, second: Floats, confidence: float = 0.95) -> Interval | None:
    """Return Pearson's correlation with Fisher's (1921) interval.

    `None` with fewer than four people or where one of both does not vary.
    """
    if len(first) < 4 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    r = float(np.clip(np.corrcoef(first, second)[0, 1], -1, 1))
    inside = np.clip(r, -1 + 1e-12, 1 - 1e-12)
    half = ndtri((1 + confidence) / 2) / np.sqrt(len(first) - 3)
    low, high = np.tanh(np.arctanh(inside) + np.array([-half, half]))
    return Interval(r, min(float(low), r), max(float(high), r), confidence)


def _one(
    points: Floats,
    item: int,
    top: float,
    *,
    total: Floats,
    alphas: tuple[float | None, Floats],
    confidence: float,
) -> ItemAnalysis:
    seen = ~np.isnan(points[:, item])
    place = f"item {item + 1}"
    if not seen.any():
        raise InputError("nobody has a response", where=place)
    if not 0 < top < np.inf:
        raise InputError(f"a maximum of {top:g} points is not above 0", where=place)
    own, number = points[seen, item], int(seen.sum())
    discrimination = correlation(own, total[seen] - own, confidence)
    whole = correlation(own, total[seen], confidence)
    alpha, without = alphas[0], float(alphas[1][item])
    difficulty = _difficulty(own / top, confidence)
    return ItemAnalysis(
        persons=number,
        difficulty=difficulty,
        discrimination=discrimination,
        point_biserial=whole.estimate if whole else None,
        alpha_without=without if np.isfinite(without) else None,
        looks=_looks(own, top, difficulty, discrimination, (alpha, without)),
    )


def _difficulty(shares: Floats, confidence: float) -> Interval:
    mean, number = float(shares.mean()), len(shares)
    if np.isin(shares, (0.0, 1.0)).all():
        return wilson(mean, number, confidence)
    if number < 2:
        return Interval(mean, 0.0, 1.0, confidence)
    error = float(shares.std(ddof=1)) / np.sqrt(number)
    half = float(stdtrit(number - 1, (1 + confidence) / 2)) * error
    return Interval(mean, float(mean - half), float(mean + half), confidence)


def _alphas(points: Floats) -> tuple[float | None, Floats]:
    """Return alpha, and what it would be without each item."""
    try:
        return reliability(points).alpha.estimate, alphas_without(points)
    except InputError:
        return None, np.full(points.shape[1], np.nan)


def _looks(
    own: Floats,
    top: float,
    difficulty: Interval,
    discrimination: Interval | None,
    alphas: tuple[float | None, float],
) -> tuple[str, ...]:
    few = lacking("discrimination", len(own))
    if few:
        return (few,)
    if np.ptp(own) == 0:
        return ("everybody has the same points: it tells nobody apart",)
    words = []
    if own.min() < 0 or own.max() > top:
        words.append(f"there are points outside 0 to {top:g}: check the key or the maximum")
    words += _hard_or_easy(difficulty)
    if discrimination is None:
        return (*words, "the other items do not vary: nothing can be said of how it discriminates")
    if discrimination.high < 0:
        words.append(
            "people who do better elsewhere do worse here: check the key first, then the wording"
        )
    elif discrimination.estimate < 0:
        words.append(
            "people who do better elsewhere seem to do worse here, though chance may explain it:"
            " check the key"
        )
    elif discrimination.estimate < WEAK:
        words.append("it hardly goes along with the other items: does it ask for the same skill?")
    alpha, without = alphas
    if alpha is not None and without > alpha + 0.01:
        words.append(f"alpha would be {without:.2f} without it, {alpha:.2f} with it")
    return tuple(words)


def _hard_or_easy(difficulty: Interval) -> list[str]:
    if difficulty.estimate < HARD:
        return ["few get its points: too hard, unclear, or a wrong key?"]
    if difficulty.estimate > EASY:
        return ["nearly everybody gets its points: it says little about those who were asked"]
    return []
