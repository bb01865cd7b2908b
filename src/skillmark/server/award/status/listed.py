"""Status lists as everybody gets them: today's, or as they stood on a day that is over.

Source: Bitstring Status List 1.0, section 3.2 (`timestamp`), section 3.5 (processing errors),
section 2.2 (`ttl`); RFC 9110, section 13 (conditional requests); RFC 9457 (problem details).
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skillmark.award import status
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.addresses import base_of
from skillmark.server.award.status import lists
from skillmark.server.front.files import SANDBOX
from skillmark.server.people.limits import limit
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import public

JSON_TYPES = ("application/vc", "application/ld+json", "application/json")
RETRIEVAL = "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR"
_SECONDS = int(status.TTL.total_seconds())
_DAY = 86_400


@public
@require_safe
def status_list(request: HttpRequest, slug: str, number: int, purpose: str) -> HttpResponse:
    """A signed status list, with a time to live and an entity tag; `timestamp` asks for a day."""
    place = get_object_or_404(OrganisationRecord, slug=slug)
    if purpose not in lists.PURPOSES:
        raise Http404
    asked = request.GET.get("timestamp")
    if asked is not None:
        return _of_a_day(request, place, number, purpose, asked)
    base = base_of(request)
    if base == settings.BASE_URL:
        body = bytes(lists.status_list(place, number, purpose).body)
    else:
        body = lists.formerly(place, number, purpose, base)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return _answer(request, body, tag, _SECONDS)


def _of_a_day(
    request: HttpRequest, place: OrganisationRecord, number: int, purpose: str, asked: str
) -> HttpResponse:
    limit(request, "status_history", times=60, seconds=60)
    try:
        moment = datetime.fromisoformat(asked)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return _problem(400, _("timestamp is no moment such as 2026-05-31T12:00:00Z"))
    try:
        body, digest, over = lists.as_it_stood(place, number, purpose, moment)
    except SkillmarkError as error:
        return _problem(404 if error.code == "no_history" else 400, str(error))
    # signed anew each time, and yet the same list: a weak tag (RFC 9110, section 8.8.1)
    day = lists.day_of(moment)[0].date()
    tag = f'W/"{day}-{digest[:32]}"'
    return _answer(request, body, tag, _DAY if over else _SECONDS)


def _answer(request: HttpRequest, body: bytes, tag: str, seconds: int) -> HttpResponse:
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={seconds}",
        "Access-Control-Allow-Origin": "*",
        "Content-Security-Policy": SANDBOX,
        "Vary": "Accept",
    }
    known = {one.strip().removeprefix("W/") for one in _tags(request)}
    if tag.removeprefix("W/") in known or "*" in known:
        return HttpResponse(status=304, headers=headers)
    # programs that ask for JSON by name do not read what comes as anything else
    kind = request.get_preferred_type(JSON_TYPES) or "application/vc"
    return HttpResponse(body, content_type=kind, headers=headers)


def _tags(request: HttpRequest) -> list[str]:
    return str(request.headers.get("If-None-Match", "")).split(",")


def _problem(code: int, detail: str) -> HttpResponse:
    said = {
        "type": RETRIEVAL,
        "title": _("This status list cannot be had."),
        "detail": detail,
        "status": code,
    }
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    return JsonResponse(said, status=code, content_type="application/problem+json", headers=headers)
