"""What every page's template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from skillmark.server.front.entries import visible
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import places


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Menu, organisation, the person's other organisations, and whether this is a demo."""
    person = getattr(request, "user", None)
    known = person is not None and person.is_authenticated

    def organisations() -> list[OrganisationRecord]:
        mine = [place for place, _roles in places(person).values()] if known else []
        return sorted(mine, key=lambda place: place.name)

    return {
        "organisation": getattr(request, "organisation", None),
        "organisations": SimpleLazyObject(organisations),
        "menu": SimpleLazyObject(lambda: visible(request) if person is not None else []),
        "demo": settings.DEMO,
        "signup_open": settings.SITE.signup,
    }
