"""Keep texts with their skills, change them, erase them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import linkers
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import FrameworkRecord
from skillmark.server.skills.reading import lighting
from skillmark.server.skills.reading.entries import Entry, from_match, from_row, to_columns
from skillmark.server.skills.reading.models import (
    Kind,
    TextRecord,
    TextSkillRecord,
    Verdict,
    digest_of,
)
from skillmark.skills.language.segments import language_of
from skillmark.skills.language.words import tokens

MOST_SKILLS = 80


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of a text beside its words."""

    kind: str
    title: str
    text: str
    dated: date
    language: str = ""
    source: str = ""


def tidy(text: str) -> str:
    """Return a text as it is read and kept: browsers end lines in two signs, places count one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


class Found(NamedTuple):
    """What the machine finds in a text."""

    entries: list[Entry]
    """Best first."""
    by_meaning: bool
    """Whether meanings were compared, not only words."""


def read(text: str, row: FrameworkRecord, *, language: str) -> list[Entry]:
    """Return what the machine finds in a text, best first; nothing is stored."""
    return found_in(text, row, language=language).entries


def found_in(text: str, row: FrameworkRecord, *, language: str) -> Found:
    """Return what `read` does, and how it was found."""
    lighting.check(text)
    known = frameworks.framework(row).by_uri
    linked = linkers.linker(row).link(text, top=lighting.MOST, language=language)
    found = [from_match(lighting.everywhere(text, one, known[one.uri])) for one in linked.links]
    return Found(found, linked.by_meaning)


def spoken(text: str) -> str:
    """Return the language of a text by its small words, "" where they do not decide."""
    return language_of(tuple(tokens(text)))


@transaction.atomic
def keep(
    given: Given,
    entries: Sequence[Entry],
    *,
    organisation: OrganisationRecord,
    framework: FrameworkRecord,
    actor: AccountRecord | None,
    row: TextRecord | None = None,
    looked_at: bool = True,
) -> TextRecord:
    """Store a text with its skills, or put them in the place of `row`.

    Who decided what stays with it where the decision stays. `looked_at` says that a person went
    through the skills. Raises `ConflictError` (code `exists`) where the organisation keeps these
    words of this date already, `InputError` for what cannot be kept.
    """
    _check(given, entries)
    now = timezone.now()
    digest = digest_of(given.text)
    same = TextRecord.objects.of(organisation).filter(
        kind=given.kind, digest=digest, dated=given.dated
    )
    if same.exclude(pk=row.pk if row else None).exists():
        raise ConflictError(
            _("This text with this date is kept already."),
            remedy=_("Open it in the list of texts."),
            code="exists",
        )
    before = {one.uri: one for one in row.skills.all()} if row else {}
    row = row or TextRecord(organisation=organisation, kept_by=actor, kept=now)
    row.kind, row.title, row.text = given.kind, given.title.strip()[:300], given.text
    row.dated, row.source = given.dated, given.source.strip()[:200]
    row.language = given.language or spoken(given.text)
    row.digest, row.framework = digest, framework
    row.looked_at = now if looked_at else row.looked_at
    row.save()
    row.skills.all().delete()
    TextSkillRecord.objects.bulk_create(
        TextSkillRecord(
            organisation=organisation,
            text=row,
            position=place,
            **to_columns(one),
            **_decided(one, before.get(one.uri), actor, now),
        )
        for place, one in enumerate(entries)
    )
    audit.record(
        "text_kept" if not before else "text_corrected",
        row,
        actor=actor,
        organisation=organisation,
        kind=given.kind,
        skills=sum(one.counts for one in entries),
        corrected=sum(one.decided for one in entries),
    )
    return row


def _check(given: Given, entries: Sequence[Entry]) -> None:
    if given.kind not in Kind.values:
        raise InputError(
            _("A text of the kind %(name)s is not kept.") % {"name": given.kind},
            where="kind",
            remedy=_("choose one of these: %(names)s") % {"names": ", ".join(Kind.values)},
        )
    lighting.check(given.text)
    if not given.title.strip():
        raise InputError(_("The text has no title."), where="title", remedy=_("Give it one."))
    if len(entries) > MOST_SKILLS:
        raise InputError(
            _("A text with more than %(most)s skills says nothing.") % {"most": MOST_SKILLS}
        )
    uris = [one.uri for one in entries]
    if twice := sorted({uri for uri in uris if uris.count(uri) > 1}):
        raise InputError(_("%(name)s is there twice.") % {"name": twice[0]}, where="skills")


def _decided(
    entry: Entry, before: TextSkillRecord | None, actor: AccountRecord | None, now: Any
) -> dict[str, Any]:
    if not entry.decided:
        return {}
    same = before and (before.verdict, before.level, before.instead) == (
        entry.verdict.value,
        entry.level,
        entry.instead,
    )
    if before is not None and same:
        return {"decided_by_id": before.decided_by_id, "decided": before.decided}
    return {"decided_by": actor, "decided": now}


@transaction.atomic
def erase(row: TextRecord, *, actor: AccountRecord | None) -> None:
    """Delete a text with everything that was said of it, corrections too."""
    audit.record("text_erased", row, actor=actor, organisation=row.organisation, kind=row.kind)
    row.delete()


def entries_of(row: TextRecord) -> list[Entry]:
    """Return the entries of a kept text in their order."""
    return [from_row(one, row.text) for one in row.skills.order_by("position")]


def texts(
    organisation: OrganisationRecord | None,
    *,
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    source: str = "",
    words: str = "",
    looked_at: str = "",
) -> Any:
    """Return kept texts (a query set), the newest first, with the number of their skills."""
    rows = TextRecord.objects.of(organisation)
    if kind:
        rows = rows.filter(kind=kind)
    if since:
        rows = rows.filter(dated__gte=since)
    if until:
        rows = rows.filter(dated__lte=until)
    if source:
        rows = rows.filter(source=source)
    if looked_at:
        rows = rows.filter(looked_at__isnull=looked_at == "no")
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(text__icontains=words))
    counted = Count("skills", filter=~Q(skills__verdict=Verdict.REMOVED))
    return rows.annotate(found=counted).order_by("-dated", "-kept", "pk")


def waiting(organisation: OrganisationRecord | None) -> Any:
    """Return the texts (a query set) that no person has looked through, the newest first."""
    rows = TextRecord.objects.of(organisation).filter(looked_at=None)
    return rows.order_by("-dated", "-kept", "pk")


def sources(organisation: OrganisationRecord | None) -> list[str]:
    """Return where kept texts come from, in the order of the alphabet."""
    rows = TextRecord.objects.of(organisation).exclude(source="")
    return sorted(set(rows.values_list("source", flat=True)))
