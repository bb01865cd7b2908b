"""API of roles and rankings, under `/api/match/`. A place reads like a line of the command."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.text import Text
from skillmark.server.match import services
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.ranking import line
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["match"])


class RequirementBody(Schema):
    """One skill that a role asks for."""

    skill: str
    level: int | None = None
    importance: Importance = Importance.ESSENTIAL
    weight: float = 1.0
    must: bool = False


class RoleBody(Schema):
    """What a job asks for."""

    title: str
    skills: list[RequirementBody]


class RoleOut(RoleBody):
    """A stored role."""

    id: uuid.UUID


class Place(Schema):
    """One person's place, with the part of every skill and every piece of evidence."""

    id: str
    rank: int
    score: dict[str, float]
    skills: list[dict[str, Any]]
    missing: list[str]
    musts_unmet: list[str]
    refused: list[dict[str, str]]


class RankingOut(Schema):
    """People for a role, best first."""

    role: uuid.UUID
    scorer: str
    as_of: str
    places: list[Place]


def _out(row: RoleRecord) -> dict[str, Any]:
    role = services.as_role(row)
    return {
        "id": row.pk,
        "title": str(role.title),
        "skills": [
            {
                "skill": one.skill,
                "level": one.level,
                "importance": one.importance,
                "weight": one.weight,
                "must": one.must,
            }
            for one in role.requirements
        ],
    }


@router.get("/roles", response=list[RoleOut], summary="Roles that are to be filled")
@allowed(Action.RANK_PEOPLE)
def roles(request: HttpRequest) -> Any:
    """Return the open roles of the organisation."""
    return [_out(row) for row in services.open_roles(request.organisation)]


@router.post("/roles", response=RoleOut, summary="Store a role")
@allowed(Action.DEFINE_ROLES)
def role_create(request: HttpRequest, body: RoleBody) -> Any:
    """Store a role and return it with its id."""
    role = Role(
        Text.of(body.title),
        tuple(
            Requirement(one.skill, one.level, one.importance, one.weight, one.must)
            for one in body.skills
        ),
    )
    return _out(services.save_role(request.organisation, role, actor=request.user))


@router.get("/roles/{uuid:pk}/ranking", response=RankingOut, summary="People for a role")
@allowed(Action.RANK_PEOPLE)
def ranking(request: HttpRequest, pk: uuid.UUID, top: int = 50) -> Any:
    """Return at most `top` people, best first, with every reason."""
    row = find(request, RoleRecord, pk=pk)
    now = timezone.now()
    found = services.rank_people(request.organisation, row, today=now.date(), now=now)
    return {
        "role": row.pk,
        "scorer": found.scorer,
        "as_of": now.isoformat(),
        "places": [line(one, found.candidate(one)) for one in found.ranked[: max(0, top)]],
    }
