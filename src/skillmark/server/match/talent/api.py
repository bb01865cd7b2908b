"""API of what leaders ask of their people, under `/api/match/`."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.api import PROBLEMS
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.talent import moving
from skillmark.server.match.talent.coverage import Nearest, coverage
from skillmark.server.match.talent.models import Aim, RedeploymentRecord
from skillmark.server.match.talent.placing import Move
from skillmark.server.match.talent.reach import Need, Standing, State, who
from skillmark.server.match.talent.wanted import LONGEST, MOST
from skillmark.server.match.talent.ways import HOURS_A_WEEK, Path, Ways
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["match"])


class NeedBody(Schema):
    """One skill that is asked for. Without a level, any level will do."""

    skill: str = Field(max_length=500)
    level: int | None = Field(None, ge=1, le=8)


class WhoBody(Schema):
    """What has to be done, and how much time there is."""

    skills: list[NeedBody] = Field(min_length=1, max_length=MOST)
    weeks: float = Field(8.0, ge=0, le=LONGEST)
    hours: float = Field(HOURS_A_WEEK, ge=0.5, le=60, description="A week, where nobody has said")


class StepOut(Schema):
    """One credential on a way."""

    offer: str
    start: float = Field(description="Weeks from today")
    end: float
    hours: float
    cost: float


class PathOut(Schema):
    """The shortest way through what is on offer."""

    weeks: float
    hours: float
    cost: float
    steps: list[StepOut]
    left: list[str] = Field(description="Skills that nothing on offer leads to")


class StandingOut(Schema):
    """One person beside what is asked."""

    id: str
    name: str
    team: str
    state: State
    reached_by: EvidenceClass | None = Field(description="The weakest class that is needed")
    missing: list[str]
    weeks: float | None = Field(description="Until all is proven; 0 now, null out of reach")
    planned: bool = Field(description="Whether the person agrees to have training planned")
    path: PathOut | None


class WhoOut(Schema):
    """Who can, by class of evidence, and who will be able to."""

    as_of: datetime
    now: dict[EvidenceClass, int]
    ready_in_time: int
    people: list[StandingOut]


class NearestOut(Schema):
    """Who is nearest to becoming the next."""

    id: str
    name: str
    weeks: float | None


class CoveredOut(Schema):
    """One skill across teams."""

    skill: str
    level: int | None
    people: int
    before: int
    teams: dict[str, int]
    lost: bool
    one_team: bool
    nearest: NearestOut | None


class CoverageOut(Schema):
    """What open roles ask for, the thinnest skill first."""

    as_of: datetime
    leaving: str | None
    skills: list[CoveredOut]


class RedeploymentBody(Schema):
    """Roles that shrink, and roles that grow with their seats."""

    shrinking: list[uuid.UUID] = Field(min_length=1, max_length=50)
    growing: dict[uuid.UUID, int] = Field(min_length=1, max_length=50)
    reason: str = Field(min_length=1, max_length=2000, description="Read by who is considered")
    aim: Aim = Aim.FIT
    hours: float = Field(HOURS_A_WEEK, ge=0.5, le=60)


class FitOut(Schema):
    """One person beside one growing role."""

    role: uuid.UUID
    score: dict[EvidenceClass, float]
    missing: list[str]
    possible: bool
    weeks: float | None
    path: PathOut | None


class MoveOut(Schema):
    """One person, where the best answer puts them, and every alternative."""

    id: str
    name: str
    today: uuid.UUID
    proposed: uuid.UUID | None
    second: uuid.UUID | None
    loss: float
    costs_a_place: bool
    fits: list[FitOut]


class RedeploymentOut(Schema):
    """A proposal. Nothing of it is a decision."""

    id: uuid.UUID
    as_of: datetime
    reason: str
    aim: Aim
    people: list[MoveOut]
    unfilled: dict[str, int] = Field(description="Id of a role to seats that stay empty")
    not_asked: int
    new: int


def _path(path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    return {
        "weeks": path.weeks,
        "hours": path.hours,
        "cost": path.cost,
        "left": list(path.left),
        "steps": [
            {
                "offer": step.offer.id,
                "start": step.start,
                "end": step.end,
                "hours": step.offer.hours,
                "cost": step.offer.cost,
            }
            for step in path.steps
        ],
    }


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "id": f"member-{one.person.pk}",
        "name": str(one.person),
        "team": one.team,
        "state": one.state,
        "reached_by": one.reached,
        "missing": [gap.skill for gap in one.gaps],
        "weeks": one.weeks,
        "planned": one.planned,
        "path": _path(one.path),
    }


@router.post("/who", response={200: WhoOut, **PROBLEMS}, summary="Who can do it, now and soon")
@allowed(Action.SEE_BENCH)
def who_can(request: HttpRequest, body: WhoBody) -> Any:
    """Return everybody who agreed to be found, beside what is asked: who can now first."""
    now = timezone.now()
    once = {one.skill: Need(one.skill, one.level) for one in body.skills}
    answer = who(
        request.organisation,
        tuple(once.values()),
        weeks=body.weeks,
        today=now.date(),
        now=now,
        ways=Ways.of(request.organisation, otherwise=body.hours),
    )
    classes = [cls for cls in EvidenceClass if cls is not EvidenceClass.MISSING]
    return {
        "as_of": now,
        "now": {cls: len(answer.able(cls)) for cls in classes},
        "ready_in_time": answer.ready_in(body.weeks),
        "people": [_standing(one) for one in answer.people],
    }


@router.get("/coverage", response={200: CoverageOut, **PROBLEMS}, summary="Skills by teams")
@allowed(Action.SEE_BENCH)
def covered(request: HttpRequest, leaving: str = Query("", pattern=r"^(member-\d{1,18})?$")) -> Any:
    """Return how what open roles ask for is covered; with `leaving`, as if that member were gone.

    Somebody who has not agreed to be found cannot be thought away.
    """
    now = timezone.now()
    account = int(leaving.removeprefix("member-")) if leaving else None
    found = coverage(request.organisation, today=now.date(), now=now, leaving=account)
    return {
        "as_of": now,
        "leaving": f"member-{found.leaving.pk}" if found.leaving else None,
        "skills": [
            {
                "skill": one.depth.skill,
                "level": one.depth.level,
                "people": one.people,
                "before": one.before,
                "teams": dict(zip(found.teams, one.by_team, strict=True)),
                "lost": one.lost,
                "one_team": one.one_team,
                "nearest": _nearest(one.nearest),
            }
            for one in found.skills
        ],
    }


def _nearest(near: Nearest | None) -> dict[str, Any] | None:
    if near is None:
        return None
    return {"id": f"member-{near.person.pk}", "name": str(near.person), "weeks": near.weeks}


@router.post(
    "/redeployments", response={201: RedeploymentOut, **PROBLEMS}, summary="Ask who could go where"
)
@allowed(Action.SEE_BENCH)
def redeployment_ask(request: HttpRequest, body: RedeploymentBody) -> Any:
    """Store the question and answer it. Everybody who is considered can read what was said."""
    wanted = {*body.shrinking, *body.growing}
    rows = {
        row.pk: row for row in RoleRecord.objects.of(request.organisation).filter(pk__in=wanted)
    }
    if unknown := sorted(str(pk) for pk in wanted - rows.keys()):
        raise InputError(f"there is no role {unknown[0]} here", where="shrinking, growing")
    row = moving.ask(
        request.organisation,
        shrinking=[rows[pk] for pk in body.shrinking],
        growing={rows[pk]: seats for pk, seats in body.growing.items()},
        aim=body.aim,
        reason=body.reason,
        hours=body.hours,
        actor=request.user,
    )
    return Status(201, _answer(row))


@router.get(
    "/redeployments/{uuid:pk}",
    response={200: RedeploymentOut, **PROBLEMS},
    summary="Who could go where, as of today",
)
@allowed(Action.SEE_BENCH)
def redeployment(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return the answer as it is today, for those who were told and still agree."""
    return _answer(find(request, RedeploymentRecord, pk=pk))


def _answer(row: RedeploymentRecord) -> dict[str, Any]:
    now = timezone.now()
    found = moving.moves(row, now=now)
    return {
        "id": row.pk,
        "as_of": now,
        "reason": row.reason,
        "aim": row.aim,
        "people": [_move(one) for one in found.people],
        "unfilled": {str(role.pk): seats for role, seats in found.unfilled},
        "not_asked": found.not_asked,
        "new": found.new,
    }


def _move(one: Move) -> dict[str, Any]:
    return {
        "id": f"member-{one.person.pk}",
        "name": str(one.person),
        "today": one.today.pk,
        "proposed": one.proposed.role.pk if one.proposed else None,
        "second": None if one.second is None else one.fits[one.second].role.pk,
        "loss": one.loss,
        "costs_a_place": one.costs_a_place,
        "fits": [
            {
                "role": fit.role.pk,
                "score": dict(fit.ranked.score),
                "missing": list(fit.gaps),
                "possible": fit.possible,
                "weeks": fit.weeks,
                "path": _path(fit.path),
            }
            for fit in one.fits
        ],
    }
