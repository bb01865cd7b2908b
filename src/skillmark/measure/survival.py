"""Time until something happens, for people of whom some are still waiting.

Kaplan and Meier's (1958) curve, the median with Brookmeyer and Crowley's (1982) interval on the
log-log scale, and pseudo-observations of the restricted mean (Andersen, Hansen and Klein 2004),
which turn censored times into numbers that any mean-based method can use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.aipw import Z95
from skillmark.measure.table import Floats

Flags = NDArray[np.bool]


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


def kaplan_meier(durations: Floats, happened: Flags) -> Curve:
    """Estimate the curve from durations and whether the event happened (else censored)."""
    times = np.unique(durations[happened])
    at_risk = np.array([(durations >= t).sum() for t in times], dtype=float)
    events = np.array([((durations == t) & happened).sum() for t in times], dtype=float)
    survival = np.cumprod(1 - events / at_risk) if times.size else np.empty(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        spread = Z95 * np.sqrt(greenwood) / np.abs(np.log(survival))
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
    everybody = restricted_mean(durations, happened, horizon)
    keep = ~np.eye(n, dtype=bool)
    return np.array(
        [
            n * everybody - (n - 1) * restricted_mean(durations[row], happened[row], horizon)
            for row in keep
        ]
    )


def _first_below(times: Floats, line: Floats) -> float | None:
    below = np.flatnonzero(line <= 0.5)
    return float(times[below[0]]) if below.size else None
