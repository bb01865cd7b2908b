"""API of accounts and organisations, under `/api/people/`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from skillmark.server.people.permissions import roles, signed_in

router = Router(tags=["people"])


class Me(Schema):
    """Who calls, for which organisation, in which roles."""

    email: str
    name: str
    organisation: str | None
    roles: list[str]


@router.get("/me", response=Me, summary="Who am I, and what am I here")
@signed_in
def me(request: HttpRequest) -> Any:
    """Return the caller as the site sees them."""
    place = request.organisation
    return {
        "email": request.user.email,
        "name": request.user.name,
        "organisation": place.slug if place else None,
        "roles": sorted(roles(request.user, place)),
    }
