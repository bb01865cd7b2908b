"""Claiming an answer for a while, so that two people do not do the same work at once.

A lease ends by itself. It keeps others from beginning; it decides nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from skillmark.assess.judging import Standing
from skillmark.nouns.errors import ConflictError
from skillmark.server.assess.models import ResponseRecord
from skillmark.server.assess.rating.models import LeaseRecord
from skillmark.server.people.models import AccountRecord

LASTS = timedelta(minutes=30)


def take(
    response: ResponseRecord, standing: Standing, *, rater: AccountRecord, now: datetime
) -> LeaseRecord:
    """Claim an answer of a locked attempt, or keep it for longer.

    Raises `ConflictError` where as many others as it waits for are at it already.
    """
    wanted = standing.missing or 1
    others = response.leases.filter(until__gt=now).exclude(rater=rater)
    if others.count() >= wanted:
        raise ConflictError(
            _("somebody else is at this answer just now"),
            remedy=_("take another one; this one is free again when nothing comes of it"),
            code="leased",
        )
    row, _new = LeaseRecord.objects.update_or_create(
        response=response,
        rater=rater,
        defaults={"organisation": response.organisation, "until": now + LASTS},
    )
    return row


def release(response: ResponseRecord, rater: AccountRecord) -> None:
    """Give an answer back; once more changes nothing."""
    response.leases.filter(rater=rater).delete()
