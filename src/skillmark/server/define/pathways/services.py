"""Draw a pathway, look at what is wrong with it, publish it; write a programme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.define import drafting
from skillmark.define.achievements import achievement_to
from skillmark.define.catalogue import Catalogue
from skillmark.define.pathway import Problem, problems
from skillmark.define.pathways_written import programme_from, programme_to
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.pathway import Pathway
from skillmark.server.define import services
from skillmark.server.define.models import (
    AchievementRecord,
    OpportunityRecord,
    PathwayDraftRecord,
    PathwayRecord,
    ProgrammeRecord,
)
from skillmark.server.define.pathways import versions
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

Actor = AccountRecord | None
LANGUAGES = ("en", "de")
"""What every pathway should be said in."""
MOST_UNDONE = 40
"""How many edits can be undone."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is of a draft, or of a stored pathway, and what is wrong with it."""

    pathway: Pathway | None
    problems: tuple[Problem, ...]

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """What keeps it from being published."""
        return tuple(one for one in self.problems if one.blocks)

    @property
    def advice(self) -> tuple[Problem, ...]:
        """What may be meant so."""
        return tuple(one for one in self.problems if not one.blocks)


def catalogue(organisation: OrganisationRecord) -> Catalogue:
    """Return everything that an organisation defines; archived achievements are marked."""
    rows = list(AchievementRecord.objects.of(organisation).order_by("slug"))
    return Catalogue(
        tuple(row.noun for row in rows),
        tuple(row.noun for row in PathwayRecord.objects.of(organisation).order_by("slug")),
        archived=frozenset(row.slug for row in rows if row.archived),
    )


def looked_at(draft: PathwayDraftRecord) -> Looked:
    """Look at a draft: what can be drawn of it, and every problem that it has or makes."""
    pathway, missing = drafting.look(draft.document)
    if pathway is None:
        return Looked(None, tuple(missing))
    unfinished = {name for one in missing for name in one.concerns}
    found = [
        one
        for one in _problems(pathway, draft.organisation)
        # what is missing was said in words of its own
        if not (drafting.NOTHING in one.concerns and "awards" in unfinished)
        and not (one.language == "en" and unfinished & {"name", "description"})
    ]
    return Looked(pathway, (*missing, *found))


def problems_of(row: PathwayRecord) -> Looked:
    """Look at a stored pathway."""
    return Looked(row.noun, _problems(row.noun, row.organisation))


def _problems(pathway: Pathway, organisation: OrganisationRecord) -> tuple[Problem, ...]:
    offered = catalogue(organisation)
    others = tuple(one for one in offered.pathways if one.id != pathway.id)
    return problems(
        replace(offered, pathways=(*others, pathway)), languages=LANGUAGES, only=pathway.id
    )


# drawing


@transaction.atomic
def begin(
    organisation: OrganisationRecord,
    *,
    actor: Actor,
    pathway: PathwayRecord | None = None,
    name: dict[str, str] | None = None,
) -> PathwayDraftRecord:
    """Begin a new pathway, or go on with the draft of one that is there."""
    if pathway is not None:
        document = drafting.of(pathway.document)
        row, _made = PathwayDraftRecord.objects.get_or_create(
            pathway=pathway,
            defaults={"organisation": organisation, "document": document, "account": actor},
        )
        return row
    slug = services.free_slug(PathwayRecord, organisation, (name or {}).get("en", ""))
    document = drafting.empty(slug) | {"name": name or {}}
    return PathwayDraftRecord.objects.create(
        organisation=organisation, document=document, account=actor
    )


@transaction.atomic
def edit(
    draft: PathwayDraftRecord,
    change: Callable[[drafting.Draft], drafting.Draft],
    *,
    actor: Actor,
) -> PathwayDraftRecord:
    """Change a draft by one edit; what it was can be had back by `undo`."""
    row = PathwayDraftRecord.objects.select_for_update().get(pk=draft.pk)
    new = change(row.document)
    if new != row.document:
        row.past = [*row.past, row.document][-MOST_UNDONE:]
        row.future, row.document, row.account = [], new, actor
        row.save()
    return row


@transaction.atomic
def undo(draft: PathwayDraftRecord, *, actor: Actor, again: bool = False) -> PathwayDraftRecord:
    """Take back the last edit; `again`, make what was taken back once more."""
    row = PathwayDraftRecord.objects.select_for_update().get(pk=draft.pk)
    source, goal = (row.future, row.past) if again else (row.past, row.future)
    if source:
        goal.append(row.document)
        row.document, row.account = source.pop(), actor
        row.save()
    return row


@transaction.atomic
def discard(draft: PathwayDraftRecord, *, actor: Actor) -> None:
    """Throw a draft away; a pathway that it would have changed stays as it is."""
    audit.record("pathway_draft_discarded", draft, actor=actor, organisation=draft.organisation)
    draft.delete()


@transaction.atomic
def publish(draft: PathwayDraftRecord, *, actor: Actor) -> PathwayRecord:
    """Publish what is drawn: everybody sees it, and it awards its whole.

    Raises `ConflictError` (code `problems`) while it has problems that are no advice.
    """
    row = PathwayDraftRecord.objects.select_for_update().get(pk=draft.pk)
    _refuse(looked_at(row))
    document = drafting.finished(row.document)
    known = row.pathway
    if known is None:
        taken = PathwayRecord.objects.of(row.organisation).filter(slug=document["id"])
        if taken.exists():
            document["id"] = services.free_slug(
                PathwayRecord, row.organisation, document["name"].get("en", "")
            )
    saved = services.save_pathway(document, organisation=row.organisation, actor=actor, row=known)
    row.delete()
    return publish_stored(saved, actor=actor)


@transaction.atomic
def publish_stored(row: PathwayRecord, *, actor: Actor) -> PathwayRecord:
    """Publish a stored pathway as it is; raises `ConflictError` while it has problems."""
    _refuse(problems_of(row))
    if row.published is None:
        row.published = timezone.now()
        row.save(update_fields=["published"])
    version = versions.keep(row, actor=actor)
    audit.record(
        "pathway_published", row, actor=actor, organisation=row.organisation,
        version=version.number,
    )  # fmt: skip
    return row


def _refuse(looked: Looked) -> None:
    if looked.blocking:
        raise ConflictError(
            _("it has problems: %(number)s") % {"number": len(looked.blocking)},
            remedy=_("mend what is listed, then publish"),
            code="problems",
        )


@transaction.atomic
def unpublish(row: PathwayRecord, *, actor: Actor) -> PathwayRecord:
    """Show a pathway to nobody else any more; who is on the way can still complete it."""
    row.published = None
    row.save(update_fields=["published"])
    audit.record("pathway_unpublished", row, actor=actor, organisation=row.organisation)
    return row


# what mends a problem outside the drawing


@transaction.atomic
def promise(
    organisation: OrganisationRecord, slug: str, skill: str, level: int | None, *, actor: Actor
) -> AchievementRecord:
    """Let an award promise a skill at this level, or (with 0) no more."""
    row = _own(organisation, slug)
    document = achievement_to(row.noun)
    skills = dict(document["skills"])
    if skill not in skills:
        raise InputError(_("it does not promise that skill"))
    if level == 0:
        del skills[skill]
    else:
        skills[skill] = level
    return _save(row, document | {"skills": skills}, actor)


@transaction.atomic
def credit(
    organisation: OrganisationRecord, slug: str, amount: float, unit: str, *, actor: Actor
) -> AchievementRecord:
    """Let an award have so many credits and no more."""
    row = _own(organisation, slug)
    document = achievement_to(row.noun)
    member = "ects" if unit == "ects" else "workload_hours"
    return _save(row, document | {"elements": document["elements"] | {member: amount}}, actor)


@transaction.atomic
def restore(organisation: OrganisationRecord, slug: str, *, actor: Actor) -> AchievementRecord:
    """Award an archived achievement again."""
    row = _own(organisation, slug)
    if row.archived is not None:
        services.archive_achievement(row, actor=actor)
    return row


def _own(organisation: OrganisationRecord, slug: str) -> AchievementRecord:
    row = AchievementRecord.objects.of(organisation).filter(slug=slug).first()
    if row is None:
        raise InputError(_("there is no achievement %(name)s") % {"name": slug})
    found: AchievementRecord = row
    return found


def _save(row: AchievementRecord, document: dict[str, Any], actor: Actor) -> AchievementRecord:
    return services.save_achievement(
        document, organisation=row.organisation, actor=actor, row=row, public=row.public
    )


# programmes


@transaction.atomic
def save_programme(
    document: dict[str, Any],
    *,
    organisation: OrganisationRecord,
    actor: Actor,
    row: ProgrammeRecord | None = None,
    public: bool = True,
) -> ProgrammeRecord:
    """Store a new or changed programme; whatever it names must be the organisation's own."""
    noun = programme_from(document, where="programme")
    pathway = None
    if noun.pathway:
        pathway = PathwayRecord.objects.of(organisation).filter(slug=noun.pathway).first()
        if pathway is None:
            raise InputError(_("there is no pathway %(name)s") % {"name": noun.pathway})
    for model, names in (
        (AchievementRecord, noun.achievements),
        (OpportunityRecord, [one.opportunity for one in noun.courses]),
    ):
        _all_there(model.objects.of(organisation), names)
    row = row or ProgrammeRecord(organisation=organisation, slug=noun.id)
    row.name, row.document, row.pathway = noun.name.as_mapping(), programme_to(noun), pathway
    row.published = (row.published or timezone.now()) if public else None
    row.save()
    audit.record("programme_saved", row, actor=actor, organisation=organisation)
    return row


def _all_there(rows: QuerySet[Any], names: Sequence[str]) -> None:
    known = set(rows.filter(slug__in=names).values_list("slug", flat=True))
    if unknown := [one for one in names if one not in known]:
        raise InputError(_("there is no %(name)s") % {"name": ", ".join(unknown)})
