"""API of foresight, under `/api/plan/`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from skillmark.nouns.errors import InputError
from skillmark.nouns.share import Share
from skillmark.plan.foresight.outlook import Ahead, Forecast, Method, Outlook
from skillmark.plan.foresight.scenario import Amendment, Change
from skillmark.server.api import PROBLEMS
from skillmark.server.match.models import RoleRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, may
from skillmark.server.plan.foresight import demand, readiness, scenarios
from skillmark.server.plan.foresight.models import ScenarioRecord

router = Router(tags=["plan"])


class ShareOut(Schema):
    """A share with its interval of 95 %."""

    hits: int
    of: int
    value: float
    low: float
    high: float


class AheadOut(Schema):
    """One period to come."""

    start: dt.date
    share: float
    low95: float
    low80: float
    high80: float
    high95: float


class TriedOut(Schema):
    """How a method did on the series' own past."""

    loss: float
    error: float
    within80: ShareOut
    within95: ShareOut


class ForecastOut(Schema):
    """One skill. `forecast` names the method that is shown; `ahead` has them all."""

    skill: str
    label: dict[str, str]
    outlook: Outlook
    forecast: Method | None
    lately: ShareOut
    usual: int
    rises: float | None
    ahead: dict[Method, list[AheadOut]]
    origins: int
    skill_score: float | None
    relative_error: float | None
    tried: dict[Method, TriedOut]
    hot_technology: bool | None
    in_demand: int | None


class DemandOut(Schema):
    """Demand over time, and what may come."""

    source: str
    simulated: bool
    every: Literal["month", "quarter"]
    starts: list[dt.date]
    sources: int
    technologies: str | None
    skills: list[ForecastOut]


class AmendmentIn(Schema):
    """One skill of a role, as it is asked for then."""

    skill: str
    level: int | None = None
    gone: bool = False


class ChangeIn(Schema):
    """One role: its id, or the title of a new one."""

    role: str = ""
    title: str = ""
    seats: int | None = None
    skills: list[AmendmentIn] = []


class ScenarioIn(Schema):
    """A scenario."""

    name: str
    by: dt.date
    note: str = ""
    hours_a_week: float = 3.0
    changes: list[ChangeIn] = []


class ScenarioOut(Schema):
    """A scenario, and what it takes as it was last worked out."""

    id: UUID
    name: str
    by: dt.date
    note: str
    hours_a_week: float
    simulated: bool
    shared: dt.datetime | None
    worked_out: dt.datetime | None
    changes: list[dict[str, Any]]
    outcome: dict[str, Any] | None


class FunctionOut(Schema):
    """One business function; where it is small, nothing is told of it."""

    function: str
    small: bool
    people: int | None
    shares: dict[str, ShareOut]
    exposure: float | None
    exposure_known: int | None


class ReadinessOut(Schema):
    """GenAI readiness."""

    against: str
    measure: str
    judged_by: str
    exposure_source: str | None
    cell: int
    functions: list[FunctionOut]


def _share(one: Share) -> dict[str, Any]:
    low, high = one.interval
    return {"hits": one.hits, "of": one.of, "value": one.value, "low": low, "high": high}


def _ahead(one: Ahead) -> dict[str, Any]:
    names = ("start", "share", "low95", "low80", "high80", "high95")
    return {name: getattr(one, name) for name in names}


def _forecast(one: Forecast, found: demand.Seen) -> dict[str, Any]:
    tried, mark = one.backtest, found.technologies.get(one.skill)
    return {
        "skill": one.skill,
        "label": found.labels[one.skill],
        "outlook": one.outlook,
        "forecast": one.shown,
        "lately": _share(one.lately),
        "usual": one.usual,
        "rises": one.rises,
        "ahead": {method: [_ahead(step) for step in steps] for method, steps in one.ahead},
        "origins": tried.origins if tried else 0,
        "skill_score": tried.skill if tried else None,
        "relative_error": tried.relative_error if tried else None,
        "tried": {
            how.method: {
                "loss": how.loss,
                "error": how.error,
                "within80": _share(how.within80),
                "within95": _share(how.within95),
            }
            for how in (tried.methods if tried else ())
        },
        "hot_technology": mark.hot if mark else None,
        "in_demand": len(mark.in_demand) if mark else None,
    }


@router.get("/foresight", response={200: DemandOut, **PROBLEMS}, summary="Demand to come")
@allowed(Action.SEE_PLANS)
def foresight(
    request: HttpRequest,
    source: str = Query("", max_length=40),
    every: Literal["", "month", "quarter"] = "",
    ahead: int | None = Query(None, ge=1, le=24),
) -> Any:
    """Return demand per skill over time with its forecast, never without the naive one.

    `source` is the id of counts that were brought; without it one's own advertisements and roles.
    """
    found = demand.seen(
        request.organisation, today=timezone.localdate(), source=source, every=every, horizons=ahead
    )
    return {
        "source": found.source,
        "simulated": found.simulated,
        "every": found.every.value,
        "starts": list(found.starts),
        "sources": found.sources,
        "technologies": str(found.marked_by) if found.marked_by else None,
        "skills": [_forecast(one, found) for one in found.forecasts],
    }


@router.get("/scenarios", response={200: list[ScenarioOut], **PROBLEMS}, summary="All scenarios")
@allowed(Action.SEE_PLANS)
def listed(request: HttpRequest) -> Any:
    """Return all scenarios with what each takes."""
    return [_told(request, row) for row in ScenarioRecord.objects.of(request.organisation)]


@router.get("/scenarios/{pk}", response={200: ScenarioOut, **PROBLEMS}, summary="One scenario")
@allowed(Action.SEE_PLANS)
def one(request: HttpRequest, pk: UUID) -> Any:
    """Return one scenario."""
    return _told(request, find(request, ScenarioRecord, pk=pk))


def _told(request: HttpRequest, row: ScenarioRecord) -> ScenarioRecord:
    whole = may(request.user, Action.PLAN, request.organisation)
    row.outcome = scenarios.told(row.outcome, whole=whole)
    return row


@router.post("/scenarios", response={201: ScenarioOut, **PROBLEMS}, summary="Write a scenario")
@allowed(Action.PLAN)
def write(request: HttpRequest, body: ScenarioIn) -> Any:
    """Store a scenario and work it out."""
    today = timezone.localdate()
    if not 0 < (body.by - today).days <= 3660:
        raise InputError("its day is not in the next ten years", where="by")
    if not body.name.strip() or len(body.name) > 120:
        raise InputError("a scenario has a name of at most 120 letters", where="name")
    if not 0.5 <= body.hours_a_week <= 40:
        raise InputError("hours a week are 0.5 to 40", where="hours_a_week")
    row = scenarios.begin(
        request.organisation, body.name, body.by, note=body.note[:2000],
        hours_a_week=body.hours_a_week, actor=request.user,
    )  # fmt: skip
    for given in body.changes:
        scenarios.change(row, _named(request, row, given), actor=request.user)
    return Status(201, scenarios.work_out(row, today=today))


def _named(request: HttpRequest, row: ScenarioRecord, given: ChangeIn) -> scenarios.Named:
    if bool(given.role) == bool(given.title.strip()):
        raise InputError("give the id of a role, or the title of a new one", where="changes")
    role = scenarios.free_role(row)
    if given.role:
        role = str(find(request, RoleRecord, pk=given.role).pk)
    amendments = tuple(Amendment(one.skill[:500], one.level, one.gone) for one in given.skills)
    return scenarios.Named(
        Change(role, amendments, given.seats), {"en": given.title.strip()} if given.title else {}
    )


@router.get("/genai-readiness", response={200: ReadinessOut, **PROBLEMS}, summary="GenAI readiness")
@allowed(Action.SEE_PLANS)
def genai(
    request: HttpRequest,
    against: Literal["today", "next"] = "today",
    measure: Literal["alpha", "beta", "gamma"] = "beta",
    judged_by: Literal["people", "model"] = "people",
) -> Any:
    """Return readiness by business function, beside the exposure of its occupations."""
    found = readiness.picture(
        request.organisation, against=against, measure=measure, judge=judged_by
    )
    return {
        "against": against,
        "measure": measure,
        "judged_by": judged_by,
        "exposure_source": str(found.signal) if found.signal else None,
        "cell": readiness.counting.CELL,
        "functions": [
            {
                "function": one.ready.function,
                "small": one.ready.small,
                "people": None if one.ready.small else one.ready.people,
                "shares": {cls.value: _share(share) for cls, share in one.ready.shares},
                "exposure": one.exposed.mean if one.exposed else None,
                "exposure_known": one.exposed.known.hits if one.exposed else None,
            }
            for one in found.functions
        ],
    }
