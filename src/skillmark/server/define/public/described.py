"""What public pages say to machines: rows become nouns in their setting, nouns become JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from skillmark.define.markup import ctdl, schema_org
from skillmark.define.markup.setting import NamedSkill, Provider, Setting
from skillmark.nouns.text import Text
from skillmark.server.define.models import (
    AchievementRecord,
    OpportunityRecord,
    PathwayRecord,
    ProgrammeRecord,
)
from skillmark.server.define.public.addresses import whole
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import SkillRecord

HTML = "text/html"
MACHINE = ("application/ld+json", "application/json")
_ROUTES = {
    "achievement": "public_achievement",
    "picture": "achievement_image",
    "pathway": "public_pathway",
    "programme": "public_programme",
    "opportunity": "public_opportunity",
}
Documents = list[dict[str, Any]]


def setting(place: OrganisationRecord, uris: Iterable[str] = ()) -> Setting:
    """Return who offers, where things stand, and how skills are named."""
    page = whole(reverse("public_provider", args=[place.slug]))
    provider = Provider(page, place.name, place.url, place.country, place.about, place.email)

    def address(kind: str, slug: str) -> str:
        return whole(reverse(_ROUTES[kind], args=[place.slug, slug]))

    return Setting(provider, address, _named(uris))


def _named(uris: Iterable[str]) -> dict[str, NamedSkill]:
    rows = SkillRecord.objects.filter(uri__in=set(uris), framework__organisation=None)
    found = {}
    for row in rows.select_related("framework").order_by("framework__imported"):
        title = Text.of(row.framework.title).in_language("en")
        said = row.document.get("definition")
        found[row.uri] = NamedSkill(
            uri=row.uri,
            label=Text.of(row.label),
            page=whole(frameworks.page(row.uri)),
            definition=Text.of(said) if said else None,
            framework=f"{title} {row.framework.version}",
        )
    return found


def achievement(row: AchievementRecord) -> Documents:
    """Describe an achievement and its provider."""
    noun, language = row.noun, _language()
    around = setting(row.organisation, (one.skill for one in noun.skills))
    return [
        ctdl.document([*ctdl.credential(noun, around), ctdl.organisation(around)]),
        schema_org.document(
            [
                schema_org.credential(noun, around, language=language),
                schema_org.organisation(around),
            ]
        ),
    ]


def opportunity(row: OpportunityRecord) -> Documents:
    """Describe a learning opportunity and its provider."""
    noun, language = row.noun, _language()
    around = setting(row.organisation, (one.skill for one in noun.skills))
    awards = row.leads_to.noun if row.leads_to is not None and row.leads_to.public else None
    course = schema_org.course(
        noun, around, language=language, today=timezone.localdate(), awards=awards
    )
    return [
        ctdl.document([ctdl.learning_opportunity(noun, around), ctdl.organisation(around)]),
        schema_org.document([course, schema_org.organisation(around)]),
    ]


def pathway(
    row: PathwayRecord, *, courses: Iterable[OpportunityRecord] = (), least_hours: float | None
) -> Documents:
    """Describe a pathway, its components and its provider."""
    noun, language = row.noun, _language()
    around = setting(row.organisation, (one.skill for one in noun.root.skills()))
    slugs = (*noun.root.achievements(), noun.awards)
    rows = AchievementRecord.objects.of(row.organisation).filter(slug__in=slugs)
    names = {slug: Text.of(name) for slug, name in rows.values_list("slug", "name")}
    program = schema_org.pathway(
        noun,
        around,
        language=language,
        awards=row.awards.noun,
        courses=[one.noun for one in courses],
        least_hours=least_hours,
    )
    return [
        ctdl.document([*ctdl.pathway(noun, names, around), ctdl.organisation(around)]),
        schema_org.document([program, schema_org.organisation(around)]),
    ]


def programme(
    row: ProgrammeRecord,
    *,
    leads_to: Sequence[AchievementRecord],
    courses: Sequence[OpportunityRecord],
) -> Documents:
    """Describe a programme and its provider."""
    noun, around = row.noun, setting(row.organisation)
    described = schema_org.programme(
        noun,
        around,
        language=_language(),
        leads_to=[one.noun for one in leads_to],
        courses=[one.noun for one in courses],
    )
    slugs = [one.slug for one in leads_to]
    return [
        ctdl.document([ctdl.programme(noun, slugs, around), ctdl.organisation(around)]),
        schema_org.document([described, schema_org.organisation(around)]),
    ]


def provider(place: OrganisationRecord) -> Documents:
    """Describe a provider."""
    around = setting(place)
    return [
        ctdl.document([ctdl.organisation(around)]),
        schema_org.document([schema_org.organisation(around)]),
    ]


def skill_documents(uri: str) -> dict[str, Any]:
    """Describe a skill as a term of its framework."""
    around = Setting(Provider("", ""), lambda _kind, slug: slug, _named([uri]))
    return schema_org.document([schema_org.skill(uri, around, language=_language())])


def wants_html(request: HttpRequest) -> bool:
    """Say whether a person asks, or a browser: what says nothing is one."""
    return request.get_preferred_type([HTML, *MACHINE]) in {HTML, None}


def answer(documents: Documents) -> HttpResponse:
    """Return JSON-LD for programs, from wherever they ask: all of it is public."""
    said: Any = documents[0] if len(documents) == 1 else documents
    response = JsonResponse(said, safe=False, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/ld+json"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _language() -> str:
    return get_language() or "en"
