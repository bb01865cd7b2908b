"""A quantity over the draws of a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from skillmark.measure.table import Floats

ENDS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, median and the ends between which 95 of 100 draws lie."""

    mean: float
    low: float
    median: float
    high: float

    @classmethod
    def of(cls, draws: Floats) -> Spread:
        """Summarise draws; infinite ones count as beyond every limit."""
        low, median, high = (
            float(q) for q in np.quantile(draws, [ENDS[0], 0.5, ENDS[1]], method="nearest")
        )
        mean = float(draws.mean()) if np.isfinite(draws).all() else float("inf")
        return cls(mean, low, median, high)

    @property
    def sure(self) -> bool:
        """Whether all draws agree, up to rounding."""
        return self.high - self.low <= 1e-9 * max(abs(self.high), abs(self.low), 1.0)

    def as_json(self) -> dict[str, Any]:
        """Return it for programs; what is not finite is null."""
        named = {"mean": self.mean, "low": self.low, "median": self.median, "high": self.high}
        return {name: value if isfinite(value) else None for name, value in named.items()}
