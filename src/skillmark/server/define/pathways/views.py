"""Pages of pathways: all of them, one with its picture, and the editor that draws one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.define import services as definitions
from skillmark.server.define.models import PathwayDraftRecord, PathwayRecord
from skillmark.server.define.pathways import editing, picture, services, shown, versions, words
from skillmark.server.define.pathways.picture import said
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PAGE = ["GET", "HEAD", "POST"]


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def pathways(request: HttpRequest) -> HttpResponse:
    """All pathways of the organisation, and what is being drawn."""
    place = request.organisation
    rows = PathwayRecord.objects.of(place).select_related("awards", "draft").order_by("slug")
    drafts = [
        {"row": row, "title": words.title(row.document["name"])}
        for row in PathwayDraftRecord.objects.of(place).filter(pathway=None).order_by("-changed")
    ]
    return render(request, "define/pathways/index.html", {"rows": rows, "drafts": drafts})


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def pathway(request: HttpRequest, pk: int) -> HttpResponse:
    """One pathway with its picture, the same in words, its problems and versions."""
    row = find(request, PathwayRecord.objects.select_related("awards", "draft"), pk=pk)
    looked = services.problems_of(row)
    known = picture.names(row.organisation, row.noun)
    context = {
        "row": row,
        "pathway": row.noun,
        "tree": picture.tree(row.noun, known),
        "pictures": picture.inside(row.noun, known),
        "problems": words.explained(looked.problems, row.noun, row.organisation),
        "blocked": bool(looked.blocking),
        "versions": row.versions.order_by("-number"),
        "draft": getattr(row, "draft", None),
    }
    return render(request, "define/pathways/pathway.html", context)


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def pathway_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a pathway; `?narrow=1` from top to bottom."""
    row = find(request, PathwayRecord, pk=pk)
    known = picture.names(row.organisation, row.noun)
    return svg(picture.svg(row.noun, known, narrow="narrow" in request.GET))


@allowed(Action.DEFINE)
@require_POST
def pathway_create(request: HttpRequest) -> HttpResponse:
    """Begin to draw a new pathway."""
    draft = services.begin(request.organisation, actor=request.user)
    return redirect("pathway_draw", draft.pk)


@allowed(Action.DEFINE)
@require_POST
def pathway_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on drawing a pathway: what holds now stays until the change is published."""
    row = find(request, PathwayRecord, pk=pk)
    draft = services.begin(request.organisation, actor=request.user, pathway=row)
    return redirect("pathway_draw", draft.pk)


@allowed(Action.DEFINE)
@require_POST
def pathway_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody see a pathway as it is."""
    row = find(request, PathwayRecord, pk=pk)
    try:
        services.publish_stored(row, actor=request.user)
        messages.success(request, _("The pathway is published."))
    except ConflictError as error:
        messages.error(request, str(error))
    return redirect("pathway", pk)


@allowed(Action.DEFINE)
@require_POST
def pathway_unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a pathway to nobody else any more."""
    services.unpublish(find(request, PathwayRecord, pk=pk), actor=request.user)
    messages.success(request, _("Only your organisation sees it now."))
    return redirect("pathway", pk)


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def pathway_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier version of a pathway, for those who follow it."""
    row = find(request, PathwayRecord, pk=pk)
    version = find(request, row.versions.all(), number=number)
    known = picture.names(row.organisation, version.noun)
    context = {
        "row": row,
        "version": version,
        "pathway": version.noun,
        "tree": picture.tree(version.noun, known),
        "pictures": picture.inside(version.noun, known),
        "newest": versions.followed(row, None),
    }
    return render(request, "define/pathways/version.html", context)


# the editor


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def pathway_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor: every button is a form, so all of it works by keyboard and without scripts."""
    draft = find(request, PathwayDraftRecord, pk=pk)
    told, wrong = "", ""
    if request.method == "POST":
        try:
            told = editing.apply(draft, request.POST, actor=request.user)
        except InputError as error:
            wrong = str(error)
        draft.refresh_from_db()
        if not request.htmx and not wrong and request.POST.get("do") != "find":
            anchor = "#tree" if request.POST.get("place") else ""
            return redirect(reverse("pathway_draw", args=[pk]) + anchor)
    context = _drawing(request, draft) | {"told": told, "wrong": wrong}
    page = "define/pathways/drawing.html" if request.htmx else "define/pathways/draw.html"
    return render(request, page, context)


def _drawing(request: HttpRequest, draft: PathwayDraftRecord) -> dict[str, Any]:
    looked = services.looked_at(draft)
    place = draft.organisation
    address = reverse("pathway_draw", args=[draft.pk])
    pictures: list[picture.Inside] = []
    if looked.pathway is not None:
        pictures = picture.inside(looked.pathway, picture.names(place, looked.pathway))
    root, steps = shown.tree(draft)
    asked = (request.POST if request.method == "POST" else request.GET).get("find", "")[:200]
    document = draft.document
    validity = document.get("validity", {})
    return {
        "draft": draft,
        "document": document,
        "title": words.title(document["name"]),
        "root": root,
        "steps": steps,
        "into": request.POST.get("into", ""),
        "opened": request.POST.get("then", ""),
        "pictures": pictures,
        "problems": words.explained(looked.problems, looked.pathway, place, back=address),
        "blocked": len(looked.blocking),
        "asked": asked,
        "found": shown.found(draft, asked),
        "awards": [(row.slug, said(row.name)) for row in definitions.offered(place)],
        "validity": validity,
        "percent": round(validity.get("share", 0.5) * 100),
        "refreshers": validity.get("refresher", {}).get("options", []),
        "levels": range(1, 9),
        "languages": (("en", _("English")), ("de", _("German"))),
    }


@allowed(Action.DEFINE)
@require_GET
def pathway_options(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be added, as one types."""
    draft = find(request, PathwayDraftRecord, pk=pk)
    asked = request.GET.get("find", "")[:200]
    context = {"found": shown.found(draft, asked), "asked": asked}
    return render(request, "define/pathways/found.html", context)


@allowed(Action.DEFINE)
@require_POST
def pathway_draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what is drawn; with problems, show them and change nothing."""
    draft = find(request, PathwayDraftRecord, pk=pk)
    try:
        row = services.publish(draft, actor=request.user)
    except ConflictError as error:
        messages.error(request, str(error))
        return redirect(reverse("pathway_draw", args=[pk]) + "#problems")
    messages.success(request, _("The pathway is published."))
    return redirect("pathway", row.pk)


@allowed(Action.DEFINE)
@require_POST
def pathway_draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what is drawn."""
    draft = find(request, PathwayDraftRecord, pk=pk)
    back = draft.pathway_id
    services.discard(draft, actor=request.user)
    messages.success(request, _("The draft is gone."))
    return redirect("pathway", back) if back else redirect("pathways")
