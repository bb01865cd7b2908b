"""Pages of what can be awarded and learned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from skillmark.define import catalogue
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.server.define import forms, picture, services
from skillmark.server.define.models import AchievementRecord, OpportunityRecord, PathwayRecord
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks

PAGE = ["GET", "HEAD", "POST"]


def _language() -> str:
    return get_language() or "en"


def _said(words: dict[str, str]) -> str:
    return Text.of(words).in_language(_language())


def _picked(uris: dict[str, int | None], request: HttpRequest) -> list[dict[str, Any]]:
    """Return rows of the skill picker."""
    labels = frameworks.label_maps(uris, request.organisation)
    return [{"uri": uri, "label": labels[uri], "level": level} for uri, level in uris.items()]


def _named(request: HttpRequest) -> dict[str, int | None]:
    """Return the skill that the address names (`?skill=URI&level=4`), to begin a draft with."""
    uri, level = request.GET.get("skill", ""), request.GET.get("level", "")
    known = uri and frameworks.row_of(uri, request.organisation)
    return {uri: int(level) if level in set("12345678") else None} if known else {}


def _save(request: HttpRequest, form: Any, save: Callable[[], Any]) -> Any:
    """Run `save` where the form is valid; show what it refuses as the form's error."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save()
    except InputError as error:
        form.add_error(None, str(error))
        return None


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def achievements(request: HttpRequest) -> HttpResponse:
    """All achievements of the organisation."""
    rows = AchievementRecord.objects.of(request.organisation).order_by("archived", "slug")
    page = Paginator(rows, 48).get_page(request.GET.get("page"))
    return render(request, "define/achievements.html", {"page": page})


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def achievement(request: HttpRequest, pk: int) -> HttpResponse:
    """One achievement, as the organisation sees it."""
    row = find(request, AchievementRecord, pk=pk)
    noun = row.noun
    context = {
        "row": row,
        "achievement": noun,
        "skills": _picked({one.skill: one.level for one in noun.skills}, request),
        "opportunities": row.opportunities.all(),
    }
    return render(request, "define/achievement.html", context)


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def achievement_create(request: HttpRequest) -> HttpResponse:
    """Define a new achievement."""
    place = request.organisation
    first = {"country": place.country, "awarding_body": place.name, "language": _language()}
    form = forms.AchievementForm(request.POST or None, initial=first)

    def save() -> AchievementRecord:
        slug = services.free_slug(AchievementRecord, place, form.cleaned_data["name_en"])
        return services.save_achievement(
            form.document(slug),
            organisation=place,
            actor=request.user,
            public=form.cleaned_data["public"],
        )

    row = _save(request, form, save)
    if row is not None:
        messages.success(request, _("The achievement is defined."))
        return redirect("achievement", row.pk)
    skills = _picked(form.skills() if form.is_bound else _named(request), request)
    return render(request, "define/achievement_form.html", {"form": form, "skills": skills})


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def achievement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an achievement; what was awarded keeps what it said."""
    row = find(request, AchievementRecord, pk=pk)
    noun = row.noun
    first = forms.AchievementForm.initial_of(noun) | {"public": row.public}
    form = forms.AchievementForm(request.POST or None, initial=first)
    saved = _save(
        request,
        form,
        lambda: services.save_achievement(
            form.document(row.slug, noun),
            organisation=request.organisation,
            actor=request.user,
            row=row,
            public=form.cleaned_data["public"],
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("achievement", row.pk)
    now = form.skills() if form.is_bound else {one.skill: one.level for one in noun.skills}
    context = {"form": form, "row": row, "skills": _picked(now, request)}
    return render(request, "define/achievement_form.html", context)


@allowed(Action.DEFINE)
@require_POST
def achievement_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an achievement out of the catalogue, or put it back."""
    row = find(request, AchievementRecord, pk=pk)
    services.archive_achievement(row, actor=request.user)
    return redirect("achievement", pk)


@allowed(Action.SEE_DEFINITIONS)
@require_GET
def skill_options(request: HttpRequest) -> HttpResponse:
    """Skills to add to a form, as one types."""
    asked = request.GET.get("find_skill", "")[:200]
    found = frameworks.search(asked, organisation=request.organisation, language=_language())
    return render(request, "define/skill_options.html", {"found": found, "asked": asked})


@allowed(Action.SEE_DEFINITIONS)
@require_GET
def skill_row(request: HttpRequest) -> HttpResponse:
    """One more row of the skill picker."""
    row = frameworks.row_of(request.GET.get("uri", ""), request.organisation)
    if row is None:
        raise InputError(_("no such skill"))
    level = request.GET.get("level", "")
    named = int(level) if level in set("12345678") else None
    context = {"one": {"uri": row.uri, "label": row.label, "level": named}}
    return render(request, "define/skill_row.html", context)


@allowed(Action.DEFINE)
@require_POST
def starter(request: HttpRequest) -> HttpResponse:
    """Take over Skillmark's starter catalogue."""
    added = services.import_catalogue(
        catalogue.starter(), organisation=request.organisation, actor=request.user
    )
    messages.success(request, _("%(count)s things were added.") % {"count": added})
    return redirect("achievements")


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def pathways(request: HttpRequest) -> HttpResponse:
    """All pathways of the organisation."""
    rows = PathwayRecord.objects.of(request.organisation).select_related("awards").order_by("slug")
    return render(request, "define/pathways.html", {"rows": rows})


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def pathway(request: HttpRequest, pk: int) -> HttpResponse:
    """One pathway with its picture, and the same in words."""
    row = find(request, PathwayRecord.objects.select_related("awards"), pk=pk)
    noun = row.noun
    context = {
        "row": row,
        "pathway": noun,
        "tree": _tree(noun.root, _names(row)),
        "editable": forms.PathwayForm.fits(noun),
    }
    return render(request, "define/pathway.html", context)


def _names(row: PathwayRecord) -> dict[str, str]:
    wanted = {*row.noun.root.achievements(), row.noun.awards}
    rows = AchievementRecord.objects.of(row.organisation).filter(slug__in=wanted)
    return {slug: _said(name) for slug, name in rows.values_list("slug", "name")}


def _tree(step: Any, names: dict[str, str]) -> dict[str, Any]:
    options = [
        {"name": names.get(option, option)} if isinstance(option, str) else _tree(option, names)
        for option in step.options
    ]
    return {"need": step.need, "of": len(step.options), "options": options}


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def pathway_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a pathway."""
    row = find(request, PathwayRecord, pk=pk)
    drawing = picture.svg(
        row.noun,
        _names(row),
        title=_said(row.name),
        all_of=_("all of these"),
        some_of=_("{need} of these {of}"),
    )
    return svg(drawing)


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def pathway_create(request: HttpRequest) -> HttpResponse:
    """Define a new pathway."""
    form = forms.PathwayForm(request.POST or None)
    place = request.organisation
    row = _save(
        request,
        form,
        lambda: services.save_pathway(
            form.document(services.free_slug(PathwayRecord, place, form.cleaned_data["name_en"])),
            organisation=place,
            actor=request.user,
        ),
    )
    if row is not None:
        return redirect("pathway", row.pk)
    context = {"form": form, "offered": services.offered(place)}
    return render(request, "define/pathway_form.html", context)


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def pathway_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a pathway."""
    row = find(request, PathwayRecord, pk=pk)
    noun = row.noun
    if not forms.PathwayForm.fits(noun):
        raise InputError(
            _("this pathway is nested too deeply for the form"),
            remedy=_("change it by the API (PUT /api/define/pathways/{id})"),
        )
    form = forms.PathwayForm(request.POST or None, initial=forms.PathwayForm.initial_of(noun))
    saved = _save(
        request,
        form,
        lambda: services.save_pathway(
            form.document(row.slug), organisation=request.organisation, actor=request.user, row=row
        ),
    )
    if saved is not None:
        return redirect("pathway", row.pk)
    context = {"form": form, "row": row, "offered": services.offered(request.organisation)}
    return render(request, "define/pathway_form.html", context)


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def opportunities(request: HttpRequest) -> HttpResponse:
    """Where something can be learned."""
    rows = (
        OpportunityRecord.objects.of(request.organisation)
        .select_related("leads_to")
        .order_by("slug")
    )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "define/opportunities.html", {"page": page})


def _offered(request: HttpRequest) -> list[tuple[str, str]]:
    return [(row.slug, _said(row.name)) for row in services.offered(request.organisation)]


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def opportunity_create(request: HttpRequest) -> HttpResponse:
    """Add a learning opportunity."""
    return _opportunity(request, None)


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def opportunity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a learning opportunity."""
    return _opportunity(request, find(request, OpportunityRecord, pk=pk))


def _opportunity(request: HttpRequest, row: OpportunityRecord | None) -> HttpResponse:
    noun = row.noun if row else None
    form = forms.OpportunityForm(
        request.POST or None,
        achievements=_offered(request),
        initial=forms.OpportunityForm.initial_of(noun) | {"follows": row.follows}
        if row and noun
        else {"language": _language()},
    )
    place = request.organisation

    def save() -> OpportunityRecord:
        free = services.free_slug(OpportunityRecord, place, form.cleaned_data["title_en"])
        slug = row.slug if row else free
        return services.save_opportunity(
            form.document(slug),
            organisation=place,
            actor=request.user,
            row=row,
            follows=form.cleaned_data["follows"],
        )

    if _save(request, form, save) is not None:
        messages.success(request, _("Saved."))
        return redirect("opportunities")
    now = {one.skill: one.level for one in noun.skills} if noun else {}
    skills = _picked(form.skills() if form.is_bound else now, request)
    context = {"form": form, "row": row, "skills": skills}
    return render(request, "define/opportunity_form.html", context)
