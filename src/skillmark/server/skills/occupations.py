"""Pages of occupations: the list, the search, and one with the skills that it asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from skillmark.nouns.person import Requirement, Role
from skillmark.server.match import roles
from skillmark.server.match.occupying import level_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, public
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
    demanded = set(noun.in_demand)

    def listed(uris: tuple[str, ...]) -> list[dict[str, Any]]:
        found = [
            {
                "pk": known[uri][0],
                "label": known[uri][1],
                "level": levels.get(uri),
                "ours": level_of(noun, uri),
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


@allowed(Action.DEFINE_ROLES)
@require_POST
def as_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a role of what an occupation cannot do without, and go on writing it."""
    rows = OccupationRecord.objects.select_related("framework").defer("framework__document")
    row = get_object_or_404(
        rows.filter(framework__in=services.visible(request.organisation)), pk=pk
    )
    noun = services.occupation(row)
    known = dict(
        row.framework.skill_rows.filter(uri__in=noun.essential).values_list("uri", "label")
    )
    role = Role(
        title=noun.label,
        requirements=tuple(
            Requirement(skill=uri, level=level_of(noun, uri))
            for uri in dict.fromkeys(noun.essential)
            if uri in known
        ),
    )
    made = roles.save_role(request.organisation, role, actor=request.user)
    messages.info(request, _("This is a role of your own now: take out what it does not need."))
    return redirect("role_edit", made.pk)


def _one(request: HttpRequest, pk: int) -> OccupationRecord:
    rows = OccupationRecord.objects.select_related("framework").defer("framework__document")
    seen = rows.filter(framework__in=services.visible(request.organisation))
    return get_object_or_404(seen, pk=pk)
