"""Many small groups beside each other: shrunk by as much as they are noise, ranks with intervals.

A league table of raw figures puts small groups at both ends. Here each figure is drawn towards the
common mean by the share of its spread that is noise (empirical Bayes; Efron and Morris 1975;
between-variance by Paule and Mandel 1982), with an interval that also carries the uncertainty of
the common mean and of the shrinkage (Morris 1983). Ranks come as sets that hold the true rank in
95 of 100 data sets, from simultaneous comparisons of all pairs (Mogstad, Romano, Shaikh and Wilhelm
2024): where the data cannot order, the set is the whole table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.table import Floats

DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Shrunken:
    """One group's figure, drawn towards the mean of all, and the ranks that it may have."""

    estimate: Estimate
    common: float
    """The mean it is drawn to."""
    weight: float
    """How much of its own figure is kept: 0 to 1."""
    best: int
    """Best rank that the data allow; 1 is the highest figure."""
    worst: int
    of: int

    @property
    def ordered(self) -> bool:
        """Whether the data say anything at all about its rank."""
        return (self.best, self.worst) != (1, self.of)

    def mapped(self, to: Callable[[Any], Any]) -> Shrunken:
        """Return it on another scale; `to` is rising, so ranks stay."""
        e = self.estimate
        value, low, high = (float(to(x)) for x in (e.value, e.low, e.high))
        return Shrunken(
            Estimate(value, (high - low) / (2 * Z95), low, high),
            float(to(self.common)),
            self.weight,
            self.best,
            self.worst,
            self.of,
        )


def between(values: Floats, errors: Floats) -> float:
    """Return the variance of the true figures by Paule and Mandel's (1982) equation; 0 or more."""
    variances = errors**2

    def excess(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        middle = (weights @ values) / weights.sum()
        return float(weights @ (values - middle) ** 2) - (len(values) - 1)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, max(float(np.var(values)) * 4, 1e-12)
    while excess(high) > 0:
        high *= 2
    for _step in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


def shrink(values: Floats, errors: Floats, *, rng: np.random.Generator) -> tuple[Shrunken, ...]:
    """Return each of two or more groups shrunk; `errors` are standard errors above 0."""
    k = len(values)
    tau2 = between(values, errors)
    weights = 1 / (errors**2 + tau2)
    middle = float(weights @ values / weights.sum())
    # Morris 1983: between-variance is estimated, so a little less is shrunk than it says ...
    kept = 1 - (k - 3) / (k - 1) * errors**2 / (errors**2 + tau2) if k > 3 else np.ones(k)
    if k <= 3:
        kept = tau2 / (errors**2 + tau2)
    best, worst = _ranks(values, errors, rng)
    found = []
    for index in range(k):
        b = float(kept[index])
        value = middle + b * (values[index] - middle)
        # ... and its error counts, as does that of the mean.
        lack = 1 - b
        variance = errors[index] ** 2 * (1 - lack * (1 - weights[index] / weights.sum()))
        if k > 3:
            variance += 2 / (k - 3) * lack**2 * (values[index] - middle) ** 2
        else:
            variance = errors[index] ** 2
        found.append(
            Shrunken(
                Estimate.normal(float(value), sqrt(float(variance))),
                middle,
                b,
                int(best[index]),
                int(worst[index]),
                k,
            )
        )
    return tuple(found)


def _ranks(values: Floats, errors: Floats, rng: np.random.Generator) -> tuple[Any, Any]:
    """Return simultaneous 95% sets of ranks: who is surely above, and who surely below."""
    k = len(values)
    pair = np.sqrt(errors[:, None] ** 2 + errors[None, :] ** 2)
    greatest = np.empty(DRAWS)
    for start in range(0, DRAWS, 500):
        noise = rng.standard_normal((500, k)) * errors
        apart = np.abs(noise[:, :, None] - noise[:, None, :]) / pair
        greatest[start : start + 500] = apart.max(axis=(1, 2))
    bar = float(np.quantile(greatest, 0.95))
    surely = (values[:, None] - values[None, :]) / pair > bar
    # `surely[i, j]`: i is above j.
    best = 1 + surely.sum(axis=0)
    worst = k - surely.sum(axis=1)
    return best, worst
