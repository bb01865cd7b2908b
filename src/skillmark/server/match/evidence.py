"""What speaks for people's skills: credentials that verify now, what was seen, what is claimed.

Verified evidence is not stored. It is made, whenever it is asked for, of credentials that
verify at that moment for that holder; one that does not is shown with its reason and counts
for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.match import Assumptions, adjacency
from skillmark.nouns.errors import ForbiddenError, InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.assess.feedback import evidence as feedback
from skillmark.server.assess.observing import evidence as observing
from skillmark.server.match import proof
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.match.neighbours import adjacency_of
from skillmark.server.match.recognising.rules import rules_of
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@transaction.atomic
def record_evidence(
    organisation: OrganisationRecord,
    account: AccountRecord,
    evidence: Evidence,
    *,
    actor: AccountRecord | None = None,
    note: str = "",
) -> EvidenceRecord:
    """Store what somebody says of a person's skill.

    `actor` is who says it; `None` for what an import brings. Raises `InputError` for evidence
    that is called verified (only a credential is), `ForbiddenError` where people observe
    themselves or claim for others.
    """
    cls = evidence.evidence_class
    if cls in (EvidenceClass.VERIFIED, EvidenceClass.MISSING):
        raise InputError(
            _("verified evidence cannot be typed in"),
            remedy=_("only a credential that verifies is it"),
        )
    if cls is EvidenceClass.EVIDENCED and actor is not None and actor.pk == account.pk:
        raise ForbiddenError(_("nobody observes themselves"), remedy=_("record it as a claim"))
    if cls is EvidenceClass.CLAIMED and actor is not None and actor.pk != account.pk:
        raise ForbiddenError(_("nobody claims for others"), remedy=_("record it as an observation"))
    row = EvidenceRecord.objects.create(
        organisation=organisation,
        account=account,
        skill=evidence.skill,
        evidence_class=cls.value,
        level=evidence.level,
        dated=evidence.dated,
        title=evidence.title[:200],
        source=evidence.source[:300],
        note=note,
        recorded_by=actor,
    )
    audit.record("evidence_recorded", row, actor=actor, organisation=organisation, kind=cls.value)
    return row


@transaction.atomic
def rate_oneself(
    organisation: OrganisationRecord,
    account: AccountRecord,
    skill: str,
    level: int | None,
    *,
    today: date,
    title: str = "",
) -> EvidenceRecord | None:
    """Store how well somebody says of themselves that they do something: a claim.

    There is one own rating a skill: the newest takes the place of those before. `None` takes it
    back.
    """
    own = EvidenceRecord.objects.of(organisation).filter(
        account=account,
        recorded_by=account,
        skill=skill,
        evidence_class=EvidenceClass.CLAIMED.value,
    )
    own.delete()
    if level is None:
        audit.record("self_rating_ended", account, actor=account, organisation=organisation)
        return None
    said = Evidence(skill, EvidenceClass.CLAIMED, today, level, title=title)
    return record_evidence(organisation, account, said, actor=account)


@transaction.atomic
def withdraw(row: EvidenceRecord, *, actor: AccountRecord) -> None:
    """Delete a statement; whoever made it or whom it is about may."""
    if actor.pk not in {row.account_id, row.recorded_by_id}:
        raise ForbiddenError(_("only who said it, or whom it is about, may take it back"))
    audit.record("evidence_withdrawn", row, actor=actor, organisation=row.organisation)
    row.delete()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person: what counts, and the credentials that do not."""

    evidence: tuple[Evidence, ...] = ()
    refused: tuple[proof.Refused, ...] = ()


def known_of(
    organisation: OrganisationRecord,
    accounts: Iterable[AccountRecord],
    *,
    now: datetime | None = None,
) -> dict[int, Known]:
    """Return by account what speaks for each person's skills at this organisation.

    The caller knows that the people agreed to what it is used for.
    """
    people = list(accounts)
    stored: dict[int, list[Evidence]] = defaultdict(list)
    rows = EvidenceRecord.objects.of(organisation).filter(account__in=people)
    for row in rows.select_related("recorded_by").order_by("-dated", "-pk"):
        stored[row.account_id].append(as_evidence(row))
    moment = now or timezone.now()
    for seen in (observing.evidence_of, feedback.evidence_of):
        for person, pieces in seen(organisation, people, today=moment.date()).items():
            stored[person].extend(pieces)
    rules = rules_of(organisation, now=moment)
    proven = proof.of_members(people, now=moment, recognitions=rules)
    graph = adjacency_of(organisation)
    found = {}
    for person in people:
        checked = proven.get(person.pk, proof.Checked())
        found[person.pk] = Known(
            with_inferred((*checked.evidence, *stored[person.pk]), graph=graph), checked.refused
        )
    return found


def evidence_of(
    organisation: OrganisationRecord,
    accounts: Iterable[AccountRecord],
    *,
    now: datetime | None = None,
) -> dict[int, tuple[Evidence, ...]]:
    """Return by account all evidence: verified now, stored, and inferred from these."""
    known = known_of(organisation, accounts, now=now)
    return {person: one.evidence for person, one in known.items()}


def as_evidence(row: EvidenceRecord) -> Evidence:
    """Return the noun of a row."""
    by = str(row.recorded_by) if row.recorded_by and row.recorded_by_id != row.account_id else ""
    return Evidence(
        skill=row.skill,
        evidence_class=EvidenceClass(row.evidence_class),
        dated=row.dated,
        level=row.level,
        source=row.source or f"statement:{row.pk}",
        title=row.title,
        issuer=by,
    )


NEAREST = Assumptions(lost_narrower=7, lost_related=7, lost_most=1)
"""What is said of people wherever their skills are listed: prerequisites and broader skills, one
level below. A ranking looks farther, and only at what its role asks for."""


def with_inferred(
    evidence: tuple[Evidence, ...],
    organisation: OrganisationRecord | None = None,
    *,
    graph: adjacency.Adjacency | None = None,
) -> tuple[Evidence, ...]:
    """Add what follows for prerequisites and broader skills in the organisation's frameworks.

    Whoever does so for many people asks for the `graph` once.
    """
    graph = graph or adjacency_of(organisation)
    return adjacency.with_inferred(evidence, graph, assumptions=NEAREST)


def by_skill(evidence: Iterable[Evidence]) -> Mapping[str, list[Evidence]]:
    """Return the pieces by skill, the strongest class and newest date first."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for piece in sorted(
        evidence, key=lambda one: (one.evidence_class.rank, -one.dated.toordinal())
    ):
        found[piece.skill].append(piece)
    return found
