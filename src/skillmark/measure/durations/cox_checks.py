"""Whether a Cox model may be believed: are hazards proportional, and does it order people?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import chdtrc

from skillmark.measure.durations.cox import Cox
from skillmark.measure.durations.curves import Flags, kaplan_meier
from skillmark.measure.durations.partial_likelihood import moments
from skillmark.measure.durations.risk_sets import Indices, RiskSets
from skillmark.measure.table import Floats


class Clock(StrEnum):
    """On which scale of time a factor is asked whether it changes."""

    KAPLAN_MEIER = "km"
    """One minus the curve: late events that few people have count no more than others."""
    TIME = "time"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Proportionality:
    """The test for one covariate, or for all together (`covariate` is then empty)."""

    covariate: str
    statistic: float
    degrees: int
    p: float
    drift: float
    """Correlation of the scaled Schoenfeld residuals with time: above zero, the effect grows."""


def proportionality(
    model: Cox,
    durations: Floats,
    happened: Flags,
    covariates: Floats,
    *,
    entry: Floats | None = None,
    clock: Clock = Clock.KAPLAN_MEIER,
) -> tuple[Proportionality, ...]:
    """Test whether each factor stays the same over time; the last is of all together.

    Grambsch and Therneau's (1994) test in its exact form: the score test that a coefficient
    changes in proportion to the clock, in which the scaled Schoenfeld residuals are regressed on
    the clock with each event's own variance. Small p: the factor is an average over time, and the
    restricted mean difference is what should be reported. NaN where all events are at one time.
    """
    spread = covariates.std(axis=0)
    x = (covariates - model.means) / spread
    sets = RiskSets.of(durations, happened, entry=entry, ties=model.ties)
    beta = np.array([b.value for b in model.coefficients]) * spread
    g = _clock(durations, happened, entry, sets, clock)
    nothing = float("nan")
    if not np.ptp(g):
        # All events at one time: whether anything changes over time cannot be asked.
        return tuple(
            Proportionality(name, nothing, degrees, nothing, nothing)
            for name, degrees in (*((name, 1) for name in model.names), ("", len(model.names)))
        )
    plain = moments(x, sets, beta)
    once = moments(x, sets, beta, weights=g)
    twice = moments(x, sets, beta, weights=g**2)
    residuals = x[sets.cases] - plain.mean
    score = g @ residuals
    inverse = np.linalg.inv(plain.information)
    left = twice.information - once.information @ inverse @ once.information
    scaled = residuals @ inverse
    found = [
        Proportionality(
            name,
            float(score[k] ** 2 / left[k, k]),
            1,
            float(chdtrc(1, score[k] ** 2 / left[k, k])),
            float(np.corrcoef(g, scaled[:, k])[0, 1]),
        )
        for k, name in enumerate(model.names)
    ]
    together = float(score @ np.linalg.solve(left, score))
    degrees = len(model.names)
    together_p = float(chdtrc(degrees, together))
    return (*found, Proportionality("", together, degrees, together_p, nothing))


def _clock(
    durations: Floats, happened: Flags, entry: Floats | None, sets: RiskSets, clock: Clock
) -> Floats:
    times = sets.times
    if clock is Clock.KAPLAN_MEIER:
        survival = kaplan_meier(durations, happened, entry=entry).survival
        at = 1 - np.append(1.0, survival[:-1])[sets.tie]
    elif clock is Clock.RANK:
        at = sets.tie + 1.0
    else:
        at = times[sets.tie]
    return np.asarray(at - at.mean(), dtype=np.float64)


def concordance(durations: Floats, happened: Flags, predicted: Floats) -> float:
    """Return Harrell's C: of pairs where it is known who was first, the share predicted so.

    `predicted` is higher for those expected to be faster; equal predictions count one half. A
    pair is known where the shorter duration ended in the event (at equal durations: where only one
    did). n log² n; NaN where no pair is known.
    """
    order = np.lexsort((happened, -durations))  # longest first; at equal times the censored first
    rank = np.unique(predicted, return_inverse=True)[1][order]
    event, time = happened[order], durations[order]
    # An event is compared with all who lasted longer, and with the censored of the same time.
    begins = np.searchsorted(-time, -time, side="left")
    waiting = np.concatenate([[0], np.cumsum(~event)])
    ends = np.searchsorted(-time, -time, side="right")
    prefix = begins + waiting[ends] - waiting[begins]
    asked = np.flatnonzero(event & (prefix > 0))
    if not asked.size:
        return float("nan")
    lower = _count_below(rank, prefix[asked], rank[asked])
    lower_or_equal = _count_below(rank, prefix[asked], rank[asked] + 1)
    pairs = float(prefix[asked].sum())
    return float((lower.sum() + lower_or_equal.sum()) / 2 / pairs)


def _count_below(values: Indices, prefix: Indices, limit: Indices) -> Indices:
    """Count, for each question, the first `prefix` of `values` that are below `limit`.

    A prefix is made of blocks whose sizes are powers of two, one for each of its binary digits;
    within sorted blocks of one size, one search answers all questions.
    """
    n = len(values)
    top = int(values.max()) + 2
    counted = np.zeros(len(prefix), dtype=np.intp)
    index = np.arange(n)
    for bit in range(int(n).bit_length()):
        has = np.flatnonzero((prefix >> bit) & 1)
        if not has.size:
            continue
        block = (prefix[has] >> (bit + 1)) << 1
        keys = np.sort((index >> bit) * top + values)
        counted[has] += np.searchsorted(keys, block * top + limit[has]) - (block << bit)
    return counted
