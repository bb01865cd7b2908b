"""Pages of occupations: the list, the search, and one with the skills that it asks for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from skillmark.nouns.proficiency import SCALE_MAPPINGS
from skillmark.server.people.permissions import public
from skillmark.server.skills import frameworks, pages, services
from skillmark.server.skills.models import OccupationRecord

PAGE = 60


@public
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The occupations of a framework."""
    row = frameworks.one_of(request, pk)
    rows = row.occupation_rows.order_by("position").defer("document")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "skills/occupations.html", {"framework": row, "page": page})


@public
@require_safe
def occupation(request: HttpRequest, pk: int) -> HttpResponse:
    """One occupation: what it is, and which skills it asks for."""
    rows = OccupationRecord.objects.select_related("framework").defer("framework__document")
    row = get_object_or_404(
        rows.filter(framework__in=services.visible(request.organisation)), pk=pk
    )
    if pages.wants_json(request):
        response = JsonResponse(pages.document(row), json_dumps_params={"ensure_ascii": False})
        response.headers["Vary"] = "Accept, Cookie"
        return response
    noun = services.occupation(row)
    known = {
        uri: (skill, label)
        for uri, skill, label in row.framework.skill_rows.filter(
            uri__in={*noun.essential, *noun.optional, *noun.in_demand}
        ).values_list("uri", "pk", "label")
    }
    levels = dict(noun.levels)
    mapped = next((one for one in SCALE_MAPPINGS if one.scale == noun.level_scale), None)
    demanded = set(noun.in_demand)

    def listed(uris: tuple[str, ...]) -> list[dict[str, Any]]:
        found = [
            {
                "pk": known[uri][0],
                "label": known[uri][1],
                "level": levels.get(uri),
                "ours": mapped.level_of(f"{levels[uri]:.0f}") if mapped and uri in levels else None,
                "in_demand": uri in demanded,
            }
            for uri in dict.fromkeys(uris)
            if uri in known
        ]
        return sorted(found, key=lambda one: not one["in_demand"])

    context = {
        "row": row,
        "occupation": noun,
        "languages": pages.spoken(noun.label, noun.alt_labels, noun.definition),
        "parts": [("essential", listed(noun.essential)), ("optional", listed(noun.optional))],
        "scale": noun.level_scale,
        "counts": {"demand": len(demanded & known.keys())},
        "as_role": f"{reverse('role_new')}?{urlencode({'occupation': row.uri})}",
    }
    response = render(request, "skills/occupation.html", context)
    response.headers["Vary"] = "Accept, Cookie"
    return response


@public
@require_safe
def by_uri(request: HttpRequest) -> HttpResponse:
    """Lead from an occupation's URI to its page."""
    row = services.occupation_of(request.GET.get("uri", ""), request.organisation)
    if row is None:
        raise Http404
    return redirect("occupation", row.pk)


@public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The found occupations alone, for search as you type."""
    from skillmark.server.skills.views import hits

    return render(request, "skills/hits.html", hits(request, kind="occupation"))
