"""API of the dashboards, under `/api/measure/`: the same numbers as the pages, rounded and hidden
as they are there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from skillmark.measure.estimate import Estimate
from skillmark.measure.insight import equity as pure
from skillmark.server.api import PROBLEMS
from skillmark.server.measure.dashboards import leading, linking, overview, self_ratings, words
from skillmark.server.measure.dashboards.periods import Asked
from skillmark.server.measure.ledger.services import ledger_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed

router = Router(tags=["measure"])


class EstimateOut(Schema):
    """A number with its 95% interval."""

    value: float
    low: float
    high: float


class StepOut(Schema):
    """One stage of the funnel."""

    stage: str
    count: int | None = Field(description="Rounded to 5; null for fewer than 5")
    of_entered: float | None
    of_before: float | None


class AchievementOut(Schema):
    """One achievement."""

    id: str
    begun: int | None
    awarded: int | None
    median_days: float | None = Field(description="Null where fewer than half have it so far")
    low: float | None
    high: float | None


class OverviewOut(Schema):
    """How people come along."""

    first: date
    last: date
    simulated: bool
    funnel: list[StepOut]
    achievements: list[AchievementOut]


class AskedQuery(Schema):
    """What is looked at."""

    period: str = Field("", max_length=10, description="2026-Q3, 2026, all; else twelve months")
    team: str = Field("", max_length=120)
    function: str = Field("", max_length=120)
    achievement: str = Field("", max_length=100)


class GapOut(Schema):
    """One group on one day."""

    group: str
    day: date
    people: int
    asked: int
    lacking: int


class SoonOut(Schema):
    """One skill that open roles ask for; both numbers are null where they would name somebody."""

    skill: str
    level: int | None
    now: int | None
    within_8_weeks: int | None


class LeadersOut(Schema):
    """Counts of the whole organisation, of nobody by name."""

    counted: datetime | None
    by_function: list[GapOut]
    by_team: list[GapOut]
    soon: list[SoonOut]
    from_inside: int | None
    from_outside: int | None


class ValidityOut(Schema):
    """Whether results foretell later performance."""

    people: int
    finding: str | None = Field(description="foretells, against, slight, open; null below ten")
    observed: EstimateOut | None = None
    direct: EstimateOut | None = None
    indirect: EstimateOut | None = None
    beyond_experience: EstimateOut | None = None
    u: float | None = None
    simulated: bool


class CalibrationOut(Schema):
    """How well people judge themselves; all null below five people."""

    people: int
    ratings: int
    finding: str | None = Field(description="over, under, calibrated, open")
    bias: EstimateOut | None = None
    absolute_error: EstimateOut | None = None
    over: EstimateOut | None = None
    under: EstimateOut | None = None


class CellOut(Schema):
    """One group and one outcome."""

    group: str
    people: int | None = Field(description="Null where hidden")
    hidden: bool
    reference: bool
    value: EstimateOut | None
    difference: EstimateOut | None
    p_adjusted: float | None


class EquityOut(Schema):
    """One outcome by the groups of one kind."""

    kind: str
    outcome: str
    simulated: bool
    cells: list[CellOut]


def _estimate(found: Estimate | None) -> dict[str, float] | None:
    return found and {"value": found.value, "low": found.low, "high": found.high}


@router.get("/overview", response={200: OverviewOut, **PROBLEMS}, summary="How people come along")
@allowed(Action.SEE_MEASURES)
def overview_of(request: HttpRequest, given: Query[AskedQuery]) -> dict[str, Any]:
    """The engagement funnel and time to credential of what began in a period."""
    today = timezone.localdate()
    asked = Asked.of(given.dict(), today)
    found = overview.overview(request.organisation, asked, today=today)
    return {
        "first": asked.period.first,
        "last": asked.period.last,
        "simulated": found.simulated,
        "funnel": [
            {"stage": one.stage.value, "count": one.count, "of_entered": one.of_entered,
             "of_before": one.of_before}
            for one in found.funnel.steps
        ],
        "achievements": [
            {"id": one.slug, "begun": one.begun, "awarded": one.awarded,
             "median_days": one.median, "low": one.low, "high": one.high}
            for one in found.achievements
        ],
    }  # fmt: skip


@router.get("/leaders", response={200: LeadersOut, **PROBLEMS}, summary="What leaders ask")
@allowed(Action.SEE_BENCH)
def leaders(request: HttpRequest) -> dict[str, Any]:
    """Gaps over time by group, who can now and soon, moves."""
    found = leading.counted(request.organisation, now=timezone.now())
    gaps = found.gaps if found else {}
    return {
        "counted": found.counted if found else None,
        **{
            f"by_{by}": [
                {"group": one.group, "day": one.day, "people": one.people, "asked": one.needed,
                 "lacking": one.lacking}
                for one in gaps.get(by, ())
            ]
            for by in leading.BY
        },
        "soon": [
            {"skill": one.skill, "level": one.level, "now": one.now, "within_8_weeks": one.soon}
            for one in (found.soon if found else ())
        ],
        "from_inside": found.moved if found else None,
        "from_outside": found.hired if found else None,
    }  # fmt: skip


@router.get("/feedback", response={200: ValidityOut, **PROBLEMS}, summary="Do results foretell?")
@allowed(Action.SEE_MEASURES)
def feedback(
    request: HttpRequest, reliability: float | None = None, criterion: float | None = None
) -> dict[str, Any]:
    """Results of assessments beside later performance, corrected for range restriction."""
    found = linking.feedback(request.organisation, reliability=reliability, criterion=criterion)
    whole = found.whole
    if whole is None:
        return {"people": 0, "finding": None, "simulated": found.simulated}
    return {
        "people": whole.n,
        "finding": whole.code,
        "observed": _estimate(whole.observed),
        "direct": _estimate(whole.direct),
        "indirect": _estimate(whole.indirect),
        "beyond_experience": _estimate(whole.beyond),
        "u": whole.u,
        "simulated": found.simulated,
    }


@router.get("/calibration", response={200: CalibrationOut, **PROBLEMS}, summary="Self-ratings")
@allowed(Action.SEE_MEASURES)
def calibration(request: HttpRequest, function: str = "") -> dict[str, Any]:
    """What people say of themselves beside what was assessed after."""
    pairs = self_ratings.pairs(request.organisation)
    told = self_ratings.calibrated(pairs, function=function)
    if told is None:
        return {"people": 0, "ratings": 0, "finding": None}
    return {
        "people": told.people,
        "ratings": told.n,
        "finding": told.code,
        "bias": _estimate(told.bias),
        "absolute_error": _estimate(told.error),
        "over": _estimate(told.over),
        "under": _estimate(told.under),
    }


@router.get("/equity", response={200: list[EquityOut], **PROBLEMS}, summary="Outcomes by group")
@allowed(Action.SEE_MEASURES)
def equity(request: HttpRequest) -> list[dict[str, Any]]:
    """Outcomes by the groups that were uploaded with the ledger; small ones are hidden."""
    ledger = ledger_of(request.organisation)
    return [
        {
            "kind": table.kind,
            "outcome": row.outcome,
            "simulated": ledger.simulated,
            "cells": [
                {"group": words.group(cell.groups), "people": cell.n or None, "hidden": cell.hidden,
                 "reference": cell.reference, "value": _estimate(cell.own),
                 "difference": _estimate(cell.gap), "p_adjusted": cell.adjusted}
                for cell in row.cells
            ],
        }
        for table in pure.equity(ledger, today=timezone.localdate())
        for row in table.rows
    ]  # fmt: skip
