"""API of one's own next step, under `/api/match/my/`."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.api import PROBLEMS
from skillmark.server.front.templatetags.look import words
from skillmark.server.match import services
from skillmark.server.match.evidence import by_skill
from skillmark.server.match.own import pages
from skillmark.server.match.own.considered import considered as considered_of
from skillmark.server.match.own.fading import fading
from skillmark.server.match.own.possible import Kind, Possible
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import services as frameworks

router = Router(tags=["match"])


class WayOut(Schema):
    """One way to a credential."""

    id: str
    kind: Kind
    title: str
    link: str = Field(description="Path of its page, empty where there is none")
    hours: float
    weeks: float
    paid: float | None = Field(description="What the organisation pays; null where not known")


class GainOut(Schema):
    """What it changes for one skill of the role."""

    skill: str
    label: str
    level: int | None
    points: float = Field(description="Share of the role that it verifies, 0-1")


class StepOut(Schema):
    """A credential with what it would change, and every way to it, the shortest first."""

    credential: str
    score_after: dict[EvidenceClass, float]
    musts_met: list[str]
    rank_before: int | None
    rank_after: int | None
    gains: list[GainOut]
    ways: list[WayOut]


class StepsOut(Schema):
    """What would move one up for a role, the most first."""

    role: uuid.UUID
    as_of: datetime
    score: dict[EvidenceClass, float]
    of: int | None = Field(description="How many are ranked; null where one is not among them")
    steps: list[StepOut]


class FadingOut(Schema):
    """One proof or observation, and how far it has faded."""

    skill: str
    label: str
    evidence_class: EvidenceClass = Field(alias="class")
    level: int
    date: date
    now: float = Field(description="The level it speaks for today")
    until: date | None = Field(description="Last day on which it counts at its level")
    refresh: list[WayOut]


class SaidOut(Schema):
    """What was said of one for a growing role."""

    role: str
    verified: float
    judged: float
    weeks: float | None
    missing: list[str]
    proposed: bool


class ConsideredOut(Schema):
    """One time that one was considered for another role."""

    organisation: str
    considered: datetime
    asked_by: str
    reason: str
    said: list[SaidOut]


def _way(one: Possible) -> dict[str, Any]:
    return {
        "id": one.offer.id,
        "kind": one.kind,
        "title": words(one.title),
        "link": one.link,
        "hours": one.hours,
        "weeks": one.weeks,
        "paid": one.pays,
    }


@router.get("/steps", response={200: StepsOut, **PROBLEMS}, summary="What would move me up")
@allowed(Action.OWN_MATCHES)
def steps(request: HttpRequest, role: uuid.UUID | None = None) -> Any:
    """Return the credentials that change most for a role: the one named, aimed at or fitting best.

    Nothing of anybody else is told but how many are ranked.
    """
    mine = pages.me(request)
    rows = [row for row, _r in services.fitting_roles(
        mine.place, mine.evidence, today=mine.now.date()
    )]  # fmt: skip
    if role is not None:
        rows = [row for row in rows if row.pk == role]
    row = pages.chosen(request, rows)
    if row is None:
        raise Http404
    found, of = pages.answer(mine, request.user, row)
    wanted = {gain.requirement.skill for one in found.steps for gain in one.gains}
    labels = frameworks.labels(wanted, "en", mine.place)
    return {
        "role": row.pk,
        "as_of": mine.now,
        "score": dict(found.before.score),
        "of": of,
        "steps": [
            {
                "credential": words(one.best.credential),
                "score_after": dict(one.improvement.score_after),
                "musts_met": list(one.improvement.musts_met),
                "rank_before": one.improvement.rank_before,
                "rank_after": one.improvement.rank_after,
                "gains": [
                    {
                        "skill": gain.requirement.skill,
                        "label": labels[gain.requirement.skill],
                        "level": gain.level,
                        "points": gain.points,
                    }
                    for gain in one.gains
                ],
                "ways": [_way(way) for way in one.ways],
            }
            for one in found.steps
        ],
    }


@router.get(
    "/fading",
    response={200: list[FadingOut], **PROBLEMS},
    summary="Until when my proof counts at its level",
    by_alias=True,
)
@allowed(Action.OWN_MATCHES)
def my_fading(request: HttpRequest) -> Any:
    """Return what speaks most for each skill, what fades first first."""
    mine = pages.me(request)
    found = fading(
        by_skill(mine.evidence), mine.ways, today=mine.now.date(), assumptions=mine.terms
    )
    labels = frameworks.labels((one.evidence.skill for one in found), "en", mine.place)
    return [
        {
            "skill": one.evidence.skill,
            "label": labels[one.evidence.skill],
            "class": one.evidence.evidence_class,
            "level": one.level,
            "date": one.evidence.dated,
            "now": round(one.now, 4),
            "until": one.until,
            "refresh": [_way(way) for way in one.refresh],
        }
        for one in found
    ]


@router.get(
    "/considered",
    response={200: list[ConsideredOut], **PROBLEMS},
    summary="Where I was considered for another role",
)
@allowed(Action.OWN_MATCHES)
def my_considered(request: HttpRequest) -> Any:
    """Return every time one was considered, who asked and why, and what was said."""
    return [
        {
            "organisation": str(one.row.organisation),
            "considered": one.row.considered,
            "asked_by": one.row.redeployment.created_name,
            "reason": one.row.redeployment.reason,
            "said": [
                {
                    "role": words(said.title),
                    "verified": said.verified,
                    "judged": said.judged,
                    "weeks": said.weeks,
                    "missing": list(said.gaps),
                    "proposed": said.proposed,
                }
                for said in one.said
            ],
        }
        for one in considered_of(request.user)
    ]
