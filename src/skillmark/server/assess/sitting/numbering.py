"""Which of two answers to a question is the newer: the numbers that they bear.

The number of an answer is the moment at which it was given, in milliseconds of the server's
clock. The page counts it: it is told the server's time with every answer of the server, and adds
what has passed since. So an answer that was kept while the connection was lost bears the moment
at which it was given and not the one at which it arrives, two windows and two devices agree on
which of theirs is newer, and the clock of the candidate's computer plays no part.

A number decides between answers of one person to one question, and over nothing else: what comes
after the deadline is late whatever number it bears.
"""

from __future__ import annotations

from datetime import datetime

from skillmark.server.assess.models import AttemptRecord


def number_at(moment: datetime) -> int:
    """Return the number of an answer that is given at a moment."""
    return int(moment.timestamp() * 1000)


def read(words: str) -> int | None:
    """Return the number that a page sends, `None` where it sends none."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) <= 15 else None


def counted(given: int | None, now: datetime) -> int:
    """Return the number that counts: never later than now, and now where the page gave none."""
    latest = number_at(now)
    return latest if given is None else min(given, latest)


def listed(attempt: AttemptRecord) -> str:
    """Return the numbers of the answers that are there, as `place:number` with spaces between."""
    there = dict(attempt.responses.values_list("item", "sequence"))
    places = enumerate(attempt.form, start=1)
    return " ".join(f"{place}:{there.get(name, 0)}" for place, (name, _order) in places)
