"""Take completions over: keep the file, read it by its columns, show what would be, store it.

Nothing happens before somebody has looked at it. The file is kept for a day at most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.define.completions import (
    Columns,
    Completions,
    Read,
    Table,
    propose,
    read_completions,
    read_table,
)
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.define.completing import following
from skillmark.server.define.models import (
    ColumnsRecord,
    CompletionFileRecord,
    CompletionRecord,
    Follows,
    OpportunityRecord,
)
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

LARGEST = 12 * 2**20
KEPT = timedelta(days=1)
FORGET = "define.forget_completions"
"""Job: delete a file that nobody took over."""


@dataclass(frozen=True, slots=True)
class Line:
    """One usable row, and what would become of it."""

    read: Read
    opportunity: OpportunityRecord
    account: AccountRecord | None
    already: bool
    """Whether this completion is on record."""
    starts: str
    """A value of `Follows`; `NOTHING` also where the person holds the achievement."""
    holds: bool


@dataclass(slots=True)
class Looked:
    """What a file says and what it would start."""

    found: Completions
    lines: list[Line] = field(default_factory=list)

    @property
    def fresh(self) -> list[Line]:
        """Completions that are not on record."""
        return [line for line in self.lines if not line.already]

    def starting(self, follows: str) -> list[Line]:
        """Return the new completions that start this."""
        return [line for line in self.fresh if line.starts == follows]

    @property
    def ready(self) -> bool:
        """Whether it can be stored: nothing is left to say, and there is something."""
        return not self.found.ambiguous


@transaction.atomic
def keep(
    content: bytes, *, name: str, organisation: OrganisationRecord, actor: AccountRecord
) -> CompletionFileRecord:
    """Keep a file for a day, with its columns as they were read the last time, else as proposed.

    Raises `InputError` for what is no table, or is too large.
    """
    if len(content) > LARGEST:
        raise InputError(
            _("this file is larger than %(size)s MB") % {"size": LARGEST // 2**20},
            remedy=_("split it"),
        )
    header = read_table(content, where=_("the file")).header
    known = ColumnsRecord.objects.of(organisation).filter(header=_digest(header)).first()
    columns = Columns.of(known.columns) if known else propose(header)
    kept = CompletionFileRecord.objects.create(
        organisation=organisation,
        created_by=actor,
        name=name[:200],
        data=content,
        columns=columns.to_json(),
    )
    enqueue(
        FORGET,
        {"file": str(kept.pk)},
        organisation=organisation,
        account=actor,
        run_after=kept.created + KEPT,
    )
    return kept


def forget(running: Running) -> dict[str, int]:
    """Delete a file whose day is over."""
    with running.chunk():
        gone, _kinds = CompletionFileRecord.objects.filter(pk=running.payload["file"]).delete()
    return {"deleted": gone}


def table(row: CompletionFileRecord) -> Table:
    """Return the file as rows and cells."""
    return read_table(bytes(row.data), where=_("the file"))


@transaction.atomic
def say_columns(row: CompletionFileRecord, columns: Columns) -> None:
    """Say how the columns are read, and remember it for the next file with this header."""
    if columns.open:
        raise InputError(
            _("nobody has said where to find: %(names)s") % {"names": ", ".join(columns.open)}
        )
    row.columns = columns.to_json()
    row.save(update_fields=["columns"])
    # a day that was typed belongs to this file alone
    remembered = {**columns.to_json(), "day": ""}
    ColumnsRecord.objects.update_or_create(
        organisation=row.organisation,
        header=_digest(table(row).header),
        defaults={"columns": remembered},
    )


def _digest(header: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def look(row: CompletionFileRecord) -> Looked:
    """Say what a file would start; nothing of it has happened."""
    place = row.organisation
    courses = {
        one.slug: one
        for one in OpportunityRecord.objects.of(place).select_related("leads_to", "organisation")
    }
    called = {name: slug for slug, one in courses.items() for name in one.title.values()}
    columns = Columns.of(row.columns or {})
    if columns.course and columns.course not in courses:
        raise InputError(_("there is no learning opportunity %(name)s") % {"name": columns.course})
    found = read_completions(
        table(row),
        columns,
        known=called | {slug: slug for slug in courses},
        today=timezone.localdate(),
    )
    looked = Looked(found)
    if found.ambiguous:
        return looked
    emails = {read.completion.email for read in found.rows}
    people = following.people(place, emails)
    known = set(
        CompletionRecord.objects.of(place)
        .filter(email__in=emails)
        .values_list("opportunity__slug", "email", "completed")
    )
    holding = following.holding(place, emails)
    for read in found.rows:
        said = read.completion
        course = courses[said.opportunity]
        holds = course.leads_to_id is not None and (said.email, course.leads_to_id) in holding
        looked.lines.append(
            Line(
                read=read,
                opportunity=course,
                account=people.get(said.email),
                already=(said.opportunity, said.email, said.completed) in known,
                starts=Follows.NOTHING if holds else course.follows,
                holds=holds,
            )
        )
    return looked


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a file."""

    added: int
    already: int
    invited: int
    waiting: int
    """People who wait for somebody to confirm their award."""
    looked: Looked


@transaction.atomic
def store(row: CompletionFileRecord, *, actor: AccountRecord) -> Stored:
    """Store what a file says and start what follows, once; the file is deleted.

    Raises `ConflictError` where it was taken over already, or a day has two readings.
    """
    kept = CompletionFileRecord.objects.select_for_update().filter(pk=row.pk).first()
    if kept is None:
        raise ConflictError(_("this file was taken over already"))
    looked = look(kept)
    if not looked.ready:
        raise ConflictError(
            _("some days can be read in two ways"),
            remedy=_("say whether the day or the month comes first"),
        )
    fresh = looked.fresh
    made = [
        CompletionRecord(
            organisation=kept.organisation,
            opportunity=line.opportunity,
            account=line.account,
            email=line.read.completion.email,
            completed=line.read.completion.completed,
            name=line.read.name,
            result=line.read.completion.result,
        )
        for line in fresh
    ]
    # somebody else may store the same at this moment: the rows are unique
    CompletionRecord.objects.bulk_create(made, ignore_conflicts=True)
    wanted = [line for line in fresh if line.starts == Follows.INVITATION]
    invited = following.invite(kept.organisation, wanted, actor=actor)
    audit.record(
        "completions_stored",
        actor=actor,
        organisation=kept.organisation,
        added=len(made),
        already=len(looked.lines) - len(made),
        invited=invited,
    )
    kept.delete()
    waiting = len(looked.starting(Follows.AWARD))
    return Stored(len(made), len(looked.lines) - len(made), invited, waiting, looked)
