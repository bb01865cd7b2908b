"""How a figure is held to its bar: with its interval, and never fine where that is unclear."""

from __future__ import annotations

from skillmark.assess.quality.figure import State
from skillmark.nouns.credibility import Interval

FEWEST_PERSONS = 30
"""With fewer people no figure is printed: it would be noise, and could point to someone."""


def at_least(found: Interval, *, good: float, poor: float) -> State:
    """Fine where even the low end reaches `good`; poor where the estimate is below `poor`."""
    if found.estimate < poor:
        return State.POOR
    return State.FINE if found.low >= good else State.LOOK


def at_most(found: Interval, *, good: float, poor: float) -> State:
    """Fine where even the high end is within `good`; poor where the estimate is above `poor`."""
    if found.estimate > poor:
        return State.POOR
    return State.FINE if found.high <= good else State.LOOK
