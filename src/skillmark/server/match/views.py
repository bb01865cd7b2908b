"""Pages of those who fill roles: the list, the ranking with its reasons, the candidates' files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import InputError
from skillmark.server.front.templatetags.look import words
from skillmark.server.match import forms, services
from skillmark.server.match.models import CandidateRecord, RoleRecord
from skillmark.server.match.ranking import Ranking
from skillmark.server.match.ranking_file import ranking_csv
from skillmark.server.match.shown import Label, place
from skillmark.server.match.terms import terms
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks

PAGE = 20


@allowed(Action.RANK_PEOPLE)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Roles that are to be filled."""
    found = [
        (row, services.as_role(row), row.candidates.count())
        for row in services.open_roles(request.organisation)
    ]
    wanted = (one.skill for _row, role, _outside in found for one in role.requirements)
    labels = frameworks.label_maps(wanted, request.organisation)
    rows = [
        {
            "row": row,
            "role": role,
            "outside": outside,
            "skills": [labels[one.skill] for one in role.requirements],
        }
        for row, role, outside in found
    ]
    return render(request, "match/roles.html", {"rows": rows})


@allowed(Action.DEFINE_ROLES)
@require_POST
def role_close(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a role out of the lists."""
    services.close_role(find(request, RoleRecord, pk=pk), actor=request.user)
    messages.success(request, _("The role is closed."))
    return redirect("roles")


@allowed(Action.RANK_PEOPLE)
@require_safe
def ranking(request: HttpRequest, pk: str) -> HttpResponse:
    """People for a role, best first, each with every reason."""
    row = find(request, RoleRecord, pk=pk)
    return _ranking(request, row, forms.CandidateForm())


@allowed(Action.RANK_PEOPLE)
@require_safe
def role_csv(request: HttpRequest, pk: str) -> HttpResponse:
    """The ranking as a spreadsheet, without names where they are hidden."""
    row = find(request, RoleRecord, pk=pk)
    found, labels = _ranked(request, row)
    anonymous = _anonymous(request)
    places = [
        place(one, labels, candidate=found.candidate(one), anonymous=anonymous)
        for one in found.ranked
    ]
    skills = [labels[one.skill] for one in found.role.requirements]
    return ranking_csv(words(found.role.title), skills, places)


@allowed(Action.RANK_PEOPLE)
@require_POST
def candidate_add(request: HttpRequest, pk: str) -> HttpResponse:
    """Take in somebody from outside with their badge files."""
    row = find(request, RoleRecord, pk=pk)
    limit(request, "candidate", times=60, seconds=60)
    form = forms.CandidateForm(request.POST)
    files = request.FILES.getlist("files")
    if form.is_valid() and not files:
        form.add_error(None, _("Give at least one badge file."))
    if form.is_valid():
        try:
            services.submit_files(
                row,
                name=form.cleaned_data["name"],
                holder=form.cleaned_data["holder"],
                files=[(file.name or "file", file.read()) for file in files],
                actor=request.user,
            )
        except InputError as error:
            form.add_error(None, str(error))
    if not form.is_valid():
        return _ranking(request, row, form, status=400)
    said = ngettext(
        "%(count)s file is checked and counted.", "%(count)s files are checked and counted.",
        len(files),
    )  # fmt: skip
    messages.success(request, said % {"count": len(files)})
    return redirect(_page_of(request, row.pk))


@allowed(Action.RANK_PEOPLE)
@require_POST
def candidate_remove(request: HttpRequest, pk: str) -> HttpResponse:
    """Delete somebody from outside with all files."""
    row = find(request, CandidateRecord, pk=pk)
    role = row.role_id
    services.remove(row, actor=request.user)
    messages.success(request, _("Removed, with all files."))
    return redirect(_page_of(request, role))


def _anonymous(request: HttpRequest) -> bool:
    return request.GET.get("anonymous") == "1"


def _page_of(request: HttpRequest, pk: Any) -> str:
    """Return the address of a ranking; hidden names stay hidden."""
    query = "?anonymous=1" if _anonymous(request) else ""
    return reverse("role", args=[pk]) + query


def _ranked(request: HttpRequest, row: RoleRecord) -> tuple[Ranking, dict[str, Label]]:
    now = timezone.now()
    found = services.rank_people(request.organisation, row, today=now.date(), now=now)
    skills = (one.skill for one in found.role.requirements)
    return found, frameworks.label_maps(skills, request.organisation)


def _ranking(
    request: HttpRequest, row: RoleRecord, form: forms.CandidateForm, status: int = 200
) -> HttpResponse:
    found, labels = _ranked(request, row)
    anonymous = _anonymous(request)
    page = Paginator(found.ranked, PAGE).get_page(request.GET.get("page"))
    places = [
        place(one, labels, candidate=found.candidate(one), anonymous=anonymous) for one in page
    ]
    context = {
        "row": row,
        "role": found.role,
        "requirements": [(labels[one.skill], one) for one in found.role.requirements],
        "count": len(found.ranked),
        "page": page,
        "places": places,
        "no_field_data": any(one.no_field_data for one in places),
        "scorer": found.scorer,
        "terms": terms(found.assumptions),
        "anonymous": anonymous,
        "query": "?anonymous=1" if anonymous else "",
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "match/ranking.html", context, status=status)
