"""How many people a statistic needs before it is worth printing, and why.

Below these numbers there is no figure but the words "too few", with what would be needed. The
functions of this room compute wherever their formulas hold, so that small published examples
can be checked; whoever shows a figure to people asks here first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least number of `units` that a statistic rests on, with the reason."""

    statistic: str
    least: int
    reason: str
    units: str = "people"


MINIMUMS = {
    minimum.statistic: minimum
    for minimum in (
        Minimum(
            "difficulty",
            30,
            "the interval of a share of 30 people is up to 0.34 wide (Wilson 1927)",
        ),
        Minimum(
            "discrimination",
            30,
            "even among 30 people a correlation of 0.3 has an interval from -0.07 to 0.60"
            " (Fisher 1921)",
        ),
        Minimum(
            "alpha",
            30,
            "even with 30 people the interval of an alpha of 0.70 (10 items) goes from 0.51 to"
            " 0.84 (Feldt 1965)",
        ),
        Minimum(
            "omega",
            50,
            "with 50 people or more its interval held in 94 to 96 of 100 simulated tests of 10"
            " to 40 items, with 30 in 89 (`tests/assess/precision/test_omega.py`)",
        ),
        Minimum("sem", 30, "it follows from the reliability, which needs as many (Feldt 1965)"),
        Minimum(
            "errors at each score",
            100,
            "a standard error at each score rests on the people near that score",
        ),
        Minimum(
            "decisions",
            50,
            "the true scores are fitted to four moments of the scores; with fewer than 50 people"
            " the intervals hold less often than they say (`bench/assess_decisions.py`)",
        ),
        Minimum(
            "truly above",
            10,
            "what is said of those who passed rests on those who passed",
            units="people who passed",
        ),
        Minimum(
            "truly below",
            10,
            "what is said of those who failed rests on those who failed",
            units="people who failed",
        ),
        Minimum(
            "agreement",
            20,
            "the standard errors of kappa are those of large samples (Fleiss, Cohen and Everitt"
            " 1969); twice the square of the number of categories is advised (Cicchetti 1976)",
            units="subjects rated twice or more",
        ),
    )
}
"""By the name of the statistic."""


def lacking(statistic: str, number: int) -> str:
    """Return why `number` is too few for a statistic, in one sentence; empty if it is enough.

    Raises `KeyError` for a statistic that has no minimum.
    """
    minimum = MINIMUMS[statistic]
    if number >= minimum.least:
        return ""
    return (
        f"too few for {statistic}: {number:,} {minimum.units}, and {minimum.least} are needed;"
        f" {minimum.reason}"
    )


def require(statistic: str, number: int) -> None:
    """Raise `InputError` (code `too_few`) unless `number` is enough for a statistic."""
    reason = lacking(statistic, number)
    if reason:
        least = MINIMUMS[statistic].least
        raise InputError(reason, remedy=f"wait until there are {least} or more", code="too_few")


def needed(interval: Interval, number: int, *, within: float = 0.05) -> int:
    """Return how many people would bring the interval down to `within` on either side.

    Intervals narrow with the square root of the number, and `number` people gave this one. A
    rough answer, for planning. Raises `InputError` if `within` is not above 0.
    """
    if not within > 0:
        raise InputError(f"an interval cannot be within {within:g}")
    half = (interval.high - interval.low) / 2
    return max(number if half > within else 1, math.ceil(number * (half / within) ** 2))
