"""Closing an attempt: one submission, by the person or by the clock, and its score.

An attempt whose time is over is closed, with what was saved in time, by whoever looks at it next.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from skillmark.assess.scoring import Score, score
from skillmark.server.assess import library
from skillmark.server.assess.models import AttemptRecord, ResponseRecord
from skillmark.server.assess.sitting import clock, engine
from skillmark.server.people import audit


def locked(attempt: AttemptRecord) -> AttemptRecord:
    """Return the row of an attempt, kept for this transaction."""
    return (
        AttemptRecord.objects.select_for_update(of=("self",))
        .select_related("delivery__test", "organisation")
        .get(pk=attempt.pk)
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
    """Close and score an open attempt whose row is locked."""
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


def keep_score(response: ResponseRecord, scored: Score) -> None:
    """Write a score into the row of its response."""
    response.points = None if scored.pending else scored.points
    response.pending = scored.pending


def rescore(row: AttemptRecord) -> None:
    """Add up the stored points; final once no response waits for a rater."""
    responses = list(row.responses.all())
    row.final = not any(one.pending for one in responses)
    row.score = round(sum(one.points or 0.0 for one in responses), 9)
    row.save()
