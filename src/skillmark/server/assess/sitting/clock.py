"""The clock of an attempt: the server's, and no other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from skillmark.server.assess.models import AttemptRecord


@dataclass(frozen=True, slots=True)
class Clock:
    """What is left of the time."""

    deadline: datetime
    seconds: int


def clock(attempt: AttemptRecord, now: datetime) -> Clock | None:
    """Return the clock of an attempt, `None` where it may take as long as it takes."""
    if attempt.deadline is None:
        return None
    return Clock(attempt.deadline, max(0, math.ceil((attempt.deadline - now).total_seconds())))


def over(attempt: AttemptRecord, now: datetime) -> bool:
    """Say whether the time of an attempt is over."""
    return attempt.deadline is not None and now >= attempt.deadline
