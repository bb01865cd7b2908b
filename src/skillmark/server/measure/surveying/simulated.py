"""Simulated surveys for demonstrations: they say so wherever they are seen, and invite nobody."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from skillmark.measure.surveys.simulate import Made
from skillmark.server.measure.surveying import services
from skillmark.server.measure.surveying.models import (
    State,
    SurveyAnswerRecord,
    SurveyRecord,
    Whom,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

CHUNK = 500
draft, following = services.draft, services.again


@transaction.atomic
def store(
    row: SurveyRecord,
    made: Made,
    *,
    days_ago: int,
    actor: AccountRecord | None,
    by_link: bool = False,
) -> SurveyRecord:
    """Store made-up answers to a draft as a survey that was closed so many days ago."""
    closed = timezone.now() - timedelta(days=days_ago)
    row.simulated = True
    row.whom = Whom.LINK if by_link else Whom.EVERYBODY
    row.asked = 0 if by_link else made.asked
    row.why = "A demonstration with made-up answers."
    row.created = row.opened = closed - timedelta(days=14)
    row.state, row.closed = State.CLOSED, closed
    row.save()
    SurveyAnswerRecord.objects.bulk_create(
        (SurveyAnswerRecord(survey=row, codes=dict(codes)) for codes in made.rows),
        batch_size=CHUNK,
    )
    audit.record(
        "survey_simulated", row, actor=actor, organisation=row.organisation, count=len(made.rows)
    )
    return row
