"""Classical test theory: difficulty, discrimination, reliability, error of measurement.

Every function takes `points`, an array of persons x items with `nan` where an item was not
asked; items may have different maxima, and for 0/1 items without gaps alpha is KR-20. Variances
and covariances rest on the people who have both items, weighted by how many there are. Without
gaps these are the textbook formulas.
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
class ItemStatistics:
    """How one item behaves."""

    difficulty: float
    """Mean share of the points (0 hard to 1 easy)."""
    discrimination: float | None
    """Correlation with the sum of the other items; `None` where there is no variance."""
    persons: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha with Feldt's interval, and the standard error of measurement."""

    alpha: Interval
    sem: float
    """In score points."""


def item_statistics(points: Floats, maxima: Floats | None = None) -> tuple[ItemStatistics, ...]:
    """Return the statistics of every item; `maxima` are the items' points (1 if not given)."""
    most = np.ones(points.shape[1]) if maxima is None else maxima
    earned = np.nan_to_num(points)
    total = earned.sum(axis=1)
    found = []
    for item, top in enumerate(most):
        seen = ~np.isnan(points[:, item])
        if not seen.any():
            raise InputError("nobody has a response", where=f"item {item + 1}")
        own = points[seen, item]
        rest = total[seen] - own
        varies = own.std() > 0 and rest.std() > 0
        correlation = float(np.corrcoef(own, rest)[0, 1]) if varies else None
        found.append(ItemStatistics(float(own.mean() / top), correlation, int(seen.sum())))
    return tuple(found)


def reliability(
    points: Floats, *, length: int | None = None, confidence: float = 0.95
) -> Reliability:
    """Return alpha, its interval and the standard error of measurement.

    `length` is the number of items in a form (all, unless said): with gaps, alpha is that of a
    form of this length. The interval is Feldt's (1965, Psychometrika 30, 357-370): (1 - alpha)
    over its estimate follows F with (n - 1)(k - 1) and n - 1 degrees of freedom.
    Raises `InputError` with fewer than two items or three people, or where nothing varies.
    """
    persons, items = points.shape
    k = items if length is None else length
    if items < 2 or k < 2:
        raise InputError("reliability needs at least two items")
    if persons < 3:
        raise InputError(
            f"reliability needs at least three people; there are {persons}", code="too_few"
        )
    variance, covariance = _pooled(points)
    total = k * variance + k * (k - 1) * covariance
    tiny = _tiny(points)
    if total <= tiny or variance <= tiny:
        raise InputError("all people have the same score: reliability cannot be told")
    alpha = k * k * covariance / total
    tail = (1 - confidence) / 2
    freedom = (persons - 1, (persons - 1) * (k - 1))
    low = 1 - (1 - alpha) * float(fdtri(*freedom, 1 - tail))
    high = 1 - (1 - alpha) * float(fdtri(*freedom, tail))
    error = float(np.sqrt(max(0.0, k * (variance - covariance))))
    return Reliability(Interval(float(alpha), low, high, confidence), error)


def alphas_without(points: Floats) -> Floats:
    """Return what alpha would be without each item; `nan` where it could not be told.

    For a form of all other items. Raises `InputError` as `reliability` does where no two items
    were answered by the same people.
    """
    products, freedom = _products(points)
    k = len(products) - 1
    own, own_freedom = np.diag(products), np.diag(freedom)
    # An item takes its row and its column with it.
    off, off_freedom = products.sum() - own.sum(), freedom.sum() - own_freedom.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (own.sum() - own) / (own_freedom.sum() - own_freedom)
        covariance = (off - 2 * (products.sum(axis=1) - own)) / (
            off_freedom - 2 * (freedom.sum(axis=1) - own_freedom)
        )
        total = k * variance + k * (k - 1) * covariance
        alpha = k * k * covariance / total
    told = (total > _tiny(points)) & (variance > _tiny(points)) & (k >= 2)
    return np.asarray(np.where(told, alpha, np.nan))


def _pooled(points: Floats) -> tuple[float, float]:
    """Return the mean variance of items and the mean covariance of two items."""
    products, freedom = _products(points)
    own = np.eye(len(products), dtype=bool)
    return (
        float(products[own].sum() / freedom[own].sum()),
        float(products[~own].sum() / freedom[~own].sum()),
    )


def _tiny(points: Floats) -> float:
    """Return the variance below which points of this size are all the same, but for rounding."""
    return 1e-12 * float(np.nanmax(np.abs(points), initial=0.0)) ** 2


def _products(points: Floats) -> tuple[Floats, Floats]:
    """Return sums of products about the mean, and degrees of freedom, of every two items."""
    seen = (~np.isnan(points)).astype(float)
    # Centred first, so that sums of products lose no digits.
    means = np.nansum(points, axis=0) / np.maximum(seen.sum(axis=0), 1)
    centred = np.where(seen > 0, points - means, 0.0)
    pairs = seen.T @ seen
    sums = centred.T @ seen
    products = centred.T @ centred - sums * sums.T / np.maximum(pairs, 1)
    freedom = np.maximum(pairs - 1, 0)
    own = np.eye(len(pairs), dtype=bool)
    if freedom[own].sum() == 0 or freedom[~own].sum() == 0:
        raise InputError("no two items were answered by the same people")
    return np.where(freedom > 0, products, 0.0), freedom
