"""Pages of frameworks: the list with its versions, the tree of one, its picture, its exports."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skillmark.nouns.text import Text
from skillmark.render import treemap
from skillmark.server.front.files import svg
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import public
from skillmark.server.skills import exporting, services, tree
from skillmark.server.skills.models import FrameworkRecord

PAGE = 60
LEAST = 8
"""Areas of a picture, where the groups can be opened to so many."""
AREAS = 24
"""Groups that are drawn; the rest is one area."""


def one_of(request: HttpRequest, pk: int) -> FrameworkRecord:
    """Return a framework that the reader sees, or 404."""
    return get_object_or_404(services.visible(request.organisation), pk=pk)


@public
@require_safe
def framework(request: HttpRequest, pk: int) -> HttpResponse:
    """One framework: its groups as a tree, and the skills of the one that is open."""
    row = one_of(request, pk)
    groups = tree.of(row)
    group = request.GET.get("group", "")
    if group and group not in groups.labels:
        raise Http404
    language = request.GET.get("language", "")
    languages = [tag for tag, _count in row.languages]
    children = groups.children(group)
    rows = row.skill_rows.order_by("position").defer("document")
    # on the first page of a large framework, the groups come first; skills stand in them
    listed = rows.filter(group=group) if group or children else rows
    if language in languages:
        listed = listed.filter(label__has_key=language)
    others = [
        one for one in services.versions(request.organisation)[row.framework] if one.pk != row.pk
    ]
    context = {
        "framework": row,
        "newest": not any((one.order, one.imported) > (row.order, row.imported) for one in others),
        "others": others,
        "group": group,
        "label": groups.labels.get(group),
        "path": [(one, groups.labels[one]) for one in groups.path(group)[:-1]],
        "children": [
            {
                "key": one,
                "label": groups.labels[one],
                "count": groups.all[one],
                "below": [
                    (inner, groups.labels[inner], groups.all[inner])
                    for inner in groups.children(one)
                ],
            }
            for one in children
        ],
        "few": len(children) < LEAST,
        "page": Paginator(listed, PAGE).get_page(request.GET.get("page")),
        "languages": [(tag, count, count < row.skills) for tag, count in row.languages],
        "language": language,
        "formats": exporting.offered(row),
        "drawn": len(groups.areas(group, LEAST)) > 1,
    }
    return render(request, "skills/framework.html", context)


@public
@require_safe
def framework_image(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups as areas, each as large as it has skills."""
    row = one_of(request, pk)
    groups = tree.of(row)
    group = request.GET.get("group", "")
    children = groups.areas(group, LEAST)
    if not children:
        raise Http404
    language = get_language() or "en"
    areas = [
        treemap.Area(
            Text.of(groups.labels[one]).in_language(language),
            groups.all[one],
            number_format(groups.all[one], use_l10n=True, force_grouping=True),
        )
        for one in children[:AREAS]
    ]
    rest = sum(groups.all[one] for one in children[AREAS:])
    if rest:
        few = len(children) - AREAS
        words = ngettext("%(count)s group more", "%(count)s groups more", few) % {"count": few}
        areas.append(treemap.Area(words, rest, number_format(rest, force_grouping=True)))
    title = _("Skills by group")
    said = "; ".join(f"{one.label}: {one.figure}" for one in areas)
    return svg(treemap.svg(areas, title=title, description=said), seconds=300)


@public
@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A framework as a file of some format."""
    limit(request, "framework_export", times=20, seconds=60)
    row = one_of(request, pk)
    return exporting.download(row, form)


def listed(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the frameworks that the reader sees, the newest version of each with the others."""
    found = services.versions(request.organisation).values()
    return [
        {"newest": rows[0], "older": rows[1:], "languages": len(rows[0].languages)}
        for rows in found
    ]
