"""Versions of published pathways: who began under one keeps it, and may use a newer one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils import timezone

from skillmark.nouns.held import Held, Holding
from skillmark.nouns.pathway import Pathway
from skillmark.server.define.models import (
    AchievementSkillRecord,
    PathwayRecord,
    PathwayVersionRecord,
)
from skillmark.server.people.models import AccountRecord, OrganisationRecord


def keep(
    row: PathwayRecord, *, actor: AccountRecord | None, now: datetime | None = None
) -> PathwayVersionRecord:
    """Keep what is published now as a version, unless the newest says the same."""
    newest = row.versions.order_by("-number").first()
    if newest is not None and newest.document == row.document:
        return newest
    return PathwayVersionRecord.objects.create(
        organisation=row.organisation,
        pathway=row,
        number=newest.number + 1 if newest else 1,
        document=row.document,
        published=now or timezone.now(),
        account=actor,
    )


def followed(row: PathwayRecord, since: datetime | None) -> PathwayVersionRecord | None:
    """Return the version that somebody follows who began then; `None` where none was published.

    The one that was the newest at that moment; the first, for who began before it. Who has not
    begun (`since` is `None`) follows the newest.
    """
    versions = list(row.versions.order_by("number"))
    before = [one for one in versions if since is None or one.published <= since]
    return before[-1] if before else (versions[0] if versions else None)


@dataclass(frozen=True, slots=True)
class Line:
    """A pathway as it is, and as it was."""

    now: Pathway
    earlier: tuple[tuple[Pathway, datetime], ...]
    """Earlier versions, the newest first, each with the moment at which it was replaced."""

    def open_to(self, held_since: Mapping[str, datetime]) -> list[Pathway]:
        """Return the versions by which somebody may complete it, the current one first.

        `held_since` says since when the person holds each achievement. An earlier version counts
        for who had a piece of it before it was replaced.
        """
        found = [self.now]
        for noun, replaced in self.earlier:
            begun = [held_since[one] for one in noun.root.achievements() if one in held_since]
            if begun and min(begun) < replaced:
                found.append(noun)
        return found


def line(row: PathwayRecord) -> Line:
    """Return a pathway with its earlier versions."""
    versions = list(row.versions.order_by("-number"))
    # awards begin at whole seconds
    earlier = [
        (older.noun, newer.published.replace(microsecond=0)) for newer, older in pairwise(versions)
    ]
    return Line(row.noun, tuple(earlier))


def wanted(
    rows: Collection[PathwayRecord], organisation: OrganisationRecord
) -> dict[int, set[str]]:
    """Return the achievements that count for each pathway, in any version, by the row's key."""
    nouns = {row.pk: [row.noun] for row in rows}
    for version in PathwayVersionRecord.objects.filter(pathway__in=list(nouns)):
        nouns[version.pathway_id].append(version.noun)
    skills = {
        asked.skill for some in nouns.values() for noun in some for asked in noun.root.skills()
    }
    shown: dict[str, Held] = {}
    if skills:
        confirming = AchievementSkillRecord.objects.of(organisation).filter(uri__in=skills)
        for row in confirming.select_related("achievement"):
            noun = row.achievement.noun
            shown[noun.id] = Held((Holding(noun.id, noun.skills),))
    found: dict[int, set[str]] = {}
    for pk, some in nouns.items():
        mine = {one for noun in some for one in _asked(noun)}
        asked_skills = [one for noun in some for one in noun.root.skills()]
        mine |= {slug for slug, held in shown.items() if any(map(held.confirms, asked_skills))}
        found[pk] = mine
    return found


def _asked(noun: Pathway) -> tuple[str, ...]:
    refresher = noun.validity.refresher
    return (*noun.root.achievements(), *(refresher.achievements() if refresher else ()))


def concerned(organisation: OrganisationRecord, slugs: Collection[str]) -> list[PathwayRecord]:
    """Return the organisation's pathways for which one of these achievements counts."""
    rows = list(
        PathwayRecord.objects.of(organisation).select_related(
            "organisation", "awards__organisation"
        )
    )
    counted = wanted(rows, organisation)
    return [row for row in rows if counted[row.pk] & set(slugs)]
