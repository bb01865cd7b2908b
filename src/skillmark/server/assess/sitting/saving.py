"""Answers as they come: the latest that arrives in time counts.

What arrives after the deadline is not stored.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.interactions.base import Response
from skillmark.assess.scoring import score
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import library
from skillmark.server.assess.models import AttemptRecord, ResponseRecord
from skillmark.server.assess.sitting import clock, engine, finishing
from skillmark.server.assess.sitting.asked import is_answered

LONGEST_ANSWER = 20_000
"""Characters of a short answer that are stored."""


@transaction.atomic
def note_shown(attempt: AttemptRecord, number: int, *, now: datetime) -> None:
    """Keep when the server first showed the item at place `number` (from 1) of an open attempt."""
    name, _order = attempt.form[number - 1]
    if attempt.responses.filter(item=name).exists():
        return
    row = finishing.locked(attempt)
    if row.submitted is not None or clock.over(row, now):
        return
    item = library.noun(row.delivery.test).item(name)
    ResponseRecord.objects.get_or_create(
        attempt=row,
        item=name,
        defaults={
            "organisation": row.organisation,
            "skill": item.skill,
            "saved": now,
            "shown": now,
            "maximum": item.points,
        },
    )


@transaction.atomic
def save_answer(
    attempt: AttemptRecord, item_id: str, value: Response, *, now: datetime
) -> ResponseRecord:
    """Store an answer; the latest that arrives in time counts.

    Raises `ConflictError` when the attempt is submitted or its time is over, `InputError` for
    an item that is not in the form or an answer that does not fit it.
    """
    row = finishing.locked(attempt)
    if row.submitted is not None:
        raise ConflictError(_("this attempt is submitted already"), code="submitted")
    if clock.over(row, now):
        raise ConflictError(
            _("the time is over; this answer was not stored"),
            remedy=_("what was saved before the deadline counts"),
            code="time_over",
        )
    if item_id not in {name for name, _order in row.form}:
        raise InputError(_("this item is not in your form"), code="unknown_item")
    engine.check(row, item_id)
    item = library.noun(row.delivery.test).item(item_id)
    if isinstance(value, str) and len(value) > LONGEST_ANSWER:
        raise InputError(
            _("the answer is longer than %(count)s characters") % {"count": LONGEST_ANSWER},
            remedy=_("shorten it"),
        )
    score(item, value)  # refuses what does not fit, before it is stored
    saved, _new = ResponseRecord.objects.update_or_create(
        attempt=row,
        item=item_id,
        defaults={
            "organisation": row.organisation,
            "skill": item.skill,
            "value": value,
            "saved": now,
            "maximum": item.points,
        },
    )
    if saved.answered is None and is_answered(value):
        saved.answered = now
        saved.save(update_fields=["answered"])
    return saved
