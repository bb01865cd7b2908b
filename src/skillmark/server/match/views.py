"""Pages of those who fill roles: the advertisement read, the ranking, the bench, observations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text
from skillmark.server.match import advert, forms, services, shown
from skillmark.server.match.models import CandidateRecord, RoleRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks

PAGE = 25


@allowed(Action.RANK_PEOPLE)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Roles that are to be filled."""
    rows = [
        (row, services.as_role(row), row.candidates.count())
        for row in services.open_roles(request.organisation)
    ]
    return render(request, "match/roles.html", {"rows": rows})


@allowed(Action.DEFINE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def role_new(request: HttpRequest) -> HttpResponse:
    """A new role, from a job advertisement or skill by skill."""
    return _role(request, None)


@allowed(Action.DEFINE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def role_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change what a role asks for."""
    return _role(request, find(request, RoleRecord, pk=pk))


def _role(request: HttpRequest, row: RoleRecord | None) -> HttpResponse:
    step = request.POST.get("step", "")
    form = forms.AdvertForm(request.POST or None, initial=_initial(row))
    error: InputError | None = None
    if request.method != "POST":
        lines = _lines(shown.role_lines(row) if row else [])
    elif step == "read":
        limit(request, "advert", times=60, seconds=60)
        lines = _lines([])
        if form.is_valid():
            try:
                lines = _lines(shown.lines_of(_read(request, form)[1]))
            except InputError as trouble:
                error = trouble
    else:
        lines = forms.RequirementFormSet(request.POST, prefix="line")
        if step == "add" and lines.is_valid():
            lines, error = _added(request, lines)
        elif form.is_valid() and lines.is_valid():
            wanted = [one.requirement for one in lines if one.cleaned_data.get("keep")]
            if wanted:
                return _store(request, row, form, wanted)
            error = InputError(_("A role needs at least one skill."))
    return _role_page(request, row, form, lines, error)


def _initial(row: RoleRecord | None) -> dict[str, str]:
    if row is None:
        return {}
    language = get_language() or "en"
    return {"title": services.as_role(row).title.in_language(language), "advert": row.advert}


def _read(request: HttpRequest, form: forms.AdvertForm) -> Any:
    return advert.read(
        form.cleaned_data["advert"], request.organisation, language=get_language() or "en"
    )


def _lines(initial: list[dict[str, Any]]) -> Any:
    return forms.RequirementFormSet(initial=initial, prefix="line")


def _added(request: HttpRequest, lines: Any) -> tuple[Any, InputError | None]:
    """Return the lines with the skill that was typed, or why there is none."""
    known = [dict(one.cleaned_data) for one in lines]
    words = request.POST.get("add", "").strip()
    language = get_language() or "en"
    found = (
        frameworks.search(words, organisation=request.organisation, language=language, limit=1)
        if words
        else []
    )
    if not found:
        return lines, InputError(_("No skill is called that. Try other words."))
    uri = found[0][1].uri
    if uri not in {one["skill"] for one in known}:
        known.append({"keep": True, "skill": uri, "label": found[0][1].label})
    return _lines(known), None


def _store(
    request: HttpRequest, row: RoleRecord | None, form: forms.AdvertForm, wanted: list[Any]
) -> HttpResponse:
    language = get_language() or "en"
    title = Text.of({language: form.cleaned_data["title"]})
    if row is not None:
        others = dict(services.as_role(row).title.translations)
        title = Text.of({**others, language: form.cleaned_data["title"]})
    saved = services.save_role(
        request.organisation,
        Role(title, tuple(wanted)),
        advert=form.cleaned_data["advert"],
        row=row,
        actor=request.user,
    )
    messages.success(request, _("The role is saved."))
    return redirect("role", saved.pk)


def _role_page(
    request: HttpRequest,
    row: RoleRecord | None,
    form: forms.AdvertForm,
    lines: Any,
    error: InputError | None,
) -> HttpResponse:
    pieces: list[advert.Piece] = []
    words = form["advert"].value() or ""
    if words.strip() and not error:
        try:
            pieces, _found = advert.read(
                words, request.organisation, language=get_language() or "en"
            )
        except InputError as trouble:
            error = trouble
    context = {
        "row": row,
        "form": form,
        "lines": lines,
        "known": shown.known_skills(request.organisation),
        "pieces": pieces,
        "error": error,
        "step": request.POST.get("step", ""),
    }
    return render(request, "match/role_edit.html", context, status=400 if error else 200)


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


def _ranking(
    request: HttpRequest, row: RoleRecord, form: forms.CandidateForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    found = services.rank_people(request.organisation, row, today=now.date(), now=now)
    anonymous = request.GET.get("anonymous") == "1"
    page = Paginator(found.ranked, PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "role": found.role,
        "page": page,
        "places": [shown.place(found, one, row, anonymous=anonymous) for one in page],
        "requirements": shown.requirements(found.role, request.organisation),
        "ranking": found,
        "assumptions": shown.assumptions(found.assumptions),
        "anonymous": anonymous,
        "opened": request.GET.get("why", ""),
        "form": form,
        "now": now,
    }
    return render(request, "match/ranking.html", context, status=status)


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
    if not form.is_valid():
        return _ranking(request, row, form, status=400)
    services.submit_files(
        row,
        name=form.cleaned_data["name"],
        holder=form.cleaned_data["holder"],
        files=[(file.name or "file", file.read()) for file in files],
        actor=request.user,
    )
    messages.success(request, _("The files are checked and counted below."))
    return redirect("role", row.pk)


@allowed(Action.RANK_PEOPLE)
@require_POST
def candidate_remove(request: HttpRequest, pk: str) -> HttpResponse:
    """Delete somebody from outside with all files."""
    row = find(request, CandidateRecord.objects.select_related("role"), pk=pk)
    role = row.role_id
    services.remove(row, actor=request.user)
    messages.success(request, _("Removed, with all files."))
    return redirect("role", role)


@allowed(Action.SEE_BENCH)
@require_safe
def bench(request: HttpRequest) -> HttpResponse:
    """Depth by skill, and what hangs on one person."""
    now = timezone.now()
    found = services.bench(request.organisation, today=now.date(), now=now)
    labels = frameworks.label_maps((one.skill for one in found.skills), request.organisation)
    context = {
        "bench": found,
        "skills": [(labels[one.skill], one) for one in found.skills],
        "thin": [labels[one.skill] for one in found.skills if one.single_point],
        "bare": [labels[one.skill] for one in found.skills if one.people == 0],
    }
    return render(request, "match/bench.html", context)


@allowed(Action.OBSERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest) -> HttpResponse:
    """Write down what was seen of somebody at work."""
    form = forms.ObservationForm(
        request.POST or None, organisation=request.organisation, observer=request.user
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.record_evidence(
            request.organisation,
            given["account"],
            Evidence(
                skill=given["skill"],
                evidence_class=EvidenceClass.EVIDENCED,
                dated=given["dated"],
                level=given["level"],
                title=_("observed at work"),
            ),
            actor=request.user,
            note=given["note"],
        )
        messages.success(request, _("Written down. The person can see it."))
        return redirect("observe")
    context = {
        "form": form,
        "known": shown.known_skills(request.organisation),
        "recent": shown.recent_observations(request.organisation, request.user),
    }
    return render(request, "match/observe.html", context)
