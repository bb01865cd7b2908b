"""Bitstring status lists: one bit for each credential, shared by very many.

Source: Bitstring Status List v1.0. A list holds at least 131,072 entries (16 KB), so that
asking for it says little about whom it is asked for (section 6.1).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.trust import multibase
from skillmark.trust.contexts import CREDENTIALS_V2
from skillmark.trust.dids import timestamp
from skillmark.trust.outcome import Status

SMALLEST = 131_072
"""Entries; section 6.1."""
LARGEST = 8 * 16 * 1024 * 1024
"""Entries that we read: 16 MiB after inflation."""
PURPOSES = ("revocation", "suspension", "message", "refresh")
SPEC = "BITSTRING-STATUS-LIST 1.0 section 3.2"


class StatusListError(InputError):
    """A status list or entry that cannot be used.

    Codes: `encoding`, `too_large`, `too_short`, `index`, `purpose`, `full`.
    """

    code = "encoding"


class StatusList:
    """A bitstring; index 0 is the leftmost bit of the first byte (section 4.1)."""

    __slots__ = ("_bits",)

    def __init__(self, bits: bytes | bytearray | None = None, *, size: int = SMALLEST) -> None:
        if bits is None:
            if size < SMALLEST or size % 8:
                raise StatusListError(
                    f"a list of {size} entries", remedy=f"at least {SMALLEST}, a multiple of 8"
                )
            bits = bytes(size // 8)
        if len(bits) * 8 < SMALLEST:
            raise StatusListError(
                f"a list of {len(bits) * 8} entries is too short to protect anyone",
                remedy=f"at least {SMALLEST} entries",
                code="too_short",
            )
        self._bits = bytearray(bits)

    def __len__(self) -> int:
        return len(self._bits) * 8

    def __bytes__(self) -> bytes:
        return bytes(self._bits)

    def get(self, index: int) -> bool:
        """Return the bit, or raise `StatusListError` (code `index`)."""
        self._check(index)
        return bool(self._bits[index // 8] & (0x80 >> index % 8))

    def set(self, index: int, value: bool = True) -> None:
        """Set the bit, or raise `StatusListError` (code `index`)."""
        self._check(index)
        mask = 0x80 >> index % 8
        if value:
            self._bits[index // 8] |= mask
        else:
            self._bits[index // 8] &= 0xFF ^ mask

    def encode(self) -> str:
        """Return `encodedList`: gzip, then multibase base64url (section 3.4); reproducible."""
        return multibase.encode64(gzip.compress(bytes(self._bits), mtime=0))

    @classmethod
    def decode(cls, encoded: str) -> StatusList:
        """Read `encodedList` (section 3.5); inflation stops at 16 MiB."""
        if not encoded.startswith("u"):
            raise StatusListError("the list is not multibase base64url")
        inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        most = LARGEST // 8
        try:
            bits = inflater.decompress(multibase.decode(encoded), most + 1)
        except (zlib.error, multibase.MultibaseError) as error:
            raise StatusListError(f"the list cannot be unpacked: {error}") from error
        if len(bits) > most:
            raise StatusListError(f"the list unpacks to more than {most} bytes", code="too_large")
        if not inflater.eof or inflater.unused_data:
            raise StatusListError("the packed list is cut off or followed by something else")
        return cls(bits)

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self):
            raise StatusListError(
                f"index {index} is outside a list of {len(self)} entries", code="index"
            )


class Used(Protocol):
    """The indexes that are taken already (a set, or a table behind its interface)."""

    def __contains__(self, index: object, /) -> bool:
        """Say whether the index is taken."""
        ...

    def __len__(self) -> int:
        """Count them."""
        ...


def draw(rng: Random, used: Used, n: int, *, size: int = SMALLEST) -> list[int]:
    """Draw `n` free indexes at random, so that neighbours say nothing about each other.

    Raises `ConflictError` (code `full`) once fewer than `n` are free. Nothing is reused.
    """
    if n > size - len(used):
        raise ConflictError(
            f"{size - len(used)} places are left in the status list, {n} are needed",
            remedy="begin another list",
            code="full",
        )
    if n > (size - len(used)) // 4:
        return rng.sample([index for index in range(size) if index not in used], n)
    drawn: dict[int, None] = {}
    while len(drawn) < n:
        index = rng.randrange(size)
        if index not in used:
            drawn[index] = None
    return list(drawn)


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

    `PASS`: the bit is not set. `FAIL` with code `revoked` or `suspended`: it is. `FAIL` with
    another code: entry and list do not fit. `UNKNOWN` with code `stale`: the list is older
    than it allows; with `unsupported`: not a kind of status that is read.
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
    if status_entry.get("type") != "BitstringStatusListEntry":
        kind = str(status_entry.get("type"))[:80]
        return StatusOutcome(
            Status.UNKNOWN, "unsupported", f"status of type {kind} is not read", purpose
        )
    as_of = _moment(list_credential.get("validFrom"))
    try:
        subject = _subject(status_entry, list_credential, purpose)
        stale = _stale(subject, list_credential, now, fetched)
        if stale:
            return StatusOutcome(Status.UNKNOWN, "stale", stale, purpose, as_of)
        bits = StatusList.decode(subject["encodedList"])
        is_set = bits.get(_index(status_entry))
    except StatusListError as error:
        return StatusOutcome(Status.FAIL, error.code, str(error), purpose, as_of)
    if not is_set:
        return StatusOutcome(Status.PASS, "ok", f"the {purpose} bit is not set", purpose, as_of)
    if purpose in ("message", "refresh"):
        return StatusOutcome(Status.PASS, purpose, f"the {purpose} bit is set", purpose, as_of)
    code = {"revocation": "revoked", "suspension": "suspended"}[purpose]
    return StatusOutcome(Status.FAIL, code, f"the {purpose} bit is set", purpose, as_of)


def _subject(
    status_entry: Mapping[str, Any], listed: Mapping[str, Any], purpose: str
) -> Mapping[str, Any]:
    """Return the list's subject once entry and list fit together."""
    types, subject = listed.get("type"), listed.get("credentialSubject")
    if not isinstance(types, list) or "BitstringStatusListCredential" not in types:
        raise StatusListError("what was fetched is not a status list credential", code="list_type")
    if listed.get("id") not in (None, status_entry.get("statusListCredential")):
        raise StatusListError("the list is not the one that the entry names", code="list_id")
    if not isinstance(subject, dict) or subject.get("type") != "BitstringStatusList":
        raise StatusListError("the list has no BitstringStatusList in it", code="list_type")
    purposes = subject.get("statusPurpose")
    if purpose not in PURPOSES or purpose not in (
        purposes if isinstance(purposes, list) else [purposes]
    ):
        raise StatusListError(
            f"the list is for {str(purposes)[:80]}, the entry for {purpose}", code="purpose"
        )
    if status_entry.get("statusSize", 1) != 1 or subject.get("statusSize", 1) != 1:
        raise StatusListError("entries of more than one bit are not read", code="status_size")
    if not isinstance(subject.get("encodedList"), str):
        raise StatusListError("the list has no encodedList")
    return subject


def _index(status_entry: Mapping[str, Any]) -> int:
    index = status_entry.get("statusListIndex")
    if isinstance(index, str) and index.isascii() and index.isdigit() and len(index) < 12:
        return int(index)
    if isinstance(index, int) and not isinstance(index, bool):
        return index
    raise StatusListError(f"{str(index)[:40]!r} is not an index", code="index")


def _stale(
    subject: Mapping[str, Any],
    listed: Mapping[str, Any],
    now: datetime | None,
    fetched: datetime | None,
) -> str:
    """Say why the list is too old (or too young) to speak for `now`; empty if it is not."""
    if now is None:
        return ""
    since, until = _moment(listed.get("validFrom")), _moment(listed.get("validUntil"))
    if until is not None and now > until:
        return f"the list was valid until {listed['validUntil']}"
    if since is not None and now < since - timedelta(minutes=5):
        return f"the list is valid from {listed['validFrom']}"
    lasts = subject.get("ttl", 300_000)
    if not isinstance(lasts, int) or isinstance(lasts, bool) or lasts < 0:
        return "the list does not say how long it may be used"
    if fetched is not None and now - fetched > timedelta(milliseconds=lasts):
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
