"""Many texts at once: a file is checked, kept, and read by a job that can be stopped at any row.

A text that is there already (same words, same day) is counted and not stored again: so a job
that was killed, and a file that is given twice, add nothing twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.nouns.errors import InputError
from skillmark.server.jobs.models import State
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills.models import FrameworkRecord
from skillmark.server.skills.reading import keeping
from skillmark.server.skills.reading.entries import in_order
from skillmark.server.skills.reading.forms import first_line
from skillmark.server.skills.reading.keeping import Given
from skillmark.server.skills.reading.models import TextImportRecord, TextRecord, digest_of
from skillmark.skills import dated_texts
from skillmark.skills.dated_texts import Dated, Fault, LeftOut

READ = "skills.read_texts"
CHUNK = 10
"""Texts that are read and stored together; a stopped job loses at most so many readings."""
REMEMBERED = timedelta(days=30)
"""How long the lines that were left out can be looked at."""
SHOWN = 500
"""Rows left out that are kept with their reasons."""

FAULTS = {
    Fault.NO_JSON: gettext_lazy("This is no JSON object"),
    Fault.UNKNOWN: gettext_lazy("There is no such column"),
    Fault.TYPE: gettext_lazy("This must be words"),
    Fault.NO_TEXT: gettext_lazy("There is no text"),
    Fault.LONG: gettext_lazy("The text is too long (characters)"),
    Fault.DATE: gettext_lazy("This is no date (YYYY-MM-DD)"),
}


def order(
    content: bytes,
    *,
    name: str,
    kind: str,
    language: str,
    framework: FrameworkRecord,
    organisation: OrganisationRecord,
    actor: AccountRecord,
) -> TextImportRecord:
    """Check a file and have a job read it.

    Raises `InputError` for a file that cannot be read at all, or that holds no text to read.
    """
    rows = list(dated_texts.read(content, where=name or _("the file")))
    left_out = [one for one in rows if isinstance(one, LeftOut)]
    total = len(rows) - len(left_out)
    if not total:
        first = left_out[0] if left_out else None
        raise InputError(
            _("There is no text to read in this file."),
            where=_("line %(number)s") % {"number": first.line} if first else "",
            remedy=str(FAULTS[first.fault]) if first else "",
        )
    with transaction.atomic():
        forget(organisation, now=timezone.now())
        kept = TextImportRecord.objects.create(
            organisation=organisation,
            name=name[:200],
            kind=kind,
            language=language,
            framework=framework,
            data=content,
            texts=total,
            left_out=[[one.line, one.fault.value, one.detail] for one in left_out[:SHOWN]],
            started_by=actor,
        )
        kept.job = enqueue(
            READ, {"import": str(kept.pk)}, organisation=organisation, account=actor, total=total
        )
        kept.save(update_fields=["job"])
        audit.record("texts_ordered", kept, actor=actor, organisation=organisation, texts=total)
    return kept


def forget(organisation: OrganisationRecord, *, now: datetime) -> None:
    """Delete what is known of imports that ended long ago: their texts stay."""
    ended = Q(job=None) | ~Q(job__state__in=[State.QUEUED, State.RUNNING])
    old = TextImportRecord.objects.of(organisation).filter(ended, started__lt=now - REMEMBERED)
    old.delete()


def run(running: Running) -> dict[str, Any]:
    """Read the texts of an import and keep them, a few at a time, from where it stopped."""
    kept = TextImportRecord.objects.select_related("framework", "organisation", "started_by").get(
        pk=running.payload["import"], organisation=running.job.organisation_id
    )
    if kept.framework is None:
        raise InputError("the framework of this import is gone", remedy="import the file again")
    rows = (
        one for one in dated_texts.read(bytes(kept.data), where=kept.name) if isinstance(one, Dated)
    )
    done = running.job.progress
    rows = islice(rows, done, None)
    while part := list(islice(rows, CHUNK)):
        # reading takes longer than storing: nobody waits for it in a transaction
        read = [(_given(one, kept), one) for one in part]
        fresh = [
            (given, in_order(_entries(given, kept)))
            for given, _row in read
            if not _there(given, kept)
        ]
        done += len(part)
        with running.chunk(done=done):
            added = sum(_keep(given, entries, kept) for given, entries in fresh)
            TextImportRecord.objects.filter(pk=kept.pk).update(
                added=kept.added + added, already=kept.already + len(part) - added
            )
        kept.refresh_from_db(fields=["added", "already"])
    with running.chunk(done=done):
        # what was read is kept as texts; the file itself is of no more use
        TextImportRecord.objects.filter(pk=kept.pk).update(data=b"")
    return {"added": kept.added, "already": kept.already, "left_out": len(kept.left_out)}


def _given(row: Dated, kept: TextImportRecord) -> Given:
    return Given(
        kept.kind,
        row.title or first_line(row.text),
        row.text,
        row.dated or timezone.localdate(kept.started),
        kept.language,
        row.source or kept.name,
    )


def _entries(given: Given, kept: TextImportRecord) -> list[Any]:
    spoken = given.language or keeping.spoken(given.text) or "en"
    return keeping.read(given.text, kept.framework, language=spoken)


def _there(given: Given, kept: TextImportRecord) -> bool:
    return (
        TextRecord.objects.of(kept.organisation)
        .filter(kind=given.kind, digest=digest_of(given.text), dated=given.dated)
        .exists()
    )


def _keep(given: Given, entries: list[Any], kept: TextImportRecord) -> bool:
    if _there(given, kept):
        return False
    keeping.keep(
        given,
        entries,
        organisation=kept.organisation,
        framework=kept.framework,
        actor=kept.started_by,
        looked_at=False,
    )
    return True
