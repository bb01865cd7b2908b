"""API of demand, under `/api/define/demand`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from skillmark.define.demand import Cover, Offer, Way
from skillmark.define.shares import Share, Trend
from skillmark.server.api import PROBLEMS
from skillmark.server.define.demand import Asked, against
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed

router = Router(tags=["define"])


class ShareOut(Schema):
    """A share with its interval of 95 %."""

    hits: int
    of: int
    value: float
    low: float
    high: float


class ChangeOut(Schema):
    """The difference to the period before, with its interval of 95 %."""

    old: ShareOut
    difference: float
    low: float
    high: float
    trend: Trend


class OfferOut(Schema):
    """What speaks of a skill here."""

    way: Way
    name: str
    level: int | None


class NearOut(Schema):
    """A skill of the catalogue that is close, and no substitute."""

    skill: str
    relation: str


class AskedOut(Schema):
    """One skill that is asked for."""

    skill: str
    label: dict[str, str]
    share: ShareOut
    expected: float
    levels: dict[int, int]
    level_asked: int | None
    level_confirmed: int | None
    above: int
    met: Cover
    last: dt.date
    change: ChangeOut | None
    near: list[NearOut]
    offers: list[OfferOut]


class IdleOut(Schema):
    """One skill that is offered and not asked for."""

    skill: str
    label: dict[str, str]
    last: dt.date | None
    run: int
    bound: float
    sure: bool
    offers: list[OfferOut]


class DemandOut(Schema):
    """A catalogue against demand."""

    since: dt.date | None
    texts: int
    looked_at: int
    roles: int
    enough: int
    asked: list[AskedOut]
    idle: list[IdleOut]


def _share(one: Share) -> dict[str, Any]:
    low, high = one.interval
    return {"hits": one.hits, "of": one.of, "value": one.value, "low": low, "high": high}


def _offers(offers: tuple[Offer, ...]) -> list[dict[str, Any]]:
    return [{"way": one.way, "name": one.name, "level": one.level} for one in offers]


@router.get("/demand", response={200: DemandOut, **PROBLEMS}, summary="The catalogue and demand")
@allowed(Action.READ_TEXTS)
def demand(
    request: HttpRequest,
    months: int = Query(12, ge=0, le=120),
    kind: Literal["", "text", "role"] = "",
    source: str = Query("", max_length=200),
    least: int = Query(1, ge=1),
) -> Any:
    """Return what kept advertisements and open roles ask for, and how far the catalogue meets it.

    `months` back, beside as long before; 0 for everything, without a trend.
    """
    asked = Asked(months, kind, source, least)
    found = against(request.organisation, asked, today=timezone.localdate())
    return {
        "since": found.since,
        "texts": found.texts,
        "looked_at": found.looked_at,
        "roles": found.roles,
        "enough": found.comparison.enough,
        "asked": [
            {
                "skill": one.skill,
                "label": found.labels[one.skill],
                "share": _share(one.share),
                "expected": one.expected,
                "levels": dict(one.levels),
                "level_asked": one.asked,
                "level_confirmed": one.confirmed,
                "above": one.above,
                "met": one.cover,
                "last": one.last,
                "change": None
                if one.change is None
                else {
                    "old": _share(one.change.old),
                    "difference": one.change.difference,
                    "low": one.change.interval[0],
                    "high": one.change.interval[1],
                    "trend": one.change.trend,
                },
                "near": [{"skill": n.skill, "relation": n.relation} for n in one.near],
                "offers": _offers(one.offers),
            }
            for one in found.comparison.asked
        ],
        "idle": [
            {
                "skill": one.skill,
                "label": found.labels[one.skill],
                "last": one.last,
                "run": one.run,
                "bound": one.bound,
                "sure": one.sure,
                "offers": _offers(one.offers),
            }
            for one in found.comparison.idle
        ],
    }
