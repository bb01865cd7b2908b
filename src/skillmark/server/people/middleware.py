"""For which organisation somebody acts at the moment."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from skillmark.server.people.permissions import places

CHOSEN = "organisation"


def current_organisation(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.organisation`: the chosen one if still a member of it, else the first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.organisation = None
        if request.user.is_authenticated:
            mine = places(request.user)
            chosen = request.session.get(CHOSEN)
            place = chosen if chosen in mine else next(iter(mine), None)
            request.organisation, request.roles = mine.get(place, (None, frozenset()))
        return answer(request)

    return middleware
