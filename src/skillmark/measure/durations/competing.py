"""Several things of which only the first can happen: promoted or gone, productive or left before.

Whoever left cannot become productive any more. Treating the leavers as censored would answer what
would happen if nobody ever left; Aalen and Johansen's (1978) cumulative incidence answers what
does happen: the share to whom this event has happened first. The shares of all events and of
those still waiting add up to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.durations.curves import check, numbers_at_risk
from skillmark.measure.estimate import Z95
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

Causes = NDArray[np.intp]
"""What ended each wait: 0 nothing yet (censored), 1, 2, ... the events that compete."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """The share to whom one event has happened first, at `times[k]` and from then on."""

    times: Floats
    share: Floats
    se: Floats
    low: Floats
    high: Floats
    """A 95% band on the log-log scale."""
    n: int
    events: int

    def at(self, time: float) -> tuple[float, float, float]:
        """Return the share at `time` with its band."""
        index = int(np.searchsorted(self.times, time, side="right")) - 1
        if index < 0:
            return 0.0, 0.0, 0.0
        return float(self.share[index]), float(self.low[index]), float(self.high[index])


def aalen_johansen(
    durations: Floats, cause: Causes, of: int, *, entry: Floats | None = None
) -> Incidence:
    """Estimate the cumulative incidence of event `of`; `times` are those of any event.

    The standard error is the delta method's (Gaynor et al. 1993). Raises `InputError` where event
    `of` happened to nobody.
    """
    check(durations, cause > 0, entry)
    if not np.any(cause == of):
        raise InputError(f"event {of} happened to nobody", code="no_events")
    times, own, events, at_risk = _counts(durations, cause, of, np.inf, entry)
    stays = 1 - events / at_risk
    before = np.append(1.0, np.cumprod(stays)[:-1])
    share = np.cumsum(before * own / at_risk)
    se = np.sqrt(np.maximum(_variance(share, before, own, events, at_risk), 0.0))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        spread = Z95 * se / (share * np.abs(np.log(share)))
        low, high = share ** np.exp(spread), share ** np.exp(-spread)
    inside = (share > 0) & (share < 1)
    low, high = np.where(inside, low, share), np.where(inside, high, share)
    return Incidence(times, share, se, low, high, len(durations), int((cause == of).sum()))


def pseudo_incidence(durations: Floats, cause: Causes, of: int, at: float) -> Floats:
    """Return each person's pseudo-observation of event `of` having happened by `at`, in n log n.

    n times the incidence of all minus n-1 times that of all others (Klein and Andersen 2005).
    Where nobody is censored before `at` it is 1 for those to whom it happened, else 0.
    """
    check(durations, cause > 0)
    n = len(durations)
    inside = durations <= at
    times, place = np.unique(durations[inside], return_inverse=True)
    own = np.bincount(place, cause[inside] == of, len(times)).astype(np.float64)
    events = np.bincount(place, cause[inside] > 0, len(times)).astype(np.float64)
    at_risk = numbers_at_risk(durations, times)
    fewer = np.maximum(at_risk - 1, 1)
    # One person fewer at risk all along: the curve before each time, and the share before it.
    curve = np.cumprod(np.append(1.0, 1 - events / fewer))
    earlier = np.append(0.0, np.cumsum(curve[:-1] * own / fewer))
    # With everybody, of those who got past each time, the share to whom it happens later.
    rest = np.zeros(len(times) + 1)
    for k in range(len(times) - 1, -1, -1):
        rest[k] = own[k] / at_risk[k] + (1 - events[k] / at_risk[k]) * rest[k + 1]
    left = at_risk[place] - 1
    there = np.maximum(left, 1)
    mine, any_event = (cause[inside] == of).astype(float), (cause[inside] > 0).astype(float)
    now = (own[place] - mine) / there
    past = 1 - (events[place] - any_event) / there
    others = np.full(n, earlier[-1])
    alone = left <= 0
    others[inside] = earlier[place] + np.where(
        alone, 0.0, curve[place] * (now + past * rest[place + 1])
    )
    return n * float(rest[0]) - (n - 1) * others


def _counts(
    durations: Floats, cause: Causes, of: int, until: float, entry: Floats | None
) -> tuple[Floats, Floats, Floats, Floats]:
    there = (cause > 0) & (durations <= until)
    times, place = np.unique(durations[there], return_inverse=True)
    events = np.bincount(place, minlength=len(times)).astype(np.float64)
    own = np.bincount(place, cause[there] == of, len(times)).astype(np.float64)
    return times, own, events, numbers_at_risk(durations, times, entry)


def _variance(
    share: Floats, before: Floats, own: Floats, events: Floats, at_risk: Floats
) -> Floats:
    left = at_risk - events
    # Where nobody is left nothing comes after, and the first term is zero.
    a = np.where(left > 0, events / (at_risk * np.maximum(left, 1)), 0.0)
    b = before * own / at_risk**2
    survived = share**2 * np.cumsum(a) - 2 * share * np.cumsum(a * share) + np.cumsum(a * share**2)
    happened = np.cumsum(before**2 * (at_risk - own) * own / at_risk**3)
    together = share * np.cumsum(b) - np.cumsum(b * share)
    return np.asarray(survived + happened - 2 * together, dtype=np.float64)
