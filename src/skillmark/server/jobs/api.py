"""API of background jobs, under `/api/jobs/`."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from skillmark.server.jobs import services
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["jobs"])


class Job(Schema):
    """Where a job stands."""

    id: uuid.UUID
    kind: str
    state: str
    progress: int
    total: int
    error: str
    result: dict[str, Any]
    created: datetime
    finished: datetime | None


@router.get("/{uuid:pk}", response=Job, summary="Where a job stands")
@allowed(Action.SEE_JOBS)
def job(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return a job of the organisation."""
    return find(request, JobRecord, pk=pk)


@router.post("/{uuid:pk}/cancel", response=Job, summary="Ask a job to stop")
@allowed(Action.SEE_JOBS)
def cancel(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Cancel a job and return it."""
    row = find(request, JobRecord, pk=pk)
    services.cancel(row, actor=request.user)
    return find(request, JobRecord, pk=pk)


@router.post("/{uuid:pk}/resume", response=Job, summary="Let a stopped job go on")
@allowed(Action.SEE_JOBS)
def resume(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Resume a job that was cancelled or failed, and return it."""
    row = find(request, JobRecord, pk=pk)
    services.resume(row, actor=request.user)
    return find(request, JobRecord, pk=pk)
