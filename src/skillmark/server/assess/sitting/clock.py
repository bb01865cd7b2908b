"""The clock of an attempt: the server's, and no other. In a break it stands still."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from skillmark.server.assess.models import AttemptRecord


@dataclass(frozen=True, slots=True)
class Clock:
    """What is left of the time."""

    deadline: datetime
    seconds: int


def clock(attempt: AttemptRecord, now: datetime) -> Clock | None:
    """Return the clock of an attempt, `None` where it may take as long as it takes."""
    end = deadline(attempt, now)
    if end is None:
        return None
    return Clock(end, max(0, math.ceil((end - now).total_seconds())))


def deadline(attempt: AttemptRecord, now: datetime) -> datetime | None:
    """Return when the time is over, if the break that is running ended now."""
    if attempt.deadline is None or attempt.paused is None:
        return attempt.deadline
    return attempt.deadline + taken(attempt, now)


def over(attempt: AttemptRecord, now: datetime) -> bool:
    """Say whether the time of an attempt is over."""
    end = deadline(attempt, now)
    return end is not None and now >= end


def taken(attempt: AttemptRecord, now: datetime) -> timedelta:
    """Return how long the break that is running has stopped the clock: never beyond what was left.

    The rest of a break that is too long runs on the clock again.
    """
    if attempt.paused is None:
        return timedelta()
    return min(max(now - attempt.paused, timedelta()), timedelta(seconds=attempt.pause_left))


def break_ends(attempt: AttemptRecord) -> datetime | None:
    """Return when the clock goes on by itself, `None` where it is going."""
    if attempt.paused is None:
        return None
    return attempt.paused + timedelta(seconds=attempt.pause_left)


def on_break(attempt: AttemptRecord, now: datetime) -> bool:
    """Say whether the clock of an open attempt stands still."""
    end = break_ends(attempt)
    return attempt.submitted is None and end is not None and now < end
