"""Days between a notice and the use of a tool."""

from __future__ import annotations

from datetime import date, timedelta

NOTICE = 10
"""Business days before use that people in New York City are told (6 RCNY 5-304 b, c)."""
_WEEK = 5


def after(day: date, business_days: int = NOTICE) -> date:
    """Return the first day that lies so many business days after `day`.

    Monday to Friday count; public holidays are not known here, so they count too: leave room.
    """
    found = day
    left = business_days
    while left > 0:
        found += timedelta(days=1)
        left -= found.weekday() < _WEEK
    return found
