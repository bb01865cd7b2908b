"""What counts no longer is kept a year, for those who decided on it, and then forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from skillmark.server.assess.observing.models import (
    ObservationRecord,
    ObservationRequestRecord,
    PeerAskRecord,
    RequestState,
)
from skillmark.server.jobs.services import Running
from skillmark.server.people import audit
from skillmark.server.people.models import OrganisationRecord

FORGET = "assess.forget"
KEPT = timedelta(days=365)
"""How long words are kept after they stopped to count."""


def concerned(now: datetime) -> Iterable[OrganisationRecord]:
    """Return the organisations that have something to forget."""
    ids = {row for rows in _over(now) for row in rows.values_list("organisation", flat=True)}
    return OrganisationRecord.objects.filter(pk__in=ids)


def run(running: Running) -> dict[str, Any]:
    """Forget what is over at one organisation, as a job."""
    return {"forgotten": forget(running.job.organisation, now=timezone.now())}


@transaction.atomic
def forget(organisation: OrganisationRecord, *, now: datetime) -> int:
    """Delete what stopped to count a year ago and return how many rows; twice does no harm."""
    forgotten = 0
    for rows in _over(now):
        mine = rows.filter(organisation=organisation)
        forgotten += mine.count()
        mine.delete()
    if forgotten:
        audit.record(
            "observations_forgotten", actor=None, organisation=organisation, count=forgotten
        )
    return forgotten


def _over(now: datetime) -> tuple[Any, Any, Any]:
    """Return the observations, requests and questions to peers (query sets) that are long over."""
    before = now - KEPT
    return (
        ObservationRecord.objects.filter(Q(until__lt=before.date()) | Q(withdrawn__lt=before)),
        ObservationRequestRecord.objects.exclude(state=RequestState.OPEN).filter(closed__lt=before),
        PeerAskRecord.objects.filter(Q(closed__lt=before) | Q(closed=None, closes__lt=before)),
    )
