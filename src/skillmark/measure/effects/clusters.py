"""How far an estimate can be off when people share teams, and how few teams are too few.

Errors of people in one cluster go together, so squares are taken of each cluster's sum. With few
clusters the plain formula is too sure of itself in two ways, and both are mended: residuals of
fitted models are too small (made up for by Bell and McCaffrey's 2002 CR2 adjustment, which for
people on their own is MacKinnon and White's 1985 HC2), and the variance is itself uncertain (the
interval uses Student's t with Satterthwaite degrees of freedom under a working model of equally
correlated errors: Imbens and Kolesár 2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.effects.study import Ints
from skillmark.measure.regression.matrix import BLOCK, leverage
from skillmark.measure.table import Floats

LEAST_FREEDOM = 5.0
"""Fewer degrees of freedom and no interval can be trusted: they are estimates, too. Eight clusters
of one size, half of them treated, leave six. CR2 with Satterthwaite's t is taken to keep its level
above four or five degrees (Pustejovsky and Tipton 2018, after Bell and McCaffrey 2002; Tipton 2015
warns below four). Simulated without any effect (five to
fourteen teams, treated as a whole, in part or few of them, even and uneven, errors normal and
skewed): 4.2 % false alarms of 4,473 intervals with 5 to 8 degrees, 7.1 % with 3 to 4 where few
teams were treated."""

_SLIGHT = 1e-3
"""Leverage of a cluster below which its residuals are enlarged to first order: to one millionth."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """How many clusters an estimate rests on."""

    treated: int
    """Clusters with treated people in the estimate."""
    untreated: int
    effective_treated: float
    """The number of clusters of one size that would be worth as much."""
    effective_untreated: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard error and degrees of freedom of an estimate."""

    se: float
    freedom: float
    clusters: Clusters | None
    heaviest: float
    """Share of the variance that the weightiest person (or cluster) carries; 0 to 1."""


def numbered(clusters: Ints) -> tuple[Ints, int]:
    """Return clusters as numbers from 0 on, and how many there are."""
    names, codes = np.unique(clusters, return_inverse=True)
    return codes.astype(np.int64), len(names)


def adjusted(residual: Floats, design: Floats, inverse: Floats, clusters: Ints | None) -> Floats:
    """Return residuals of a least squares fit (columns) made as large as errors are (HC2, CR2).

    `inverse` is that of the cross product of `design`. A person or cluster that alone decides a
    coefficient has no residual to enlarge and keeps its own.
    """
    if clusters is None:
        left = 1 - leverage(design, inverse)
        return np.asarray(residual / np.sqrt(np.where(left > 1e-9, left, 1.0))[:, None])
    out = residual.copy()
    values, directions = np.linalg.eigh(inverse)
    root = directions * np.sqrt(np.maximum(values, 0.0))
    codes, many = numbered(clusters)
    weight = np.bincount(codes, leverage(design, inverse), many)
    slight = weight < _SLIGHT
    if slight.any():
        _first_order(out, residual, design @ root, codes, slight)
    order = np.argsort(codes, kind="stable")
    order = order[~slight[codes[order]]]
    for rows in _whole(codes[order]):
        some = order[rows]
        out[some] += _enlargement(codes[some], design[some] @ root, residual[some])
    return out


def _whole(codes: Ints) -> Iterator[slice]:
    """Yield slices of sorted codes that hold whole clusters, a block of rows or one cluster."""
    ends = np.append(np.flatnonzero(np.diff(codes)) + 1, len(codes))
    start = 0
    while start < len(codes):
        first, last = np.searchsorted(ends, [start, start + BLOCK], side="right")
        end = int(ends[max(first, last - 1)])
        yield slice(start, end)
        start = end


def _enlargement(codes: Ints, u: Floats, residual: Floats) -> Floats:
    """Return what (I - UU')^(-1/2) adds to the residuals of whole clusters, in order of clusters.

    The inverse square root is taken on the few directions in which it is not 1.
    """
    starts = np.append(0, np.flatnonzero(np.diff(codes)) + 1)
    k = u.shape[1]
    cross = np.empty((len(starts), k, k))
    for i in range(k):
        for j in range(i, k):
            cross[:, i, j] = cross[:, j, i] = np.add.reduceat(u[:, i] * u[:, j], starts)
    pulled = np.empty((len(starts), k, residual.shape[1]))
    for i in range(k):
        pulled[:, i] = np.add.reduceat(u[:, i, None] * residual, starts)
    share, axes = np.linalg.eigh(cross)
    left = 1 - share
    more = np.where(left > 1e-9, 1 / np.sqrt(np.maximum(left, 1e-9)) - 1, 0.0)
    factor = np.where(share > 1e-12, more / np.maximum(share, 1e-12), 0.5)
    turned = axes @ (factor[:, :, None] * (axes.transpose(0, 2, 1) @ pulled))
    of_row = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(codes))))
    return np.asarray(np.einsum("rk,rkm->rm", u, turned[of_row]))


def _first_order(
    out: Floats, residual: Floats, u: Floats, codes: Ints, slight: NDArray[np.bool]
) -> None:
    """Enlarge residuals of clusters that weigh next to nothing, all at once.

    There (I - UU')^(-1/2) is I + UU'/2 but for the square of the cluster's leverage.
    """
    rows = slight[codes]
    for column in range(residual.shape[1]):
        for k in range(u.shape[1]):
            pulled = np.bincount(codes, u[:, k] * residual[:, column], len(slight))
            out[rows, column] += 0.5 * u[rows, k] * pulled[codes[rows]]


def enlarged(treated: Floats, clusters: Ints | None) -> Floats:
    """Return by what the treated's deviations from their mean are too small (1 for the others)."""
    count = float(treated.sum())
    if clusters is None:
        return np.where(treated == 1, np.sqrt(count / max(count - 1, 1)), 1.0)
    codes, many = numbered(clusters)
    inside = np.bincount(codes, treated, many)
    left = 1 - inside / count
    factor = np.where(left > 1e-9, 1 / np.sqrt(np.maximum(left, 1e-9)), 1.0)
    return np.where(treated == 1, factor[codes], 1.0)


def spread(
    influence: Floats,
    *,
    treated: Floats,
    pull: Floats,
    fitted: int,
    clusters: Ints | None,
    residual: Floats,
) -> Spread:
    """Return how far the mean of `influence` scatters.

    `pull` is each person's weight in the estimate as a sum over outcomes (of the untreated its
    amount), `fitted` the coefficients estimated on the untreated, `residual` what tells how much
    people of one cluster have in common.
    """
    n = len(influence)
    arms = (treated == 1, treated == 0)
    if clusters is None:
        parts = [float((influence[arm] ** 2).sum()) / n**2 for arm in arms]
        worth = [_effective(pull[arm] ** 2) for arm in arms]
        left = [worth[0] - 1, worth[1] * (1 - fitted / max(float(arms[1].sum()), 1.0))]
        total = sum(parts)
        heaviest = float((influence**2).max()) / n**2
        return Spread(total**0.5, _welch(parts, left), None, heaviest / total if total else 0.0)
    codes, many = numbered(clusters)
    sums = np.bincount(codes, influence, many)
    total = float((sums**2).sum()) / n**2
    common = _in_common(residual, codes, many)
    parts, worth, counts = [], [], []
    for arm in arms:
        parts.append(float((np.bincount(codes[arm], influence[arm], many) ** 2).sum()) / n**2)
        worth.append(_effective(_share(pull[arm], codes[arm], many, common)))
        counts.append(len(np.unique(codes[arm])))
    both = np.where(treated == 1, pull, -pull)
    freedom = min(
        _welch(parts, [effective - 1 for effective in worth]),
        _effective(_share(both, codes, many, common)) - 1,
        n - fitted - 1.0,
    )
    return Spread(
        total**0.5,
        max(freedom, 1.0),
        Clusters(counts[0], counts[1], worth[0], worth[1]),
        float((sums**2).max()) / n**2 / total if total else 0.0,
    )


def _share(pull: Floats, codes: Ints, many: int, common: float) -> Floats:
    """Return each cluster's part in the variance if errors in it correlate by `common`."""
    alone = np.bincount(codes, pull**2, many)
    together = np.bincount(codes, pull, many) ** 2
    return np.asarray((1 - common) * alone + common * together)


def _in_common(residual: Floats, codes: Ints, many: int) -> float:
    """Return the intraclass correlation of residuals, by moments, 0 to 1."""
    alone = np.bincount(codes, residual**2, many)
    together = np.bincount(codes, residual, many) ** 2
    size = np.bincount(codes, minlength=many)
    couples = float((size * (size - 1)).sum())
    variance = float(alone.sum()) / len(residual)
    if couples == 0 or variance == 0:
        return 0.0
    return float(np.clip((together - alone).sum() / couples / variance, 0.0, 1.0))


def _effective(parts: Floats) -> float:
    """Return the number of equal parts that would scatter as little (Kish 1965)."""
    squares = float((parts**2).sum())
    return float(parts.sum()) ** 2 / squares if squares else 0.0


def _welch(parts: list[float], freedom: list[float]) -> float:
    """Return Satterthwaite's degrees of freedom of a sum of variances."""
    total = sum(parts)
    if total == 0:
        return max(min(freedom), 1.0)
    below = sum(part**2 / max(free, 1.0) for part, free in zip(parts, freedom, strict=True))
    return max(total**2 / below, 1.0)
