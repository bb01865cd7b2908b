"""An assumption: a named quantity with its range, its unit, its source and who said it.

A range becomes a distribution by a rule that is stated: three different numbers a beta-PERT
(Malcolm et al. 1959) or a triangle, one number a fixed value, an estimate with a standard error a
normal. A ceiling ("up to 20 %") is none of these: it caps what may be drawn, and alone it gives no
estimate at all, only what cannot be exceeded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt

import numpy as np
from scipy.special import betaincinv, ndtri

from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

PERT = 4.0
"""Weight of the most likely value in a beta-PERT distribution."""


LARGEST = 1e12
"""Beyond this no quantity here is anything but a mistake."""


class Shape(StrEnum):
    """How a range is read as a distribution."""

    FIXED = "fixed"
    TRIANGULAR = "triangular"
    PERT = "pert"
    NORMAL = "normal"


class Standing(StrEnum):
    """Where a quantity comes from."""

    MEASURED = "measured"
    """Counted or computed from the organisation's own records."""
    ESTIMATED = "estimated"
    """Somebody's figure."""
    CEILING = "ceiling"
    """An "up to" figure: it bounds, and is nobody's estimate."""


class Isolation(StrEnum):
    """How a change was separated from everything else that happened (Phillips 1997, chapter 4)."""

    COMPARISON = "comparison"
    """Against people who are alike but for the credential, by a registered design."""
    TREND = "trend"
    """Against a line drawn through the time before."""
    PARTICIPANTS = "participants"
    """By the participants' own estimate of what was due to it, cut by their confidence."""
    NONE = "none"
    """Not at all."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One quantity. Without `likely` there is only its ceiling, and no figure is made of it.

    `low` and `high` are the ends that are hardly ever passed, except for a normal, where they are
    the 95 % interval. Raises `InputError` for ranges in disorder.
    """

    name: str
    likely: float | None = None
    low: float | None = None
    high: float | None = None
    ceiling: float | None = None
    shape: Shape = Shape.PERT
    standing: Standing = Standing.ESTIMATED
    source: str = ""
    said_by: str = ""
    isolation: Isolation | None = None
    """Of effects alone: how it was separated from everything else."""
    established: bool = False
    """Of effects alone: whether the design that isolated it establishes it."""
    simulated: bool = False
    shares_data: str = ""
    """Estimates with the same mark come from the same people and err together."""

    def __post_init__(self) -> None:
        given = (self.likely, self.low, self.high, self.ceiling)
        if any(value is not None and not abs(value) <= LARGEST for value in given):
            raise InputError(f"{self.name}: no number up to {LARGEST:g}", remedy="use another unit")
        if self.likely is None:
            if self.low is not None or self.high is not None:
                raise InputError(
                    f"{self.name}: a range without a most likely value",
                    remedy="give low, likely and high, or a ceiling alone",
                )
            if self.ceiling is None:
                raise InputError(
                    f"{self.name}: neither a value nor a ceiling",
                    remedy="leave the line out while it is not known",
                )
            return
        low, high = self.ends
        if not low <= self.likely <= high:
            raise InputError(
                f"{self.name}: {self.likely:g} is not between {low:g} and {high:g}",
                remedy="give low, likely and high in this order",
            )
        beyond = self.ceiling is not None and self.likely > self.ceiling
        if beyond and self.standing is not Standing.MEASURED:
            raise InputError(
                f"{self.name}: {self.likely:g} is above its ceiling of {self.ceiling:g}",
                remedy="lower the value, or say why the ceiling is higher",
            )

    @classmethod
    def fixed(cls, name: str, value: float, **about: str) -> Assumption:
        """Return a quantity without a range, such as a price in a signed contract."""
        return cls(name, value, value, value, shape=Shape.FIXED, **about)  # type: ignore[arg-type]

    @classmethod
    def of_estimate(
        cls,
        name: str,
        estimate: Estimate,
        *,
        isolation: Isolation | None = None,
        established: bool = False,
        source: str = "",
        said_by: str = "",
        simulated: bool = False,
        shares_data: str = "",
    ) -> Assumption:
        """Return an estimate as a quantity: normal, with its own interval at its ends.

        Where the interval is not symmetric, the wider side gives the standard error.
        """
        half = max(estimate.high - estimate.value, estimate.value - estimate.low)
        return cls(
            name,
            estimate.value,
            estimate.value - half,
            estimate.value + half,
            shape=Shape.NORMAL if half > 0 else Shape.FIXED,
            standing=Standing.MEASURED,
            source=source,
            said_by=said_by,
            isolation=isolation,
            established=established,
            simulated=simulated,
            shares_data=shares_data,
        )

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high; the likely value where one of them is not given."""
        likely = self.likely if self.likely is not None else 0.0
        return (
            likely if self.low is None else self.low,
            likely if self.high is None else self.high,
        )

    @property
    def known(self) -> bool:
        """Whether it has a value, and not only a ceiling."""
        return self.likely is not None

    @property
    def sure(self) -> bool:
        """Whether it has a value without a range."""
        low, high = self.ends
        return self.known and low == high

    @property
    def mean(self) -> float:
        """Expected value, before a ceiling cuts."""
        if self.likely is None:
            raise InputError(f"{self.name} has a ceiling and no value")
        low, high = self.ends
        if self.shape is Shape.PERT:
            return (low + PERT * self.likely + high) / (PERT + 2)
        if self.shape is Shape.TRIANGULAR:
            return (low + self.likely + high) / 3
        return self.likely

    @property
    def deviation(self) -> float:
        """Standard deviation, before a ceiling cuts."""
        low, high = self.ends
        likely, width = self.likely or 0.0, high - low
        if width == 0 or self.shape is Shape.FIXED:
            return 0.0
        if self.shape is Shape.NORMAL:
            return width / 2 / float(ndtri(0.975))
        if self.shape is Shape.TRIANGULAR:
            product = low * likely + low * high + likely * high
            return sqrt(max(low**2 + likely**2 + high**2 - product, 0.0) / 18)
        a, b = self._beta
        return width * sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))

    @property
    def cap(self) -> float:
        """The ceiling, or infinity."""
        return inf if self.ceiling is None else self.ceiling

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Draw `size` values, none above the ceiling."""
        low, high = self.ends
        if self.sure or self.shape is Shape.FIXED:
            drawn = np.full(size, self.mean)
        elif self.shape is Shape.PERT:
            drawn = low + (high - low) * rng.beta(*self._beta, size)
        elif self.shape is Shape.TRIANGULAR:
            drawn = rng.triangular(low, self.mean * 3 - low - high, high, size)
        else:
            drawn = rng.normal(self.mean, self.deviation, size)
        return np.asarray(np.minimum(drawn, self.cap), dtype=np.float64)

    def quantile(self, u: Floats) -> Floats:
        """Return the values below which the shares `u` (0 to 1, exclusive) of the draws lie."""
        low, high = self.ends
        if self.sure or self.shape is Shape.FIXED:
            found = np.full(u.shape, self.mean)
        elif self.shape is Shape.PERT:
            found = low + (high - low) * betaincinv(*self._beta, u)
        elif self.shape is Shape.TRIANGULAR:
            found = self._triangle(u)
        else:
            found = self.mean + self.deviation * ndtri(u)
        return np.asarray(np.minimum(found, self.cap), dtype=np.float64)

    @property
    def _beta(self) -> tuple[float, float]:
        low, high = self.ends
        likely = self.likely or 0.0
        return (
            1.0 + PERT * (likely - low) / (high - low),
            1.0 + PERT * (high - likely) / (high - low),
        )

    def _triangle(self, u: Floats) -> Floats:
        low, high = self.ends
        likely, width = self.likely or 0.0, high - low
        bend = (likely - low) / width
        left = low + np.sqrt(u * width * (likely - low))
        right = high - np.sqrt((1 - u) * width * (high - likely))
        return np.where(u < bend, left, right)
