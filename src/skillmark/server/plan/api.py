"""API of planning, under `/api/plan/`."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from skillmark.nouns.plan import PlanStatus
from skillmark.nouns.text import Text
from skillmark.plan.heat import Against
from skillmark.server.api import PROBLEMS
from skillmark.server.match.roles import title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.models import BasisRecord
from skillmark.server.people.permissions import allowed, find, may
from skillmark.server.plan import heating, services
from skillmark.server.plan.foresight.api import router as foresight
from skillmark.server.plan.models import OfferRecord, OnboardingRecord, PlanRecord, SearchRecord
from skillmark.server.plan.onboarding import services as onboarding
from skillmark.server.plan.people import taking
from skillmark.server.plan.people.forms import WORDS
from skillmark.server.plan.solving import MOST_QUARTERS, Asked, quarter

router = Router(tags=["plan"])
router.add_router("", foresight)


class Gap(Schema):
    """One row and one skill of the map of gaps."""

    row: str = Field(description="Team or business function; empty for people without one")
    skill: str
    label: str
    needed: int | None = Field(description="People whose role asks for it; null where withheld")
    lacking: int | None = Field(description="Those of them who have not proven it")


class Gaps(Schema):
    """The map of gaps."""

    by: str
    against: str
    people: int
    cells: list[Gap]
    total: list[Gap]


class OfferBody(Schema):
    """Something that can be learned for."""

    id: str = Field(pattern=r"^[-a-zA-Z0-9_]{1,80}$")
    title: str | dict[str, str] = Field(description="Words, or words by language")
    cost: float = Field(ge=0, le=10_000_000)
    hours: float = Field(ge=0, le=10_000)
    weeks: float | None = Field(None, ge=0)
    seats: int | None = Field(None, ge=0)
    skills: dict[str, int | None] = Field(
        min_length=1, max_length=100, description="Skill URI to level, or to null"
    )
    requires: list[str] = Field(default_factory=list, max_length=50)


class PlanAsked(Schema):
    """What a plan is asked for: the most for a budget, or a target at least cost."""

    money: float | None = Field(None, ge=0, description="Budget; none where it is not given")
    hours: float | None = Field(None, ge=0, description="Hours that anybody may learn at most")
    quarters: int = Field(0, ge=0, le=MOST_QUARTERS)
    begins: str = Field("", pattern=r"^(\d{4}-Q[1-4])?$", description="First quarter")
    skill: str = Field("", max_length=500, description="Target: close gaps in this skill ...")
    people: int = Field(0, ge=0, description="... of at least so many people")
    keep: bool = False
    name: str = Field("", max_length=120)


class EnrolmentOut(Schema):
    """This person learns for this credential in this period."""

    person: str
    credential: str
    period: str | None


class PlanOut(Schema):
    """A plan; people are the numbers that the pages call by name."""

    id: uuid.UUID | None = None
    status: PlanStatus
    cost: float
    value: float
    bound: float
    gap: float
    enrolments: list[EnrolmentOut]
    waived: list[tuple[str, str]]
    left_out: list[tuple[str, str]]
    conflict: list[str]
    name: str = ""
    created: datetime | None = None
    decided: datetime | None = None
    decided_by: str = ""


class SearchOut(Schema):
    """A search that a job makes, and the best plan so far."""

    id: uuid.UUID
    job: uuid.UUID
    state: str
    best: PlanOut | None


class ListBody(Schema):
    """A list of people as CSV text, and how it is taken over."""

    people: str = Field(min_length=1, max_length=12 * 2**20)
    evidence: str = Field("", max_length=12 * 2**20)
    basis: int | None = Field(None, description="What planning rests on; null: consent alone")
    mail: bool = True
    whole: bool = Field(False, description="Who is not in the list has left")
    dry_run: bool = Field(False, description="Say what would change, and change nothing")


class ListProblem(Schema):
    """Something wrong with a line."""

    table: str
    line: int
    column: str
    reason: str
    words: str
    goes_in: bool


class ListOut(Schema):
    """What a list changes."""

    new: int
    changed: int
    same: int
    gone: int
    left_out: int
    evidence: int
    problems: list[ListProblem]
    job: uuid.UUID | None


class StepOut(Schema):
    """One credential of an onboarding."""

    credential: str
    title: dict[str, str]
    hours: float
    cost: float
    waived: bool
    begins: date | None
    ends: date | None
    ticked: date | None


class OnboardingOut(Schema):
    """Somebody who was hired."""

    id: uuid.UUID
    person: str
    role: uuid.UUID
    role_title: dict[str, str]
    start: date
    hours_a_week: float
    planned_end: date
    productive: date | None
    left: date | None
    steps: list[StepOut]
    open_gaps: list[str]


@router.get("/gaps", response={200: Gaps, **PROBLEMS}, summary="Where the gaps are")
@allowed(Action.SEE_PLANS)
def gaps(
    request: HttpRequest,
    by: Literal["team", "function"] = "team",
    against: Against = Against.COMING,
) -> Any:
    """Return people who lack a skill, of those whose role asks for it, by team or function.

    Who may not see persons gets no number that fewer than five people stand behind.
    """
    sees = may(request.user, Action.PLAN, request.organisation)
    found = heating.map_of(
        request.organisation,
        services.everybody(request.organisation),
        by=by,
        against=against,
        smallest=1 if sees else heating.SMALLEST,
        most=None,
    )
    labels = dict(found.skills)

    def out(one: heating.ShownCell) -> dict[str, Any]:
        return {
            "row": one.row,
            "skill": one.skill,
            "label": labels[one.skill],
            "needed": one.cell.needed if one.cell else None,
            "lacking": one.cell.lacking if one.cell else None,
        }

    cells = (one for row in found.rows for one in row.cells if one.cell or one.withheld)
    return {
        "by": by,
        "against": against.value,
        "people": found.people,
        "cells": [out(one) for one in cells],
        "total": [out(one) for one in found.total],
    }


def _offer(row: OfferRecord) -> dict[str, Any]:
    return {
        "id": row.slug,
        "title": row.title,
        "cost": float(row.cost),
        "hours": row.hours,
        "weeks": row.weeks,
        "seats": row.seats,
        "skills": row.skills,
        "requires": row.requires,
    }


@router.get("/offers", response={200: list[OfferBody], **PROBLEMS}, summary="What can be learned")
@allowed(Action.SEE_PLANS)
def offers(request: HttpRequest) -> Any:
    """Return everything on offer."""
    return [_offer(row) for row in services.offers_of(request.organisation)]


@router.put("/offers", response={200: OfferBody, **PROBLEMS}, summary="Store an offer")
@allowed(Action.PLAN)
def offer_store(request: HttpRequest, body: OfferBody) -> Any:
    """Store an offer, or put it in the place of the one of the same id."""
    known = OfferRecord.objects.of(request.organisation).filter(slug=body.id).first()
    row = known or OfferRecord(organisation=request.organisation, slug=body.id)
    row.title = Text.of(body.title).as_mapping()
    row.cost, row.hours, row.weeks, row.seats = body.cost, body.hours, body.weeks, body.seats
    row.skills, row.requires = body.skills, body.requires
    services.change_offer(row, actor=request.user)
    return _offer(row)


@router.post("/solve", response={200: PlanOut, 202: SearchOut, **PROBLEMS}, summary="The best plan")
@allowed(Action.PLAN)
def solve(request: HttpRequest, body: PlanAsked) -> Any:
    """Return the best plan; what takes longer is searched by a job (202).

    With `keep`, the plan is kept and has an `id`.
    """
    asked = Asked(
        money=body.money,
        hours=body.hours,
        begins=body.begins or quarter(timezone.localdate()),
        quarters=body.quarters,
        skill=body.skill,
        people=body.people,
    )
    here = services.situation(request.organisation)
    problem = services.problem_of(here, asked)
    if not services.is_small(problem):
        row = services.search(here, problem, asked, actor=request.user)
        return Status(202, _search(row))
    plan = services.with_savings(here, services.answer(problem))
    if not body.keep or plan.status is PlanStatus.INFEASIBLE:
        return Status(200, asdict(plan))
    kept = services.keep(
        request.organisation, problem, plan, actor=request.user, asked=asked, name=body.name
    )
    return Status(200, _plan(kept))


def _plan(row: PlanRecord) -> dict[str, Any]:
    return {
        **asdict(services.as_plan(row.answer)),
        "id": row.pk,
        "name": row.name,
        "created": row.created,
        "decided": row.decided,
        "decided_by": row.decided_name,
    }


def _search(row: SearchRecord) -> dict[str, Any]:
    return {
        "id": row.pk,
        "job": row.job_id,
        "state": row.job.state,
        "best": asdict(services.as_plan(row.answer)) if row.answer else None,
    }


@router.get(
    "/searches/{uuid:pk}", response={200: SearchOut, **PROBLEMS}, summary="The best plan so far"
)
@allowed(Action.PLAN)
def search(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return a search with the best plan that it has found; cancelling its job stops it."""
    return _search(find(request, SearchRecord.objects.select_related("job"), pk=pk))


@router.get("/plans", response={200: list[PlanOut], **PROBLEMS}, summary="Plans that were kept")
@allowed(Action.PLAN)
def plans(request: HttpRequest, offset: int = Query(0, ge=0)) -> Any:
    """Return 50 plans, the newest first."""
    rows = PlanRecord.objects.of(request.organisation)
    return [_plan(row) for row in rows[offset : offset + 50]]


@router.post(
    "/plans/{uuid:pk}/decide", response={200: PlanOut, **PROBLEMS}, summary="This is the plan"
)
@allowed(Action.PLAN)
def decide(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Decide that this plan holds; people then see what of it concerns them."""
    row = find(request, PlanRecord.objects.select_related("organisation"), pk=pk)
    services.decide(row, actor=request.user)
    return _plan(row)


@router.post(
    "/people", response={200: ListOut, 202: ListOut, **PROBLEMS}, summary="Bring people in"
)
@allowed(Action.PLAN)
def people(request: HttpRequest, body: ListBody) -> Any:
    """Say what a list of people changes, and have a job change it (202) unless it is a dry run."""
    basis = None
    if body.basis is not None:
        basis = find(request, BasisRecord, pk=body.basis)
    row = taking.keep(
        body.people.encode(),
        name="API",
        organisation=request.organisation,
        actor=request.user,
        evidence=body.evidence.encode(),
    )
    looked = taking.look(row)
    job = None
    if body.dry_run:
        row.delete()
    else:
        job = taking.order(row, basis, mail=body.mail, whole=body.whole, actor=request.user)
    out = {
        "new": len(looked.new),
        "changed": len(looked.moved),
        "same": looked.same,
        "gone": len(looked.gone),
        "left_out": looked.left_out,
        "evidence": len(looked.evidence),
        "problems": [
            {
                "table": one.table,
                "line": one.line,
                "column": one.column,
                "reason": one.reason.value,
                "words": str(WORDS[one.reason]) % {"value": one.value},
                "goes_in": one.hint,
            }
            for one in looked.problems[:1_000]
        ],
        "job": job.pk if job else None,
    }
    return Status(202 if job else 200, out)


@router.get(
    "/onboardings", response={200: list[OnboardingOut], **PROBLEMS}, summary="Who was hired"
)
@allowed(Action.SEE_ONBOARDING)
def onboardings(request: HttpRequest) -> Any:
    """Return the onboardings, the latest start first, as their steps stood when last looked at."""
    return [_onboarding(row) for row in onboarding.visible(request.organisation)[:200]]


@router.get(
    "/onboardings/{uuid:pk}",
    response={200: OnboardingOut, **PROBLEMS},
    summary="One person's first weeks",
)
@allowed(Action.SEE_ONBOARDING)
def onboarding_one(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return one onboarding; steps that a credential proves now are ticked first."""
    row = find(request, onboarding.visible(request.organisation), pk=pk)
    onboarding.refresh(row)
    return _onboarding(find(request, onboarding.visible(request.organisation), pk=pk))


def _onboarding(row: OnboardingRecord) -> dict[str, Any]:
    return {
        "id": row.pk,
        "person": onboarding.name_of(row),
        "role": row.role_id,
        "role_title": title_of(row.role).as_mapping(),
        "start": row.start,
        "hours_a_week": row.hours_a_week,
        "planned_end": row.planned_end,
        "productive": row.productive,
        "left": row.left,
        "open_gaps": row.open_gaps,
        "steps": [
            {
                "credential": step.slug,
                "title": step.title,
                "hours": step.hours,
                "cost": float(step.cost),
                "waived": step.waived,
                "begins": step.begins,
                "ends": step.ends,
                "ticked": step.ticked,
            }
            for step in row.steps.all()
        ],
    }
