"""Who is considered for a role: members who agreed to it, and people from outside with files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Person
from skillmark.nouns.recognition import Recognition
from skillmark.server.match import evidence, proof
from skillmark.server.match.applying import claims
from skillmark.server.match.applying.sorting import sources
from skillmark.server.match.models import CandidateRecord, RoleRecord, SubmissionRecord
from skillmark.server.match.recognising.rules import rules_of
from skillmark.server.people import audit
from skillmark.server.people.models import (
    AccountRecord,
    MembershipRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.people.services import consenting
from skillmark.server.verify import services as verifying
from skillmark.verify.report import Report
from skillmark.verify.sources import Expected

LARGEST_FILE = 2 * 2**20
MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be ranked: the noun that the scorer sees, and what only pages show."""

    person: Person
    name: str
    account: AccountRecord | None = None
    outside: CandidateRecord | None = None
    refused: tuple[proof.Refused, ...] = ()
    """Credentials that count for nothing, with the reason."""


def candidates(
    organisation: OrganisationRecord, role: RoleRecord, *, now: datetime | None = None
) -> list[Candidate]:
    """Return everybody who is considered for `role`.

    Members are in it only while they agree to be found (`Purpose.MATCHING`); people from
    outside handed their files in for this role.
    """
    moment = now or timezone.now()
    members = MembershipRecord.objects.of(organisation).values("account")
    willing = list(consenting(organisation, Purpose.MATCHING).filter(pk__in=members).order_by("pk"))
    known = evidence.known_of(organisation, willing, now=moment)
    inside = [
        Candidate(
            person=Person(
                id=f"member-{account.pk}",
                evidence=known[account.pk].evidence,
                name=str(account),
                holder=account.email,
            ),
            name=str(account),
            account=account,
            refused=known[account.pk].refused,
        )
        for account in willing
    ]
    return inside + from_outside(organisation, role, now=moment)


def from_outside(
    organisation: OrganisationRecord, role: RoleRecord, *, now: datetime
) -> list[Candidate]:
    """Return the people from outside, whose files verify now, with what they claim."""
    rows = role.candidates.prefetch_related("submissions", "claims").order_by("created", "pk")
    rules = rules_of(organisation, now=now)
    return [_one(row, reports, rules, now) for row, reports in reports_on(rows, now=now)]


def reports_on(
    rows: Iterable[CandidateRecord], *, now: datetime
) -> list[tuple[CandidateRecord, list[tuple[str, Report]]]]:
    """Verify the files of candidates, each for whose they are said to be: all of them at once.

    Whatever a file is, it breaks nobody's page: what cannot be opened is reported as unreadable.
    """
    people = list(rows)
    given = [
        (number, replace(source, expected=Expected(0, holder=row.holder)))
        for number, row in enumerate(people)
        for file in sorted(row.submissions.all(), key=lambda one: one.pk)
        for source in sources(file.name, bytes(file.raw))
    ]
    found = verifying.check_all((one for _, one in given), believe_lists=True, now=now)
    by_person: list[list[tuple[str, Report]]] = [[] for _ in people]
    for (number, source), report in zip(given, found, strict=True):
        by_person[number].append((source.name, report))
    return list(zip(people, by_person, strict=True))


def _one(
    row: CandidateRecord,
    reports: list[tuple[str, Report]],
    rules: tuple[Recognition, ...],
    now: datetime,
) -> Candidate:
    checked = proof.sort_out(reports, today=now.date(), recognitions=rules, holder=row.holder)
    claimed = claims.evidence_of(row)
    return Candidate(
        person=Person(
            id=f"candidate-{row.pk}",
            evidence=evidence.with_inferred((*checked.evidence, *claimed)),
            name=row.name,
            holder=row.holder,
        ),
        name=row.name,
        outside=row,
        refused=checked.refused,
    )


@transaction.atomic
def submit_files(
    role: RoleRecord,
    *,
    name: str,
    holder: str,
    files: list[tuple[str, bytes]],
    actor: AccountRecord | None = None,
) -> CandidateRecord:
    """Store a candidate's files (name and bytes) for a role; more files may follow.

    Raises `InputError` for too many or too large files. What a file is worth is decided when
    the ranking is looked at.
    """
    holder = holder.strip()
    if not holder:
        raise InputError(_("whose badges are these?"), remedy=_("give the e-mail address or DID"))
    own = CandidateRecord.objects.filter(organisation=role.organisation, role=role)
    row = own.filter(holder__iexact=holder).order_by("created").first()
    if row is None:
        row = own.create(
            organisation=role.organisation, role=role, holder=holder, name=(name or holder)[:150]
        )
    if row.submissions.count() + len(files) > MOST_FILES:
        raise InputError(
            _("that is more than %(most)s files") % {"most": MOST_FILES},
            remedy=_("choose the ones that matter"),
        )
    for title, raw in files:
        if len(raw) > LARGEST_FILE:
            raise InputError(
                _("the file is larger than 2 MB"), where=title, remedy=_("give the badge itself")
            )
        SubmissionRecord.objects.get_or_create(
            candidate=row,
            digest=hashlib.sha256(raw).hexdigest(),
            defaults={"organisation": role.organisation, "name": title[:200], "raw": raw},
        )
    audit.record(
        "files_submitted", row, actor=actor, organisation=role.organisation, files=len(files)
    )
    return row


@transaction.atomic
def remove(row: CandidateRecord, *, actor: AccountRecord) -> None:
    """Delete a candidate from outside with all files."""
    audit.record("candidate_removed", row, actor=actor, organisation=row.organisation)
    row.delete()
