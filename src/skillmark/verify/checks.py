"""The ten checks, and how they make a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from skillmark.trust.outcome import Status


class Name(StrEnum):
    """The checks, in the order in which they are reported."""

    WELL_FORMED = "well_formed"
    SCHEMA = "schema"
    CONTEXT = "context"
    PROOF = "proof"
    ISSUER_KEY = "issuer_key"
    VALIDITY = "validity"
    STATUS = "status"
    HOLDER = "holder"
    ISSUER_KNOWN = "issuer_known"
    EVIDENCE = "evidence"


class Reason(StrEnum):
    """What people must not confuse."""

    FORGED = "forged"
    MALFORMED = "malformed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    WRONG_HOLDER = "wrong_holder"
    ISSUER_KEY = "issuer_key"
    ISSUER_UNKNOWN = "issuer_unknown"
    STATUS_UNAVAILABLE = "status_unavailable"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"


class Verdict(StrEnum):
    """What comes of all checks. `UNKNOWN` is never shown as green."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what came of it, in plain words, and the clause it follows."""

    name: Name
    status: Status
    detail: str
    spec: str = ""
    reason: Reason | None = None
    """Why it did not pass, in the words of the verdict."""


DECIDING = (
    # in the order in which one speaks for the whole when several fail
    Name.WELL_FORMED,
    Name.PROOF,
    Name.ISSUER_KEY,
    Name.CONTEXT,
    Name.SCHEMA,
    Name.STATUS,
    Name.VALIDITY,
    Name.HOLDER,
)
"""`holder` does not apply, and so decides nothing, where no holder was asked for."""
_DECIDING_WITH_ISSUER = (*DECIDING, Name.ISSUER_KNOWN)


def decide(
    checks: Iterable[Check], *, require_known_issuer: bool = False
) -> tuple[Verdict, Reason | None]:
    """One deciding failure makes `invalid`; else one deciding unknown `unknown`; else `valid`.

    A deciding check that is absent is unknown: what was not checked is not passed.
    """
    names = _DECIDING_WITH_ISSUER if require_known_issuer else DECIDING
    found = {check.name: check for check in checks}
    doubtful = None
    for name in names:
        check = found.get(name) or Check(name, Status.UNKNOWN, "not checked")
        if check.status is Status.FAIL:
            return Verdict.INVALID, check.reason or Reason.UNSUPPORTED
        if check.status is Status.UNKNOWN and doubtful is None:
            doubtful = check
    if doubtful is not None:
        return Verdict.UNKNOWN, doubtful.reason or Reason.UNSUPPORTED
    return Verdict.VALID, None


def decisive(checks: Iterable[Check], verdict: Verdict) -> Check | None:
    """Return the check that a verdict rests on; `None` for `valid`."""
    if verdict is Verdict.VALID:
        return None
    return _first(list(checks), _STATUS[verdict], _DECIDING_WITH_ISSUER)


_STATUS = {Verdict.INVALID: Status.FAIL, Verdict.UNKNOWN: Status.UNKNOWN}


def _first(checks: list[Check], status: Status, names: tuple[Name, ...]) -> Check | None:
    found = {check.name: check for check in checks}
    for name in names:
        check = found.get(name) or Check(name, Status.UNKNOWN, "not checked")
        if check.status is status:
            return check
    return None
