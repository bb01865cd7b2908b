"""What an L&D lead sees first: how people come along, what is established, what it cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Q, Sum

from skillmark.define.pathway import progress
from skillmark.measure.insight.funnel import (
    STAGES,
    Funnel,
    Journey,
    Stage,
    TimeTo,
    funnel,
    time_to,
)
from skillmark.measure.insight.hiding import part, rounded
from skillmark.measure.insight.progress import Along, along
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.pathway import Pathway
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.define.models import (
    AchievementRecord,
    PathwayRecord,
    PathwayVersionRecord,
    StartRecord,
)
from skillmark.server.measure.dashboards.journeys import journeys, names, stamp
from skillmark.server.measure.dashboards.periods import Asked
from skillmark.server.measure.models import OutcomeRecord
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted
from skillmark.server.plan.models import PlanRecord

SEEN = STAGES[:-1]
"""Stages of the funnel. Sharing is asked of those alone who agreed, and stands for itself."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Of those who hold a credential and agreed that it is linked, how many shared it."""

    agreed: int | None
    """Rounded to 5."""
    count: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class ByAchievement:
    """One achievement: who began it in the period, who has it, how long that took."""

    slug: str
    name: Any
    """Language map."""
    begun: int | None
    awarded: int | None
    share: float | None
    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of the page that follows what is asked."""

    asked: Asked
    funnel: Funnel
    shared: Shared
    time: TimeTo | None
    achievements: tuple[ByAchievement, ...]
    teams: tuple[str, ...]
    """Teams of at least five people, to choose from."""
    functions: tuple[str, ...]
    names: dict[str, Any]
    """All achievements, to choose from."""
    simulated: bool
    """Whether answers that a model gave are among them."""


def overview(organisation: OrganisationRecord, asked: Asked, *, today: date) -> Overview:
    """Return how people come along, of what is asked."""
    ways = journeys(organisation)
    everybody = ways.journeys
    chosen = asked.choose(everybody)
    called = names(organisation)
    return Overview(
        asked,
        funnel(chosen, stages=SEEN),
        _shared(organisation, chosen),
        time_to(chosen, today=today),
        tuple(_by_achievement(chosen, called, today)),
        _large(everybody, "team"),
        _large(everybody, "function"),
        called,
        bool(ways.made_up(chosen)),
    )


def _large(everybody: Iterable[Journey], what: str) -> tuple[str, ...]:
    """Return groups with enough people to be told of at all."""
    people = {(getattr(one, what), one.person) for one in everybody if getattr(one, what)}
    sizes = Counter(name for name, _person in people)
    return tuple(sorted(name for name, size in sizes.items() if rounded(size) is not None))


def _shared(organisation: OrganisationRecord, chosen: list[Journey]) -> Shared:
    may = {
        address.lower()
        for address in permitted(organisation, Purpose.OUTCOMES).values_list("email", flat=True)
    }
    holders = [one for one in chosen if one.person in may and Stage.HELD in one.reached]
    count = sum(Stage.SHARED in one.reached for one in holders)
    return Shared(rounded(len(holders)), rounded(count), part(count, len(holders)))


def _by_achievement(
    chosen: list[Journey], called: dict[str, Any], today: date
) -> Iterable[ByAchievement]:
    by_slug: dict[str, list[Journey]] = {}
    for one in chosen:
        by_slug.setdefault(one.achievement, []).append(one)
    for slug in sorted(by_slug):
        own = by_slug[slug]
        if rounded(len(own)) is None:
            continue
        awarded = sum(Stage.AWARDED in one.reached for one in own)
        took = time_to(own, today=today)
        middle, low, high = took.median if took else (None, None, None)
        yield ByAchievement(
            slug,
            called.get(slug, {"": slug}),
            rounded(len(own)),
            rounded(awarded),
            part(awarded, len(own)),
            middle,
            low,
            high,
        )


@dataclass(frozen=True, slots=True)
class OnPathway:
    """One pathway: everybody who has begun it, and how far those are who share that."""

    name: Any
    begun: int | None
    along: Along | None


def pathways(organisation: OrganisationRecord, *, today: date) -> list[OnPathway]:
    """Return how far people are on each pathway.

    What counts are the organisation's own awards that are in force: what else somebody holds is
    in their backpack. People with the same pieces of the same version are looked at once.
    """
    version = PathwayVersionRecord.objects.of(organisation).aggregate(last=Max("pk"))["last"]
    return list(_pathways(organisation.pk, (*stamp(organisation), version), today))


@lru_cache(maxsize=8)
def _pathways(pk: int, _stamp: tuple[Any, ...], today: date) -> tuple[OnPathway, ...]:
    organisation = OrganisationRecord.objects.get(pk=pk)
    rows = list(PathwayRecord.objects.of(organisation).order_by("slug"))
    begun = Counter(
        StartRecord.objects.of(organisation)
        .filter(account__is_active=True)
        .values_list("pathway", flat=True)
    )
    sharing = StartRecord.objects.of(organisation).filter(
        account__is_active=True, shared__isnull=False
    )
    starts = list(sharing.values_list("pathway", "account", "started"))
    held: dict[int, set[str]] = {}
    for account, slug in (
        AwardRecord.objects.of(organisation)
        .filter(standing=Standing.ACTIVE, account__in=sharing.values("account"))
        .values_list("account", "achievement__slug")
    ):
        held.setdefault(account, set()).add(slug)
    versions: dict[int, list[PathwayVersionRecord]] = {}
    for one in PathwayVersionRecord.objects.of(organisation).order_by("number"):
        versions.setdefault(one.pathway_id, []).append(one)
    offered = tuple(row.noun for row in AchievementRecord.objects.of(organisation))
    found = []
    for row in rows:
        known: dict[tuple[int, frozenset[str]], tuple[int, int]] = {}
        pairs = []
        for pathway, account, at in starts:
            if pathway != row.pk:
                continue
            version = _followed(versions.get(row.pk, []), at)
            key = (version.pk if version else 0, frozenset(held.get(account, ())))
            if key not in known:
                known[key] = _along(version.noun if version else row.noun, key[1], offered, today)
            pairs.append(known[key])
        found.append(OnPathway(row.name, rounded(begun[row.pk]), along(row.slug, pairs)))
    return tuple(one for one in found if one.begun is not None)


def _followed(versions: list[PathwayVersionRecord], since: datetime) -> PathwayVersionRecord | None:
    """Return the version that who began then follows, as `define.pathways.versions` has it."""
    before = [one for one in versions if one.published <= since]
    return before[-1] if before else (versions[0] if versions else None)


def _along(
    noun: Pathway, slugs: frozenset[str], offered: tuple[Achievement, ...], today: date
) -> tuple[int, int]:
    """Return pieces done and pieces needed in all, on the way that is shortest from here."""
    how_far = progress(noun, slugs, offered=offered, today=today)
    done = len(how_far.held) + len(how_far.skills)
    return done, done + (how_far.fewest or 0)


@dataclass(frozen=True, slots=True)
class Spent:
    """What was planned and what was spent; `None` where nothing is on record."""

    planned: float | None
    """Cost of the plan that was decided."""
    planned_people: int | None
    currency: str
    recorded: float | None
    """Training costs of the ledger, in all."""
    recorded_currency: str
    recorded_people: int | None


def spent(organisation: OrganisationRecord) -> Spent:
    """Return the decided plan's cost and the ledger's training costs."""
    plan = PlanRecord.objects.of(organisation).exclude(decided=None).order_by("-decided").first()
    people = {one["person"] for one in plan.answer.get("enrolments", [])} if plan else set()
    rows = OutcomeRecord.objects.of(organisation).filter(training_cost__isnull=False)
    costs = rows.aggregate(
        total=Sum("training_cost"), people=Count("pk", filter=Q(training_cost__gt=0))
    )
    known = rounded(costs["people"] or 0)
    return Spent(
        None if plan is None else float(plan.answer.get("cost") or 0.0),
        None if plan is None else rounded(len(people)),
        plan.currency if plan else "",
        float(costs["total"]) if known is not None and costs["total"] is not None else None,
        rows.exclude(currency="").values_list("currency", flat=True).first() or "",
        known,
    )
