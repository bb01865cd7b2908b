"""A number with its uncertainty: what every room of `measure` gives and takes."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import stdtrit

Z95 = 1.959963984540054
"""The normal quantile of a two-sided 95% interval."""


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
