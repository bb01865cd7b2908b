"""What somebody can do to prove more: tests that are open, courses, what is on offer to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.urls import reverse

from skillmark.nouns.money import Money
from skillmark.nouns.plan import Gap, Offer
from skillmark.plan.calendar import arrange
from skillmark.plan.catalogue import Catalogue, carries
from skillmark.server.assess.sitting.shown import offers as tests_of
from skillmark.server.define.models import (
    AchievementRecord,
    AchievementSkillRecord,
    OpportunityRecord,
)
from skillmark.server.match.talent.ways import Ways
from skillmark.server.people.actions import Action
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.people.permissions import may


class Kind(StrEnum):
    """How a credential can be had, the shortest way first."""

    TEST = "test"
    """A test is open: what one can do already is proven there."""
    OFFER = "offer"
    """The organisation pays for it."""
    COURSE = "course"
    """A learning opportunity of the catalogue leads to it."""
    CREDENTIAL = "credential"
    """It is in the catalogue; how to earn it stands there."""


@dataclass(frozen=True, slots=True)
class Possible:
    """One way to one credential."""

    offer: Offer
    """As planning and matching look at it; its cost is the organisation's."""
    kind: Kind
    credential: Any
    """What is awarded: a language map, or a `Text`."""
    title: Any
    """What the way is called; the credential's own name where it has none of its own."""
    link: str
    """Page of the test, the course or the credential; empty where there is none."""
    weeks: float
    """Calendar weeks until it is awarded, at one's own pace, with what it requires."""
    price: Money | None = None
    """What a course asks; who pays is for people to settle."""
    first: tuple[Any, ...] = ()
    """Titles of what has to be learned before, and is not proven yet."""

    @property
    def hours(self) -> float:
        """Hours that it takes, without what it requires."""
        return self.offer.hours

    @property
    def pays(self) -> float | None:
        """What the organisation pays for it; `None` where that is not known."""
        return self.offer.cost if self.kind is Kind.OFFER else None

    def carries(self, skill: str, level: int | None) -> bool:
        """Say whether it would prove a skill at a level."""
        return carries(self.offer, Gap(skill, 1.0, level))


def possible(
    organisation: OrganisationRecord | None,
    account: AccountRecord,
    *,
    now: datetime,
    held: Mapping[str, int],
) -> tuple[Possible, ...]:
    """Return every way to a credential that is open to somebody at an organisation.

    `held` is what is proven today (skill to level): what it covers of an offer's prerequisites
    need not be learned again.
    """
    if organisation is None:
        return ()
    skills = _skills(organisation)
    rows = {
        row.slug: row for row in AchievementRecord.objects.of(organisation).filter(archived=None)
    }
    ways = Ways.of(organisation)
    pace = ways.hours_of(account.pk)
    found = [
        *_tests(organisation, account, rows, skills, now),
        *_offers(organisation, ways, rows, held, pace),
        *_courses(organisation, rows, skills, pace),
    ]
    told = {one.offer.id for one in found}
    for slug, row in rows.items():
        # What the organisation offers under the same id is the same thing, with its price.
        if skills[slug] and slug not in told:
            hours = row.noun.elements.workload_hours or 0.0
            offer = _offer(f"credential:{slug}", skills[slug], hours)
            found.append(
                Possible(
                    offer,
                    Kind.CREDENTIAL,
                    row.name,
                    row.name,
                    _page(organisation, row),
                    hours / pace,
                )
            )
    return tuple(found)


def _tests(
    organisation: OrganisationRecord,
    account: AccountRecord,
    rows: Mapping[str, AchievementRecord],
    skills: Mapping[str, list[tuple[str, int | None]]],
    now: datetime,
) -> Iterable[Possible]:
    if not may(account, Action.SIT_TEST, organisation):
        return
    for one in tests_of(organisation, account, now=now):
        slug = one.delivery.achievement
        shut = one.over or one.early or one.delivery.practice or one.left == 0
        if slug in rows and skills[slug] and (one.running or not shut):
            hours = (one.delivery.minutes or 60.0) / 60.0
            offer = _offer(f"test:{one.delivery.pk}", skills[slug], hours)
            link = reverse("sitting", args=[one.delivery.pk])
            name = rows[slug].name
            yield Possible(offer, Kind.TEST, name, one.test.title, link, 0.0)


def _offers(
    organisation: OrganisationRecord,
    ways: Ways,
    rows: Mapping[str, AchievementRecord],
    held: Mapping[str, int],
    pace: float,
) -> Iterable[Possible]:
    catalogue: Catalogue = ways.catalogue
    holds = catalogue.held(ways.holds(held))
    for number, offer in enumerate(catalogue.offers):
        row, before = ways.rows[offer.id], catalogue.bundle(number, holds) - {number}
        same = rows.get(offer.id)
        yield Possible(
            offer,
            Kind.OFFER,
            same.name if same else row.title,
            row.title or (same.name if same else offer.id),
            _page(organisation, same) if same else "",
            arrange(catalogue, frozenset({number, *before}), pace).weeks,
            first=tuple(ways.rows[catalogue.offers[one].id].title for one in sorted(before)),
        )


def _courses(
    organisation: OrganisationRecord,
    rows: Mapping[str, AchievementRecord],
    skills: Mapping[str, list[tuple[str, int | None]]],
    pace: float,
) -> Iterable[Possible]:
    courses = OpportunityRecord.objects.of(organisation).exclude(leads_to=None)
    for row in courses.select_related("leads_to"):
        slug = row.leads_to.slug
        if slug in rows and skills[slug]:
            noun = row.noun
            link = reverse("public_opportunity", args=[organisation.slug, row.slug])
            offer = _offer(f"course:{row.slug}", skills[slug], noun.hours)
            weeks = noun.hours / pace
            name = rows[slug].name
            yield Possible(offer, Kind.COURSE, name, row.title, link, weeks, price=noun.price)


def _skills(organisation: OrganisationRecord) -> dict[str, list[tuple[str, int | None]]]:
    found: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    rows = AchievementSkillRecord.objects.of(organisation).filter(achievement__archived=None)
    for slug, uri, level in rows.values_list("achievement__slug", "uri", "level"):
        found[slug].append((uri, level))
    return found


def _offer(name: str, skills: list[tuple[str, int | None]], hours: float) -> Offer:
    levels = tuple((uri, level) for uri, level in skills if level is not None)
    return Offer(name, 0.0, hours, tuple(uri for uri, _level in skills), levels)


def _page(organisation: OrganisationRecord, row: AchievementRecord) -> str:
    return reverse("public_achievement", args=[organisation.slug, row.slug])
