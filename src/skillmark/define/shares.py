"""Shares of few things, what they may have changed, and what a silence says: all with error.

A share is `nouns.share.Share`; the difference of two has the interval of Newcombe 1998 (Statistics
in Medicine 17, 873-890, method 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from skillmark.nouns.share import Share

__all__ = ["ERROR", "RARE", "Change", "Share", "Trend", "bound", "enough"]

RARE = 0.1
"""A skill that fewer than this share of the sources ask for is asked for hardly or not at all."""
ERROR = 0.05


class Trend(StrEnum):
    """How demand moved between two periods."""

    RISING = "rising"
    FALLING = "falling"
    UNCLEAR = "unclear"
    """The interval has room for both."""


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two shares (new minus old) with its interval of 95 %."""

    old: Share
    new: Share

    @property
    def difference(self) -> float:
        """In [-1, 1]."""
        return self.new.value - self.old.value

    @property
    def interval(self) -> tuple[float, float]:
        """Newcombe's hybrid interval; (-1, 1) where one period is empty."""
        if not (self.old.of and self.new.of):
            return (-1.0, 1.0)
        (l1, u1), (l2, u2) = self.new.interval, self.old.interval
        p1, p2, d = self.new.value, self.old.value, self.difference
        return (
            max(-1.0, d - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)),
            min(1.0, d + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)),
        )

    @property
    def trend(self) -> Trend:
        """What may be said of it."""
        low, high = self.interval
        return Trend.RISING if low > 0 else Trend.FALLING if high < 0 else Trend.UNCLEAR


def bound(run: int) -> float:
    """Return the highest share that is not contradicted by `run` sources in a row without it.

    The exact one-sided bound at 5 %; 1 for an empty run.
    """
    return float(1 - ERROR ** (1 / run)) if run else 1.0


def enough(rare: float = RARE) -> int:
    """Return the shortest run of sources for which `bound` is at most `rare`."""
    run = 1
    while bound(run) > rare:
        run += 1
    return run
