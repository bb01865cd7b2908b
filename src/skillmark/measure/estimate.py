"""A number with its uncertainty: what every room of `measure` gives and takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite

from scipy.special import stdtrit

Z95 = 1.959963984540054
"""The normal quantile of a two-sided 95% interval."""
Z80 = 0.8416212335729143
"""The normal quantile that is passed four times in five."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its standard error and 95% interval."""

    value: float
    se: float
    low: float
    high: float

    @classmethod
    def normal(cls, value: float, se: float) -> Estimate:
        """Return the estimate with a normal 95% interval."""
        return cls(value, se, value - Z95 * se, value + Z95 * se)

    @classmethod
    def student(cls, value: float, se: float, freedom: float) -> Estimate:
        """Return the estimate with the 95% interval of Student's t with `freedom` degrees."""
        wide = float(stdtrit(freedom, 0.975)) * se
        return cls(value, se, value - wide, value + wide)

    @property
    def covers_zero(self) -> bool:
        """Whether 0 lies in the interval."""
        return self.low <= 0 <= self.high

    @property
    def detectable(self) -> float:
        """Return the smallest effect that data like these find four times in five."""
        return (self.high - self.low) / 2 + Z80 * self.se

    def needed(self, n: int, wanted: float | None = None) -> int | None:
        """Return how many like the `n` behind it would find an effect of `wanted` that often.

        `wanted` is the estimate itself where none is named; `None` where it is zero or nothing
        that can be gathered would do.
        """
        size = abs(self.value if wanted is None else wanted)
        many = n * (self.detectable / size) ** 2 if size else float("inf")
        return ceil(many) if isfinite(many) and many < 1e12 else None
