"""Define achievements, pathways and learning opportunities; find them by skill."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from skillmark.define.achievements import achievement_from, achievement_to
from skillmark.define.catalogue import Catalogue, opportunity_from
from skillmark.define.pathways_written import pathway_from, pathway_to
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.errors import InputError
from skillmark.nouns.learning import LearningOpportunity
from skillmark.server.define.models import (
    AchievementRecord,
    AchievementSkillRecord,
    Follows,
    OpportunityRecord,
    OpportunitySkillRecord,
    PathwayRecord,
)
from skillmark.server.define.pathways import versions
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

Actor = AccountRecord | None


def free_slug(model: Any, organisation: OrganisationRecord, words: str) -> str:
    """Return a slug made of words that no row of the organisation has yet."""
    base = slugify(words)[:80] or "item"
    slug, number = base, 1
    while model.objects.of(organisation).filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def save_achievement(
    document: dict[str, Any],
    *,
    organisation: OrganisationRecord,
    actor: Actor,
    row: AchievementRecord | None = None,
    public: bool = True,
) -> AchievementRecord:
    """Store a new or changed achievement. What was awarded keeps what it said then.

    A changed document gets the next version. Raises `InputError` naming the wrong member.
    """
    if row is None:
        row = AchievementRecord(organisation=organisation, slug=document["id"])
    elif row.document != document:
        version = str(row.document.get("version", "1"))
        document["version"] = str(int(version) + 1) if version.isdecimal() else f"{version}.1"
    noun = achievement_from(document, where="achievement")
    row.document = achievement_to(noun)
    row.name = noun.name.as_mapping()
    row.public = public
    row.save()
    row.skill_rows.all().delete()
    AchievementSkillRecord.objects.bulk_create(
        AchievementSkillRecord(
            organisation=organisation, achievement=row, uri=one.skill, level=one.level
        )
        for one in noun.skills
    )
    audit.record(
        "achievement_saved", row, actor=actor, organisation=organisation, version=noun.version
    )
    return row


@transaction.atomic
def archive_achievement(row: AchievementRecord, *, actor: Actor) -> None:
    """Take an achievement out of the catalogue; what was awarded stays."""
    row.archived = timezone.now() if row.archived is None else None
    row.save(update_fields=["archived", "changed"])
    audit.record(
        "achievement_archived" if row.archived else "achievement_restored",
        row,
        actor=actor,
        organisation=row.organisation,
    )


@transaction.atomic
def save_pathway(
    document: dict[str, Any],
    *,
    organisation: OrganisationRecord,
    actor: Actor,
    row: PathwayRecord | None = None,
) -> PathwayRecord:
    """Store a new or changed pathway; every achievement in it must be the organisation's own.

    A change of a published pathway is a new version of it.
    """
    noun = pathway_from(document, where="pathway")
    offered = AchievementRecord.objects.of(organisation)
    known = set(offered.values_list("slug", flat=True))
    refresher = noun.validity.refresher
    wanted = {*noun.root.achievements(), noun.awards}
    wanted |= set(refresher.achievements() if refresher else ())
    if unknown := sorted(wanted - known):
        raise InputError(
            _("there is no achievement %(name)s") % {"name": ", ".join(unknown)},
            where=_("pathway %(name)s") % {"name": noun.id},
            remedy=_("write achievements by their id"),
        )
    if noun.awards in noun.root.achievements():
        raise InputError(
            _("a pathway cannot need what it awards"),
            where=_("pathway %(name)s") % {"name": noun.id},
        )
    row = row or PathwayRecord(organisation=organisation, slug=noun.id)
    row.name = noun.name.as_mapping()
    row.document = pathway_to(noun)
    row.awards = offered.get(slug=noun.awards)
    row.save()
    if row.published:
        versions.keep(row, actor=actor)
    audit.record("pathway_saved", row, actor=actor, organisation=organisation)
    return row


def opportunity_to(noun: LearningOpportunity) -> dict[str, Any]:
    """Write a learning opportunity as `define.catalogue.opportunity_from` reads it."""
    return {
        "id": noun.id,
        "title": noun.title.as_mapping(),
        "provider": noun.provider,
        "url": noun.url,
        "skills": {one.skill: one.level for one in noun.skills},
        "hours": noun.hours,
        "price": f"{noun.price.amount} {noun.price.currency}",
        "language": noun.language,
        "starts": noun.starts.isoformat() if noun.starts else None,
        "ends": noun.ends.isoformat() if noun.ends else None,
        "seats": noun.seats,
        "leads_to": noun.leads_to,
        "participation": noun.participation.value if noun.participation else None,
    }


@transaction.atomic
def save_opportunity(
    document: dict[str, Any],
    *,
    organisation: OrganisationRecord,
    actor: Actor,
    row: OpportunityRecord | None = None,
    follows: str | None = None,
) -> OpportunityRecord:
    """Store a new or changed learning opportunity; `follows` is what a completion starts.

    Raises `InputError` where an award is to follow that has a test of its own, or none is named.
    """
    noun = opportunity_from(document, where="learning opportunity")
    leads_to = None
    if noun.leads_to:
        leads_to = AchievementRecord.objects.of(organisation).filter(slug=noun.leads_to).first()
    row = row or OpportunityRecord(organisation=organisation, slug=noun.id)
    row.title = noun.title.as_mapping()
    row.provider, row.url, row.leads_to = noun.provider, noun.url, leads_to
    row.document = opportunity_to(noun)
    row.follows = follows or row.follows
    _check_follows(row)
    row.save()
    row.skill_rows.all().delete()
    OpportunitySkillRecord.objects.bulk_create(
        OpportunitySkillRecord(
            organisation=organisation, opportunity=row, uri=one.skill, level=one.level
        )
        for one in noun.skills
    )
    audit.record("opportunity_saved", row, actor=actor, organisation=organisation)
    return row


def _check_follows(row: OpportunityRecord) -> None:
    """Refuse a consequence that the achievement does not allow."""
    if row.follows == Follows.NOTHING:
        return
    if row.leads_to is None:
        raise InputError(
            _("a completion can start nothing where no achievement is named"),
            where="leads_to",
            remedy=_("choose what it prepares for"),
        )
    if row.follows == Follows.AWARD and row.leads_to.noun.test:
        raise InputError(
            _("this achievement has a test: finishing a course does not pass it"),
            where="follows",
            remedy=_("let a completion start an invitation to the assessment"),
        )


@transaction.atomic
def import_catalogue(
    catalogue: Catalogue, *, organisation: OrganisationRecord, actor: Actor
) -> int:
    """Store what of a catalogue is not there yet; return how many things that were.

    Who adopts an achievement awards it: country and awarding body become the organisation's own.
    Adopted pathways are published, like the achievements they stack.
    """
    added = 0
    achievements = tuple(_adopted(noun, organisation) for noun in catalogue.achievements)
    for model, nouns, save, write in (
        (AchievementRecord, achievements, save_achievement, achievement_to),
        (PathwayRecord, catalogue.pathways, save_pathway, pathway_to),
        (
            OpportunityRecord,
            catalogue.opportunities,
            save_opportunity,
            opportunity_to,
        ),
    ):
        known = set(model.objects.of(organisation).values_list("slug", flat=True))
        for noun in nouns:
            if noun.id not in known:
                row = save(write(noun), organisation=organisation, actor=actor)
                added += 1
                if isinstance(row, PathwayRecord):
                    row.published = timezone.now()
                    row.save(update_fields=["published"])
                    versions.keep(row, actor=actor)
    return added


def _adopted(noun: Achievement, organisation: OrganisationRecord) -> Achievement:
    elements = replace(noun.elements, country=organisation.country, awarding_body=organisation.name)
    return replace(noun, elements=elements)


def offered(organisation: OrganisationRecord | None) -> QuerySet[AchievementRecord]:
    """Return the achievements that an organisation offers now."""
    return AchievementRecord.objects.of(organisation).filter(archived=None).order_by("slug")


def published() -> QuerySet[AchievementRecord]:
    """Return what stands in the public catalogue."""
    return (
        AchievementRecord.objects.filter(public=True, archived=None, organisation__public=True)
        .select_related("organisation")
        .order_by("organisation__name", "slug")
    )


def confirming(
    uri: str, organisation: OrganisationRecord | None = None
) -> QuerySet[AchievementSkillRecord]:
    """Return what confirms a skill: public achievements, and those of the organisation."""
    seen = Q(achievement__public=True, organisation__public=True)
    if organisation is not None:
        seen |= Q(organisation=organisation)
    return (
        AchievementSkillRecord.objects.filter(seen, uri=uri, achievement__archived=None)
        .select_related("achievement", "achievement__organisation")
        .order_by("-level")
    )


def teaching(
    uri: str, organisation: OrganisationRecord | None = None
) -> QuerySet[OpportunitySkillRecord]:
    """Return where a skill can be learned: at public organisations, and at one's own."""
    seen = Q(organisation__public=True)
    if organisation is not None:
        seen |= Q(organisation=organisation)
    return OpportunitySkillRecord.objects.filter(seen, uri=uri).select_related("opportunity")
