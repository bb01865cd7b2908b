"""Pages of measuring."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from skillmark.server.front import files
from skillmark.server.measure import pictures, services
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed


@allowed(Action.SEE_MEASURES)
@require_GET
def productivity(request: HttpRequest) -> HttpResponse:
    """Days to productivity with and without a credential, as SVG."""
    found = services.described(request.organisation, today=timezone.localdate())
    return files.svg(pictures.productivity(found.groups[:2]))


@allowed(Action.SEE_MEASURES)
@require_GET
def method(request: HttpRequest) -> HttpResponse:
    """The study whose answer is known, as SVG."""
    check = services.method_check()
    if check is None:
        raise Http404
    return files.svg(pictures.known_answer(check), seconds=3600)
