"""Pages of gaps: the map, its picture, its table as a file, and who stands behind a cell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from skillmark.plan.heat import Against
from skillmark.server.front import files
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.plan import heating, services
from skillmark.server.plan.views import sees_people
from skillmark.server.skills import services as frameworks


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "by": "function" if request.GET.get("by") == "function" else "team",
        "against": Against.TODAY if request.GET.get("against") == "today" else Against.COMING,
    }


def _map(request: HttpRequest, *, most: int | None = heating.COLUMNS) -> heating.Map:
    return heating.map_of(
        request.organisation,
        services.everybody(request.organisation),
        smallest=1 if sees_people(request) else heating.SMALLEST,
        most=most,
        **_asked(request),
    )


@allowed(Action.SEE_PLANS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Teams by skills: who lacks what, of those whose role asks for it."""
    context = {
        "map": _map(request),
        "asked": _asked(request),
        "sees_people": sees_people(request),
        "smallest": heating.SMALLEST,
    }
    return render(request, "plan/gaps.html", context)


@allowed(Action.SEE_PLANS)
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The map as SVG."""
    return files.svg(heating.picture(_map(request), by=_asked(request)["by"]))


@allowed(Action.SEE_PLANS)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The whole map as CSV: a line a row and skill; withheld cells say so."""
    found = _map(request, most=None)
    labels = dict(found.skills)
    lines = [
        [
            row.key,
            labels[one.skill],
            one.skill,
            one.cell.needed if one.cell else "",
            one.cell.lacking if one.cell else "",
            "withheld" if one.withheld else "",
        ]
        for row in found.rows
        for one in row.cells
        if one.cell is not None or one.withheld
    ]
    header = [_asked(request)["by"], "skill", "uri", "needed", "lacking", "note"]
    return files.csv_file("gaps.csv", header, lines)


@allowed(Action.PLAN)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who stands behind a cell: the people of a team, or those who lack a skill."""
    asked = _asked(request)
    team, skill = request.GET.get("team"), request.GET.get("skill", "")
    here = services.everybody(request.organisation)
    context: dict[str, Any] = {"asked": asked, "team": team, "skill": skill}
    if skill:
        labels = frameworks.labels([skill], get_language() or "en", request.organisation)
        context["label"] = labels[skill]
        context["rows"] = heating.lacking(here, skill, team=team, **asked)
    else:
        context["map"] = heating.map_of(request.organisation, here, team=team or "", **asked)
    return render(request, "plan/gap_people.html", context)
