"""Journeys from the organisation's own tables: completions, pathways, tests, awards, backpacks.

One query a table, whatever the number of people. Teams and functions are put to those alone who
may be planned for. Whether a badge was shared is asked of those alone who agreed that their
credentials are linked to what became of them: the backpack is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from skillmark.measure.insight.funnel import Journey, Stage
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.define.models import AchievementRecord, CompletionRecord, StartRecord
from skillmark.server.hold.models import BadgeRecord, ShareRecord
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted
from skillmark.server.plan.models import PostRecord

Found = tuple[str, str, Stage, date]
"""Address of the person, slug of the achievement, stage, day."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Everybody's way to every achievement, and which of them a model made up."""

    journeys: tuple[Journey, ...]
    simulated: frozenset[tuple[str, str]]
    """Address and achievement."""

    def made_up(self, some: Iterable[Journey]) -> int:
        """Return how many of these rest on answers that a model gave."""
        return sum((one.person, one.achievement) in self.simulated for one in some)


def journeys(organisation: OrganisationRecord) -> Ways:
    """Return everybody's way to every achievement of the organisation.

    Tables that have not changed are read once a process; what rests on consent is asked anew.
    """
    recorded, simulated = _recorded(organisation.pk, stamp(organisation))
    shared = {
        (address.lower(), achievement): day
        for address, achievement, _stage, day in _shares(organisation)
    }
    where = posts(organisation)
    nowhere = ("", "")
    return Ways(
        tuple(
            Journey(
                key[0],
                key[1],
                stages | {Stage.SHARED: shared[key]} if key in shared else stages,
                *where.get(key[0], nowhere),
            )
            for key, stages in recorded.items()
        ),
        simulated,
    )


def stamp(organisation: OrganisationRecord) -> tuple[Any, ...]:
    """Return what differs when something that journeys are made of has changed.

    Counts, last moments and sums: enough for everything that the site itself does to these tables.
    """
    here = {"organisation": organisation}
    return (
        *CompletionRecord.objects.filter(**here).aggregate(
            a=Count("pk"), b=Max("pk"), c=Max("invited"), d=Sum("opportunity__leads_to")
        ).values(),
        *StartRecord.objects.filter(**here, account__is_active=True).aggregate(
            a=Count("pk"), b=Max("pk"), c=Count("shared"), d=Max("shared")
        ).values(),
        *AttemptRecord.objects.filter(**here).aggregate(
            a=Count("pk"), b=Max("started"), c=Max("submitted"), e=Sum("score"), f=Count("account"),
            d=Count("pk", filter=Q(final=True)), g=Count("delivery__achievement", distinct=True),
        ).values(),
        *AwardRecord.objects.filter(**here).aggregate(
            a=Count("pk"), b=Count("account"), c=Max("valid_from"),
            d=Count("pk", filter=~Q(email="")), e=Count("pk", filter=Q(standing=Standing.ACTIVE)),
            f=Count("pk", filter=Q(standing=Standing.REVOKED)),
        ).values(),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _recorded(
    pk: int, _stamp: tuple[Any, ...]
) -> tuple[dict[tuple[str, str], dict[Stage, date]], frozenset[tuple[str, str]]]:
    organisation = OrganisationRecord.objects.get(pk=pk)
    simulated: set[tuple[str, str]] = set()
    reached: dict[tuple[str, str], dict[Stage, date]] = {}
    for address, achievement, stage, day in _everything(organisation, simulated):
        stages = reached.setdefault((address.lower(), achievement), {})
        if stage not in stages or day < stages[stage]:
            stages[stage] = day
    return reached, frozenset(simulated)


def _everything(
    organisation: OrganisationRecord, simulated: set[tuple[str, str]]
) -> Iterator[Found]:
    yield from _courses(organisation)
    yield from _pathways(organisation)
    yield from _tests(organisation, simulated)
    yield from _awards(organisation)


def _days() -> Callable[[datetime], date]:
    """Return what gives the local day of a moment; the zone is looked up once for many rows."""
    zone = timezone.get_current_timezone()
    return lambda moment: moment.astimezone(zone).date()


def _courses(organisation: OrganisationRecord) -> Iterator[Found]:
    day_of = _days()
    rows = CompletionRecord.objects.of(organisation).exclude(opportunity__leads_to=None)
    for address, slug, completed, invited in rows.values_list(
        "email", "opportunity__leads_to__slug", "completed", "invited"
    ):
        yield address, slug, Stage.ENTERED, completed
        if invited is not None:
            yield address, slug, Stage.ENTERED, day_of(invited)


def _pathways(organisation: OrganisationRecord) -> Iterator[Found]:
    day_of = _days()
    rows = StartRecord.objects.of(organisation).filter(account__is_active=True)
    for address, slug, started in rows.values_list(
        "account__email", "pathway__awards__slug", "started"
    ):
        day = day_of(started)
        yield address, slug, Stage.ENTERED, day
        yield address, slug, Stage.STARTED, day


def _tests(organisation: OrganisationRecord, simulated: set[tuple[str, str]]) -> Iterator[Found]:
    day_of = _days()
    rows = AttemptRecord.objects.of(organisation).filter(practice=False, account__isnull=False)
    columns = ("account__email", "delivery__achievement", "started", "submitted", "final", "score",
               "cut", "simulated")  # fmt: skip
    for address, slug, started, submitted, final, score, cut, made_up in rows.exclude(
        delivery__achievement=""
    ).values_list(*columns):
        if made_up:
            simulated.add((address.lower(), slug))
        yield address, slug, Stage.STARTED, day_of(started)
        if submitted is not None:
            day = day_of(submitted)
            yield address, slug, Stage.ASSESSED, day
            if final and score is not None and score >= cut:
                yield address, slug, Stage.PASSED, day


def _awards(organisation: OrganisationRecord) -> Iterator[Found]:
    day_of = _days()
    rows = AwardRecord.objects.of(organisation).exclude(
        standing__in=(Standing.PENDING, Standing.FAILED, Standing.REVOKED)
    )
    for address, slug, since, account in rows.exclude(email="").values_list(
        "email", "achievement__slug", "valid_from", "account"
    ):
        day = day_of(since)
        yield address, slug, Stage.AWARDED, day
        if account is not None:
            yield address, slug, Stage.HELD, day


def _shares(organisation: OrganisationRecord) -> Iterator[Found]:
    """Yield badges that their holders shared, of those who let their credentials be linked."""
    day_of = _days()
    willing = permitted(organisation, Purpose.OUTCOMES)
    badges = {
        str(award): (badge, address)
        for award, badge, address in BadgeRecord.objects.filter(account__in=willing)
        .exclude(award="")
        .values_list("award", "pk", "account__email")
    }
    if not badges:
        return
    own = dict(
        AwardRecord.objects.of(organisation)
        .filter(account__in=willing)
        .values_list("pk", "achievement__slug")
    )
    shared = dict(
        ShareRecord.objects.filter(badge__account__in=willing)
        .order_by("-created")
        .values_list("badge", "created")
    )
    for award, slug in own.items():
        badge, address = badges.get(str(award), (None, ""))
        if badge in shared:
            yield address, slug, Stage.SHARED, day_of(shared[badge])


def posts(organisation: OrganisationRecord) -> dict[str, tuple[str, str]]:
    """Return team and function by address, of those who may be planned for."""
    rows = PostRecord.objects.of(organisation).filter(
        account__in=permitted(organisation, Purpose.PLANNING)
    )
    return {
        address.lower(): (team.strip(), function.strip())
        for address, team, function in rows.values_list("account__email", "team", "function")
    }


def names(organisation: OrganisationRecord) -> dict[str, Any]:
    """Return what achievements are called (language maps), by slug."""
    return dict(AchievementRecord.objects.of(organisation).values_list("slug", "name"))
