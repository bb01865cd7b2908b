"""McDonald's omega total: the share of the score's variance that one common factor explains.

McDonald (1999), *Test Theory*, chapter 6. A factor model with one factor is fitted to the
covariances by maximum likelihood (Joreskog 1967, Psychometrika 32, 443-482); with loadings l
and error variances u, omega = (sum l)^2 / ((sum l)^2 + sum u).

Alpha or omega? Alpha supposes that all items measure the same thing equally well, in the same
units; where they do not, it is too low (a lower bound, unless errors correlate). Omega lets
every item have its own loading, but supposes that one factor is all that items have in common.
With similar loadings both agree; where they differ by more than a few hundredths, look at the
items. Both are wrong together where there are two skills in one score.

The interval is that of the delta method without the supposition that points are normal (the
fourth moments stand in everybody's influence; Browne 1984), on the scale ln(1 - omega). For 0/1
items this describes the sum score by a straight line through probabilities, which is what a
reliability of the sum score is about; loadings of very easy and very hard items are small by
their difficulty alone. Omega of a tetrachoric matrix would be the reliability of latent
variables that nobody scores, and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, special

from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

LEAST_UNIQUE = 0.005
"""Error variance that is always left to an item, as a share of its variance (Heywood cases)."""
MOST_ITEMS = 500
"""Beyond this the information matrix takes too long and too much memory."""


@dataclass(frozen=True, eq=False)
class OneFactor:
    """A factor model with one factor: covariance = l l' + diag(u), in the points' units."""

    loadings: Floats
    uniquenesses: Floats

    @property
    def covariance(self) -> Floats:
        """The covariances that the model implies, items x items."""
        return np.outer(self.loadings, self.loadings) + np.diag(self.uniquenesses)


def omega(points: Floats, *, length: int | None = None, confidence: float = 0.95) -> Interval:
    """Return omega total with its interval.

    `points` are persons x items, `nan` where an item was not asked; covariances then rest on
    the people who have both items. `length` is the number of items in a form (all, unless
    said), as in `classical.reliability`. Raises `InputError` with fewer than three items, or
    people than items, an item that does not vary, or two items that nobody was asked both.
    """
    points = np.asarray(points, dtype=float)
    _check(points)
    covariance, pairs = pairwise_covariance(points)
    model = one_factor(covariance)
    k = points.shape[1]
    form = (k if length is None else length) / k
    common, own = form**2 * model.loadings.sum() ** 2, form * model.uniquenesses.sum()
    estimate = float(common / (common + own))
    gradient = (
        np.concatenate(
            [
                np.full(k, 2 * form**2 * model.loadings.sum() * own),
                np.full(k, -form * common),
            ]
        )
        / (common + own) ** 2
    )
    error = _error(points, covariance, pairs, model, gradient)
    z = float(special.ndtri((1 + confidence) / 2)) * error / max(1 - estimate, 1e-12)
    low, high = 1 - (1 - estimate) * np.exp([z, -z])
    return Interval(estimate, max(0.0, float(low)), float(high), confidence)


def one_factor(covariance: Floats) -> OneFactor:
    """Return the maximum likelihood factor model with one factor.

    The sum of the loadings is not negative. Raises `InputError` where the search fails.
    """
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale)
    k = len(scale)
    values, vectors = linalg.eigh(correlation, subset_by_index=[k - 1, k - 1])
    start = vectors[:, 0] * np.sqrt(max(float(values[0]) - 1, 0.1))
    start = np.clip(start * (1 if start.sum() >= 0 else -1), -0.95, 0.95)
    found = optimize.minimize(
        _discrepancy,
        np.concatenate([start, 1 - start**2]),
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None)] * k + [(LEAST_UNIQUE, None)] * k,
        options={"maxiter": 5000, "maxfun": 20000, "ftol": 1e-14, "gtol": 1e-8, "maxcor": 30},
    )
    if not np.isfinite(found.fun):
        raise InputError("no factor model fits these responses", code="no_estimate")
    loadings, unique = found.x[:k], found.x[k:]
    loadings = loadings * (1 if loadings @ scale >= 0 else -1)
    return OneFactor(loadings * scale, unique * scale**2)


def pairwise_covariance(points: Floats) -> tuple[Floats, Floats]:
    """Return the covariances (divisor n) of people with both items, and how many they are."""
    seen, centred, pairs = _centred(points)
    if (pairs < 2).any():
        raise InputError(
            "two items were never answered by the same people: omega cannot be told",
            code="no_estimate",
        )
    means = centred.T @ seen / pairs
    return centred.T @ centred / pairs - means * means.T, pairs


def _centred(points: Floats) -> tuple[Floats, Floats, Floats]:
    """Return who has which item, points about the items' means, and how many have both."""
    seen = (~np.isnan(points)).astype(float)
    centred = np.where(seen > 0, points - np.nanmean(points, axis=0), 0.0)
    return seen, centred, seen.T @ seen


def _check(points: Floats) -> None:
    if points.ndim != 2 or np.isinf(points).any():
        raise InputError("points must be a table of numbers, persons x items")
    persons, items = points.shape
    if items < 3:
        raise InputError("omega needs at least three items")
    if items > MOST_ITEMS:
        raise InputError(f"omega of {items:,} items takes too long", remedy="use alpha")
    if persons <= items or persons < 4:
        raise InputError(
            f"omega needs more people than items; there are {persons:,} and {items:,}",
            remedy="use alpha, or wait for more people",
            code="too_few",
        )
    for item in range(items):
        own = points[~np.isnan(points[:, item]), item]
        if not len(own) or np.ptp(own) == 0:
            raise InputError(
                "nobody differs: an item that does not vary has no factor loading",
                where=f"item {item + 1}",
                remedy="leave the item out",
                code="no_estimate",
            )


def _discrepancy(free: Floats, correlation: Floats) -> tuple[float, Floats]:
    """Return log det S + trace(R inverse(S)) for S = l l' + diag(u), and its gradient.

    S is never inverted: with one factor its inverse is known (Sherman and Morrison 1950).
    """
    k = len(correlation)
    loadings, unique = free[:k], free[k:]
    weighted = loadings / unique
    inside = 1 + float(loadings @ weighted)
    across = correlation @ weighted
    both = float(weighted @ across)
    value = (
        float(np.log(unique).sum()) + np.log(inside)
        + float((np.diag(correlation) / unique).sum()) - both / inside
    )  # fmt: skip
    # W = S^-1 - S^-1 R S^-1; the gradient is 2 W l and the diagonal of W.
    onto = weighted / inside  # S^-1 l
    back = across / unique / inside - weighted * both / inside**2  # S^-1 R S^-1 l
    inverse = 1 / unique - weighted**2 / inside
    sandwiched = (
        np.diag(correlation) / unique**2
        - 2 * weighted * across / unique / inside
        + weighted**2 * both / inside**2
    )
    return value, np.concatenate([2 * (onto - back), inverse - sandwiched])


def _error(
    points: Floats, covariance: Floats, pairs: Floats, model: OneFactor, gradient: Floats
) -> float:
    """Return the standard error of a function of the parameters with this gradient.

    At the optimum the parameters follow the covariances by the implicit function theorem;
    what everybody adds to the covariances is then what they add to the function.
    """
    k = len(covariance)
    inverse = np.asarray(linalg.inv(model.covariance))
    turned = inverse @ (2 * covariance - model.covariance) @ inverse
    rest = inverse @ (model.covariance - covariance) @ inverse
    toward, across = inverse @ model.loadings, turned @ model.loadings
    hessian = np.empty((2 * k, 2 * k))
    # Second derivatives of log det S + trace(C inverse(S)), exact where the model does not fit.
    hessian[:k, :k] = (
        np.outer(across, toward) + np.outer(toward, across)
        + turned * float(model.loadings @ toward) + inverse * float(model.loadings @ across)
        + 2 * rest
    )  # fmt: skip
    hessian[:k, k:] = turned * toward + inverse * across
    hessian[k:, :k] = hessian[:k, k:].T
    hessian[k:, k:] = turned * inverse
    try:
        direction = np.asarray(linalg.solve(hessian, gradient, assume_a="sym"))
    except (linalg.LinAlgError, linalg.LinAlgWarning) as error:
        raise InputError(
            "the factor model is not determined by these responses", code="no_estimate"
        ) from error
    by_loading = np.outer(direction[:k], model.loadings)
    matrix = inverse @ (by_loading + by_loading.T + np.diag(direction[k:])) @ inverse
    seen, centred, _ = _centred(points)
    # Who has both items of a pair speaks for those who have not; means are those of the pair.
    weights = matrix * len(points) / pairs
    means = centred.T @ seen / pairs
    influence = ((centred @ weights - 2 * seen @ (weights * means)) * centred).sum(axis=1)
    influence += ((seen @ (weights * (means * means.T - covariance))) * seen).sum(axis=1)
    return float(influence.std(ddof=1) / np.sqrt(len(points)))
