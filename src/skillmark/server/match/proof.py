"""From credentials to verified evidence: only what verifies now, for that holder, counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report
from skillmark.verify.verify import Verifier


@dataclass(frozen=True, slots=True)
class Refused:
    """A credential that counts for nothing, and why."""

    name: str
    """File name or title, for whoever reads it."""
    verdict: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of somebody's credentials."""

    evidence: tuple[Evidence, ...] = ()
    refused: tuple[Refused, ...] = ()


def sort_out(reports: Iterable[tuple[str, Report]], *, today: date) -> Checked:
    """Turn reports (each with what to call it) into evidence and refusals."""
    evidence: list[Evidence] = []
    refused: list[Refused] = []
    for name, report in reports:
        if report.verdict is Verdict.VALID:
            evidence.extend(evidence_from(report, today=today))
        else:
            refused.append(
                Refused(
                    name,
                    report.verdict.value,
                    report.reason.value if report.reason else "",
                    _detail(report),
                )
            )
    return Checked(tuple(evidence), tuple(refused))


def evidence_from(report: Report, *, today: date) -> tuple[Evidence, ...]:
    """Return one piece of verified evidence for each skill of a valid credential."""
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


def _detail(report: Report) -> str:
    """Return what the check that decided says."""
    worst = next((one for one in report.checks if one.reason and one.reason is report.reason), None)
    return worst.detail if worst else ""


def _day(moment: str) -> date | None:
    try:
        read = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (read.astimezone(UTC) if read.tzinfo else read).date()


def of_files(files: Iterable[tuple[str, bytes]], *, holder: str, now: datetime) -> Checked:
    """Check files (name and bytes) that somebody says are the badges of `holder`."""
    verifier = Verifier(now=now, holder=holder)
    reports = ((name, verifier.check_bytes(raw, source=name)) for name, raw in files)
    return sort_out(reports, today=now.date())


def of_members(
    organisation: OrganisationRecord, accounts: Sequence[AccountRecord], *, now: datetime
) -> dict[int, Checked]:
    """Return by account what their credentials prove at this moment."""
    return {}
