"""A credential that verified becomes verified evidence; one that did not, nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report


def evidence_from(report: Report, *, today: date) -> tuple[Evidence, ...]:
    """Return one piece of verified evidence for each skill of a valid credential.

    A credential that names no level of our scale gives evidence without one. `today` stands in
    for a date that the credential does not say.
    """
    said = report.summary
    if said is None or report.verdict is not Verdict.VALID:
        return ()
    return tuple(
        Evidence(
            skill=skill.uri,
            evidence_class=EvidenceClass.VERIFIED,
            dated=_day(said.valid_from) or today,
            level=skill.level,
            source=said.id,
            title=said.achievement,
            issuer=said.issuer_name or said.issuer_id,
            credibility=said.credibility,
        )
        for skill in said.skills
    )


def _day(moment: str) -> date | None:
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return None
    try:
        return (read.astimezone(UTC) if read.tzinfo else read).date()
    except OverflowError:  # the first or last hours of the calendar
        return read.date()
