"""What somebody who looks at fifty credentials asks of each: authentic, right person, current.

Three answers made of the ten checks. None is better than what is proven: where it is not proven
that the issuer signed this, what it says of its holder and its time is a claim like the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from skillmark.trust.outcome import Status
from skillmark.verify.checks import Name
from skillmark.verify.report import Report

AUTHENTIC = (Name.WELL_FORMED, Name.CONTEXT, Name.PROOF, Name.ISSUER_KEY)
"""Checks that say: the issuer it names signed exactly this, and it means what it seems to."""
CURRENT = (Name.VALIDITY, Name.STATUS)


class Answer(StrEnum):
    """Yes, no, or why there is neither."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """It could not be checked."""
    CLAIMED = "claimed"
    """It says so itself, which is not proven."""
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Glance:
    """The three answers."""

    authentic: Answer
    right_person: Answer
    """`NOT_ASKED` where nobody named an e-mail address or DID."""
    current: Answer


def glance(report: Report) -> Glance:
    """Sum a report up. Never better than the verdict: `valid` alone has no `no` and no `unknown`.

    (A credential whose schema is wrong can be authentic and current, and still be invalid.)
    """
    authentic = _all(report, AUTHENTIC)
    proven = authentic is Answer.YES
    return Glance(
        authentic,
        _believed(_holder(report), proven=proven),
        _believed(_all(report, CURRENT), proven=proven),
    )


def same_name(report: Report) -> bool | None:
    """Say whether the credential bears the name in the list; `None` where one names nobody.

    It proves nothing either way: people share names and write them differently.
    """
    said = report.summary.recipient_name if report.summary else ""
    wanted = report.expected.person if report.expected else ""
    if not said or not wanted:
        return None
    return _letters(said) == _letters(wanted)


def _letters(name: str) -> list[str]:
    # "Lovelace, Ada" is Ada Lovelace
    return sorted("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def _all(report: Report, names: Iterable[Name]) -> Answer:
    found = [report.check(name) for name in names]
    statuses = [Status.UNKNOWN if check is None else check.status for check in found]
    if Status.FAIL in statuses:
        return Answer.NO
    return Answer.UNKNOWN if Status.UNKNOWN in statuses else Answer.YES


def _holder(report: Report) -> Answer:
    check = report.check(Name.HOLDER)
    if check is None:
        return Answer.UNKNOWN
    return {
        Status.PASS: Answer.YES,
        Status.FAIL: Answer.NO,
        Status.UNKNOWN: Answer.UNKNOWN,
        Status.NOT_APPLICABLE: Answer.NOT_ASKED,
    }[check.status]


def _believed(answer: Answer, *, proven: bool) -> Answer:
    return Answer.CLAIMED if answer is Answer.YES and not proven else answer
