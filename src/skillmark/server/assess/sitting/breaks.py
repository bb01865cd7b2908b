"""Breaks: the clock stands still, and neither questions nor answers pass.

How much of it somebody has is settled when the attempt begins. A break moves the deadline by what
was taken of it, and ends by itself with the last second that was left: nobody has to be there.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.sitting import clock, finishing
from skillmark.server.people import audit

SHORTEST = 1.0
"""Seconds that must be left for a break to begin."""


@transaction.atomic
def begin(attempt: AttemptRecord, *, now: datetime) -> AttemptRecord:
    """Stop the clock; who asks twice is on the same break.

    Raises `ConflictError` once the attempt is over, where there is no clock, and where nothing is
    left of the breaks.
    """
    row = finishing.locked(attempt)
    finishing.settle(row, now=now)
    finishing.refuse_if_over(row, now=now)
    if row.paused is not None:
        return row
    if row.deadline is None:
        raise ConflictError(
            _("this test has no clock that a break could stop"),
            remedy=_("leave the page and go on when you like"),
            code="no_clock",
        )
    if row.pause_left < SHORTEST:
        raise ConflictError(
            _("nothing is left of your breaks"),
            remedy=_("go on; the clock is running"),
            code="no_break_left",
        )
    row.paused = now
    row.save(update_fields=["paused"])
    audit.record("break_begun", row, actor=row.account, organisation=row.organisation)
    return row


@transaction.atomic
def end(attempt: AttemptRecord, *, now: datetime) -> AttemptRecord:
    """Let the clock go on; without a break nothing changes."""
    row = finishing.locked(attempt)
    if row.submitted is None and row.paused is not None:
        seconds = round(clock.taken(row, now).total_seconds())
        finishing.go_on(row, now=now)
        audit.record(
            "break_ended", row, actor=row.account, organisation=row.organisation, seconds=seconds
        )
    return row
