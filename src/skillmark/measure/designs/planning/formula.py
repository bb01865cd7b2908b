"""The formula behind a plan: how wide an interval is, and how wide it may be.

The variance is that of an average effect on the treated with the covariates known (Hahn 1998):
(p E[sigma^2 | treated] + E[sigma^2 e^2 / (1 - e)]) / (n p^2), with p the share of the treated, e
the propensity and sigma the spread that the covariates do not explain. Where treatment and
outcome both go by teams, it grows by Moulton's (1986) factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, sqrt
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri, expit, ndtri, stdtrit

from skillmark.measure.designs.design import Design, Question, Unit
from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.table import Floats

Ints = np.ndarray[Any, np.dtype[np.int64]]
POWER = 0.8
PLACEBO_FAILS: Final[Mapping[Question, float]] = MappingProxyType(
    {Question.STARTING_PAY: 0.05, Question.PROGRAMME: 0.06}
)
"""Share of sound studies that the placebo stops: one in twenty where it is a test of its own, about
none where the treatment is drawn anew (`effects.placebo`)."""
HARDLY = 0.005


def passes(design: Design) -> float:
    """Return the share of sound studies that the placebo lets pass."""
    return 1 - PLACEBO_FAILS.get(design.question, HARDLY)


def multiple(design: Design) -> float:
    """Return how many standard errors an effect must measure to be established four times in
    five: at alpha of one reading, in samples large enough to be comparable."""
    power = POWER / passes(design)
    return float(ndtri(1 - design.alpha_each / 2) + ndtri(power))


def error(estimate: Estimate) -> float:
    """Return the standard error that a normal interval of the same width would have."""
    return (estimate.high - estimate.low) / 2 / Z95


def deciding(estimate: Estimate, design: Design, freedom: float = inf) -> Estimate:
    """Return the estimate with the interval at 1 - alpha of one reading: as many times wider as
    Student's quantile is larger."""
    usual, own = stdtrit(min(freedom, 1e9), [0.975, 1 - design.alpha_each / 2])
    half = (estimate.high - estimate.low) / 2 * float(own / usual)
    return Estimate(estimate.value, estimate.se, estimate.value - half, estimate.value + half)


def worth(design: Design, mean: float | None) -> float | None:
    """Return the smallest effect worth knowing in the outcome's unit; a percentage needs the
    comparison group's mean."""
    unit = design.settled.unit
    if unit is Unit.DAYS:
        return design.worth_knowing
    if unit is Unit.POINTS:
        return design.worth_knowing / 100
    return None if mean is None else design.worth_knowing / 100 * abs(mean)


def changed(design: Design, share: float, wanted: float) -> float:
    """Return how many times the variance among the comparison people that among the treated is.

    A share that an effect of `wanted` moves towards the middle scatters by a larger binomial
    variance (Fleiss 1981). Where it would be smaller, censoring eats up much of what is gained, and
    nothing is taken off; other outcomes are taken to be moved and not stretched.
    """
    if design.settled.unit is not Unit.POINTS:
        return 1.0
    with_it = share + (wanted if design.settled.good == "higher" else -wanted)
    before, after = (min(max(p, 0.01), 0.99) for p in (share, with_it))
    return max(1.0, after * (1 - after) / (before * (1 - before)))


def careful(sd: float, freedom: float) -> float:
    """Return the spread that is the real one or more in four of five ledgers.

    One that was estimated is too small as often as too large, and a plan by it then has too few
    people half of the time: the upper limit is used instead (Browne 1995).
    """
    free = max(freedom, 1.0)
    return sd * sqrt(free / float(chdtri(free, 0.8)))


def weighting(share: float, separation: float) -> float:
    """Return (p + E[e^2/(1-e)]) / p^2 for a propensity whose log-odds are normal with standard
    deviation `separation` and whose mean is `share`."""
    e = expit(middle(share, separation) + separation * _NODES)
    return float((share + _WEIGHTS @ (e**2 / (1 - e))) / share**2)


_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def middle(share: float, separation: float) -> float:
    """Return the mean of normal log-odds whose probabilities average to `share`."""

    def off(middle: float) -> float:
        return float(_WEIGHTS @ expit(middle + separation * _NODES)) - share

    found: float = brentq(off, -40, 40)
    return found


def moulton(
    team: Ints, treatment: Floats, residual: Floats, among: np.ndarray[Any, np.dtype[np.bool]]
) -> float:
    """Return the factor by which teams raise the variance: 1 + (m - 1) rho_x rho_u, with m the
    size of a team and rho the intraclass correlations of treatment and outcome."""
    sizes = np.bincount(team)
    m = float((sizes**2).sum() / sizes.sum())
    return 1 + (m - 1) * intraclass(team, treatment) * intraclass(team[among], residual)


def intraclass(team: Ints, values: Floats) -> float:
    """Return the intraclass correlation by the analysis of variance, 0 to 1."""
    codes = np.unique(team, return_inverse=True)[1]
    sizes = np.bincount(codes).astype(float)
    k, n = len(sizes), len(values)
    if k < 2 or n <= k:
        return 0.0
    means = np.bincount(codes, values) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (k - 1)
    within = float(((values - means[codes]) ** 2).sum()) / (n - k)
    usual = (n - float((sizes**2).sum()) / n) / (k - 1)
    total = between + (usual - 1) * within
    return max(0.0, (between - within) / total) if total > 0 else 0.0
