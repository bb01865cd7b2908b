"""API of frameworks and skills, under `/api/skills/`."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import public
from skillmark.server.skills import services
from skillmark.server.skills.reading import api as reading

router = Router(tags=["skills"])
router.add_router("", reading.router)


class Found(Schema):
    """A skill that was found."""

    uri: str
    label: str
    matched: str
    score: float
    framework: str
    version: str


class FoundSkills(Schema):
    """The answer of a search."""

    skills: list[Found]


class FrameworkOut(Schema):
    """A framework on this site."""

    framework: str
    version: str
    title: dict[str, str]
    publisher: str
    licence: str
    skills: int
    occupations: int


@router.get("/frameworks", response=list[FrameworkOut], summary="Frameworks on this site")
@public
def frameworks(request: HttpRequest) -> Any:
    """Return the frameworks that the caller sees."""
    return list(services.visible(request.organisation))


@router.get("/search", response=FoundSkills, summary="Find skills")
@public
def search(request: HttpRequest, q: str, language: str = "en", limit_to: int = 12) -> Any:
    """Find skills by words of any language; at most 50."""
    limit(request, "search", times=120, seconds=60)
    found = services.search(
        q[:200],
        organisation=request.organisation,
        language=language,
        limit=max(1, min(50, limit_to)),
    )
    return {
        "skills": [
            {
                "uri": hit.uri,
                "label": hit.label,
                "matched": hit.matched,
                "score": hit.score,
                "framework": row.framework,
                "version": row.version,
            }
            for row, hit in found
        ]
    }


@router.get("/skill", response=dict[str, Any], summary="One skill by its URI")
@public
def skill(request: HttpRequest, uri: str) -> Any:
    """Return a skill with levels, relations and alignments."""
    row = services.row_of(uri, request.organisation)
    if row is None:
        raise Http404
    version = {"framework": row.framework.framework, "version": row.framework.version}
    return {**row.document, **version}
