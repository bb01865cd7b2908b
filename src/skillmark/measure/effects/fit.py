"""What an estimator hands back: the estimate, and what is needed to judge it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillmark.measure.effects.clusters import Clusters, Spread, adjusted, enlarged, spread
from skillmark.measure.effects.overlap import Overlap
from skillmark.measure.effects.study import Ints
from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Levels:
    """What the effect is the difference of: the treated as they are, and as they would be."""

    treated: float
    """Mean outcome of the treated."""
    without: float
    """Estimated mean outcome of the same people without the treatment."""
    ratio: Estimate | None
    """Their ratio, interval on the logarithmic scale; `None` where one of them is not positive."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One estimate with what is needed to judge it."""

    att: Estimate
    overlap: Overlap
    kept: Floats
    """1 for people in the estimate, 0 for those left out (in the input's order)."""
    weights: Floats
    """Weights of the people kept: 1 for treated, what they count as a counterpart for others."""
    effective_untreated: float
    """Kish's effective number of untreated people."""
    propensity: Floats
    """Of the people kept."""
    freedom: float
    """Degrees of freedom of the interval."""
    levels: Levels
    pull: Floats
    """By how much the outcome of each person kept counts: the estimate is the sum of outcomes times
    this (of matches, but for the adjustment of their bias)."""
    clusters: Clusters | None = None
    heaviest: float = 0.0
    """Share of the variance that the weightiest person (or cluster) carries."""


def check(treatment: Floats, outcome: Floats) -> None:
    """Refuse what nothing can be estimated from: a group missing, or nothing that varies."""
    for group, word in ((1, "treated"), (0, "untreated")):
        if not np.any(treatment == group):
            raise InputError(
                f"there are no {word} people",
                remedy="an effect needs people with and people without the treatment",
                code="one_group",
            )
    if float(np.ptp(outcome)) == 0:
        raise InputError("the outcome is the same for everybody", code="no_variation")


def effective(weights: Floats) -> float:
    """Return the number of equally weighted people worth as much (Kish 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def levels(outcome: Floats, treated: Floats, att: float, influence: Floats, of: Spread) -> Levels:
    """Return both means and their ratio from the influence of each person on the effect."""
    share = float(treated.mean())
    with_it = float(outcome[treated == 1].mean())
    without = with_it - att
    if min(with_it, without) <= 0:
        return Levels(with_it, without, None)
    # The logarithm of the ratio moves with both means (delta method).
    on_mean = treated * (outcome - with_it) / share
    moved = on_mean / with_it - (on_mean - influence) / without
    # The correlation within clusters enters as it does into the effect.
    alone = float((influence**2).sum()) / len(influence) ** 2
    more = of.se**2 / alone if alone else 1.0
    error = (float((moved**2).sum()) / len(moved) ** 2 * more) ** 0.5
    log = Estimate.student(float(np.log(with_it / without)), error, of.freedom)
    low, high = np.exp(np.clip([log.low, log.high], -700, 700))
    ratio = with_it / without
    return Levels(with_it, without, Estimate(ratio, ratio * error, float(low), float(high)))


def naive(treatment: Floats, outcome: Floats, clusters: Ints | None = None) -> Estimate:
    """Return the raw difference in means (Welch, or clustered): not an effect."""
    arms = [treatment == group for group in (1, 0)]
    means = [float(outcome[arm].mean()) for arm in arms]
    difference = means[0] - means[1]
    counts = [float(arm.sum()) for arm in arms]
    if min(counts) < 2:
        return Estimate(difference, float("inf"), float("-inf"), float("inf"))
    left = np.where(arms[0], outcome - means[0], outcome - means[1])
    n = len(outcome)
    large = left * enlarged(treatment, clusters)
    others = np.flatnonzero(arms[1])
    large[others] = adjusted(
        left[others, None],
        np.ones((len(others), 1)),
        np.array([[1 / counts[1]]]),
        None if clusters is None else clusters[others],
    )[:, 0]
    weight = np.where(arms[0], 1 / counts[0], 1 / counts[1])
    found = spread(
        np.where(arms[0], large, -large) * weight * n,
        treated=treatment,
        pull=weight,
        fitted=1,
        clusters=clusters,
        residual=left,
    )
    return Estimate.student(difference, found.se, found.freedom)
