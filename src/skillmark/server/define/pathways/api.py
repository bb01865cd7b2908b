"""API of pathways and programmes, under `/api/define/`. Bodies are the documents."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel

from skillmark.define.problem import Problem
from skillmark.server.define import services as definitions
from skillmark.server.define.documents import Document, fresh, same
from skillmark.server.define.models import PathwayRecord, ProgrammeRecord
from skillmark.server.define.pathways import services
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["define"])


class PublishedOut(BaseModel):
    """Since when everybody sees a pathway, and in which version."""

    published: datetime | None
    version: int | None


class ProblemsOut(BaseModel):
    """Everything that is wrong with a pathway."""

    publishable: bool
    problems: list[dict[str, Any]]


def _row(request: HttpRequest, slug: str) -> PathwayRecord:
    rows = PathwayRecord.objects.of(request.organisation)
    row: PathwayRecord = find(request, rows, slug=slug)
    return row


@router.get("/pathways", response=list[dict[str, Any]], summary="All pathways")
@allowed(Action.SEE_DEFINITIONS)
def pathways(request: HttpRequest) -> Any:
    """Return the documents of all pathways."""
    return [row.document for row in PathwayRecord.objects.of(request.organisation)]


@router.post("/pathways", response={201: dict[str, Any]}, summary="Define a pathway")
@allowed(Action.DEFINE)
def pathway_create(request: HttpRequest, document: Document) -> Any:
    """Store a new pathway; nobody else sees it until it is published."""
    place = request.organisation
    said = fresh(PathwayRecord.objects.of(place), document)
    saved = definitions.save_pathway(said, organisation=place, actor=request.user)
    return Status(201, saved.document)


@router.get("/pathways/{slug}", response=dict[str, Any], summary="One pathway")
@allowed(Action.SEE_DEFINITIONS)
def pathway(request: HttpRequest, slug: str) -> Any:
    """Return the document of one pathway."""
    return _row(request, slug).document


@router.put("/pathways/{slug}", response=dict[str, Any], summary="Change a pathway")
@allowed(Action.DEFINE)
def pathway_change(request: HttpRequest, slug: str, document: Document) -> Any:
    """Store a changed pathway; a published one gets its next version, or 409 (`problems`)."""
    row = _row(request, slug)
    said = same(document, row)
    with transaction.atomic():
        saved = definitions.save_pathway(
            said, organisation=row.organisation, actor=request.user, row=row
        )
        if saved.published:
            services.publish_stored(saved, actor=request.user)
    return saved.document


@router.get("/pathways/{slug}/problems", response=ProblemsOut, summary="What is wrong with it")
@allowed(Action.SEE_DEFINITIONS)
def pathway_problems(request: HttpRequest, slug: str) -> Any:
    """Return every problem with the way through that shows it and what mends it."""
    looked = services.problems_of(_row(request, slug))
    return {
        "publishable": not looked.blocking,
        "problems": [_written(one) for one in looked.problems],
    }


def _written(problem: Problem) -> dict[str, Any]:
    said = {
        name: value
        for name, value in asdict(problem).items()
        if value not in (None, "", (), []) and name != "pathway"
    }
    remedies = [
        {name: value for name, value in asdict(one).items() if value not in (None, "", ())}
        for one in problem.remedies
    ]
    return {**said, "blocks": problem.blocks, "remedies": remedies}


@router.post("/pathways/{slug}/publish", response=PublishedOut, summary="Publish a pathway")
@allowed(Action.DEFINE)
def pathway_publish(request: HttpRequest, slug: str) -> Any:
    """Let everybody see a pathway; 409 (code `problems`) while it has problems."""
    return _published(services.publish_stored(_row(request, slug), actor=request.user))


@router.post("/pathways/{slug}/unpublish", response=PublishedOut, summary="Unpublish a pathway")
@allowed(Action.DEFINE)
def pathway_unpublish(request: HttpRequest, slug: str) -> Any:
    """Show a pathway to nobody else any more; who is on the way can still complete it."""
    return _published(services.unpublish(_row(request, slug), actor=request.user))


def _published(row: PathwayRecord) -> dict[str, Any]:
    newest = row.versions.order_by("-number").first()
    return {"published": row.published, "version": newest.number if newest else None}


@router.get("/pathways/{slug}/versions", response=list[dict[str, Any]], summary="Its versions")
@allowed(Action.SEE_DEFINITIONS)
def pathway_versions(request: HttpRequest, slug: str) -> Any:
    """Return every version that was published, the newest first."""
    return [
        {"version": one.number, "published": one.published, "document": one.document}
        for one in _row(request, slug).versions.order_by("-number")
    ]


@router.get("/programmes", response=list[dict[str, Any]], summary="All programmes")
@allowed(Action.SEE_DEFINITIONS)
def programmes(request: HttpRequest) -> Any:
    """Return the documents of all programmes."""
    return [row.document for row in ProgrammeRecord.objects.of(request.organisation)]


@router.post("/programmes", response={201: dict[str, Any]}, summary="Add a programme")
@allowed(Action.DEFINE)
def programme_create(request: HttpRequest, document: Document) -> Any:
    """Store a new programme; everybody sees it."""
    place = request.organisation
    said = fresh(ProgrammeRecord.objects.of(place), document)
    saved = services.save_programme(said, organisation=place, actor=request.user)
    return Status(201, saved.document)


@router.put("/programmes/{slug}", response=dict[str, Any], summary="Change a programme")
@allowed(Action.DEFINE)
def programme_change(request: HttpRequest, slug: str, document: Document) -> Any:
    """Store a changed programme."""
    row = find(request, ProgrammeRecord.objects.of(request.organisation), slug=slug)
    saved = services.save_programme(
        same(document, row),
        organisation=row.organisation,
        actor=request.user,
        row=row,
        public=row.published is not None,
    )
    return saved.document
