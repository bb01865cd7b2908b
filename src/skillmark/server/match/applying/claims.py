"""What candidates say of themselves, written down by somebody who was told or read their CV."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match.applying.models import CandidateClaimRecord
from skillmark.server.match.models import CandidateRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

MOST = 60
"""Claims of one candidate."""


@transaction.atomic
def note(
    row: CandidateRecord,
    skills: Iterable[tuple[str, int | None]],
    *,
    today: date,
    from_cv: bool = False,
    actor: AccountRecord | None,
) -> int:
    """Write down skills (URI and level) that a candidate claims; the newest word on each holds."""
    wanted = dict(skills)
    there = set(row.claims.values_list("skill", flat=True))
    if len(there | wanted.keys()) > MOST:
        raise InputError(_("More than %(most)s claims are kept of nobody.") % {"most": MOST})
    for skill, level in wanted.items():
        CandidateClaimRecord.objects.update_or_create(
            candidate=row,
            skill=skill[:500],
            defaults={
                "organisation": row.organisation,
                "level": level,
                "from_cv": from_cv,
                "dated": today,
                "recorded_by": actor,
            },
        )
    audit.record(
        "claims_noted", row, actor=actor, organisation=row.organisation, skills=len(wanted)
    )
    return len(wanted)


@transaction.atomic
def strike(claim: CandidateClaimRecord, *, actor: AccountRecord) -> None:
    """Take a claim back."""
    audit.record("claim_struck", claim.candidate, actor=actor, organisation=claim.organisation)
    claim.delete()


def evidence_of(row: CandidateRecord) -> tuple[Evidence, ...]:
    """Return a candidate's claims as evidence: own words, never more."""
    return tuple(
        Evidence(
            skill=one.skill,
            evidence_class=EvidenceClass.CLAIMED,
            dated=one.dated,
            level=one.level,
            source=f"claim:{one.pk}",
            title=_("CV") if one.from_cv else "",
        )
        for one in sorted(row.claims.all(), key=lambda one: one.pk)
    )
