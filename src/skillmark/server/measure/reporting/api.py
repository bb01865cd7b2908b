"""API of kept impact reports, below `/api/measure/reports`."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from skillmark.server.api import PROBLEMS
from skillmark.server.measure.reporting import services
from skillmark.server.measure.reporting.models import ImpactReportRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.people.services import address

router = Router()


class Kept(Schema):
    """A report that was made and is kept."""

    id: uuid.UUID
    report: str
    title: str
    language: str
    as_of: date
    made: datetime
    people: int
    simulated: bool
    files: dict[str, str]
    """Name of a file to its address."""

    @staticmethod
    def resolve_files(row: ImpactReportRecord) -> dict[str, str]:
        """Where its files are."""
        return {
            name: address("impact_report_file", row.pk, name) for name in ImpactReportRecord.FILES
        }


class Whole(Kept):
    """A report with everything that it says."""

    data: dict[str, Any]
    """As `report.json`."""
    manifest: dict[str, Any]
    """Digests of inputs, settings and outputs."""
    credential: dict[str, Any] | str
    """The signed credential: an object, or a token."""

    @staticmethod
    def resolve_manifest(row: ImpactReportRecord) -> dict[str, Any]:
        """The manifest."""
        return row.digests

    @staticmethod
    def resolve_credential(row: ImpactReportRecord) -> Any:
        """The credential as it was signed."""
        import json

        text = bytes(row.credential).decode()
        return json.loads(text) if text.startswith("{") else text


@router.get("/reports", response={200: list[Kept], **PROBLEMS})
@allowed(Action.SEE_MEASURES)
def reports(request: HttpRequest) -> Any:
    """The reports that are kept, the newest first."""
    return list(services.kept(request.organisation)[:100])


@router.get("/reports/newest", response={200: Whole, **PROBLEMS})
@allowed(Action.SEE_MEASURES)
def newest(request: HttpRequest) -> Any:
    """The newest report with everything that it says; 404 where there is none."""
    row = services.newest(request.organisation)
    if row is None:
        raise Http404
    return row
