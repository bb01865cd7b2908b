"""Pages of what can be learned, and of what counts more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.text import Text
from skillmark.server.match.roles import open_roles, title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.plan import offering, services
from skillmark.server.plan.forms import OfferForm, PriorityForm
from skillmark.server.plan.models import OfferRecord, PriorityRecord
from skillmark.server.plan.shown import labels
from skillmark.server.skills import services as frameworks

PAGE = ["GET", "HEAD", "POST"]


@allowed(Action.SEE_PLANS)
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """What people can learn for, and what it costs."""
    rows = services.offers_of(request.organisation)
    language = get_language() or "en"
    names = {row.slug: Text.of(row.title).in_language(language) for row in rows}
    skills = frameworks.labels(
        {skill for row in rows for skill in row.skills}, language, request.organisation
    )
    shown = [
        {
            "row": row,
            "requires": [names.get(slug, slug) for slug in row.requires],
            "skills": [(skills[skill], level) for skill, level in row.skills.items()],
        }
        for row in rows
    ]
    return render(request, "plan/offers.html", {"rows": shown})


@allowed(Action.PLAN)
@require_http_methods(PAGE)
def offer_new(request: HttpRequest) -> HttpResponse:
    """Write an offer."""
    return _edit(request, OfferRecord(organisation=request.organisation))


@allowed(Action.PLAN)
@require_http_methods(PAGE)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit an offer."""
    return _edit(request, find(request, OfferRecord, pk=pk))


def _edit(request: HttpRequest, row: OfferRecord) -> HttpResponse:
    language = get_language() or "en"
    others = [
        (one.slug, Text.of(one.title).in_language(language))
        for one in services.offers_of(request.organisation)
        if one.pk != row.pk
    ]
    title = Text.of(row.title).in_language(language) if row.title else ""
    form = OfferForm(
        request.POST or None,
        instance=row,
        others=others,
        initial={"name": title, "needs": row.requires},
    )
    skills = row.skills
    if request.method == "POST":
        skills = form.skills()
        if request.POST.get("step") == "save" or "add" not in request.POST:
            if form.is_valid() and _stored(request, form, row, skills, language):
                return redirect("offers")
        elif wanted := request.POST.get("add", "").strip():
            hits = frameworks.search(wanted, organisation=request.organisation, language=language)
            return _page(request, form, row, skills, [hit for _framework, hit in hits])
    return _page(request, form, row, skills, [])


def _stored(
    request: HttpRequest,
    form: OfferForm,
    row: OfferRecord,
    skills: dict[str, int | None],
    language: str,
) -> bool:
    changed = form.save(commit=False)
    tag = language.partition("-")[0]
    changed.title = {**(row.title or {}), tag: form.cleaned_data["name"]}
    changed.skills, changed.requires = skills, form.cleaned_data["needs"]
    if not changed.slug:
        changed.slug = offering.free_slug(request.organisation, form.cleaned_data["name"])
    try:
        services.change_offer(changed, actor=request.user)
    except SkillmarkError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved. New plans use it."))
    return True


def _page(
    request: HttpRequest,
    form: OfferForm,
    row: OfferRecord,
    skills: dict[str, int | None],
    hits: list[Any],
) -> HttpResponse:
    names = frameworks.labels(skills, get_language() or "en", request.organisation)
    context = {
        "form": form,
        "row": row,
        "skills": [(uri, names[uri], level) for uri, level in skills.items()],
        "hits": [hit for hit in hits if hit.uri not in skills],
        "levels": range(1, 9),
        "asked": request.POST.get("add", ""),
    }
    return render(request, "plan/offer.html", context)


@allowed(Action.PLAN)
@require_POST
def offer_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an offer."""
    services.remove_offer(find(request, OfferRecord, pk=pk), actor=request.user)
    messages.success(request, _("Deleted. Plans that were kept keep what they said."))
    return redirect("offers")


@allowed(Action.PLAN)
@require_http_methods(PAGE)
def offers_import(request: HttpRequest) -> HttpResponse:
    """Make offers of learning opportunities of the catalogue."""
    rows = offering.catalogue(request.organisation)
    if request.method == "POST":
        wanted = set(request.POST.getlist("opportunity"))
        chosen = [row for row in rows if str(row.pk) in wanted]
        done = offering.import_offers(request.organisation, chosen, actor=request.user)
        messages.success(
            request,
            ngettext("%(n)s offer is there.", "%(n)s offers are there.", len(done.made))
            % {"n": len(done.made)},
        )
        for slug, why in done.refused:
            messages.warning(request, f"{slug}: {why}")
        return redirect("offers")
    known = {row.slug for row in services.offers_of(request.organisation)}
    context = {"rows": [(row, row.noun, row.slug in known) for row in rows]}
    return render(request, "plan/offers_import.html", context)


@allowed(Action.PLAN)
@require_http_methods(PAGE)
def priorities(request: HttpRequest) -> HttpResponse:
    """What closing gaps is worth: weights of roles and skills, and days by which."""
    here = services.situation(request.organisation)
    roles = list(open_roles(request.organisation))
    if request.method == "POST":
        return _prioritised(request, {str(row.pk): row for row in roles}, set(here.needed))
    rows = list(PriorityRecord.objects.of(request.organisation))
    of_skill = {row.skill: row for row in rows if row.skill}
    of_role = {row.role_id: row for row in rows if row.role_id}
    names = labels(here)
    skills = sorted({*here.needed, *of_skill}, key=lambda uri: (-here.open_gaps[uri], uri))
    context = {
        "skills": [
            (uri, names.get(uri, uri), here.open_gaps[uri], of_skill.get(uri)) for uri in skills
        ],
        "roles": [(row, title_of(row), of_role.get(row.pk)) for row in roles],
    }
    return render(request, "plan/priorities.html", context)


def _prioritised(request: HttpRequest, roles: dict[str, Any], skills: set[str]) -> HttpResponse:
    of_skill = request.POST.get("skill", "")
    of_role = roles.get(request.POST.get("role", ""))
    form = PriorityForm(request.POST)
    if not form.is_valid() or (of_role is None and of_skill not in skills):
        messages.error(request, _("A weight is a number from 0 to 100."))
        return redirect("priorities")
    services.prioritise(
        request.organisation,
        actor=request.user,
        skill="" if of_role else of_skill,
        role=of_role,
        weight=form.cleaned_data["weight"],
        deadline=form.cleaned_data["deadline"],
    )
    messages.success(request, _("Saved. New plans use it."))
    return redirect("priorities")
