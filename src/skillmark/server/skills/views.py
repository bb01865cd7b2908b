"""Pages of frameworks and skills. They are public: a credential links to them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from skillmark.nouns.errors import InputError
from skillmark.server.define import services as definitions
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, may, public, refuse
from skillmark.server.skills import services
from skillmark.server.skills.forms import ImportForm
from skillmark.server.skills.models import SkillRecord

LARGEST = 40 * 2**20


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All frameworks, and the search."""
    rows = services.visible(request.organisation)
    return render(request, "skills/index.html", {"frameworks": rows, "hits": _hits(request)})


@public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The found skills alone, for search as you type."""
    return render(request, "skills/hits.html", {"hits": _hits(request), "q": _asked(request)})


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:200].strip()


def _hits(request: HttpRequest) -> list[dict[str, object]] | None:
    asked = _asked(request)
    if not asked:
        return None
    only = request.GET.get("framework", "")
    found = services.search(
        asked,
        organisation=request.organisation,
        language=get_language() or "en",
        only=int(only) if only.isdecimal() else None,
    )
    return [{"framework": row, "hit": hit, "address": services.page(hit.uri)} for row, hit in found]


@public
@require_safe
def framework(request: HttpRequest, pk: int) -> HttpResponse:
    """One framework: its skills, by group."""
    row = get_object_or_404(services.visible(request.organisation), pk=pk)
    groups = dict(row.document.get("groups", []))
    wanted = request.GET.get("group", "")
    rows = row.skill_rows.order_by("position")
    if wanted:
        rows = rows.filter(group=wanted)
    page = Paginator(rows, 60).get_page(request.GET.get("page"))
    context = {"framework": row, "page": page, "groups": groups, "wanted": wanted}
    return render(request, "skills/framework.html", context)


@public
@require_safe
def skill(request: HttpRequest, pk: int) -> HttpResponse:
    """One skill: what it means, at each level, where it is confirmed and where it is taught."""
    rows = SkillRecord.objects.select_related("framework").filter(
        framework__in=services.visible(request.organisation)
    )
    row = get_object_or_404(rows, pk=pk)
    noun = services.noun(row)
    near = services.label_maps({*noun.broader, *noun.requires, *noun.related}, request.organisation)
    context = {
        "row": row,
        "skill": noun,
        "levels": {one.level: one.text for one in noun.levels},
        "group": dict(row.framework.document.get("groups", [])).get(row.group),
        "relations": [
            (title, [(services.page(uri), near[uri]) for uri in uris])
            for title, uris in (
                (_("Part of"), noun.broader),
                (_("Needs first"), noun.requires),
                (_("Related"), noun.related),
            )
            if uris
        ],
        "achievements": definitions.confirming(row.uri, request.organisation),
        "opportunities": definitions.teaching(row.uri, request.organisation),
    }
    return render(request, "skills/skill.html", context)


@public
@require_safe
def by_uri(request: HttpRequest) -> HttpResponse:
    """Lead from a skill's URI to its page."""
    row = services.row_of(request.GET.get("uri", ""), request.organisation)
    if row is None:
        raise Http404
    return redirect("skill", row.pk)


@allowed(Action.IMPORT_FRAMEWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def import_framework(request: HttpRequest) -> HttpResponse:
    """Import an official release, or a table."""
    form = ImportForm(request.POST or None, request.FILES or None)
    rejected: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        place = None if said["everybody"] else request.organisation
        if place is None and not may(request.user, Action.MANAGE_SITE, request.organisation):
            refuse(request, Action.MANAGE_SITE)
        if said["file"].size > LARGEST:
            raise InputError(
                _("this file is too large"),
                remedy=_("use the command skillmark skills import, which takes it"),
            )
        row, imported = services.import_file(
            said["form"],
            said["file"].read(),
            version=said["version"],
            organisation=place,
            actor=request.user,
        )
        rejected = imported.rejected
        messages.success(request, _("%(count)s skills are here now.") % {"count": row.skills})
        if not rejected:
            return redirect("framework", row.pk)
    return render(request, "skills/import.html", {"form": form, "rejected": rejected[:200]})
