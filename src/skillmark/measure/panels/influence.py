"""From each unit's influence to errors, intervals and bands that hold for all effects at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.table import Floats


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
        return np.asarray(np.bincount(self.codes, influence, self.clusters), dtype=np.float64)

    def estimate(self, value: float, sums: Floats) -> Estimate:
        """Return the estimate with its error from influences summed by cluster.

        The error is the usual one, as other implementations give it; the interval reaches further
        where cohorts are small (see `reach`).
        """
        reach = self.reach(sums)
        return Estimate(value, self.se(sums), value - reach, value + reach)

    def se(self, sums: Floats) -> float:
        """Return the standard error from influences summed by cluster."""
        c = self.clusters
        return float(np.sqrt((sums**2).sum() * c / (c - 1)) / self.n)

    def reach(self, sums: Floats, critical: float = Z95) -> float:
        """Return how far an interval reaches that would be `critical` errors in a large sample.

        Each cohort's part of the variance is divided by one less than its clusters, and the
        quantile is Student's, with Welch and Satterthwaite's degrees of freedom.
        """
        size = np.bincount(self.strata).astype(np.float64)
        part = np.bincount(self.strata, sums**2)
        there = (part > 0) & (size > 1)
        part, size = part[there], size[there]
        if not part.size:
            return critical * self.se(sums)
        fair = part * size / (size - 1)
        degrees = float(fair.sum() ** 2 / (fair**2 / (size - 1)).sum())
        error = max(float(np.sqrt(fair.sum())) / self.n, self.se(sums))
        return float(stdtrit(degrees, float(ndtr(critical)))) * error

    def covariance(self, sums: Floats) -> Floats:
        """Return the covariance of several estimates from their influences (rows) by cluster."""
        c = self.clusters
        return np.atleast_2d(sums @ sums.T) * c / (c - 1) / self.n**2

    def parts(self, sums: Floats) -> tuple[Floats, Floats]:
        """Return each cohort's part of the covariance, corrected, and its degrees of freedom."""
        size = np.bincount(self.strata)
        found, degrees = [], []
        for stratum in np.flatnonzero(size > 1):
            own = sums[:, self.strata == stratum]
            found.append(own @ own.T * size[stratum] / (size[stratum] - 1) / self.n**2)
            degrees.append(size[stratum] - 1.0)
        return np.array(found), np.array(degrees)

    def critical(self, sums: Floats, *, rng: np.random.Generator, draws: int) -> float:
        """Return how many standard errors a band must reach to hold all estimates at once.

        A multiplier bootstrap with normal multipliers: what clusters add to each estimate is
        multiplied by random numbers, and in 95 of 100 draws no estimate is further off than this.
        Such sums are normal with the influences' own correlation, so they are drawn from that.
        (Random signs, which have no tails, hold too rarely with few clusters.)
        """
        moving = sums[(sums**2).sum(axis=1) > 0]
        if len(moving) < 2:
            return Z95
        scaled = moving / np.sqrt((moving**2).sum(axis=1))[:, None]
        values, vectors = np.linalg.eigh(scaled @ scaled.T)
        root = vectors * np.sqrt(np.maximum(values, 0))
        drawn = rng.standard_normal((draws, len(scaled))) @ root.T
        return max(Z95, float(np.quantile(np.abs(drawn).max(axis=1), 0.95)))
