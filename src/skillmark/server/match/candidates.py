"""Who is considered for a role: members who agreed to it, and people from outside with files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Person
from skillmark.server.match import evidence, proof
from skillmark.server.match.models import CandidateRecord, RoleRecord, SubmissionRecord
from skillmark.server.people import audit
from skillmark.server.people.models import (
    AccountRecord,
    MembershipRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.people.services import consenting

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
    return inside + [_from_outside(row, moment) for row in _outside(role)]


def _outside(role: RoleRecord) -> list[CandidateRecord]:
    return list(role.candidates.prefetch_related("submissions").order_by("created"))


def _from_outside(row: CandidateRecord, now: datetime) -> Candidate:
    files = [(one.name, bytes(one.raw)) for one in row.submissions.all()]
    checked = proof.of_files(files, holder=row.holder, now=now)
    return Candidate(
        person=Person(
            id=f"candidate-{row.pk}",
            evidence=evidence.with_inferred(checked.evidence),
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
    row, _new = CandidateRecord.objects.get_or_create(
        organisation=role.organisation, role=role, holder=holder, defaults={"name": name}
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
