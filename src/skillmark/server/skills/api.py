"""API of frameworks, skills and occupations, under `/api/skills/`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from skillmark.nouns.errors import InputError
from skillmark.server.api import PROBLEMS
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find, public
from skillmark.server.skills import frameworks, linkers, pages, services
from skillmark.server.skills.crosswalks import counterparts, links
from skillmark.server.skills.models import LinkRecord
from skillmark.server.skills.reading import api as reading
from skillmark.server.skills.versions import comparing

router = Router(tags=["skills"])
router.add_router("", reading.router)
LONGEST = 20_000
"""Letters of a text that is linked."""


class Found(Schema):
    """A skill or an occupation that was found."""

    uri: str
    label: str
    matched: str
    language: str
    score: float
    kind: str
    guessed: bool
    framework: str
    version: str


class FoundSkills(Schema):
    """The answer of a search."""

    skills: list[Found]


class FrameworkOut(Schema):
    """A version of a framework on this site."""

    id: int
    framework: str
    version: str
    newest: bool
    title: dict[str, str]
    publisher: str
    licence: str
    skills: int
    occupations: int
    languages: list[str]
    imported: datetime


class Changed(Schema):
    """A skill that is in both versions and not the same."""

    uri: str
    kinds: list[str]


class ChangesOut(Schema):
    """What is different between two versions. `ready` is false while it is being computed."""

    ready: bool
    older: str
    newer: str
    added: list[str]
    removed: list[str]
    changed: list[Changed]


class MatchOut(Schema):
    """What a text speaks of, how sure that is, and the words that led to it."""

    uri: str
    label: str
    score: float
    why: str


class LinkedOut(Schema):
    """The answer of linking. `unmatched` says that nothing fits well enough; without `by_meaning`
    only words were compared, which finds less."""

    unmatched: bool
    by_meaning: bool
    framework: str
    version: str
    matches: list[MatchOut]


class CounterpartOut(Schema):
    """A skill of another framework; `accepted` is empty where its publisher names it."""

    uri: str
    label: dict[str, str]
    framework: str
    match: str
    method: str
    confidence: float
    accepted: datetime | None


class LinkOut(Schema):
    """A link between two frameworks."""

    id: int
    source: str
    target: str
    match: str
    method: str
    confidence: float
    note: str
    verdict: str
    decided: datetime | None


class CrosswalkOut(Schema):
    """Links between two frameworks, and how many are decided."""

    id: int
    title: str
    source: str
    target: str
    shared: bool
    links: list[LinkOut]


class Decision(Schema):
    """What somebody says of a link."""

    verdict: Literal["accepted", "rejected", "proposed"]
    match: Literal["exact", "close", "broad", "narrow", "related"] | None = None


@router.get("/frameworks", response=list[FrameworkOut], summary="Frameworks on this site")
@public
def list_frameworks(request: HttpRequest) -> Any:
    """Return the frameworks that the caller sees, each in all its versions, newest first."""
    return [
        {
            "id": row.pk,
            "framework": row.framework,
            "version": row.version,
            "newest": place == 0,
            "title": row.title,
            "publisher": row.publisher,
            "licence": row.licence,
            "skills": row.skills,
            "occupations": row.occupations,
            "languages": [tag for tag, _count in row.languages],
            "imported": row.imported,
        }
        for rows in services.versions(request.organisation).values()
        for place, row in enumerate(rows)
    ]


@router.get("/search", response=FoundSkills, summary="Find skills or occupations")
@public
def search(
    request: HttpRequest,
    q: str,
    language: str = "en",
    limit_to: int = 12,
    kind: Literal["skill", "occupation", "both"] = "skill",
) -> Any:
    """Find skills by words of any language, best first, in the newest versions; at most 50."""
    limit(request, "search", times=120, seconds=60)
    found = services.search(
        q[:200],
        organisation=request.organisation,
        language=language,
        limit=max(1, min(50, limit_to)),
        kind=None if kind == "both" else kind,
    )
    return {
        "skills": [
            {
                "uri": hit.uri,
                "label": hit.label,
                "matched": hit.matched,
                "language": hit.language,
                "score": hit.score,
                "kind": hit.kind,
                "guessed": hit.guessed,
                "framework": row.framework,
                "version": row.version,
            }
            for row, hit in found
        ]
    }


@router.get("/skill", response=dict[str, Any], summary="One skill by its URI")
@public
def skill(request: HttpRequest, uri: str) -> Any:
    """Return a skill with levels, relations and alignments, in the newest version."""
    row = services.row_of(uri, request.organisation)
    if row is None:
        raise Http404
    return pages.document(row)


@router.get("/occupation", response=dict[str, Any], summary="One occupation by its URI")
@public
def occupation(request: HttpRequest, uri: str) -> Any:
    """Return an occupation with the skills that it asks for, in the newest version."""
    row = services.occupation_of(uri, request.organisation)
    if row is None:
        raise Http404
    return pages.document(row)


@router.get("/counterparts", response=list[CounterpartOut], summary="A skill elsewhere")
@public
def list_counterparts(request: HttpRequest, uri: str) -> Any:
    """Return the counterparts of a skill in other frameworks, the surest first."""
    row = services.row_of(uri, request.organisation)
    if row is None:
        raise Http404
    return [
        {
            "uri": one.uri,
            "label": one.label,
            "framework": one.framework,
            "match": one.match,
            "method": one.method,
            "confidence": one.confidence,
            "accepted": one.accepted,
        }
        for one in counterparts.of(services.noun(row), request.organisation)
    ]


@router.get("/changes/{older}/{newer}", response={200: ChangesOut, **PROBLEMS}, summary="Changes")
@public
def changes(request: HttpRequest, older: int, newer: int) -> Any:
    """Return what is different between two versions of a framework, given by their ids."""
    one, other = frameworks.one_of(request, older), frameworks.one_of(request, newer)
    if one.framework != other.framework or one.pk == other.pk:
        raise InputError("these are not two versions of one framework")
    actor = request.user if request.user.is_authenticated else None
    found = comparing.comparison(one, other, organisation=request.organisation, actor=actor)
    ready = found is not None and found.made is not None
    return {
        "ready": ready,
        "older": one.version,
        "newer": other.version,
        "added": found.added if ready else [],
        "removed": found.removed if ready else [],
        "changed": [{"uri": uri, "kinds": kinds} for uri, kinds in found.changed] if ready else [],
    }


@router.get("/link", response={200: LinkedOut, **PROBLEMS}, summary="What a text speaks of")
@public
def link(
    request: HttpRequest,
    text: str,
    *,
    kind: Literal["skill", "occupation"] = "skill",
    language: str | None = None,
    framework: str | None = None,
    top: int = 5,
) -> Any:
    """Link a text to skills, or a job title to occupations; empty where nothing fits.

    `framework` is its own id, such as `esco`; without it, the largest that has what is asked for.
    """
    limit(request, "link", times=30, seconds=60)
    rows = [
        row
        for row in services.current(request.organisation)
        if framework in {None, row.framework}
        and (row.occupations if kind == "occupation" else row.skills)
    ]
    if not rows:
        raise InputError("there is no such framework here", where="framework")
    row = max(rows, key=lambda one: one.occupations if kind == "occupation" else one.skills)
    found = linkers.linker(row).link(
        text[:LONGEST], top=max(1, min(20, top)), kind=kind, language=language
    )
    return {
        "unmatched": found.unmatched,
        "by_meaning": found.by_meaning,
        "framework": row.framework,
        "version": row.version,
        "matches": [
            {"uri": one.uri, "label": one.label, "score": one.score, "why": one.why}
            for one in found.links
        ],
    }


@router.get("/crosswalks", response=list[CrosswalkOut], summary="Crosswalks")
@allowed(Action.SEE_DEFINITIONS)
def list_crosswalks(request: HttpRequest) -> Any:
    """Return the crosswalks that the organisation sees, without their links."""
    return [_crosswalk(row, []) for row in links.visible(request.organisation)]


@router.get("/crosswalks/{int:pk}", response=CrosswalkOut, summary="One crosswalk")
@allowed(Action.SEE_DEFINITIONS)
def crosswalk(request: HttpRequest, pk: int) -> Any:
    """Return a crosswalk with its links, the surest first."""
    row = links.visible(request.organisation).filter(pk=pk).first()
    if row is None:
        raise Http404
    return _crosswalk(row, list(row.links.order_by("-confidence", "source")))


@router.post("/links/{int:pk}", response={200: LinkOut, **PROBLEMS}, summary="Decide a link")
@allowed(Action.IMPORT_FRAMEWORK)
def decide(request: HttpRequest, pk: int, decision: Decision) -> Any:
    """Accept or reject a link, put it back, or change its kind; the audit log says who did."""
    row = find(request, LinkRecord, pk=pk)
    return links.decide(row, decision.verdict, match=decision.match or "", actor=request.user)


def _crosswalk(row: Any, links: list[LinkRecord]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "source": f"{row.source.framework} {row.source.version}",
        "target": f"{row.target.framework} {row.target.version}",
        "shared": row.shared,
        "links": links,
    }
