"""For which organisation somebody acts at the moment."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import roles

CHOSEN = "organisation"


def current_organisation(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.organisation`: the chosen one if still a member of it, else the first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.organisation = None
        if request.user.is_authenticated:
            chosen = request.session.get(CHOSEN)
            mine = OrganisationRecord.objects.filter(
                pk__in=request.user.memberships.values("organisation")
            ).order_by("pk")
            request.organisation = mine.filter(pk=chosen).first() if chosen else None
            request.organisation = request.organisation or mine.first()
            request.roles = roles(request.user, request.organisation)
        return answer(request)

    return middleware
