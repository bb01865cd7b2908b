"""Time until something happens, for people of whom some are still waiting.

Kaplan and Meier's (1958) curve, the median with Brookmeyer and Crowley's (1982) interval on the
log-log scale, and pseudo-observations of the restricted mean and of the share still waiting
(Andersen, Klein and Rosthøj 2003; Andersen, Hansen and Klein 2004), which turn censored times
into numbers that any mean-based method can use.

A duration of zero is allowed: an event on the first day. Whoever was watched for no time at all
and had no event says nothing, and changes nothing. Negative and unknown durations are refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.estimate import Z95
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

Flags = NDArray[np.bool]
Codes = NDArray[np.intp]
"""Small numbers that stand for groups or clusters, one for each person."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A survival curve: at `times[k]` it falls to `survival[k]`, with a 95% band."""

    times: Floats
    survival: Floats
    low: Floats
    high: Floats
    n: int
    events: int

    def at(self, time: float) -> tuple[float, float, float]:
        """Return survival at `time` with its band."""
        index = int(np.searchsorted(self.times, time, side="right")) - 1
        if index < 0:
            return 1.0, 1.0, 1.0
        return float(self.survival[index]), float(self.low[index]), float(self.high[index])

    def median(self) -> tuple[float | None, float | None, float | None]:
        """Return the median and its interval; `None` for what the data do not reach."""
        return tuple(
            _first_below(self.times, line) for line in (self.survival, self.low, self.high)
        )  # type: ignore[return-value]


def check(durations: Floats, happened: Flags, entry: Floats | None = None) -> None:
    """Refuse durations that cannot be: unknown, negative, or over before watching began."""
    if not len(durations):
        raise InputError("nobody to follow", remedy="give at least one person", code="nobody")
    if len(happened) != len(durations) or (entry is not None and len(entry) != len(durations)):
        raise InputError("durations, events and entries must be of the same people")
    bad = np.flatnonzero(~(durations >= 0) | np.isinf(durations))
    if bad.size:
        raise InputError(
            f"the duration of person {bad[0] + 1} is {durations[bad[0]]:g}",
            remedy="give a number of at least 0 for everybody, or leave the person out",
            code="duration",
        )
    if entry is not None:
        late = np.flatnonzero(~((entry == 0) | ((entry > 0) & (entry < durations))))
        if late.size:
            raise InputError(
                f"person {late[0] + 1} comes under observation at {entry[late[0]]:g}, which is "
                f"not before the end at {durations[late[0]]:g}",
                remedy="whoever was over before being watched is not part of the sample: leave "
                "the person out",
                code="entry",
            )


def from_start(entry: Floats) -> Floats:
    """Return entries with those at zero before it: who is watched all along is so at time zero."""
    return np.where(entry > 0, entry, -1.0)


def numbers_at_risk(durations: Floats, times: Floats, entry: Floats | None = None) -> Floats:
    """Return how many are watched and still waiting just before each of `times`."""
    last = len(durations) - np.searchsorted(np.sort(durations), times)
    if entry is not None:
        last = last - (len(entry) - np.searchsorted(np.sort(from_start(entry)), times))
    return np.asarray(last, dtype=np.float64)


def kaplan_meier(durations: Floats, happened: Flags, *, entry: Floats | None = None) -> Curve:
    """Estimate the curve from durations and whether the event happened (else censored).

    `entry` is the duration at which each person came under observation (left truncation): a ledger
    begun in 2024 sees of those hired in 2020 only who was still waiting. Where nobody is at risk
    for a while after the first event, the curve is not defined from there on: `InputError`.
    """
    check(durations, happened, entry)
    times, counts = np.unique(durations[happened], return_counts=True)
    at_risk, events = numbers_at_risk(durations, times, entry), counts.astype(np.float64)
    stays = 1 - events / at_risk
    if entry is not None and np.any(stays[:-1] == 0):
        when = float(times[np.flatnonzero(stays == 0)[0]])
        raise InputError(
            f"at {when:g} the event happens to all who were being watched, before others are "
            "watched: the curve says nothing from there on",
            remedy="begin later, where enough people are watched, or leave out who entered early",
            code="empty_risk_set",
        )
    survival = np.cumprod(stays, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        spread: Floats = Z95 * np.sqrt(greenwood) / np.abs(np.log(survival))
        low, high = survival ** np.exp(spread), survival ** np.exp(-spread)
    # Where everybody's event has happened there is no variance left to estimate.
    low = np.where(survival > 0, low, 0.0)
    high = np.where(survival > 0, high, 0.0)
    return Curve(times, survival, low, high, len(durations), int(happened.sum()))


def restricted_mean(durations: Floats, happened: Flags, horizon: float) -> float:
    """Return the mean of the durations cut at `horizon`: the area under the curve up to it."""
    curve = kaplan_meier(durations, happened)
    inside = curve.times < horizon
    edges = np.concatenate([[0.0], curve.times[inside], [horizon]])
    heights = np.concatenate([[1.0], curve.survival[inside]])
    return float((np.diff(edges) * heights).sum())


def pseudo_observations(durations: Floats, happened: Flags, horizon: float) -> Floats:
    """Return each person's pseudo-observation of the duration cut at `horizon`.

    n times the restricted mean of all minus n-1 times that of all others. Where nobody is
    censored before `horizon` it is exactly the duration cut at `horizon`.
    """
    n = len(durations)
    inside = durations < horizon
    times, place = np.unique(durations[inside], return_inverse=True)
    others = np.full(n, 0.0)
    before, curve, rest, at_risk, events = _without_one(
        durations,
        times,
        np.bincount(place, happened[inside], len(times)).astype(np.float64),
        horizon,
    )
    # Whoever is removed counts as at risk up to the own time, and there takes the own event along.
    left = at_risk[place] - 1
    own = happened[inside].astype(np.float64)
    stays = np.where(left > 0, 1 - (events[place] - own) / np.maximum(left, 1), 1.0)
    after = np.where(left > 0, rest[place], horizon - times[place])
    others[inside] = before[place] + curve[place] * stays * after
    others[~inside] = before[-1]
    return n * restricted_mean(durations, happened, horizon) - (n - 1) * others


def pseudo_survival(durations: Floats, happened: Flags, at: float) -> Floats:
    """Return each person's pseudo-observation of still waiting at `at`, in n log n.

    Its mean is about the curve there (exactly, where nobody is censored before: then it is 1 for
    those still waiting and 0 for the others). Single values may lie outside 0 to 1.
    """
    check(durations, happened)
    n = len(durations)
    inside = durations <= at
    times, place = np.unique(durations[inside], return_inverse=True)
    events = np.bincount(place, happened[inside], len(times)).astype(np.float64)
    at_risk = numbers_at_risk(durations, times)
    # One person fewer at risk all along; and everybody, from each time on to the end.
    fewer = np.cumprod(np.append(1.0, 1 - events / np.maximum(at_risk - 1, 1)))
    stays = 1 - events / at_risk
    rest = np.append(np.cumprod(stays[::-1])[::-1], 1.0)
    left = at_risk[place] - 1
    own = happened[inside].astype(np.float64)
    now = np.where(left > 0, 1 - (events[place] - own) / np.maximum(left, 1), 1.0)
    others = np.full(n, fewer[-1])
    others[inside] = fewer[place] * now * np.where(left > 0, rest[place + 1], 1.0)
    return n * float(rest[0]) - (n - 1) * others


def _without_one(
    durations: Floats, times: Floats, events: Floats, horizon: float
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """What the restricted mean without one person is made of, by the time that is the person's.

    Returned are, for each of `times` (below the horizon, in order): the area before it and the
    curve just before it when one person fewer is at risk all along (one more entry: up to the
    horizon); the area after it, a share of those who got past it, with everybody; those at risk;
    and the events.
    """
    m = len(times)
    at_risk = numbers_at_risk(durations, times)
    widths = np.diff(np.append(times, horizon))
    fewer = 1 - events / np.maximum(at_risk - 1, 1)
    curve = np.cumprod(np.append(1.0, fewer))
    before = np.cumsum(np.append(times[0] if m else horizon, curve[1:] * widths))
    rest = np.empty(m)
    tail = 0.0
    stays = 1 - events / at_risk
    for k in range(m - 1, -1, -1):
        tail = widths[k] + (stays[k + 1] * tail if k + 1 < m else 0.0)
        rest[k] = tail
    return before, curve, rest, at_risk, events


def _first_below(times: Floats, line: Floats) -> float | None:
    below = np.flatnonzero(line <= 0.5)
    return float(times[below[0]]) if below.size else None
