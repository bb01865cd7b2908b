"""Means and shares of people who appear more than once: errors clustered by person."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from skillmark.measure.estimate import Estimate
from skillmark.measure.surveys.shares import wilson
from skillmark.measure.table import Floats

Codes = NDArray[np.integer[Any]]


def numbered(names: Any) -> Codes:
    """Return whole numbers from 0 that stand for names."""
    return np.asarray(np.unique(np.asarray(names), return_inverse=True)[1])


def sums(values: Floats, clusters: Codes) -> Floats:
    """Return the sum of values (n or n by k) in each cluster."""
    count = int(clusters.max()) + 1 if len(clusters) else 0
    if values.ndim == 1:
        return np.bincount(clusters, values, count).astype(np.float64)
    return np.column_stack([sums(column, clusters) for column in values.T])


def mean(values: Floats, clusters: Codes) -> Estimate:
    """Return the mean with a cluster-robust standard error and Student's interval.

    The degrees of freedom are the clusters less one. At least two clusters are needed.
    """
    n, middle = len(values), float(values.mean())
    totals = sums(values - middle, clusters)
    m = len(totals)
    se = sqrt(float(totals @ totals) * m / (m - 1)) / n
    half = float(stdtrit(m - 1, 0.975)) * se
    return Estimate(middle, se, middle - half, middle + half)


def share(hits: Any, clusters: Codes) -> Estimate:
    """Return a share with Wilson's interval on the effective number (Dean and Pagano 2015)."""
    values = np.asarray(hits, dtype=np.float64)
    found = mean(values, clusters)
    p, m = found.value, int(clusters.max()) + 1
    # With no variance left the people are what the interval can rest on.
    effective = p * (1 - p) / found.se**2 if 0 < p < 1 and found.se > 0 else float(m)
    low, high = wilson(p, min(effective, float(len(values))))
    return Estimate(p, found.se, low, high)


def least_squares(y: Floats, x: Floats, clusters: Codes) -> tuple[Floats, Floats]:
    """Return coefficients of y on x (its columns as they are) and their covariance.

    Cluster-robust with the usual small-sample factor (Cameron and Miller 2015, eq. 12). A design
    without full rank raises `numpy.linalg.LinAlgError`.
    """
    n, k = x.shape
    gram = x.T @ x
    if np.linalg.matrix_rank(x) < k:
        raise np.linalg.LinAlgError("the columns depend on each other")
    inverse = np.linalg.inv(gram)
    beta = inverse @ (x.T @ y)
    scores = sums(x * (y - x @ beta)[:, None], clusters)
    m = len(scores)
    factor = m / max(m - 1, 1) * (n - 1) / max(n - k, 1)
    return beta, factor * inverse @ (scores.T @ scores) @ inverse
