"""What ends by itself: surveys whose last day is over, and all that was asked of who is erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from skillmark.server.jobs.services import Running
from skillmark.server.measure.surveying import answers, services
from skillmark.server.measure.surveying.models import State, SurveyRecord
from skillmark.server.people.models import AccountRecord, OrganisationRecord

CLOSE = "measure.surveys_close"


def close(running: Running) -> dict[str, int]:
    """Close the organisation's surveys that take no answers any more: now there are results."""
    over = SurveyRecord.objects.of(running.job.organisation).filter(
        state=State.OPEN, until__lt=timezone.localdate()
    )
    with running.chunk():
        closed = list(over)
        for row in closed:
            services.close(row, actor=None)
    return {"closed": len(closed)}


def due(_now: datetime) -> Iterable[OrganisationRecord]:
    """Return the organisations with a survey whose last day is over."""
    over = SurveyRecord.objects.filter(state=State.OPEN, until__lt=timezone.localdate())
    return OrganisationRecord.objects.filter(pk__in=over.order_by().values("organisation"))


def person_erased(
    organisation: OrganisationRecord, accounts: list[AccountRecord], **_kwargs: Any
) -> None:
    """Somebody was erased from an organisation, inside the transaction of it."""
    for account in accounts:
        answers.erase(account, organisation, actor=None)
