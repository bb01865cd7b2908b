"""Two versions of a framework side by side, and what of it concerns the reader's organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import InputError
from skillmark.render.charts import Bar, bars
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, may, public, refuse
from skillmark.server.skills import frameworks, services
from skillmark.server.skills.models import (
    ComparisonRecord,
    FrameworkRecord,
    OccupationRecord,
    SkillRecord,
)
from skillmark.server.skills.versions import comparing, moving

PAGE, OCCUPATIONS = 50, 200
KINDS = {
    "label": gettext_lazy("Label"),
    "alternative labels": gettext_lazy("Other labels"),
    "definition": gettext_lazy("Definition"),
    "kind": gettext_lazy("Kind"),
    "place": gettext_lazy("Place in the tree"),
    "requirements": gettext_lazy("What it needs first"),
    "relations": gettext_lazy("Related skills"),
    "levels": gettext_lazy("Levels"),
    "alignments": gettext_lazy("Counterparts"),
    "replaced": gettext_lazy("Replaced by another"),
    "marks": gettext_lazy("Code and marks"),
}
"""The kinds of changes, as people read them."""
USES = {
    "achievement": gettext_lazy("Achievement"),
    "opportunity": gettext_lazy("Learning opportunity"),
    "role": gettext_lazy("Role"),
}


def named(kind: str) -> Any:
    """Return what people read for a kind of change."""
    return KINDS.get(kind.replace("_", " "), kind)


def pair(request: HttpRequest, older: int, newer: int) -> tuple[FrameworkRecord, FrameworkRecord]:
    """Return two versions of one framework, the older one first, or 404."""
    rows = frameworks.one_of(request, older), frameworks.one_of(request, newer)
    if rows[0].framework != rows[1].framework or older == newer:
        raise Http404
    one, other = sorted(rows, key=lambda row: (row.order, row.imported))
    return one, other


@public
@require_safe
def changes(request: HttpRequest, older: int, newer: int) -> HttpResponse:
    """What is different between two versions."""
    one, other = pair(request, older, newer)
    if (one.pk, other.pk) != (older, newer):
        return redirect("framework_changes", one.pk, other.pk)
    actor = request.user if request.user.is_authenticated else None
    found = comparing.comparison(one, other, organisation=request.organisation, actor=actor)
    context: dict[str, Any] = {"older": one, "newer": other, "comparison": found}
    if found is None or not found.made:
        context["job"] = found.job if found else None
        return render(request, "skills/changes_wait.html", context)
    kind = request.GET.get("kind", "")
    ours = moving.uses([*found.removed, *(uri for uri, _k in found.changed)], request.organisation)
    if request.GET.get("ours") and request.organisation:
        return _concerning(request, context, found, ours)
    counts = comparing.counts(found)
    rows = _rows_of(found, kind)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context |= {
        "counts": [(key, _counted(key), count) for key, count in counts.items()],
        "kind": kind,
        "page": page,
        "rows": _with_labels(found, list(page)),
        "occupations": _occupations(found),
        "ours": len({(use.kind, use.pk) for use in ours}),
    }
    return render(request, "skills/changes.html", context)


@public
@require_safe
def changes_image(request: HttpRequest, older: int, newer: int) -> HttpResponse:
    """How many skills were added, removed and changed, as bars."""
    one, other = pair(request, older, newer)
    found = ComparisonRecord.objects.filter(older=one, newer=other, made__isnull=False).first()
    if found is None:
        raise Http404
    language = get_language() or "en"
    rows = [
        Bar(str(_counted(key)), count, number_format(count, force_grouping=True), ours=True)
        for key, count in comparing.counts(found).items()
        if count
    ]
    if not rows:
        raise Http404
    said = "; ".join(f"{row.label}: {row.shown}" for row in rows)
    title = _("What is different")
    picture = bars(rows, title=title, axis=_("skills"), description=said, language=language)
    return svg(picture, seconds=300)


@allowed(Action.SEE_DEFINITIONS)
@require_POST
def move(request: HttpRequest, older: int, newer: int) -> HttpResponse:
    """Let one thing name a replacement: somebody's click, one at a time."""
    pair(request, older, newer)
    kind = request.POST.get("kind", "")
    if kind not in moving.KINDS:
        raise InputError(_("this is nothing that names a skill"), where="kind")
    if not may(request.user, moving.KINDS[kind], request.organisation):
        refuse(request, moving.KINDS[kind])
    moving.move(
        kind,
        request.POST.get("pk", ""),
        request.POST.get("old", ""),
        request.POST.get("new", ""),
        organisation=request.organisation,
        actor=request.user,
    )
    messages.success(request, _("Moved. What was awarded before keeps what it said."))
    return redirect(reverse("framework_changes", args=[older, newer]) + "?ours=1")


def _counted(key: str) -> Any:
    return {"added": _("Added"), "removed": _("Removed")}.get(key) or named(key)


def _rows_of(found: ComparisonRecord, kind: str) -> list[tuple[str, str, list[str]]]:
    rows = [
        *((uri, "added", []) for uri in found.added),
        *((uri, "removed", []) for uri in found.removed),
        *((uri, "changed", kinds) for uri, kinds in found.changed),
    ]
    if kind in {"added", "removed", "changed"}:
        return [row for row in rows if row[1] == kind]
    return [row for row in rows if kind in row[2]] if kind else rows


def _with_labels(
    found: ComparisonRecord, rows: list[tuple[str, str, list[str]]]
) -> list[dict[str, Any]]:
    uris = [uri for uri, *_ in rows]
    old, new = _labels(found.older_id, uris), _labels(found.newer_id, uris)
    return [
        {
            "uri": uri,
            "what": what,
            "kinds": [named(kind) for kind in kinds],
            "before": old.get(uri, (None, None))[1],
            "label": (new.get(uri) or old.get(uri) or (None, {"en": uri}))[1],
            "pk": (new.get(uri) or old.get(uri) or (None,))[0],
            "renamed": "label" in kinds,
        }
        for uri, what, kinds in rows
    ]


def _labels(framework: int, uris: list[str]) -> dict[str, tuple[int, dict[str, str]]]:
    rows = SkillRecord.objects.filter(framework_id=framework, uri__in=uris)
    return {uri: (pk, label) for uri, pk, label in rows.values_list("uri", "pk", "label")}


def _occupations(found: ComparisonRecord) -> list[tuple[str, list[tuple[int, dict[str, str]]]]]:
    """The occupations that came and went: "added" or "removed", with number and label."""
    made = []
    for what, uris, framework in (
        ("added", found.occupations_added, found.newer_id),
        ("removed", found.occupations_removed, found.older_id),
    ):
        rows = OccupationRecord.objects.filter(framework_id=framework, uri__in=uris[:OCCUPATIONS])
        if uris:
            made.append((what, list(rows.order_by("position").values_list("pk", "label"))))
    return made


def _concerning(
    request: HttpRequest, context: dict[str, Any], found: ComparisonRecord, uses: list[moving.Use]
) -> HttpResponse:
    removed = set(found.removed)
    kinds: dict[str, list[str]] = dict(found.changed)
    gone = sorted(
        {
            one.skill
            for one in uses
            if one.skill in removed or "replaced" in kinds.get(one.skill, ())
        }
    )
    instead = comparing.replacements(found, gone, language=get_language() or "en")
    labels = services.label_maps({use.skill for use in uses}, request.organisation)
    context["uses"] = [
        {
            "use": use,
            "kind": USES[use.kind],
            "label": labels[use.skill],
            "skill": services.page(use.skill),
            "gone": use.skill in removed,
            "kinds": [named(kind) for kind in kinds.get(use.skill, ())],
            "instead": instead.get(use.skill, []),
            "may": may(request.user, moving.KINDS[use.kind], request.organisation),
        }
        for use in sorted(uses, key=lambda one: one.skill not in removed)
    ]
    return render(request, "skills/changes_ours.html", context)
