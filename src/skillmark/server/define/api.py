"""API of what can be awarded and learned, under `/api/define/`. Bodies are the documents."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from skillmark.server.define import demand_api, services
from skillmark.server.define.documents import Document, fresh, same
from skillmark.server.define.models import AchievementRecord, OpportunityRecord
from skillmark.server.define.pathways.api import router as pathways
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["define"])
router.add_router("", demand_api.router)
router.add_router("", pathways)


@router.get("/achievements", response=list[dict[str, Any]], summary="All achievements")
@allowed(Action.SEE_DEFINITIONS)
def achievements(request: HttpRequest) -> Any:
    """Return the documents of all achievements that are offered."""
    return [row.document for row in services.offered(request.organisation)]


@router.post("/achievements", response={201: dict[str, Any]}, summary="Define an achievement")
@allowed(Action.DEFINE)
def achievement_create(request: HttpRequest, document: Document) -> Any:
    """Store a new achievement."""
    place = request.organisation
    said = fresh(AchievementRecord.objects.of(place), document)
    row = services.save_achievement(said, organisation=place, actor=request.user)
    return Status(201, row.document)


@router.get("/achievements/{slug}", response=dict[str, Any], summary="One achievement")
@allowed(Action.SEE_DEFINITIONS)
def achievement(request: HttpRequest, slug: str) -> Any:
    """Return the document of one achievement."""
    rows = AchievementRecord.objects.of(request.organisation)
    return find(request, rows, slug=slug).document


@router.put("/achievements/{slug}", response=dict[str, Any], summary="Change an achievement")
@allowed(Action.DEFINE)
def achievement_change(request: HttpRequest, slug: str, document: Document) -> Any:
    """Store a changed achievement as its next version."""
    row = find(request, AchievementRecord.objects.of(request.organisation), slug=slug)
    said = same(document, row)
    saved = services.save_achievement(
        said, organisation=row.organisation, actor=request.user, row=row, public=row.public
    )
    return saved.document


@router.get("/opportunities", response=list[dict[str, Any]], summary="All learning opportunities")
@allowed(Action.SEE_DEFINITIONS)
def opportunities(request: HttpRequest) -> Any:
    """Return the documents of all learning opportunities."""
    return [row.document for row in OpportunityRecord.objects.of(request.organisation)]


@router.post("/opportunities", response={201: dict[str, Any]}, summary="Add an opportunity")
@allowed(Action.DEFINE)
def opportunity_create(request: HttpRequest, document: Document) -> Any:
    """Store a new learning opportunity."""
    place = request.organisation
    said = fresh(OpportunityRecord.objects.of(place), document)
    return Status(
        201, services.save_opportunity(said, organisation=place, actor=request.user).document
    )
