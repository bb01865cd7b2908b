"""The attempt at hand, for every page of it: one's own, in a break, or over."""

from __future__ import annotations

import math
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.server.assess import services
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.sitting import (
    breaks,
    numbering,
    replies,
    shown,
)
from skillmark.server.assess.sitting import clock as clocks
from skillmark.server.people.permissions import find


def mine(request: HttpRequest, pk: Any) -> AttemptRecord:
    """Return the reader's own attempt, closed if its time is over; everybody else's is a 404."""
    rows = AttemptRecord.objects.select_related("delivery__test", "organisation")
    row = find(request, rows, pk=pk)
    if row.account_id != request.user.pk:
        raise Http404
    now = timezone.now()
    row = services.close_if_over(row, now=now)
    if row.submitted is None and row.paused is not None and not clocks.on_break(row, now):
        return breaks.end(row, now=now)
    return row


def resting(request: HttpRequest, attempt: AttemptRecord, number: int) -> HttpResponse:
    """The page of a break: nothing of any question."""
    now = timezone.now()
    ends = clocks.break_ends(attempt) or now
    left = clocks.clock(attempt, now)
    context = {
        "attempt": attempt,
        "number": number,
        "ends": ends,
        "seconds": math.ceil((ends - now).total_seconds()),
        "minutes": math.ceil(left.seconds / 60) if left else 0,
        "now": numbering.number_at(now),
    }
    return render(request, "assess/break.html", context)


def over(request: HttpRequest, attempt: AttemptRecord, *, refused: bool = False) -> HttpResponse:
    """Lead to the result; `refused`: an answer came too late."""
    now = timezone.now()
    attempt = services.close_if_over(attempt, now=now)
    url = shown.address("attempt_result", attempt.pk)
    if refused and not request.htmx:
        messages.warning(request, _("This answer came too late and is not stored."))
    return replies.onward(request, attempt, url, now=now, state="over")
