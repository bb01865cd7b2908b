"""Reports as rows of a table, as spreadsheets take them."""

from __future__ import annotations

from skillmark.trust.dids import timestamp
from skillmark.trust.outcome import Status
from skillmark.verify.glance import glance
from skillmark.verify.report import Report

COLUMNS = (
    "source", "verdict", "reason", "authentic", "right_person", "current", "achievement", "issuer",
    "issuer_id", "issuer_known", "known_by", "recipient", "expected_holder", "expected_name",
    "skills", "valid_from", "valid_until", "as_of", "format", "caution", "failed_checks",
)  # fmt: skip


def row(report: Report) -> list[str]:
    """Return the cells under `COLUMNS`. They hold what strangers wrote: neutralise formulas.

    `authentic`, `right_person` and `current` are `yes`, `no`, `unknown`, `claimed` or `not_asked`;
    `skills` are separated by semicolons, each with its level of the scale from 1 to 8.
    """
    said, seen, expected = report.summary, glance(report), report.expected
    failed = "; ".join(
        f"{check.name.value}: {check.detail}"
        for check in report.checks
        if check.status in {Status.FAIL, Status.UNKNOWN}
    )
    return [
        report.source,
        report.verdict.value,
        report.reason.value if report.reason else "",
        seen.authentic.value,
        seen.right_person.value,
        seen.current.value,
        said.achievement if said else "",
        said.issuer_name if said else "",
        said.issuer_id if said else "",
        {True: "yes", False: "no", None: ""}[report.issuer.known],
        report.issuer.known_by,
        said.recipient_name if said else "",
        expected.holder if expected else "",
        expected.person if expected else "",
        skills(report),
        said.valid_from if said else "",
        said.valid_until if said else "",
        timestamp(report.as_of) if report.as_of else "",
        report.format,
        report.caution,
        failed,
    ]


def skills(report: Report) -> str:
    """Return the skills of a credential in one line, each with its level where it names one."""
    return "; ".join(
        f"{skill.name} ({skill.level})" if skill.level else skill.name for skill in report.skills
    )
