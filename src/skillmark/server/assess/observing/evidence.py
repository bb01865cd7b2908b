"""Observations as evidence: evidenced, never verified, with observer and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from skillmark.assess.observing import Basis, Frequency
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.assess.observing.models import BASES, FREQUENCIES, ObservationRecord
from skillmark.server.people.models import AccountRecord, OrganisationRecord


def evidence_of(
    organisation: OrganisationRecord | None, accounts: Iterable[AccountRecord], *, today: date
) -> dict[int, list[Evidence]]:
    """Return by account what observations say today: neither taken back nor worn out."""
    rows = ObservationRecord.objects.of(organisation).filter(
        account__in=list(accounts), withdrawn=None, until__gte=today
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows.select_related("observer").order_by("-dated", "pk"):
        found[row.account_id].append(as_evidence(row))
    return found


def as_evidence(row: ObservationRecord) -> Evidence:
    """Return the noun of an observation. What was written stays with the two of them."""
    how = BASES[Basis(row.basis)], FREQUENCIES[Frequency(row.frequency)]
    return Evidence(
        skill=row.skill,
        evidence_class=EvidenceClass.EVIDENCED,
        dated=row.dated,
        level=row.level,
        source=f"observation:{row.pk}",
        title=", ".join(str(words) for words in how),
        issuer=str(row.observer) if row.observer else "",
        disputed=row.objected is not None,
    )
