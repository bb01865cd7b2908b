"""What counts as proven when training is planned, and how far the planner may look for it.

Who agreed to be planned for opens the backpack as well. Of those whom only a basis of the
organisation covers, what the organisation knows already counts: its own awards to them, what was
seen at work, and what it wrote down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.assess.feedback import evidence as feedback
from skillmark.server.assess.observing import evidence as observing
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.match.evidence import as_evidence, evidence_of
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.match.proof import sort_out
from skillmark.server.people.models import AccountRecord, OrganisationRecord, Purpose
from skillmark.server.people.permitting import agreeing
from skillmark.server.verify import services as verifying
from skillmark.verify.report import Report
from skillmark.verify.sources import Source

MANY = 500
"""People from whom on all awards of the organisation are looked through, and not asked for."""
Proven = dict[str, int | None]
"""Skill to the highest level that is proven; `None` where no evidence names one."""


def known(
    organisation: OrganisationRecord,
    accounts: Iterable[AccountRecord],
    *,
    now: datetime | None = None,
) -> dict[int, tuple[Evidence, ...]]:
    """Return by account what counts when this organisation plans.

    The caller knows that the people may be planned for (`permitting.permitted`).
    """
    people = list(accounts)
    moment = now or timezone.now()
    open_ = set(agreeing(organisation, Purpose.PLANNING).values_list("pk", flat=True))
    willing = [one for one in people if one.pk in open_]
    found = evidence_of(organisation, willing, now=moment) if willing else {}
    covered = [one for one in people if one.pk not in open_]
    return {**found, **_known_already(organisation, covered, moment)} if covered else found


def _known_already(
    organisation: OrganisationRecord, people: list[AccountRecord], now: datetime
) -> dict[int, tuple[Evidence, ...]]:
    found: dict[int, list[Evidence]] = {one.pk: [] for one in people}
    rows = EvidenceRecord.objects.of(organisation).select_related("recorded_by")
    for row in rows.order_by("-dated", "-pk"):
        if row.account_id in found:
            found[row.account_id].append(as_evidence(row))
    for seen in (observing.evidence_of, feedback.evidence_of):
        for person, pieces in seen(organisation, people, today=now.date()).items():
            found[person].extend(pieces)
    for person, reports in _own_awards(organisation, people, now).items():
        found[person].extend(sort_out(reports, today=now.date()).evidence)
    return {person: tuple(pieces) for person, pieces in found.items()}


def _own_awards(
    organisation: OrganisationRecord, people: list[AccountRecord], now: datetime
) -> dict[int, list[tuple[str, Report]]]:
    """Verify at this moment what the organisation awarded to the addresses it knows."""
    by_address = {one.email.lower(): one.pk for one in people}
    check = verifying.checker(now=now)
    found: dict[int, list[tuple[str, Report]]] = defaultdict(list)
    rows = (
        AwardRecord.objects.of(organisation)
        .filter(standing=Standing.ACTIVE)
        .exclude(body=b"")
        .select_related("achievement")
        .order_by("pk")
    )
    if len(by_address) < MANY:
        rows = rows.filter(email__in=list(by_address))
    for award in rows.iterator(chunk_size=500):
        if award.email not in by_address:
            continue
        title = award.achievement.slug
        report = check(Source(title, bytes(award.body)), [award.email])
        found[by_address[award.email]].append((title, report))
    return found


def proven(evidence: Iterable[Evidence]) -> Proven:
    """Return skill to the highest level that verified or observed evidence speaks for.

    Claims close no gap: what is only claimed is still worth a course or, cheaper, a test.
    """
    found: Proven = {}
    for piece in evidence:
        if piece.evidence_class in {EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED}:
            before = found.get(piece.skill)
            levels = [level for level in (before, piece.level) if level is not None]
            found[piece.skill] = max(levels, default=None)
    return found
