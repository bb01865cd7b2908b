"""What a learner holds that counts at a provider: its own awards, and what it recognises.

A badge from elsewhere counts by a recognition alone: one that a named person of the provider has
decided, that is in force, and that names the badge's achievement and issuer exactly. And it counts
only while it verifies for this person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from skillmark.badges import claims, reading, summary
from skillmark.define.shortest import holding
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.held import Held as Holdings
from skillmark.nouns.held import Holding
from skillmark.nouns.proficiency import SkillLevel
from skillmark.server.award import services as awards
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.define.models import RecognitionRecord
from skillmark.server.hold import services as backpack
from skillmark.server.hold.models import BadgeRecord
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@dataclass(frozen=True, slots=True)
class Counts:
    """One thing that counts, and why."""

    until: datetime | None
    """When it runs out; `None` where it does not."""
    award: AwardRecord | None = None
    recognition: RecognitionRecord | None = None
    badge: BadgeRecord | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Ids and names that a badge carries."""

    achievement: str
    achievement_name: str
    issuer: str
    issuer_name: str


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything of one person that counts at one provider."""

    held: Holdings
    """As a pathway looks at it, with dates."""
    by_achievement: dict[str, Counts]
    by_skill: dict[str, Counts]
    """Skills that a recognition confirms, by URI."""


def mine(account: AccountRecord, place: OrganisationRecord, *, fresh: bool = True) -> Mine:
    """Return what of a person counts at a provider.

    An award of the provider's own comes before a recognised badge, and what holds longer first.
    `fresh` as `recognised` takes it.
    """
    now = timezone.now()
    by_achievement: dict[str, Counts] = {}
    by_skill: dict[str, Counts] = {}
    holdings: list[Holding] = []
    for rule, one in recognised(account, place, fresh=fresh):
        if rule.achievement is not None:
            by_achievement.setdefault(rule.achievement.slug, one)
        else:
            by_skill.setdefault(rule.skill, one)
            skills = (SkillLevel(rule.skill, rule.level),)
            holdings.append(Holding("", skills, since=rule.decided.date(), until=_day(one.until)))
    own = awards.awards_of(account).filter(
        organisation=place, standing=Standing.ACTIVE, valid_from__lte=now
    )
    best: dict[str, Counts] = {}
    nouns: dict[str, Achievement] = {}
    for award in own.defer("body", "token"):
        slug = award.achievement.slug
        nouns[slug] = award.achievement.noun
        holdings.append(
            replace(
                holding(nouns[slug]),
                since=award.valid_from.date(),
                until=_day(award.valid_until),
            )
        )
        if award.valid_until is not None and award.valid_until <= now:
            continue
        if slug not in best or _longer(award.valid_until, best[slug].until):
            best[slug] = Counts(award.valid_until, award=award)
    for one in by_achievement.values():
        assert one.recognition is not None  # noqa: S101 - only recognitions are there yet
        worth = holding(one.recognition.achievement.noun)
        since = one.recognition.decided.date()
        holdings.append(replace(worth, since=since, until=_day(one.until)))
    return Mine(Holdings(tuple(holdings)), by_achievement | best, by_skill)


def _day(moment: datetime | None) -> date | None:
    """Return the first day on which something holds no more."""
    return timezone.localdate(moment) if moment else None


def recognised(
    account: AccountRecord, place: OrganisationRecord, *, fresh: bool = True
) -> list[tuple[RecognitionRecord, Counts]]:
    """Return the recognitions of a provider that a badge of this person meets, and the badge.

    `fresh` asks the issuers now and keeps what they say; else what the last check said counts, for
    pages on which many people or many things stand.
    """
    rules = [row for row in rules_for(account, place) if row.in_force]
    if not rules:
        return []
    mine = [(badge, named(badge)) for badge in account.badges.order_by("added")]
    met = [
        (rule, badge)
        for rule in rules
        for badge, said in mine
        if said is not None and (said.achievement, said.issuer) == (rule.external_id, rule.issuer)
    ]
    if not met:
        return []
    valid: dict[object, datetime | None] = {}
    for badge in {badge.pk: badge for _rule, badge in met}.values():
        verdict = backpack.check(badge).verdict.value if fresh else badge.verdict
        if verdict == "valid":
            valid[badge.pk] = _moment(badge.valid_until)
    return [
        (rule, Counts(_until(rule, valid[badge.pk]), recognition=rule, badge=badge))
        for rule, badge in met
        if badge.pk in valid
    ]


def _until(rule: RecognitionRecord, badge: datetime | None) -> datetime | None:
    """Return when a recognised badge stops to count: with the badge, or with the recognition."""
    if rule.expires is None:
        return badge
    day = rule.expires + timedelta(days=1)
    over = timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware
    return over if badge is None else min(badge, over)


def rules_for(account: AccountRecord, place: OrganisationRecord) -> Iterable[RecognitionRecord]:
    """Return the recognitions of a provider that may be this person's, the newest first."""
    rows = RecognitionRecord.objects.of(place).filter(
        Q(only=None) | Q(only=account), withdrawn=None
    )
    return rows.select_related("achievement").order_by("-decided", "-pk")


def named(badge: BadgeRecord) -> Named | None:
    """Return which achievement of whom a badge names; `None` where it cannot be read."""
    return _named(badge.digest, bytes(badge.data))


@lru_cache(maxsize=2048)
def _named(_digest: str, data: bytes) -> Named | None:
    try:
        said = summary.summarise(claims.credential(reading.read(data)))
    except SkillmarkError:
        return None
    if not said.achievement_id or not said.issuer_id:
        return None
    return Named(said.achievement_id, said.achievement, said.issuer_id, said.issuer_name)


def _moment(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found


def _longer(one: datetime | None, other: datetime | None) -> bool:
    if other is None:
        return False
    return one is None or one > other
