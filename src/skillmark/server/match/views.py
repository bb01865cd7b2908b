"""Pages of those who fill roles: the list, and the ranking with its reasons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.server.front.templatetags.look import words
from skillmark.server.match import forms, services
from skillmark.server.match.deciding.services import decisions
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.ranking_file import ranking_csv
from skillmark.server.match.reviewing import veil
from skillmark.server.match.reviewing.comparing import between
from skillmark.server.match.reviewing.looking import Look, look
from skillmark.server.match.reviewing.sensitivity import sensitivity
from skillmark.server.match.terms import terms
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks

PAGE = 20
COMPARED = 100
"""How many of the first are offered to be compared."""


@allowed(Action.RANK_PEOPLE)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Roles that are to be filled."""
    context = {
        "rows": _listed(request, services.open_roles(request.organisation)),
        "closed": _listed(request, services.closed_roles(request.organisation)[:PAGE]),
    }
    return render(request, "match/roles.html", context)


def _listed(request: HttpRequest, rows: Any) -> list[dict[str, Any]]:
    found = [(row, services.as_role(row)) for row in rows.annotate(outside=Count("candidates"))]
    wanted = (one.skill for _row, role in found for one in role.requirements)
    labels = frameworks.label_maps(wanted, request.organisation)
    return [
        {
            "row": row,
            "role": role,
            "outside": row.outside,
            "skills": [labels[one.skill] for one in role.requirements],
        }
        for row, role in found
    ]


@allowed(Action.DEFINE_ROLES)
@require_POST
def role_close(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a role out of the lists."""
    services.close_role(find(request, RoleRecord, pk=pk), actor=request.user)
    messages.success(request, _("The role is closed."))
    return redirect("roles")


@allowed(Action.DEFINE_ROLES)
@require_POST
def role_reopen(request: HttpRequest, pk: str) -> HttpResponse:
    """Put a closed role back into the lists."""
    row = find(request, RoleRecord, pk=pk)
    services.reopen_role(row, actor=request.user)
    messages.success(request, _("The role is open again."))
    return redirect("role", row.pk)


@allowed(Action.DEFINE_ROLES)
@require_POST
def role_duplicate(request: HttpRequest, pk: str) -> HttpResponse:
    """Make a role that asks for the same, and go on writing it."""
    made = services.duplicate_role(find(request, RoleRecord, pk=pk), actor=request.user)
    messages.success(request, _("This is a copy: the candidates stay with the first."))
    return redirect("role_edit", made.pk)


@allowed(Action.RANK_PEOPLE)
@require_safe
def ranking(request: HttpRequest, pk: str) -> HttpResponse:
    """People for a role, best first, each with every reason."""
    return ranking_page(request, find(request, RoleRecord, pk=pk), forms.CandidateForm())


@allowed(Action.RANK_PEOPLE)
@require_safe
def role_csv(request: HttpRequest, pk: str) -> HttpResponse:
    """The ranking as a spreadsheet, without names where they are hidden."""
    row = find(request, RoleRecord, pk=pk)
    looked = look(request, row)
    places = [looked.place(one) for one in looked.ranking.ranked]
    skills = [looked.labels[one.skill] for one in looked.ranking.role.requirements]
    return ranking_csv(words(looked.ranking.role.title), skills, places)


def ranking_page(
    request: HttpRequest, row: RoleRecord, form: forms.CandidateForm, status: int = 200
) -> HttpResponse:
    """Show a ranking, and the form for files with what is wrong in it."""
    looked = look(request, row)
    found = looked.ranking
    page = Paginator(found.ranked, PAGE).get_page(request.GET.get("page"))
    places = [looked.place(one) for one in page]
    decided = {one.person: one for one in decisions(row)}
    context = {
        "row": row,
        "role": found.role,
        "requirements": [(looked.labels[one.skill], one) for one in found.role.requirements],
        "count": len(found.ranked),
        "page": page,
        "places": places,
        "no_field_data": any(one.no_field_data for one in places),
        "scorer": found.scorer,
        "terms": terms(found.assumptions),
        "anonymous": looked.anonymous,
        "asked_to_hide": request.GET.get("anonymous") == "1",
        "revealed": veil.revealed(row, request.user) if row.anonymous else None,
        "reveals": row.reveals.all(),
        "query": "?anonymous=1" if request.GET.get("anonymous") == "1" else "",
        "people": [(one.person, looked.name(one.person)) for one in found.ranked[:COMPARED]],
        "between": between(looked, *found.ranked[:2]) if len(found.ranked) > 1 else None,
        "sensitivity": _sensitivity(looked),
        "standing": [(one, decided.get(one.ranked.person)) for one in places],
        "loose": row.loose.count(),
        "outside": row.candidates.count(),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "match/ranking.html", context, status=status)


def _sensitivity(looked: Look) -> dict[str, Any] | None:
    found = sensitivity(looked.ranking)
    if found is None:
        return None
    return {"found": found, "rows": [(one, looked.name(one.first)) for one in found.outcomes]}
