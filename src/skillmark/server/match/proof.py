"""From credentials to verified evidence: only what verifies now, for that holder, counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from skillmark.nouns.evidence import Evidence
from skillmark.server.hold.services import reports_of
from skillmark.server.people.models import AccountRecord
from skillmark.server.verify import services as verifying
from skillmark.server.verify.given import collect
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Name, Reason, Verdict
from skillmark.verify.evidence import evidence_from
from skillmark.verify.report import Report

NO_SKILL = "no_skill"
"""Why a valid credential counts for nothing."""


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
        holder = report.check(Name.HOLDER)
        if report.verdict is not Verdict.VALID:
            reason = report.reason.value if report.reason else ""
            refused.append(Refused(name, report.verdict.value, reason, _detail(report)))
        elif holder is None or holder.status is not Status.PASS:
            # Valid for whoever it was issued to; without a verified address nobody knows who.
            detail = "it is not known whether this person is its holder"
            refused.append(Refused(name, Verdict.UNKNOWN.value, Reason.WRONG_HOLDER.value, detail))
        elif found := evidence_from(report, today=today):
            evidence.extend(found)
        else:
            refused.append(Refused(name, report.verdict.value, NO_SKILL, "it names no skill"))
    return Checked(tuple(evidence), tuple(refused))


def _detail(report: Report) -> str:
    """Return what the check that decided says."""
    worst = next((one for one in report.checks if one.reason and one.reason is report.reason), None)
    return worst.detail if worst else ""


def of_files(files: Iterable[tuple[str, bytes]], *, holder: str, now: datetime) -> Checked:
    """Check files (name and bytes) that somebody says are the badges of `holder`."""
    sources = collect(files, "")
    reports = verifying.check_all(sources, holders=[holder], now=now)
    named = zip((source.name for source in sources), reports, strict=True)
    return sort_out(named, today=now.date())


def of_members(accounts: Iterable[AccountRecord], *, now: datetime) -> dict[int, Checked]:
    """Return by account what the badges in their backpacks prove at this moment."""
    found = reports_of(accounts, now=now)
    return {person: sort_out(reports, today=now.date()) for person, reports in found.items()}
