"""From each unit's influence to errors, intervals and bands that hold for all effects at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.table import Floats

MANY = 4000
"""With more clusters than this, sums of random signs are as good as normal."""
_AT_ONCE = 20_000_000
"""Random signs held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Who moves an estimate together: clusters, and the strata that they were drawn from."""

    n: int
    """Units, over which influences average."""
    codes: NDArray[np.intp] | None
    """The cluster of each unit; `None`: each for itself."""
    strata: NDArray[np.intp]
    """The stratum of each cluster: its cohort, or one for all clusters of several cohorts."""

    @classmethod
    def of(cls, first_treated: Floats, clusters: NDArray[np.intp] | None) -> Sample:
        """Arrange units by cluster; cohorts are strata where no cluster has two of them."""
        cohort = np.unique(first_treated, return_inverse=True)[1]
        if clusters is None:
            return cls(len(first_treated), None, cohort)
        codes = np.unique(clusters, return_inverse=True)[1]
        number = int(codes.max()) + 1
        lowest, highest = np.full(number, len(cohort)), np.full(number, -1)
        np.minimum.at(lowest, codes, cohort)
        np.maximum.at(highest, codes, cohort)
        # Clusters in which several cohorts live form a stratum of their own.
        strata = np.where(lowest == highest, lowest, int(cohort.max()) + 1)
        return cls(len(first_treated), codes, np.unique(strata, return_inverse=True)[1])

    @property
    def clusters(self) -> int:
        """Return how many draws the sample is made of."""
        return len(self.strata)

    def sums(self, influence: Floats) -> Floats:
        """Sum the influence of units by cluster."""
        if self.codes is None:
            return influence
        return np.bincount(self.codes, influence, self.clusters)

    def estimate(self, value: float, sums: Floats) -> Estimate:
        """Return the estimate with its error from influences summed by cluster.

        The error is the usual one, as other implementations give it. The interval is wider where
        cohorts are small: each cohort's part of the variance is divided by one less than its
        clusters, and the quantile is Student's with Welch and Satterthwaite's degrees of freedom.
        """
        se = self.se(sums)
        reach = self.widening(sums) * Z95 * se
        return Estimate(value, se, value - reach, value + reach)

    def se(self, sums: Floats) -> float:
        """Return the standard error from influences summed by cluster."""
        c = self.clusters
        return float(np.sqrt((sums**2).sum() * c / (c - 1)) / self.n)

    def widening(self, sums: Floats) -> float:
        """Return by which factor an interval is wider than the normal one of a large sample."""
        size = np.bincount(self.strata).astype(np.float64)
        part = np.bincount(self.strata, sums**2)
        plain = float(part.sum()) * self.clusters / (self.clusters - 1)
        there = (part > 0) & (size > 1)
        part, size = part[there], size[there]
        if not part.size or not plain:
            return 1.0
        fair = part * size / (size - 1)
        degrees = float(fair.sum() ** 2 / (fair**2 / (size - 1)).sum())
        return float(stdtrit(degrees, 0.975) / Z95 * np.sqrt(max(fair.sum(), plain) / plain))

    def covariance(self, sums: Floats) -> Floats:
        """Return the covariance of several estimates from their influences (rows) by cluster."""
        c = self.clusters
        return np.atleast_2d(sums @ sums.T) * c / (c - 1) / self.n**2

    def critical(self, sums: Floats, *, rng: np.random.Generator, draws: int) -> float:
        """Return how many standard errors a band must reach to hold all estimates at once.

        A multiplier bootstrap: the influences of clusters get random signs, and in 95 of 100
        draws no estimate is further off than this. Never less than for a single one.
        """
        moving = sums[(sums**2).sum(axis=1) > 0]
        if len(moving) < 2:
            return Z95
        se = np.sqrt((moving**2).sum(axis=1))
        if self.clusters > MANY:
            # The sign sums are normal; drawing them from their covariance is the same in the limit.
            values, vectors = np.linalg.eigh((moving / se[:, None]) @ (moving / se[:, None]).T)
            root = vectors * np.sqrt(np.maximum(values, 0))
            most = np.abs(rng.standard_normal((draws, len(se))) @ root.T).max(axis=1)
        else:
            scaled = (moving / se[:, None]).T
            most = np.empty(draws)
            step = max(1, _AT_ONCE // self.clusters)
            for start in range(0, draws, step):
                rows = min(step, draws - start)
                signs = rng.integers(0, 2, (rows, self.clusters), dtype=np.int8) * 2.0 - 1.0
                most[start : start + rows] = np.abs(signs @ scaled).max(axis=1)
        return max(Z95, float(np.quantile(most, 0.95)))
