"""Closing an attempt: one submission, by the person or by the clock, and its score.

An attempt whose time is over is closed, with what was saved in time, by whoever looks at it next.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.scoring import Score, score
from skillmark.nouns.errors import ConflictError
from skillmark.server.assess import library
from skillmark.server.assess.models import AttemptRecord, ResponseRecord
from skillmark.server.assess.rating.machine import ordering
from skillmark.server.assess.sitting import clock, engine
from skillmark.server.people import audit


def locked(attempt: AttemptRecord) -> AttemptRecord:
    """Return the row of an attempt, kept for this transaction."""
    row: AttemptRecord = AttemptRecord.objects.select_for_update().get(pk=attempt.pk)
    # only the attempt changes while somebody sits it: what is around it need not be read again
    row.delivery, row.organisation = attempt.delivery, attempt.organisation
    return row


def settle(row: AttemptRecord, *, now: datetime) -> None:
    """Write down that a break is over whose last second has passed; the row is locked."""
    if row.submitted is None and row.paused is not None and not clock.on_break(row, now):
        go_on(row, now=now)


def go_on(row: AttemptRecord, *, now: datetime) -> None:
    """End the break of a locked row: the deadline moves by what was taken of it.

    So does the moment at which the questions were shown that are not answered yet: the time
    between the two is time with a question, and a break is none.
    """
    began, span = row.paused, clock.taken(row, now)
    row.paused = None
    row.pause_left = max(0.0, row.pause_left - span.total_seconds())
    if row.deadline is not None:
        row.deadline += span
    row.save(update_fields=["paused", "pause_left", "deadline"])
    waiting = list(row.responses.filter(answered=None, shown__lte=began))
    for one in waiting:
        one.shown = one.shown + span if one.shown else None
    ResponseRecord.objects.bulk_update(waiting, ["shown"])


def refuse_if_over(row: AttemptRecord, *, now: datetime) -> None:
    """Raise `ConflictError` for a locked row that is submitted or whose time is over."""
    if row.submitted is not None:
        raise ConflictError(_("this attempt is submitted already"), code="submitted")
    if clock.over(row, now):
        raise ConflictError(
            _("the time is over; this answer was not stored"),
            remedy=_("what was saved before the deadline counts"),
            code="time_over",
        )


@transaction.atomic
def submit(attempt: AttemptRecord, *, now: datetime) -> AttemptRecord:
    """Close and score the attempt. Submitting again changes nothing and returns the same."""
    row = locked(attempt)
    if row.submitted is None:
        finish(row, now=now)
        audit.record("attempt_submitted", row, actor=row.account, organisation=row.organisation)
    return row


def close_if_over(attempt: AttemptRecord, *, now: datetime) -> AttemptRecord:
    """Submit an open attempt whose time is over, with what was saved in time."""
    if attempt.submitted is None and clock.over(attempt, now):
        return submit(attempt, now=now)
    return attempt


def finish(row: AttemptRecord, *, now: datetime) -> None:
    """Close and score an open attempt whose row is locked; it ends a break."""
    if row.paused is not None:
        go_on(row, now=now)
    row.late = clock.over(row, now)
    row.submitted = row.deadline if row.late else now
    test = library.noun(row.delivery.test)
    given = {one.item: one for one in row.responses.all()}
    for name, _order in row.form:
        item = test.item(name)
        one = given.get(name) or ResponseRecord(
            organisation=row.organisation,
            attempt=row,
            item=name,
            skill=item.skill,
            saved=row.submitted,
            maximum=item.points,
        )
        keep_score(one, score(item, one.value))
        one.save()
    if engine.chosen(row.delivery):
        engine.conclude(row)
        row.save()
    else:
        rescore(row)
        ordering.order(row, now=now)


def keep_score(response: ResponseRecord, scored: Score) -> None:
    """Write a score into the row of its response."""
    response.points = None if scored.pending else scored.points
    response.pending = scored.pending


def rescore(row: AttemptRecord) -> None:
    """Add up the stored points; final once no response waits for a rater. Pilots do not count."""
    test = library.noun(row.delivery.test)
    responses = [one for one in row.responses.all() if not test.item(one.item).pilot]
    row.final = not any(one.pending for one in responses)
    row.score = round(sum(one.points or 0.0 for one in responses), 9)
    row.save()
