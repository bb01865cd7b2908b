"""The page of a skill: what it means, where it stands, what became of it, and where it leads."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skillmark.nouns.skill import Skill
from skillmark.nouns.text import Text
from skillmark.render import neighbourhood
from skillmark.server.front.files import svg
from skillmark.server.people.permissions import public
from skillmark.server.skills import services, tree
from skillmark.server.skills.crosswalks import counterparts
from skillmark.server.skills.models import (
    OccupationRecord,
    OccupationSkillRecord,
    SkillRecord,
    SkillRelationRecord,
)
from skillmark.server.skills.versions import comparing

SHOWN = 30
"""Neighbours of one kind that are listed."""
OCCUPATIONS = 12


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: by its Accept header, as the URI of a concept is asked for."""
    best = request.get_preferred_type(["text/html", "application/json", "application/ld+json"])
    return best in {"application/json", "application/ld+json"}


def row_of(request: HttpRequest, pk: int) -> SkillRecord:
    """Return the row of a skill that the reader sees, or 404."""
    rows = SkillRecord.objects.select_related("framework").filter(
        framework__in=services.visible(request.organisation)
    )
    return get_object_or_404(rows, pk=pk)


@public
@require_safe
def skill(request: HttpRequest, pk: int) -> HttpResponse:
    """One skill: what it means, at each level, where it is confirmed and where it is taught."""
    row = row_of(request, pk)
    if wants_json(request):
        response = JsonResponse(document(row), json_dumps_params={"ensure_ascii": False})
        response.headers["Vary"] = "Accept, Cookie"
        return response
    noun = services.noun(row)
    groups = tree.of(row.framework)
    context = {
        "row": row,
        "skill": noun,
        "levels": {one.level: one.text for one in noun.levels},
        "path": [(one, groups.labels[one]) for one in groups.path(row.group)],
        "relations": [
            (title, [(services.page(uri), label) for uri, label in places[:SHOWN]], len(places))
            for title, places, _before in near(row, noun, request)
            if places
        ],
        "languages": spoken(noun.label, noun.alt_labels, noun.definition),
        "versions": comparing.life(row, request.organisation),
        "replaced_by": _labelled(noun.replaced_by, request),
        "counterparts": counterparts.of(noun, request.organisation),
        "occupations": asking(row, noun.uri),
    }
    response = render(request, "skills/skill.html", context)
    response.headers["Vary"] = "Accept, Cookie"
    return response


@public
@require_safe
def skill_image(request: HttpRequest, pk: int) -> HttpResponse:
    """What lies around a skill."""
    row = row_of(request, pk)
    noun = services.noun(row)
    language = get_language() or "en"
    sides = [
        neighbourhood.Side(
            str(title), [Text.of(label).in_language(language) for _uri, label in places], before
        )
        for title, places, before in near(row, noun, request)
        if places
    ]
    label = noun.label.in_language(language)
    title = _("What lies around “%(name)s”") % {"name": label}
    picture = neighbourhood.svg(label, sides, title=title, more=_("and {count} more"))
    return svg(picture, seconds=300)


@public
@require_safe
def by_uri(request: HttpRequest) -> HttpResponse:
    """Lead from a skill's URI to its page."""
    row = services.row_of(request.GET.get("uri", ""), request.organisation)
    if row is None:
        raise Http404
    return redirect("skill", row.pk)


def document(row: SkillRecord | OccupationRecord) -> dict[str, Any]:
    """Return a skill or occupation as JSON, with the framework and version that it is of."""
    return {
        **row.document,
        "framework": row.framework.framework,
        "version": row.framework.version,
        "licence": row.framework.licence,
    }


Near = list[tuple[Any, list[tuple[str, dict[str, str]]], bool]]


def near(row: SkillRecord, noun: Skill, request: HttpRequest) -> Near:
    """Return neighbours by kind: name, URIs with labels, and whether they come before."""
    known = services.label_maps(
        {*noun.broader, *noun.requires, *noun.related}, request.organisation
    )
    labels = dict(tree.of(row.framework).labels)

    def named(uris: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
        return [
            (uri, known[uri])
            for uri in dict.fromkeys(uris)
            if uri not in labels and known[uri] != {"en": uri}
        ]

    return [
        (_("Part of"), named(noun.broader), True),
        (_("Needs first"), named(noun.requires), True),
        (_("Contains"), _pointing(row, "broader"), False),
        (_("Leads to"), _pointing(row, "requires"), False),
        (_("Related"), named(noun.related), False),
    ]


def _pointing(row: SkillRecord, kind: str) -> list[tuple[str, dict[str, str]]]:
    """The skills of the same version that name this one as wider, or as needed first."""
    found = SkillRelationRecord.objects.filter(
        framework_id=row.framework_id, uri=row.uri, kind=kind
    )
    return list(found.order_by("skill__position").values_list("skill__uri", "skill__label"))


def spoken(
    label: Text, alternatives: tuple[tuple[str, str], ...], definition: Text | None
) -> list[dict[str, Any]]:
    """Return every language with its label, its other labels and its definition."""
    tags = dict.fromkeys(tag for tag, _ in (*label.translations, *alternatives))
    labels = label.as_mapping()
    meanings = definition.as_mapping() if definition else {}
    return [
        {
            "tag": tag,
            "label": labels.get(tag, ""),
            "also": [words for other, words in alternatives if other == tag],
            "definition": meanings.get(tag, ""),
        }
        for tag in tags
    ]


def asking(row: SkillRecord, uri: str) -> dict[str, Any]:
    """Return the occupations that ask for a skill, those that cannot do without first."""
    found = OccupationSkillRecord.objects.filter(framework=row.framework, uri=uri)
    first = found.order_by("-essential", "occupation__position").select_related("occupation")
    rows = first.defer("occupation__document")[:OCCUPATIONS]
    return {
        "count": found.count(),
        "rows": [(one.occupation, one.essential) for one in rows],
    }


def _labelled(uris: tuple[str, ...], request: HttpRequest) -> list[tuple[str, dict[str, str]]]:
    labels = services.label_maps(uris, request.organisation)
    return [(services.page(uri), labels[uri]) for uri in uris]
