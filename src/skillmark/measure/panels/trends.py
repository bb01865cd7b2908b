"""Did the groups move alike before, and how much does it prove that they seemed to?

A pre-trend test that passes proves little: it often has little power, and to report only what
passed makes estimates worse (Roth 2022, American Economic Review: Insights 4). So the test comes
with the steady drift that it would have found, and with what such a drift would do to the effect.
How far the trends may have moved apart afterwards before the effect is gone is answered by
Rambachan and Roth's (2023, Review of Economic Studies 90) bound on relative magnitudes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtrc, chdtri, chndtr, fdtrc

from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats


@dataclass(frozen=True, slots=True)
class PreTrend:
    """The test that nothing happened before the start, and what it could have found."""

    p: float
    degrees: int
    detectable: float
    """The steady drift (outcome a period) that the test finds four times in five."""
    detectable_half: float
    """The same, every second time."""
    moves: float
    """By how much a drift of `detectable` would move the average effect."""

    def as_json(self) -> dict[str, Any]:
        """Return the test as the command line prints it."""
        return {
            "p": self.p,
            "degrees": self.degrees,
            "detectable_drift": self.detectable,
            "detectable_drift_half": self.detectable_half,
            "drift_moves_average": self.moves,
        }


@dataclass(frozen=True, slots=True)
class Bound:
    """The average effect if trends moved apart after the start by at most `times` the worst before.

    The interval covers, 95 times in 100, every effect that such trends allow.
    """

    times: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Honest:
    """How far trends may have moved apart before the average since the start is gone."""

    average: Estimate
    """The average over the periods since the start, each alike."""
    bounds: tuple[Bound, ...]
    breakdown: float
    """The largest multiple with which the interval still leaves out zero; 0 where it never does."""

    def as_json(self) -> dict[str, Any]:
        """Return the bounds as the command line prints them."""
        return {
            "average": self.average.value,
            "bounds": [{"times": b.times, "ci": [b.low, b.high]} for b in self.bounds],
            "breakdown": self.breakdown,
        }


def pre_trend(
    effects: Floats, covariance: Floats, steps: Floats, *, clusters: int, exposure: float
) -> PreTrend:
    """Test placebo effects jointly, and say what the test can find.

    `steps` are the periods between each placebo's base and its own; `exposure` is how many periods
    of drift the average effect has in it. The test is Wald's, with Hotelling's F for few clusters.
    """
    values, vectors = np.linalg.eigh(covariance)
    # Placebos of several cohorts share comparison units; what is redundant counts once.
    kept = values > 1e-9 * max(float(values[-1]), 1e-300)
    rank = int(kept.sum())
    root = vectors[:, kept] / np.sqrt(values[kept])
    statistic = float(((effects @ root) ** 2).sum())
    along = float(((steps @ root) ** 2).sum())
    left = clusters - rank
    if left > 0:
        p = float(fdtrc(rank, left, statistic * left / (rank * (clusters - 1))))
    else:
        p = float(chdtrc(rank, statistic))
    half, most = (_noncentral(rank, power) for power in (0.5, 0.8))
    scale = np.sqrt(along) if along > 0 else np.nan
    found = np.sqrt(most) / scale
    return PreTrend(p, rank, float(found), float(np.sqrt(half) / scale), float(found * exposure))


def _noncentral(degrees: int, power: float) -> float:
    """Return the noncentrality with which a chi-squared test at 5% has this power."""
    limit = float(chdtri(degrees, 0.05))
    return float(brentq(lambda nc: 1 - chndtr(limit, degrees, nc) - power, 1e-6, 1e4))


def honest(
    average: Estimate,
    before: Floats,
    errors: Floats,
    covariances: Floats,
    exposure: float,
    *,
    multiples: tuple[float, ...] = (0.5, 1.0, 1.5, 2.0),
) -> Honest:
    """Bound the average by how much trends moved before the start.

    `before` are the changes of the gap from one period to the next before the start, with their
    standard `errors` and their `covariances` with the average; `exposure` is the average number of
    periods since the last one before treatment. With at most M times the largest of those changes
    in every later period, the average is off by at most M times exposure times that largest change.
    What is largest is not known: the interval is the union over all candidates, which covers at
    least 95 times in 100 whatever the candidates' order (and is wider than the best possible one).
    """
    reach = (average.high - average.low) / 2 / average.se if average.se else 0.0

    def bound(times: float) -> Bound:
        far = times * exposure
        ends = []
        for sign in (-1.0, 1.0):
            spread = np.sqrt(
                np.maximum(average.se**2 + far**2 * errors**2 + 2 * sign * far * covariances, 0.0)
            )
            middle = average.value + sign * far * before
            ends += [(middle - reach * spread).min(), (middle + reach * spread).max()]
        return Bound(times, float(min(ends)), float(max(ends)))

    def distance(times: float) -> float:
        found = bound(times)
        return max(found.low, -found.high)

    breakdown = 0.0
    if distance(0.0) > 0:
        top = 1.0
        while distance(top) > 0 and top < 1e6:
            top *= 2
        breakdown = float(brentq(distance, 0.0, top)) if top < 1e6 else float("inf")
    return Honest(average, tuple(bound(m) for m in multiples), breakdown)
