"""The recognitions of an organisation as the rules by which verified evidence is read.

They are the rows that pathways use, too: what a named person stated counts in both places, or in
neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.recognition import Recognition
from skillmark.server.define.models import RecognitionRecord
from skillmark.server.hold.services import addresses
from skillmark.server.people.models import OrganisationRecord
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report

PREFIX = "recognition:"
"""How the id of a rule begins in `Evidence.recognised_by`."""

Cited = Mapping[str, RecognitionRecord]
"""The rows of rules by the ids that evidence names them by."""


def in_force(
    organisation: OrganisationRecord | None, *, now: datetime | None = None
) -> QuerySet[RecognitionRecord]:
    """Return what counts at an organisation at a moment: stated, not over, not withdrawn."""
    moment = now or timezone.now()
    rows: QuerySet[RecognitionRecord] = RecognitionRecord.objects.of(organisation)
    return rows.filter(
        Q(withdrawn=None) | Q(withdrawn__gt=moment),
        Q(expires=None) | Q(expires__gte=moment.astimezone(UTC).date()),
        decided__lte=moment,
    )


def rules_of(
    organisation: OrganisationRecord | None, *, now: datetime | None = None
) -> tuple[Recognition, ...]:
    """Return the rules in force at a moment, one for each skill and each holder that they name.

    What counts as an achievement of the organisation's own counts as each of its skills.
    """
    if organisation is None:
        return ()
    rows = in_force(organisation, now=now).select_related("achievement", "only").order_by("pk")
    return tuple(rule for row in rows for rule in nouns(row))


def nouns(row: RecognitionRecord) -> list[Recognition]:
    """Return the rules that one row states."""
    if row.achievement is not None:
        counts_as = [(one.skill, one.level) for one in row.achievement.noun.skills]
    else:
        counts_as = [(row.skill, row.level)]
    # whoever has confirmed no address can hold nothing, so nothing is for them
    holders = [folded(one) for one in addresses(row.only)] if row.only else [""]
    return [
        Recognition(
            id=f"{PREFIX}{row.pk}",
            achievement=row.external_id,
            issuer=row.issuer,
            skill=skill,
            level=level,
            stated_by=row.decided_name or "–",
            stated=row.decided.astimezone(UTC).date(),
            expires=row.expires,
            reason=row.reason,
            holder=holder,
        )
        for skill, level in counts_as
        for holder in holders
    ]


def stated_of(
    organisation: OrganisationRecord | None, report: Report, *, now: datetime | None = None
) -> list[RecognitionRecord]:
    """Return what is stated, for everybody who holds it, of a badge that verifies."""
    said = report.summary
    if organisation is None or said is None or report.verdict is not Verdict.VALID:
        return []
    if not said.achievement_id or not said.issuer_id:
        return []
    rows = in_force(organisation, now=now).filter(
        external_id=said.achievement_id, issuer=said.issuer_id, only=None
    )
    return list(rows.select_related("achievement").order_by("pk"))


def folded(holder: str) -> str:
    """Return how holders are compared: addresses without case, anything else as it stands."""
    holder = holder.strip()
    return holder.lower() if "@" in holder else holder


def cited(organisation: OrganisationRecord | None, evidence: Iterable[Evidence]) -> Cited:
    """Return the rows of the rules that pieces of evidence name, by the ids they name."""
    wanted = {one.recognised_by for one in evidence if one.recognised_by.startswith(PREFIX)}
    if not wanted or organisation is None:
        return {}
    keys = [int(one.removeprefix(PREFIX)) for one in wanted]
    rows = RecognitionRecord.objects.of(organisation).filter(pk__in=keys)
    return {f"{PREFIX}{row.pk}": row for row in rows.select_related("achievement", "only")}
