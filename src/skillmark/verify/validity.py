"""Check 6: whether the credential is valid at the moment that is asked for.

Source: VC Data Model 2.0, section 4.9 (validity period); 1.1, sections 4.6 and 4.7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from skillmark.trust.integrity import SKEW
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason

SPEC = "VC-DATA-MODEL 2.0 section 4.9"
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.IGNORECASE
)


class NotATimestampError(ValueError):
    """The text is no xsd:dateTime."""


def moment(text: object) -> datetime:
    """Read an xsd:dateTime with its time zone; raise `NotATimestampError` for anything else."""
    if not isinstance(text, str):
        raise NotATimestampError(f"{str(text)[:60]!r} is not a date and time")
    return _moment(text)


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime:
    if not _TIMESTAMP.fullmatch(text):
        raise NotATimestampError(f"{text[:60]!r} is not a date and time")
    trimmed = re.sub(r"(\.\d{6})\d+", r"\1", text.upper())
    try:
        found = datetime.fromisoformat(trimmed)
    except ValueError:
        raise NotATimestampError(f"{text!r} is not a date and time") from None
    if found.tzinfo is None:
        raise NotATimestampError(f"{text!r} names no time zone")
    return found


def check(credential: Mapping[str, Any], *, now: datetime) -> Check:
    """Tell apart expired, not yet valid, and a clock that is only skewed (5 minutes)."""
    begins = credential.get("validFrom", credential.get("issuanceDate"))
    ends = credential.get("validUntil", credential.get("expirationDate"))
    try:
        since = None if begins is None else moment(begins)
        until = None if ends is None else moment(ends)
    except NotATimestampError as error:
        return Check(Name.VALIDITY, Status.FAIL, str(error), SPEC, Reason.MALFORMED)
    if since is not None and until is not None and until < since:
        return Check(Name.VALIDITY, Status.FAIL, "it ends before it begins", SPEC, Reason.MALFORMED)
    if until is not None and now > until:
        return Check(Name.VALIDITY, Status.FAIL, f"expired on {ends}", SPEC, Reason.EXPIRED)
    if since is not None and since - now > SKEW:
        return Check(
            Name.VALIDITY, Status.FAIL, f"valid only from {begins}", SPEC, Reason.NOT_YET_VALID
        )
    if since is not None and now < since:
        detail = f"valid from {begins}, minutes ahead: taken as a skewed clock"
    else:
        detail = "within its period of validity" if until else "valid without end"
    return Check(Name.VALIDITY, Status.PASS, detail, SPEC)
