"""The page of skills: search as you type, and the frameworks. Public: a credential leads here."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from skillmark.server.people.permissions import public
from skillmark.server.skills import frameworks, services
from skillmark.server.skills.crosswalks import counterparts

LIMIT = 12


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All frameworks, and the search."""
    context = {"frameworks": frameworks.listed(request), **hits(request)}
    context["occupations"] = any(row["newest"].occupations for row in context["frameworks"])
    return render(request, "skills/index.html", context)


@public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What is found alone, for search as you type."""
    return render(request, "skills/hits.html", hits(request))


def hits(
    request: HttpRequest, *, kind: Literal["skill", "occupation"] | None = None
) -> dict[str, Any]:
    """Return what is found, as `skills/hits.html` shows it."""
    asked = request.GET.get("q", "")[:200].strip()
    wanted = request.GET.get("kind", "")
    sought = kind or (wanted if wanted in {"skill", "occupation"} else None)
    context: dict[str, Any] = {"q": asked, "kind": sought or "", "hits": None}
    if not asked:
        return context
    only = request.GET.get("framework", "")
    found = services.search(
        asked,
        organisation=request.organisation,
        language=get_language() or "en",
        limit=LIMIT,
        only=int(only) if only.isdecimal() else None,
        kind=sought,  # type: ignore[arg-type]
    )
    linked = counterparts.across([hit.uri for _row, hit in found], request.organisation)
    every = {uri for pairs in linked.values() for uri, _match in pairs}
    labels = services.label_maps(every, request.organisation)
    context["hits"] = [
        {
            "framework": row,
            "hit": hit,
            "address": services.page(hit.uri, hit.kind),
            "counterparts": [
                (services.page(uri), labels[uri], match)
                for uri, match in linked.get(hit.uri, ())
                if labels[uri] != {"en": uri}
            ][:2],
        }
        for row, hit in found
    ]
    context["waiting"] = services.unfinished(request.organisation)
    return context
