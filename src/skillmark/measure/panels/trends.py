"""Did the groups move alike before, and how much does it prove that they seemed to?

A pre-trend test that passes proves little: it often has little power, and to report only what
passed makes estimates worse (Roth 2022, American Economic Review: Insights 4). So the test comes
with the steady drift that it would have found, and with what such a drift would do to the effect.
How far the trends may have moved apart afterwards before the effect is gone is answered by
Rambachan and Roth's (2023, Review of Economic Studies 90) bound on relative magnitudes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import fdtrc, fdtri, ncfdtr

from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats

_LEAST = 2.0
"""Degrees of freedom left over, below which a joint test finds nothing whatever is there."""


@dataclass(frozen=True, slots=True)
class PreTrend:
    """The test that nothing happened before the start, and what it could have found."""

    p: float | None
    """`None` where too few units are there for a joint test."""
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
            "detectable_drift": _finite(self.detectable),
            "detectable_drift_half": _finite(self.detectable_half),
            "drift_moves_average": _finite(self.moves),
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
            "breakdown": _finite(self.breakdown),
        }


def _finite(value: float) -> float | None:
    """JSON knows no infinity."""
    return value if isfinite(value) else None


def pre_trend(
    effects: Floats, parts: Floats, degrees: Floats, steps: Floats, *, exposure: float
) -> PreTrend:
    """Test placebo effects jointly, and say what the test can find.

    `parts` are the cohorts' parts of the covariance (cohorts by effects by effects) with their
    `degrees` of freedom; `steps` the periods between each placebo's base and its own; `exposure`
    how many periods of drift the average effect has in it. The test is Wald's, taken as Hotelling's
    with the degrees of freedom of Krishnamoorthy and Yu (2004), for few and unequal cohorts.
    """
    values, vectors = np.linalg.eigh(parts.sum(axis=0))
    # Placebos of several cohorts share comparison units; what is redundant counts once.
    kept = values > 1e-9 * max(float(values[-1]), 1e-300)
    rank = int(kept.sum())
    root = vectors[:, kept] / np.sqrt(values[kept])
    statistic = float(((effects @ root) ** 2).sum())
    along = float(((steps @ root) ** 2).sum())
    shares = root.T @ parts @ root
    square = np.array([np.trace(one @ one) + np.trace(one) ** 2 for one in shares])
    about = float((rank + rank**2) / (square / degrees).sum()) if rank else 0.0
    left = about - rank + 1
    if not rank or left < _LEAST:
        endless = float("inf")
        return PreTrend(None, rank, endless, endless, endless)
    p = float(fdtrc(rank, left, statistic * left / (rank * about)))
    half, most = (np.sqrt(_noncentral(rank, left, power) / along) for power in (0.5, 0.8))
    return PreTrend(p, rank, float(most), float(half), float(most * exposure))


def _noncentral(rank: int, left: float, power: float) -> float:
    """Return the noncentrality with which an F test at 5% has this power."""
    limit = float(fdtri(rank, left, 0.95))
    top = 1.0
    while 1 - ncfdtr(rank, left, top, limit) < power:
        top *= 2
    return float(brentq(lambda nc: 1 - ncfdtr(rank, left, nc, limit) - power, 0.0, top))


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
