"""Answers as they come: of those that arrive in time, the one that was given last counts.

What arrives after the deadline or in a break is not stored, nor what is older than what is there.
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
from skillmark.server.assess.sitting import clock, engine, finishing, numbering
from skillmark.server.assess.sitting.asked import is_answered

LONGEST_ANSWER = 20_000
"""Characters of a short answer that are stored."""


def note_shown(attempt: AttemptRecord, number: int, *, now: datetime) -> None:
    """Keep when the server first showed the item at place `number` (from 1) of an open attempt."""
    name, _order = attempt.form[number - 1]
    # who comes back to a question writes nothing, and waits for nobody who does
    if not attempt.responses.filter(item=name).exists():
        _note_shown(attempt, name, now=now)


@transaction.atomic
def _note_shown(attempt: AttemptRecord, name: str, *, now: datetime) -> None:
    row = finishing.locked(attempt)
    if row.submitted is not None or clock.over(row, now) or clock.on_break(row, now):
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
    attempt: AttemptRecord,
    item_id: str,
    value: Response,
    *,
    now: datetime,
    sequence: int | None = None,
) -> ResponseRecord:
    """Store an answer; of those that arrive in time, the one that was given last counts.

    `sequence` is its number (see `numbering`); without one it is given now. The same answer may
    come any number of times. Raises `ConflictError` when the attempt is submitted, its time is
    over (`time_over`), it is on a break (`on_break`) or a newer answer is there (`older`), and
    `InputError` for an item that is not in the form or an answer that does not fit it.
    """
    row = finishing.locked(attempt)
    finishing.settle(row, now=now)
    finishing.refuse_if_over(row, now=now)
    if clock.on_break(row, now):
        raise ConflictError(
            _("you are on a break; answers are taken when the clock goes on"),
            remedy=_("end the break first"),
            code="on_break",
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
    number = numbering.counted(sequence, now)
    there = row.responses.filter(item=item_id).first()
    if there is not None and number < there.sequence:
        if there.value == value:
            return there
        raise ConflictError(
            _("a newer answer to this question is saved already"),
            remedy=_("it was given in another window or on another device; reload the page"),
            code="older",
        )
    saved = there or ResponseRecord(
        organisation=row.organisation,
        attempt=row,
        item=item_id,
        skill=item.skill,
        maximum=item.points,
    )
    saved.value, saved.saved, saved.sequence = value, now, number
    if saved.answered is None and is_answered(value):
        saved.answered = now
    saved.save()
    return saved
