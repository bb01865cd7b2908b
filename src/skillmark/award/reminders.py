"""When the holder of an award is reminded that it runs out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from skillmark.nouns.errors import InputError

DAYS = (60, 14)
"""Days before the end on which a reminder is due, where nobody says others."""
MOST_DAYS = 366
MOST = 5


@dataclass(frozen=True, slots=True)
class Due:
    """The reminder to send now, and those whose time has passed meanwhile."""

    days: int
    passed: tuple[int, ...] = ()


def due(
    valid_from: datetime,
    valid_until: datetime,
    *,
    days: Iterable[int],
    done: Collection[int],
    now: datetime,
) -> Due | None:
    """Return the reminder that is due, or `None`.

    A reminder is due from so many days before the end until the next one is. One that lies
    before the award itself is never due: its holder has just been told. `done` are those that
    were sent or passed over. Laws: whatever the clock does, no reminder comes twice, and of
    several that are due at once only the latest is sent.
    """
    if not valid_from <= now < valid_until:
        return None
    reached = sorted(n for n in set(days) if valid_from < valid_until - timedelta(days=n) <= now)
    if not reached or any(n <= reached[0] for n in done):
        return None
    return Due(reached[0], tuple(n for n in reached[1:] if n not in done))


def read_days(text: str) -> list[int]:
    """Read "60, 14" as the days before the end, the earliest first; raises `InputError`."""
    words = text.replace(";", ",").replace(" ", ",").split(",")
    found = [word for word in words if word]
    wrong = [w for w in found if not (w.isascii() and w.isdecimal() and 1 <= int(w) <= MOST_DAYS)]
    if wrong or len(set(found)) > MOST:
        raise InputError(
            f"{wrong[0]!r} is no number of days" if wrong else f"more than {MOST} reminders",
            where="reminders",
            remedy=f"write at most {MOST} numbers from 1 to {MOST_DAYS}, such as 60, 14",
        )
    return sorted({int(word) for word in found}, reverse=True)
