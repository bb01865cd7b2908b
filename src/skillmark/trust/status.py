"""Status lists as credentials: their entries, writing them and looking an entry up.

Source: Bitstring Status List v1.0; Status List 2021 (W3C working draft of 2023), which is read and
not written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from skillmark.trust.bitstring import LARGEST, SMALLEST, StatusList, StatusListError, draw
from skillmark.trust.contexts import CREDENTIALS_V2
from skillmark.trust.dids import timestamp
from skillmark.trust.outcome import Status

__all__ = [
    "LARGEST",
    "SMALLEST",
    "StatusList",
    "StatusListError",
    "StatusOutcome",
    "credential",
    "draw",
    "entry",
    "look_up",
]

PURPOSES = ("revocation", "suspension", "message", "refresh")
"""Purposes that the specification gives a meaning to."""
LARGEST_SIZE = 8
"""Bits of one entry that we read: 256 different messages."""
_LARGEST_KEPT = 1024 * 1024
"""Letters of a packed list that is kept unpacked."""
_HEXADECIMAL = re.compile(r"0x[0-9A-Fa-f]{1,8}")
SPEC = "BITSTRING-STATUS-LIST 1.0 section 3.2"


def entry(list_id: str, purpose: str, index: int) -> dict[str, Any]:
    """Return the `credentialStatus` of a credential (section 2.1)."""
    _check_purpose(purpose)
    return {
        "id": f"{list_id}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_id,
    }


def credential(
    list_id: str,
    purpose: str,
    bitstring: StatusList,
    issuer: str,
    valid_from: datetime,
    *,
    ttl_ms: int = 300_000,
    valid_until: datetime | None = None,
) -> dict[str, Any]:
    """Return an unsigned status list credential (section 2.2).

    `ttl_ms` is how long a copy may be used, in milliseconds; `valid_until` bounds a replay.
    """
    _check_purpose(purpose)
    made: dict[str, Any] = {
        "@context": [CREDENTIALS_V2],
        "id": list_id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": timestamp(valid_from),
    }
    if valid_until is not None:
        made["validUntil"] = timestamp(valid_until)
    made["credentialSubject"] = {
        "id": f"{list_id}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": bitstring.encode(),
        "ttl": ttl_ms,
    }
    return made


@dataclass(frozen=True, slots=True)
class StatusOutcome:
    """What a list says of one entry.

    `PASS`: the value is 0, or one that does not touch validity (code `message` or `refresh`).
    `FAIL` with code `revoked` or `suspended`: it is that. `FAIL` with another code: entry and list
    do not fit. `UNKNOWN` with code `stale`: the list is older than it allows; with `unsupported`:
    a kind of status that is not read, or a purpose that is not known and set.
    """

    status: Status
    code: str
    detail: str
    purpose: str = ""
    as_of: datetime | None = None
    """Moment for which the list speaks (its validFrom)."""
    spec: str = SPEC


def look_up(
    status_entry: Mapping[str, Any],
    list_credential: Mapping[str, Any],
    *,
    now: datetime | None = None,
    fetched: datetime | None = None,
) -> StatusOutcome:
    """Read one entry in a list whose own proof has been checked already (section 3.2).

    `now` turns on the checks of freshness: the list's validity period, and its `ttl` since
    `fetched` (when this copy was got; absent: it was got now).
    """
    purpose = str(status_entry.get("statusPurpose"))[:80]
    kind = KINDS.get(str(status_entry.get("type")))
    if kind is None:
        named = str(status_entry.get("type"))[:80]
        return StatusOutcome(
            Status.UNKNOWN, "unsupported", f"status of type {named} is not read", purpose
        )
    as_of = _moment(_since(list_credential))
    try:
        subject = _subject(status_entry, list_credential, kind)
        stale = _stale(subject, list_credential, now, fetched)
        if stale:
            return StatusOutcome(Status.UNKNOWN, "stale", stale, purpose, as_of)
        size = _size(status_entry, subject)
        messages = _messages(status_entry, subject, size)
        value = decoded(str(status_entry["type"]), subject["encodedList"]).value(
            index_of(status_entry), size
        )
    except StatusListError as error:
        return StatusOutcome(Status.FAIL, error.code, str(error), purpose, as_of)
    status, code, detail = _meaning(purpose, value, messages)
    return StatusOutcome(status, code, detail, purpose, as_of)


def _meaning(purpose: str, value: int, messages: Mapping[int, str]) -> tuple[Status, str, str]:
    if purpose == "message":
        said = messages.get(value, "set" if value else "unset")
        return Status.PASS, "message" if value else "ok", f"message {value:#x}: {said[:200]}"
    if not value:
        return Status.PASS, "ok", f"the {purpose} bit is not set"
    if purpose == "refresh":
        return Status.PASS, purpose, "its issuer says that a newer copy is to be had"
    code = {"revocation": "revoked", "suspension": "suspended"}.get(purpose)
    if code is None:
        return Status.UNKNOWN, "unsupported", f"its issuer has set {purpose!r}, whatever that means"
    return Status.FAIL, code, f"the {purpose} bit is set"


@dataclass(frozen=True, slots=True)
class _Kind:
    """The names of one generation of status lists."""

    credential: str
    subject: str
    decode: Callable[[str], StatusList]


KINDS: Mapping[str, _Kind] = {
    "BitstringStatusListEntry": _Kind(
        "BitstringStatusListCredential", "BitstringStatusList", StatusList.decode
    ),
    "StatusList2021Entry": _Kind(
        "StatusList2021Credential", "StatusList2021", StatusList.decode_2021
    ),
}
"""Types of `credentialStatus` that are looked up in a list."""


@lru_cache(maxsize=32)
def _unpacked(kind: str, encoded: str) -> StatusList:
    return KINDS[kind].decode(encoded)


def decoded(kind: str, encoded: str) -> StatusList:
    """Return the list of a `credentialStatus` of type `kind`, to be looked into, not changed.

    The last ones are kept, so that a batch unpacks each list once.
    """
    if len(encoded) > _LARGEST_KEPT:
        return KINDS[kind].decode(encoded)
    return _unpacked(kind, encoded)


def _subject(
    status_entry: Mapping[str, Any], listed: Mapping[str, Any], kind: _Kind
) -> Mapping[str, Any]:
    """Return the list's subject once entry and list fit together."""
    types, subject = listed.get("type"), listed.get("credentialSubject")
    if not isinstance(types, list) or kind.credential not in types:
        raise StatusListError("what was fetched is not a status list credential", code="list_type")
    if listed.get("id") not in (None, status_entry.get("statusListCredential")):
        raise StatusListError("the list is not the one that the entry names", code="list_id")
    if not isinstance(subject, dict) or subject.get("type") != kind.subject:
        raise StatusListError(f"the list has no {kind.subject} in it", code="list_type")
    purpose, purposes = status_entry.get("statusPurpose"), subject.get("statusPurpose")
    if not isinstance(purpose, str) or purpose not in (
        purposes if isinstance(purposes, list) else [purposes]
    ):
        raise StatusListError(
            f"the list is for {str(purposes)[:80]}, the entry for {str(purpose)[:80]}",
            code="purpose",
        )
    if not isinstance(subject.get("encodedList"), str):
        raise StatusListError("the list has no encodedList")
    return subject


def _size(status_entry: Mapping[str, Any], subject: Mapping[str, Any]) -> int:
    """Return how many bits one entry has: what the entry says, and the list if it says it."""
    size = status_entry.get("statusSize", 1)
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= LARGEST_SIZE:
        raise StatusListError(f"entries of {str(size)[:20]} bits are not read", code="status_size")
    if subject.get("statusSize", size) != size:
        raise StatusListError(
            f"the list has entries of {str(subject['statusSize'])[:20]} bits, not {size}",
            code="status_size",
        )
    return size


def _messages(
    status_entry: Mapping[str, Any], subject: Mapping[str, Any], size: int
) -> dict[int, str]:
    """Return the message of every value (section 2.1, `statusMessage`).

    With more than one bit each value must have one; the list's own are used where the entry has
    none (`statusMessages`, section 2.2).
    """
    said = status_entry.get("statusMessage", subject.get("statusMessages"))
    if said is None and size == 1:
        return {}
    found: dict[int, str] = {}
    for one in said if isinstance(said, list) else []:
        value, text = (one.get("status"), one.get("message")) if isinstance(one, dict) else (0, 0)
        if isinstance(value, str) and isinstance(text, str) and _HEXADECIMAL.fullmatch(value):
            found[int(value, 16)] = text
    if set(found) != set(range(2**size)) or len(said) != len(found):
        raise StatusListError(
            f"a status of {size} bits has not one message for each of its {2**size} values",
            code="status_message",
        )
    return found


def index_of(status_entry: Mapping[str, Any]) -> int:
    """Return where an entry stands in its list, or raise `StatusListError`."""
    index = status_entry.get("statusListIndex")
    if isinstance(index, str) and index.isascii() and index.isdigit() and len(index) < 12:
        return int(index)
    if isinstance(index, int) and not isinstance(index, bool):
        return index
    raise StatusListError(f"{str(index)[:40]!r} is not an index", code="index")


def _since(listed: Mapping[str, Any]) -> object:
    return listed.get("validFrom", listed.get("issuanceDate"))


def _stale(
    subject: Mapping[str, Any],
    listed: Mapping[str, Any],
    now: datetime | None,
    fetched: datetime | None,
) -> str:
    """Say why the list is too old (or too young) to speak for `now`; empty if it is not."""
    if now is None:
        return ""
    ends = listed.get("validUntil", listed.get("expirationDate"))
    since, until = _moment(_since(listed)), _moment(ends)
    if until is not None and now > until:
        return f"the list was valid until {ends}"
    if since is not None and since - now > timedelta(minutes=5):
        return f"the list is valid from {_since(listed)}"
    lasts = subject.get("ttl", 300_000)
    if not isinstance(lasts, int) or isinstance(lasts, bool) or lasts < 0:
        return "the list does not say how long it may be used"
    if fetched is not None and (now - fetched) / timedelta(milliseconds=1) > lasts:
        return f"this copy of the list is from {timestamp(fetched)}"
    return ""


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _check_purpose(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise StatusListError(
            f"no status purpose {purpose!r}", remedy=f"one of {', '.join(PURPOSES)}", code="purpose"
        )
