"""Intraclass correlations of raters: absolute agreement of numbers, raters drawn at random.

ICC(2,1) and ICC(2,k) of Shrout and Fleiss (1979, Psychological Bulletin 86, 420-428), which
McGraw and Wong (1996, Psychological Methods 1, 30-46) call ICC(A,1) and ICC(A,k): how much of
the differences between ratings is due to differences between subjects, when other raters of
the same kind might have rated. A rater who is always stricter lowers it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Intraclass:
    """How reliable one rating is, and the mean of all raters."""

    single: Interval
    """ICC(2,1): of one rating."""
    average: Interval
    """ICC(2,k): of the mean of `raters` ratings."""
    subjects: int
    """Who were rated by all; others are left out."""
    raters: int


def intraclass(ratings: Floats, *, confidence: float = 0.95) -> Intraclass:
    """Return ICC(2,1) and ICC(2,k) with McGraw and Wong's intervals.

    `ratings` are subjects x raters; subjects that somebody did not rate are left out. Raises
    `InputError` with fewer than two raters or subjects, or where all ratings are the same.
    """
    ratings = np.asarray(ratings, dtype=float)
    if ratings.ndim != 2 or ratings.shape[1] < 2:
        raise InputError("agreement needs at least two raters", code="too_few")
    if np.isinf(ratings).any():
        raise InputError("a rating is infinite")
    whole = ratings[~np.isnan(ratings).any(axis=1)]
    n, k = whole.shape
    if n < 2:
        raise InputError(
            f"{n} subjects were rated by all raters; an intraclass correlation needs two or more",
            code="too_few",
        )
    span = float(np.ptp(whole))
    if span <= 1e-12 * max(float(np.abs(whole).max()), 1e-100):
        raise InputError("all ratings are the same", code="no_estimate")
    # In units of their own, so that "nothing left" means the same for all ratings.
    whole = (whole - whole.mean()) / span
    rows, columns = whole.mean(axis=1), whole.mean(axis=0)
    rest = whole - rows[:, None] - columns + whole.mean()
    between = k * float(rows.var(ddof=1))
    raters = n * float(columns.var(ddof=1))
    error = float((rest**2).sum()) / ((n - 1) * (k - 1))
    below = between + (k - 1) * error + k * (raters - error) / n
    # Few subjects that differ less than chance lets them differ: as low as it goes.
    single = max((between - error) / below, -1.0) if below > 0 else -1.0
    low, high = _limits(single, between, raters, error, size=(n, k), confidence=confidence)
    return Intraclass(
        Interval(single, low, high, confidence),
        Interval(_stepped(single, k), _stepped(low, k), _stepped(high, k), confidence),
        n,
        k,
    )


def _limits(
    single: float,
    between: float,
    raters: float,
    error: float,
    *,
    size: tuple[int, int],
    confidence: float,
) -> tuple[float, float]:
    n, k = size
    if max(error, raters) <= 1e-12 * between:
        return 1.0, 1.0  # All agree on everything.
    # Satterthwaite's degrees of freedom of what raters and error add (McGraw and Wong, table 7).
    a = k * single / (n * (1 - single))
    b = 1 + k * single * (n - 1) / (n * (1 - single))
    below = (a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    freedom = (a * raters + b * error) ** 2 / below if below > 0 else np.nan
    tail = (1 + confidence) / 2
    upper = float(fdtri(n - 1, freedom, tail))
    lower = float(fdtri(freedom, n - 1, tail))
    rest = k * raters + (k * n - k - n) * error
    low = n * (between - upper * error) / (upper * rest + n * between)
    high = n * (lower * between - error) / (rest + n * lower * between)
    # Where the formulas have no answer, the limit says nothing.
    low = low if np.isfinite(low) else -1.0
    high = high if np.isfinite(high) else 1.0
    return max(-1.0, min(float(low), single)), min(1.0, max(float(high), single))


def _stepped(single: float, k: int) -> float:
    """Return the reliability of the mean of k from that of one (Spearman and Brown 1910)."""
    below = 1 + (k - 1) * single
    return max(-1.0, k * single / below) if below > 0 else -1.0
