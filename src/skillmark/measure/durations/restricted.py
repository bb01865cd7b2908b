"""How much sooner, in days: the difference of restricted means.

The area between two survival curves up to a horizon is the difference in mean time, where times
are cut at the horizon (Royston and Parmar 2013; Uno et al. 2014). It needs no proportional
hazards and is in the unit that people count in. The variance is Greenwood's, carried through the
area, with the correction of one event that Kaplan and Meier (1958) gave for small samples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from skillmark.measure.durations.curves import (
    Codes,
    Flags,
    check,
    from_start,
    kaplan_meier,
    numbers_at_risk,
)
from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Restricted:
    """Mean time up to a horizon of two groups, and the difference (`first` minus `second`)."""

    horizon: float
    first: Estimate
    second: Estimate
    difference: Estimate
    ratio: float


@dataclass(frozen=True, slots=True)
class _Area:
    mean: float
    variance: float
    degrees: float
    """Events inside the horizon less one: what the variance rests on."""
    times: Floats
    rest: Floats
    """The area under the curve from each of `times` to the horizon."""


def restricted(
    durations: Floats, happened: Flags, horizon: float, *, entry: Floats | None = None
) -> Estimate:
    """Return the restricted mean with its 95% interval (Student's, on the events inside).

    Raises `InputError` where the curve does not reach the horizon (nobody is watched that long
    and some are still waiting), or where no event happened before it.
    """
    area = _area(durations, happened, horizon, entry)
    return _estimate(area.mean, area.variance, area.degrees)


def longest_horizon(durations: Floats, group: Flags) -> float:
    """Return the time up to which somebody of both groups was watched."""
    return float(min(durations[group].max(), durations[~group].max()))


def restricted_difference(
    durations: Floats,
    happened: Flags,
    group: Flags,
    *,
    horizon: float | None = None,
    entry: Floats | None = None,
    clusters: Codes | None = None,
) -> Restricted:
    """Compare those in `group` with the others up to `horizon` (the longest both allow).

    The interval is Student's with Welch and Satterthwaite's degrees of freedom, counted in events;
    with `clusters` (codes of what people share) in clusters, whose members may be of both groups.
    Raises `InputError` as `restricted`, and where fewer than two clusters are there.
    """
    check(durations, happened, entry)
    if not group.any() or group.all():
        raise InputError(
            "only one group", remedy="a difference needs people of two groups", code="one_group"
        )
    until = longest_horizon(durations, group) if horizon is None else horizon
    areas = [
        _area(durations[who], happened[who], until, None if entry is None else entry[who])
        for who in (group, ~group)
    ]
    one, two = areas
    variance = one.variance + two.variance
    if clusters is not None:
        moves = np.empty(len(durations))
        for who, area, sign in ((group, one, 1.0), (~group, two, -1.0)):
            late = None if entry is None else entry[who]
            moves[who] = sign * _moves(durations[who], happened[who], area, until, late)
        variance, degrees = _clustered(moves, group, clusters)
    if not variance:
        raise InputError(
            f"within each group all times up to {until:g} are the same",
            remedy="there is nothing to compute an error from; look at the times",
            code="no_variation",
        )
    if clusters is None:
        parts = [area for area in areas if area.variance]
        degrees = variance**2 / sum(area.variance**2 / area.degrees for area in parts)
    return Restricted(
        horizon=until,
        first=_estimate(one.mean, one.variance, one.degrees),
        second=_estimate(two.mean, two.variance, two.degrees),
        difference=_estimate(one.mean - two.mean, variance, degrees),
        ratio=one.mean / two.mean,
    )


def _estimate(value: float, variance: float, degrees: float) -> Estimate:
    se = float(np.sqrt(variance))
    reach = float(stdtrit(degrees, 0.975)) * se
    return Estimate(value, se, value - reach, value + reach)


def _area(durations: Floats, happened: Flags, horizon: float, entry: Floats | None) -> _Area:
    if not horizon > 0:
        raise InputError(f"a horizon of {horizon:g}", remedy="give a time after 0", code="horizon")
    curve = kaplan_meier(durations, happened, entry=entry)
    last = float(durations.max())
    if horizon > last and not (curve.events and curve.survival[-1] == 0):
        raise InputError(
            f"nobody was watched up to {horizon:g}; the longest is {last:g}",
            remedy=f"choose a horizon of at most {last:g}",
            code="horizon",
        )
    inside = curve.times < horizon
    times = curve.times[inside]
    number = int((happened & (durations < horizon)).sum())
    if number < 2:
        raise InputError(
            f"{number or 'no'} event{'' if number == 1 else 's'} before {horizon:g}: there is "
            "nothing to compute an error from",
            remedy="choose a later horizon, or wait until more has happened",
            code="no_events",
        )
    heights = np.concatenate([[1.0], curve.survival[inside]])
    slices = np.diff(np.concatenate([[0.0], times, [horizon]])) * heights
    rest = np.cumsum(slices[::-1])[::-1][1:]
    at_risk = numbers_at_risk(durations, times, entry)
    events = np.unique(durations[happened & (durations < horizon)], return_counts=True)[1]
    left = at_risk - events
    # Where nobody is left the area after is zero.
    terms = np.where(left > 0, rest**2 * events / (at_risk * np.maximum(left, 1)), 0.0)
    variance = float(terms.sum()) * number / (number - 1)
    return _Area(float(slices.sum()), variance, number - 1.0, times, rest)


def _moves(
    durations: Floats, happened: Flags, area: _Area, horizon: float, entry: Floats | None
) -> Floats:
    """Return how much each person moves the mean: the own event, less those expected while watched.

    They add up to zero, and their squares to Greenwood's variance.
    """
    at_risk = numbers_at_risk(durations, area.times, entry)
    counts = np.unique(durations[happened & (durations < horizon)], return_counts=True)[1]
    # A tied event takes the others' share of the curve along: where nobody is left, nothing is.
    weight = area.rest / np.maximum(at_risk - counts, 1)
    expected = np.append(0.0, np.cumsum(weight * counts / at_risk))
    lasts = np.searchsorted(area.times, durations, side="right")
    moves = expected[lasts]
    if entry is not None:
        moves = moves - expected[np.searchsorted(area.times, from_start(entry), side="right")]
    own = happened & (durations < horizon)
    moves[own] -= weight[lasts[own] - 1]
    return moves


def _clustered(moves: Floats, group: Flags, clusters: Codes) -> tuple[float, float]:
    """Return the variance from sums by cluster, and its degrees of freedom.

    Clusters of one group, of the other, and of both are strata with their own degrees.
    """
    codes = np.unique(clusters, return_inverse=True)[1]
    number = int(codes.max()) + 1
    share = np.bincount(codes, group, number) / np.bincount(codes, minlength=number)
    stratum = np.where(share == 1, 0, np.where(share == 0, 1, 2))
    size = np.bincount(stratum, minlength=3)
    if number < 2 or (size[2] == 0 and size[:2].min() < 2):
        raise InputError(
            "all people of a group are in one cluster: what happened there and the group cannot "
            "be told apart",
            remedy="observe several clusters, or cluster by something smaller",
            code="one_cluster",
        )
    part = np.bincount(stratum, np.bincount(codes, moves, number) ** 2, 3)
    there = size > 1
    fair = part[there] * size[there] / (size[there] - 1)
    fair = fair if part[~there].sum() == 0 else fair * part.sum() / part[there].sum()
    return float(fair.sum()), float(fair.sum() ** 2 / (fair**2 / (size[there] - 1)).sum())
