"""Pairs of items that go together more than ability explains.

Q3 (Yen 1984, Applied Psychological Measurement 8, 125-145): the correlation of two items'
residuals at the expected a posteriori ability. With a model that fits it is about
-1/(items - 1), not 0, so that pairs are judged against the average of all (Christensen,
Makransky and Horton 2017, Applied Psychological Measurement 41, 178-194).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from skillmark.assess.multiplicity import benjamini_hochberg
from skillmark.assess.responses import Responses
from skillmark.assess.scaling.calibration import Calibration
from skillmark.assess.scaling.marginal import Curves, Quadrature
from skillmark.assess.scaling.patterns import Patterns
from skillmark.assess.scaling.response_model import Floats
from skillmark.compute.blas import one_thread

NOTABLE = 0.2
"""Distance of a pair's Q3 from the average that is worth a look."""
SIGNIFICANT = 0.05
FEWEST_TOGETHER = 30
"""People who answered both items of a pair."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items whose residuals go together, or against each other."""

    first: str
    second: str
    q3: float
    excess: float
    """Q3 less the average of all pairs."""
    adjusted: float
    """p of the excess, adjusted over all pairs (Benjamini and Hochberg 1995)."""


@dataclass(frozen=True, eq=False)
class LocalDependence:
    """Q3 of all pairs, and those that stand out, the farthest first."""

    q3: Floats
    """Items x items; `nan` on the diagonal and where too few answered both."""
    average: float
    """`nan` where no pair was answered by enough people."""
    pairs: tuple[Pair, ...]


@one_thread()
def local_dependence(responses: Responses, found: Calibration) -> LocalDependence:
    """Return Q3; a pair stands out if it is `NOTABLE` and significant among all pairs."""
    present = responses.answered()
    q3, together = correlations(present, found)
    first, second = np.triu_indices(len(present.items), 1)
    told = np.isfinite(q3[first, second])
    first, second = first[told], second[told]
    values = q3[first, second]
    if not len(values):
        return LocalDependence(q3, float("nan"), ())
    average = float(values.mean())
    # Fisher's transformation, from the average rather than from 0
    distance = np.arctanh(np.clip(values, -1 + 1e-12, 1 - 1e-12)) - np.arctanh(average)
    p = 2 * ndtr(-np.abs(distance) * np.sqrt(together[first, second] - 3))
    adjusted = benjamini_hochberg(p)
    excess = values - average
    out = np.flatnonzero((np.abs(excess) > NOTABLE) & (adjusted < SIGNIFICANT))
    return LocalDependence(
        q3,
        average,
        tuple(
            Pair(
                present.items[first[k]],
                present.items[second[k]],
                float(values[k]),
                float(excess[k]),
                float(adjusted[k]),
            )
            for k in out[np.argsort(-np.abs(excess[out]), kind="stable")]
        ),
    )


def correlations(responses: Responses, found: Calibration) -> tuple[Floats, Floats]:
    """Return Q3 of all pairs, and how many people answered both."""
    rule = Quadrature.normal(found.nodes)
    curves = Curves.of(found.parameters, rule)
    items = len(responses.items)
    count, product, total, square = np.zeros((4, items, items))
    for block in Patterns.of(responses.values).blocks:
        posterior, _, right = curves.posterior(block)
        seen = block.seen[block.booklet].astype(float)
        expected = found.parameters.probability(posterior @ rule.nodes).T
        residual = (right - expected) * seen
        weight = block.weights[:, None]
        count += seen.T @ (weight * seen)
        product += residual.T @ (weight * residual)
        total += (weight * residual).T @ seen  # of the row's item, over those who saw both
        square += (weight * residual**2).T @ seen
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = square - total**2 / count
        q3 = (product - total * total.T / count) / np.sqrt(variance * variance.T)
    q3[(count < FEWEST_TOGETHER) | ~np.isfinite(q3)] = np.nan
    np.fill_diagonal(q3, np.nan)
    return q3, count
