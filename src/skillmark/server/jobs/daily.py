"""Work that is due once a day, for each organisation that it concerns.

There is no clock that must not be missed: whoever first looks on a day (UTC) enqueues that day's
jobs. A job's key names the day, and keys are unique: so there is one a day and organisation,
however many workers look, whatever is started again, and also if the clock goes back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from skillmark.server.jobs.services import enqueue
from skillmark.server.people.models import OrganisationRecord

log = logging.getLogger("skillmark.jobs")
Whom = Callable[[datetime], Iterable[OrganisationRecord]]
_daily: dict[str, Whom] = {}
_looked: dict[str, date] = {}
"""When this process last looked; a later look finds the jobs there and changes nothing."""


def daily(kind: str, *, whom: Whom) -> None:
    """Have jobs of this kind run once a day for the organisations that `whom` names."""
    _daily[kind] = whom


def look(*, now: datetime | None = None) -> int:
    """Enqueue what is due today and return how many jobs are; cheap once it was done."""
    now = now or timezone.now()
    today, due = now.date(), 0
    for kind, whom in _daily.items():
        if _looked.get(kind) == today:
            continue
        with transaction.atomic():
            for organisation in whom(now):
                day = today.isoformat()
                enqueue(kind, {"day": day}, organisation=organisation, account=None, key=day)
                due += 1
        _looked[kind] = today
    return due


def forget() -> None:
    """Look again, as a process does that starts."""
    _looked.clear()
