"""API of known issuers, under `/api/award/`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from skillmark.server.award.issuers import vouching
from skillmark.server.award.models import KnownIssuerRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["award"])


class KnownIn(Schema):
    """An issuer that one knows."""

    identifier: str = Field(max_length=500)
    """DID or https address, exactly as its credentials name it."""
    name: str = Field(min_length=1, max_length=200)
    note: str = Field(max_length=500)
    """How one made sure."""
    known_by: str = Field("", max_length=200)
    """Who vouches; empty for one's own organisation."""
    everyone: bool = False
    """Whether every visitor of the site sees it; for administrators."""


class KnownOut(Schema):
    """An issuer in the list."""

    id: int
    identifier: str
    name: str
    known_by: str
    note: str
    everyone: bool
    created: datetime
    organisation: str
    """Whose entry it is; only one's own can be removed."""

    @staticmethod
    def resolve_organisation(row: KnownIssuerRecord) -> str:
        """The organisation's short name."""
        return str(row.organisation.slug)


@router.get("/known-issuers", response=list[KnownOut], summary="Issuers that one knows")
@allowed(Action.VOUCH)
def known(request: HttpRequest) -> Any:
    """Return the organisation's own list, and what others say for every visitor."""
    seen = Q(organisation=request.organisation) | Q(everyone=True)
    rows = KnownIssuerRecord.objects.filter(seen).select_related("organisation")
    return rows.order_by("name", "pk")


@router.post("/known-issuers", response={201: KnownOut}, summary="Vouch for an issuer")
@allowed(Action.VOUCH)
def known_add(request: HttpRequest, body: KnownIn) -> Any:
    """Put an issuer into the list; 409 (`exists`) where it is there already."""
    row = vouching.vouch(request.organisation, actor=request.user, **body.dict())
    return Status(201, row)


@router.delete("/known-issuers/{int:pk}", response={204: None}, summary="Vouch no longer")
@allowed(Action.VOUCH)
def known_remove(request: HttpRequest, pk: int) -> Any:
    """Take an issuer out of the list."""
    rows = KnownIssuerRecord.objects.select_related("organisation")
    vouching.remove(find(request, rows, pk=pk), actor=request.user)
    return Status(204, None)
