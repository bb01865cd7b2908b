"""API of roles and rankings, under `/api/match/`. A place reads like a line of the command."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from skillmark.match import Ranked
from skillmark.match.lines import line
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.recognition import Recognition
from skillmark.nouns.text import Text
from skillmark.server.api import PROBLEMS
from skillmark.server.match import services
from skillmark.server.match.candidates import Candidate
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.own import api as own
from skillmark.server.match.recognising.rules import rules_of
from skillmark.server.match.reviewing import veil
from skillmark.server.match.shown import letter, secret_of
from skillmark.server.match.talent import api as talent
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks

router = Router(tags=["match"])
router.add_router("", talent.router)
router.add_router("/my", own.router)


class RequirementBody(Schema):
    """One skill that a role asks for. Without a level, any level will do."""

    skill: str = Field(max_length=500, description="URI of the skill")
    level: int | None = Field(None, ge=1, le=8)
    importance: Importance = Importance.ESSENTIAL
    weight: float = Field(1.0, gt=0, le=1000)
    must: bool = False


class RoleBody(Schema):
    """What a job asks for."""

    title: str | dict[str, str] = Field(description="Words, or words by language")
    skills: list[RequirementBody] = Field(min_length=1, max_length=100)
    advert: str = Field("", max_length=20_000)


class RoleOut(Schema):
    """A stored role."""

    id: uuid.UUID
    title: dict[str, str]
    skills: list[RequirementBody]
    open: bool
    created: datetime


class BeliefOut(Schema):
    """A level of the scale 1-8 as it is believed today."""

    mean: float | None = Field(description="After what has faded since")
    sd: float | None = Field(description="Standard deviation, in levels")


class RuleOut(Schema):
    """The recognition rule that gave a credential its level."""

    id: str
    stated_by: str | None
    stated: date | None
    expires: date | None
    reason: str | None


class FollowsOut(Schema):
    """What inferred evidence follows from, over the relations of a framework."""

    skill: str
    label: str
    evidence_class: EvidenceClass = Field(alias="class")
    relations: list[str]
    levels_lost: int


class EvidenceOut(BeliefOut):
    """One piece of evidence and the part it plays."""

    evidence_class: EvidenceClass = Field(alias="class")
    level: int | None
    date: date
    title: str
    issuer: str | None
    source: str | None
    fit: float = Field(description="Probability, 0-1, that the level is reached")
    counted: bool
    disputed: bool
    recognised_by: RuleOut | None
    follows_from: FollowsOut | None


class RequirementOut(Schema):
    """One requirement and what the person brings for it."""

    skill: str
    label: str
    level: int | None
    importance: Importance
    must: bool
    share: float = Field(description="Of the whole role, 0-1")
    evidence_class: EvidenceClass = Field(alias="class")
    fit: float
    beliefs: dict[EvidenceClass, BeliefOut] = Field(
        description="By the best piece of each class; the classes are never mixed"
    )
    points: dict[EvidenceClass, float] = Field(description="Share of the role, 0-1, by class")
    evidence: list[EvidenceOut]


class RefusedOut(Schema):
    """A credential that counts for nothing."""

    source: str
    verdict: str
    reason: str
    detail: str


class Place(Schema):
    """One person's place with every reason for it."""

    rank: int
    id: str
    name: str
    score: dict[EvidenceClass, float] = Field(description="Share of the role, 0-1, by class")
    skills: list[RequirementOut]
    missing: list[str]
    musts_unmet: list[str]
    refused: list[RefusedOut]
    scorer: str


class RankingOut(Schema):
    """People for a role, best first."""

    role: uuid.UUID
    as_of: datetime
    scorer: str
    people: int = Field(description="How many were ranked, of whom `places` are the first")
    names_hidden: bool = Field(description="Whether the role hides its names from the reader")
    places: list[Place]


def _out(row: RoleRecord) -> dict[str, Any]:
    role = services.as_role(row)
    return {
        "id": row.pk,
        "title": role.title.as_mapping(),
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
        "open": row.open,
        "created": row.created,
    }


@router.get(
    "/roles", response={200: list[RoleOut], **PROBLEMS}, summary="Roles that are to be filled"
)
@allowed(Action.RANK_PEOPLE)
def roles(request: HttpRequest) -> Any:
    """Return the open roles of the organisation, newest first."""
    return [_out(row) for row in services.open_roles(request.organisation)]


@router.post("/roles", response={201: RoleOut, **PROBLEMS}, summary="Store a role")
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
    row = services.save_role(request.organisation, role, advert=body.advert, actor=request.user)
    return Status(201, _out(row))


@router.get(
    "/roles/{uuid:pk}/ranking",
    response={200: RankingOut, **PROBLEMS},
    summary="People for a role",
    by_alias=True,
)
@allowed(Action.RANK_PEOPLE)
def ranking(request: HttpRequest, pk: uuid.UUID, top: int = Query(50, ge=1, le=1000)) -> Any:
    """Return the first `top` people, best first, each with every reason.

    Only members who agree to be found are in it, and people from outside with their files. Where a
    role hides its names, letters stand in their place unless the reader has asked for them.
    """
    row = find(request, RoleRecord, pk=pk)
    now = timezone.now()
    found = services.rank_people(request.organisation, row, today=now.date(), now=now)
    skills = {one.skill for one in found.role.requirements} | {
        one.evidence.inference.skill
        for place in found.ranked[:top]
        for part in place.skills
        for one in part.parts
        if one.evidence.inference
    }
    labels = frameworks.labels(skills, "en", request.organisation)
    hidden = veil.veiled(row, request.user, now=now)
    # what is recognised for one person alone may say in its reason who that is
    rules = {
        one.id: one
        for one in rules_of(request.organisation, now=now)
        if not (hidden and one.holder)
    }
    return {
        "role": row.pk,
        "as_of": now,
        "scorer": found.scorer,
        "people": len(found.ranked),
        "names_hidden": hidden,
        "places": [
            _place(one, found.candidate(one), labels.__getitem__, rules, hidden=hidden)
            for one in found.ranked[:top]
        ],
    }


def _place(
    one: Ranked,
    who: Candidate,
    label: Callable[[str], str],
    rules: Mapping[str, Recognition],
    *,
    hidden: bool,
) -> dict[str, Any]:
    refused = [
        {
            "source": f"file {number}" if hidden else file.name,
            "verdict": file.verdict,
            "reason": file.reason,
            "detail": "" if hidden else file.detail,
        }
        for number, file in enumerate(who.refused, start=1)
    ]
    said = line(one, label=label, refused=refused, recognitions=rules)
    if hidden:
        for piece in (piece for skill in said["skills"] for piece in skill["evidence"]):
            _veil(piece, (who.name, who.person.holder))
    return {**said, "name": letter(one.rank) if hidden else who.name}


def _veil(piece: dict[str, Any], names: tuple[str, str]) -> None:
    """Take out of a piece of evidence what says whose it is, as the page of the ranking does."""
    piece["source"] = None
    secret = secret_of(names)
    own = piece["class"] == EvidenceClass.VERIFIED.value
    for name in ("title", "issuer"):
        told = piece[name] and secret is not None and secret.search(piece[name])
        if not own or told:
            piece[name] = "" if name == "title" else None
