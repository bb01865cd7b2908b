"""From credentials to verified evidence: only what verifies now, for that holder, counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.recognition import Recognition
from skillmark.server.hold.services import holders, reports_of
from skillmark.server.match.recognising.rules import folded
from skillmark.server.people.models import AccountRecord
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


def sort_out(
    reports: Iterable[tuple[str, Report]],
    *,
    today: date,
    recognitions: Iterable[Recognition] = (),
    holder: str = "",
) -> Checked:
    """Turn reports (each with what to call it) on one person's files into evidence and refusals.

    `recognitions` say what counts at an organisation as which skill at which level; `holder` is
    whose files they are, for those that are for one person.
    """
    evidence: list[Evidence] = []
    refused: list[Refused] = []
    rules, whose = tuple(recognitions), folded(holder)
    for name, report in reports:
        of = report.check(Name.HOLDER)
        if report.verdict is not Verdict.VALID:
            reason = report.reason.value if report.reason else ""
            refused.append(Refused(name, report.verdict.value, reason, _detail(report)))
        elif of is None or of.status is not Status.PASS:
            # Valid for whoever it was issued to; without a verified address nobody knows who.
            detail = "it is not known whether this person is its holder"
            refused.append(Refused(name, Verdict.UNKNOWN.value, Reason.WRONG_HOLDER.value, detail))
        elif found := evidence_from(report, today=today, recognitions=rules, holder=whose):
            evidence.extend(found)
        else:
            refused.append(Refused(name, report.verdict.value, NO_SKILL, "it names no skill"))
    return Checked(tuple(evidence), tuple(refused))


def _detail(report: Report) -> str:
    """Return what the check that decided says."""
    worst = next((one for one in report.checks if one.reason and one.reason is report.reason), None)
    return worst.detail if worst else ""


def of_members(
    accounts: Iterable[AccountRecord],
    *,
    now: datetime,
    recognitions: Iterable[Recognition] = (),
) -> dict[int, Checked]:
    """Return by account what the badges in their backpacks prove at this moment."""
    people, rules = {one.pk: one for one in accounts}, tuple(recognitions)
    return {
        person: sort_out(
            reports,
            today=now.date(),
            recognitions=rules,
            # a rule for one person names every confirmed address of theirs
            holder=holders(people[person])[0],
        )
        for person, reports in reports_of(people.values(), now=now).items()
    }
