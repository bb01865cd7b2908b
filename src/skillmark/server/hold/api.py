"""API of one's own backpack, under `/api/hold/`."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from skillmark.server.front import files
from skillmark.server.hold import faces, services, sharing
from skillmark.server.hold.models import BadgeRecord, ShareRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find
from skillmark.server.verify import given, shown
from skillmark.server.verify.api import ReportOut

router = Router(tags=["hold"])


class Badge(Schema):
    """A badge in the backpack and what its last check said."""

    id: uuid.UUID
    title: str
    issuer: str
    format: str
    verdict: str
    reason: str
    caution: str
    valid_until: str
    skills: list[dict[str, Any]]
    checked: datetime
    added: datetime


class Kept(Schema):
    """What became of one credential that was given."""

    badge: uuid.UUID | None
    """Where it is now; also where it was there before."""
    new: bool
    report: ReportOut


class ShareIn(Schema):
    """For how many days; without, until it is ended."""

    days: int | None = None


class ShareOut(Schema):
    """A share link."""

    id: int
    link: str
    expires: datetime | None
    works: bool


@router.get("/badges", response=list[Badge], summary="My badges")
@allowed(Action.OWN_BACKPACK)
def badges(request: HttpRequest) -> Any:
    """Return the caller's badges; awards of this site are brought in first."""
    services.collect(request.user)
    return list(request.user.badges.order_by("-added").defer("data"))


@router.post(
    "/badges",
    response=list[Kept],
    summary="Bring badges in",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "files": {
                                "type": "array",
                                "items": {"type": "string", "format": "binary"},
                            },
                            "text": {"type": "string"},
                        },
                    }
                }
            },
        }
    },
)
@allowed(Action.OWN_BACKPACK)
def add(request: HttpRequest) -> Any:
    """Check files, links or text and keep what are badges."""
    limit(request, "badge_add", times=60, seconds=60)
    uploaded = ((file.name or "file", file.read()) for file in request.FILES.getlist("files"))
    sources = given.collect(uploaded, request.POST.get("text", ""))
    answer = []
    for report, row in services.add(request.user, sources):
        there = row or services.duplicate(request.user, report)
        answer.append(
            {
                "badge": there.pk if there else None,
                "new": row is not None,
                "report": shown.as_json(report),
            }
        )
    return answer


@router.get("/badges/{uuid:pk}", response=ReportOut, summary="Check one of my badges now")
@allowed(Action.OWN_BACKPACK)
def check(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return a fresh report."""
    return shown.as_json(services.check(find(request, BadgeRecord, pk=pk)))


@router.get("/badges/{uuid:pk}/credential", summary="One of my badges, as issued")
@allowed(Action.OWN_BACKPACK)
def credential(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return the credential's exact text."""
    row = find(request, BadgeRecord, pk=pk)
    wrapped = services.wrapped(row)
    form = next(iter(faces.forms(wrapped)), "txt")
    kind = {"json": "application/vc", "jwt": "application/vc+jwt"}.get(form, "text/plain")
    return files.download(f"{row.title}.{form}", wrapped.raw.encode(), kind)


@router.delete("/badges/{uuid:pk}", response={204: None}, summary="Erase one of my badges")
@allowed(Action.OWN_BACKPACK)
def erase(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Erase the badge, its bytes and its links."""
    services.erase(find(request, BadgeRecord, pk=pk), actor=request.user)
    return Status(204, None)


@router.post("/badges/{uuid:pk}/links", response=ShareOut, summary="Share one of my badges")
@allowed(Action.OWN_BACKPACK)
def share(request: HttpRequest, pk: uuid.UUID, data: ShareIn) -> Any:
    """Make a share link."""
    row = find(request, BadgeRecord, pk=pk)
    return _link(sharing.begin(row, days=data.days, actor=request.user))


@router.delete("/links/{int:pk}", response={204: None}, summary="End a share link")
@allowed(Action.OWN_BACKPACK)
def end(request: HttpRequest, pk: int) -> Any:
    """Switch a share link off."""
    row = find(request, ShareRecord.objects.select_related("badge"), pk=pk)
    sharing.end(row, actor=request.user)
    return Status(204, None)


@router.get("/export", summary="All my badges as a bundle")
@allowed(Action.OWN_BACKPACK)
def export(request: HttpRequest) -> HttpResponse:
    """Return a ZIP that verifies without the issuers, valid as of today."""
    limit(request, "backpack_export", times=10, seconds=60)
    return files.download("backpack.zip", services.whole(request.user).data, "application/zip")


def _link(row: ShareRecord) -> dict[str, Any]:
    return {
        "id": row.pk,
        "link": sharing.link(row),
        "expires": row.expires,
        "works": row.works,
    }
