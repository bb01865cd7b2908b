"""The CASE 1.1 service: frameworks that are for everybody, as 1EdTech's REST binding has them."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from skillmark.server.people.limits import TooManyError, limit
from skillmark.server.people.permissions import public
from skillmark.server.skills import services
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills.exchange.case import PATH, Book, Service, failure

TIMES, SECONDS = 240, 60


@public
@require_safe
def case(request: HttpRequest, path: str) -> JsonResponse:
    """Answer one read of the binding."""
    try:
        limit(request, "case", times=TIMES, seconds=SECONDS)
    except TooManyError:
        answer = failure(429, "server_busy", "too many requests; wait a minute")
    else:
        url = f"{settings.BASE_URL}{PATH}CFDocuments"
        answer = _service().answer(path, request.GET.dict(), url=url)
    response = JsonResponse(
        answer.body, status=answer.status, json_dumps_params={"ensure_ascii": False}
    )
    for name, value in answer.headers.items():
        response.headers[name] = value
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _service() -> Service:
    """A service of the newest version of each framework that is for everybody."""
    rows = services.current(None)
    return _made(tuple((row.pk, row.digest) for row in rows), settings.BASE_URL)


@lru_cache(maxsize=1)
def _made(rows: tuple[tuple[int, str], ...], base_url: str) -> Service:
    found = FrameworkRecord.objects.in_bulk([pk for pk, _digest in rows])
    return Service(
        [
            Book(services.framework(found[pk]), base_url=base_url, changed=found[pk].imported)
            for pk, _digest in rows
        ]
    )
