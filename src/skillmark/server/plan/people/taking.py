"""Take a list of people over: keep the file, show what would change, store it by a job.

Nothing happens before somebody has looked at it. The file is kept for a day at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.jobs.models import JobRecord
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.match.roles import open_roles, title_of
from skillmark.server.people import audit
from skillmark.server.people.models import (
    AccountRecord,
    BasisRecord,
    MembershipRecord,
    OrganisationRecord,
)
from skillmark.server.plan.models import (
    AimRecord,
    PeopleColumnsRecord,
    PeopleFileRecord,
    PostRecord,
)
from skillmark.server.plan.people import reading
from skillmark.server.plan.people.reading import Columns, Line, Problem, Seen
from skillmark.server.skills import services as frameworks
from skillmark.skills.language.words import fold

LARGEST = 12 * 2**20
KEPT = timedelta(days=1)
FORGET = "plan.forget_people"
"""Job: delete a file whose day is over."""
TAKE = "plan.people"
"""Job: store what a file says."""


@transaction.atomic
def keep(
    content: bytes,
    *,
    name: str,
    organisation: OrganisationRecord,
    actor: AccountRecord,
    evidence: bytes = b"",
) -> PeopleFileRecord:
    """Keep a file for a day, its columns read as they were the last time, else as proposed.

    Raises `InputError` or `UnreadableError` for what is no table, or is too large.
    """
    if len(content) > LARGEST or len(evidence) > LARGEST:
        raise InputError(
            _("this file is larger than %(size)s MB") % {"size": LARGEST // 2**20},
            remedy=_("split it"),
        )
    content, recoded = reading.recode(content)
    header = reading.read_table(content, where=_("the file")).header
    if evidence:
        evidence, _also = reading.recode(evidence)
        reading.read_table(evidence, where=_("the file of evidence"))
    known = (
        PeopleColumnsRecord.objects.of(organisation).filter(header=reading.digest(header)).first()
    )
    columns = (
        Columns.of(known.columns)
        if known
        else reading.propose(header, skills_by_name(organisation))
    )
    row = PeopleFileRecord.objects.create(
        organisation=organisation,
        created_by=actor,
        name=name[:200],
        data=content,
        evidence=evidence,
        recoded=recoded,
        columns=columns.to_json(),
    )
    enqueue(
        FORGET,
        {"file": str(row.pk)},
        organisation=organisation,
        account=actor,
        run_after=row.created + KEPT,
    )
    return row


def forget(running: Running) -> dict[str, int]:
    """Delete a file whose day is over."""
    with running.chunk():
        gone, _kinds = PeopleFileRecord.objects.filter(pk=running.payload["file"]).delete()
    return {"deleted": gone}


def table(row: PeopleFileRecord) -> reading.Table:
    """Return the file as rows and cells."""
    return reading.read_table(bytes(row.data), where=_("the file"))


@transaction.atomic
def say_columns(row: PeopleFileRecord, columns: Columns) -> None:
    """Say how the columns are read, and remember it for the next file with this header."""
    if not columns.email:
        raise InputError(_("nobody has said which column has the e-mail address"))
    row.columns = columns.to_json()
    row.save(update_fields=["columns"])
    PeopleColumnsRecord.objects.update_or_create(
        organisation=row.organisation,
        header=reading.digest(table(row).header),
        defaults={"columns": row.columns},
    )


def skills_by_name(organisation: OrganisationRecord) -> Callable[[str], str | None]:
    """Return what leads from a skill's URI or label, in any language, to its URI."""

    @cache
    def find(name: str) -> str | None:
        written = name.strip()
        if not written or len(written) > 300:
            return None
        if frameworks.row_of(written, organisation) is not None:
            return written
        hits = frameworks.search(written, organisation=organisation, limit=5)
        return next((hit.uri for _row, hit in hits if hit.score >= 1 and not hit.guessed), None)

    return find


def roles_by_name(organisation: OrganisationRecord) -> dict[str, str]:
    """Return what the open roles are called, folded, with their ids; of two the newer counts."""
    found: dict[str, str] = {}
    for row in open_roles(organisation):
        for _tag, title in title_of(row).translations:
            found.setdefault(fold(title).strip(), str(row.pk))
        found[str(row.pk)] = str(row.pk)
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """What is different about somebody who is here already: the field, before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A line, and what taking it over would change."""

    line: Line
    account: AccountRecord | None
    """The member that it is about; `None` where nobody here has the address."""
    known: bool
    """Whether the person has a post here."""
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class Looked:
    """What a file says, beside what is known."""

    lines: list[Compared] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    evidence: list[Seen] = field(default_factory=list)
    gone: list[AccountRecord] = field(default_factory=list)
    """People with a post here who are not in the file."""
    left_out: int = 0

    @property
    def new(self) -> list[Compared]:
        """People who have no post here yet."""
        return [one for one in self.lines if not one.known]

    @property
    def moved(self) -> list[Compared]:
        """People about whom something is different."""
        return [one for one in self.lines if one.known and one.changes]

    @property
    def same(self) -> int:
        """People about whom nothing is different."""
        return sum(one.known and not one.changes for one in self.lines)


def look(row: PeopleFileRecord) -> Looked:
    """Say what a file would change; nothing of it has happened."""
    place = row.organisation
    called = roles_by_name(place)
    columns = Columns.of(row.columns)
    today = timezone.localdate()

    def role_of(written: str) -> str | None:
        return called.get(fold(written).strip()) or called.get(written)

    read = reading.read_people(table(row), columns, role_of=role_of, today=today)
    looked = Looked(problems=list(read.problems), left_out=read.left_out)
    people = members(place, [line.email for line in read.lines])
    posts = {one.account_id: one for one in PostRecord.objects.of(place)}
    aims = dict(AimRecord.objects.of(place).values_list("account_id", "role_id"))
    titles = {str(one.pk): str(title_of(one)) for one in open_roles(place)}
    before = _Before(posts, aims, titles, columns)
    looked.lines = [before.compare(line, people.get(line.email)) for line in read.lines]
    in_file = {line.email for line in read.lines} | _named(table(row), columns)
    looked.gone = [
        account
        for account in AccountRecord.objects.filter(pk__in=posts).order_by("name", "email")
        if account.email.lower() not in in_file
    ]
    if row.evidence:
        here = {account.email.lower() for account in AccountRecord.objects.filter(pk__in=posts)}
        looked.evidence, wrong = reading.read_evidence(
            reading.read_table(bytes(row.evidence), where=_("the file of evidence")),
            skill_of=skills_by_name(place),
            known=(here | {line.email for line in read.lines}).__contains__,
            today=today,
        )
        looked.problems += wrong
        looked.left_out += len({one.line for one in wrong if not one.hint})
    looked.problems.sort(key=lambda one: (one.table != "people", one.line))
    return looked


def members(organisation: OrganisationRecord, emails: Iterable[str]) -> dict[str, AccountRecord]:
    """Return those who belong here, by address. Who is on the site elsewhere is nobody's news."""
    here = MembershipRecord.objects.of(organisation).values("account")
    wanted = set(emails)
    return {
        one.email.lower(): one
        for one in AccountRecord.objects.filter(pk__in=here)
        if one.email.lower() in wanted
    }


def _named(table: reading.Table, columns: Columns) -> set[str]:
    """Every address of the file, also of lines that are left out: those people have not left."""
    if columns.email not in table.header:
        return set()
    place = table.header.index(columns.email)
    return {cells[place].lower() for _line, cells in table.rows if place < len(cells)}


@dataclass(frozen=True, slots=True)
class _Before:
    """What is known of people before a list is taken over."""

    posts: dict[int, PostRecord]
    aims: dict[int, Any]
    titles: dict[str, str]
    columns: Columns

    def compare(self, line: Line, account: AccountRecord | None) -> Compared:
        """Say what a line would change."""
        post = self.posts.get(account.pk) if account else None
        if account is None or post is None:
            return Compared(line, account, known=False)
        before: dict[str, Any] = {
            "team": post.team,
            "function": post.function,
            "role": str(post.role_id) if post.role_id else None,
            "aims_at": str(self.aims[account.pk]) if account.pk in self.aims else None,
            "hours_a_week": post.hours_a_week,
            "since": post.since,
        }
        changes = [
            Change(what, _said(self.titles, was), _said(self.titles, getattr(line, what)))
            for what, was in before.items()
            # what has no column stays as it is, and so does a role that nobody knows
            if getattr(self.columns, what)
            and getattr(line, what) != was
            and not (what in {"role", "aims_at"} and getattr(line, what) is None)
        ]
        return Compared(line, account, known=True, changes=tuple(changes))


def _said(titles: dict[str, str], value: Any) -> str:
    return titles.get(str(value), str(value)) if value not in (None, "") else "–"


@transaction.atomic
def order(
    row: PeopleFileRecord,
    basis: BasisRecord | None,
    *,
    mail: bool,
    whole: bool,
    actor: AccountRecord,
) -> JobRecord:
    """Have a job store what the file says, once.

    `basis` is what the planning rests on for these people, `None` where only they themselves can
    agree; `mail` whether Skillmark tells them; `whole` whether who is not in the file has left.
    """
    kept = PeopleFileRecord.objects.select_for_update().filter(pk=row.pk).first()
    if kept is None or kept.job_id is not None:
        raise ConflictError(_("this file was taken over already"))
    if basis is not None and (basis.organisation_id != kept.organisation_id or basis.ended):
        raise InputError(_("this basis is not in force here"))
    kept.basis = basis
    kept.options = {"mail": mail, "whole": whole}
    kept.job = enqueue(
        TAKE,
        {"file": str(kept.pk)},
        organisation=kept.organisation,
        account=actor,
        total=len(table(kept).rows),
    )
    kept.save(update_fields=["basis", "options", "job"])
    audit.record(
        "people_ordered",
        kept,
        actor=actor,
        organisation=kept.organisation,
        basis=basis.pk if basis else None,
        whole=whole,
    )
    row.job = kept.job
    return kept.job
