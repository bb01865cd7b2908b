"""API of designs, under `/api/measure/`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Router, Schema, Status

from skillmark.measure.designs.design import Design
from skillmark.measure.designs.ready import READY
from skillmark.server.api import PROBLEMS
from skillmark.server.measure.designing import services
from skillmark.server.measure.designing.models import DesignRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["measure"])
WHOLE = Body(...)


class RegisteredOut(Schema):
    """A registration; `design` holds everything that was written down."""

    id: str
    digest: str
    at: str
    by: str
    previous: str
    design: dict[str, Any]
    changes: list[dict[str, Any]]
    verdict: str
    """`established`, `not established`, or `pending` while a job reads a large ledger."""


class DesignsOut(Schema):
    """The ready-made designs, and the last registration of each that is registered."""

    ready: list[dict[str, Any]]
    registered: list[RegisteredOut]


def _out(one: Any, verdict: str) -> dict[str, Any]:
    return {
        "id": one.design.id,
        **one.as_json(),
        "changes": [
            {"name": change.name, "before": change.before, "after": change.after}
            for change in one.changes
        ],
        "verdict": verdict,
    }


@router.get("/designs", response={200: DesignsOut, **PROBLEMS})
@allowed(Action.SEE_MEASURES)
def designs(request: HttpRequest) -> dict[str, Any]:
    """Ready-made and registered designs with their verdicts."""
    found = services.current(request.organisation, today=timezone.localdate())
    return {
        "ready": [design.as_json() for design in READY.values()],
        "registered": [
            _out(one, "pending" if answer is None else answer.as_json()["verdict"])
            for one, answer in found
        ],
    }


@router.post("/designs", response={201: RegisteredOut, **PROBLEMS})
@allowed(Action.RECORD_OUTCOMES)
def register(request: HttpRequest, design: dict[str, Any] = WHOLE) -> Status:
    """Write a design down; the body is the design as JSON."""
    row = services.register(
        request.organisation, Design.of(design), actor=request.user, now=timezone.now()
    )
    made = services.registry(request.organisation).find(row.digest)
    return Status(201, _out(made, "pending"))


@router.get("/designs/{pk}/finding", response={200: dict[str, Any], **PROBLEMS})
@allowed(Action.SEE_MEASURES)
def finding(request: HttpRequest, pk: str) -> dict[str, Any]:
    """What the last registration of a design finds; only a verdict `pending` while a job works."""
    mine = DesignRecord.objects.of(request.organisation).filter(name=pk).order_by("-pk")
    find(request, mine)
    for one, answer in services.current(request.organisation, today=timezone.localdate()):
        if one.design.id == pk and answer is not None:
            return answer.as_json()
    return {"verdict": "pending"}
