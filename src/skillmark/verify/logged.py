"""Whether an issuer's log holds a credential: what a receipt shows, and what it does not.

A receipt is no part of a credential and none of its ten checks: a credential is as good without.
It shows that exactly these bytes were in a log before anybody asked, in an order that cannot be
changed afterwards without being found out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from skillmark.badges.levels import as_list
from skillmark.nouns.errors import SkillmarkError, UnavailableError
from skillmark.trust import dids
from skillmark.trust.dids import timestamp
from skillmark.trust.fetched import Fetch
from skillmark.trust.log import notes
from skillmark.trust.log.layout import VERIFIER_KEY
from skillmark.trust.log.notes import TIMED, Checkpoint, Note, NoteError, VerifierKey
from skillmark.trust.log.receipts import Receipt, digest
from skillmark.trust.outcome import Status

_OWNERS = {
    True: "the issuer's log",
    False: "a log of somebody else than the issuer",
    None: "the log",
}


@dataclass(frozen=True, slots=True)
class Logged:
    """What a receipt shows of one credential."""

    status: Status
    """`PASS`: it is in the log; `FAIL`: the receipt does not fit; `UNKNOWN`: could not be told."""
    detail: str
    origin: str | None = None
    """Which log."""
    own: bool | None = None
    """Whether the log stands where the issuer or its status lists do; `None`: no credential."""
    entry: int | None = None
    size: int | None = None
    """How many entries the log had."""
    since: str | None = None
    """When the issuer says it was put there."""
    as_of: str | None = None
    """When the log's checkpoint was signed, where it says so."""
    key: str | None = None
    """Where the log's key comes from: `given`, or `published` beside the log."""
    witnesses: tuple[tuple[str, str], ...] = ()
    """Who of the known witnesses signed the checkpoint as well, and when."""

    def to_json(self) -> dict[str, Any]:
        """Return it as the member `log` of a report."""
        return {
            "status": self.status.value,
            "detail": self.detail,
            "origin": self.origin,
            "issuers_own": self.own,
            "entry": self.entry,
            "size": self.size,
            "since": self.since,
            "as_of": self.as_of,
            "key": self.key,
            "witnesses": [{"name": name, "at": at} for name, at in self.witnesses],
        }


@dataclass(frozen=True)
class Asking:
    """What receipts are checked against."""

    key: VerifierKey | None = None
    """The log's key, where the verifier has it; else the one that is published beside the log."""
    witnesses: tuple[VerifierKey, ...] = ()
    """Keys of witnesses: one of them must have signed, or it could not be told."""


class _Otherwise(Exception):  # noqa: N818 - an answer rather than an error
    """It does not fit, or could not be told."""

    def __init__(self, status: Status, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


def look(
    receipt: Receipt | bytes,
    forms: Sequence[bytes],
    credential: Mapping[str, Any] | None,
    *,
    asking: Asking = Asking(),
    fetch: Fetch | None = None,
) -> Logged:
    """Check a receipt for a credential. Never raises: one that cannot be read does not fit.

    `forms` are the bytes that were given and the JSON or token in them, one of which must be what
    the receipt speaks of; none, and no credential, to ask whether the log holds what it says.
    """
    try:
        if isinstance(receipt, bytes):
            receipt = Receipt.from_json(receipt)
    except SkillmarkError as error:
        return Logged(Status.FAIL, f"the receipt cannot be read: {error}")
    head = receipt.head
    places = _places(credential or {})
    own = None if credential is None else _host(head.origin) in places
    known = Logged(
        Status.PASS,
        f"in {_OWNERS[own]} since {receipt.statement['at']}, "
        f"entry {receipt.index:,} of {head.size:,} ({head.origin})",
        origin=head.origin,
        own=own,
        entry=receipt.index,
        size=head.size,
        since=receipt.statement["at"],
    )
    try:
        _fits(receipt, forms)
        key, source = asking.key, "given"
        if key is None:
            key, source = _published(head.origin, places, fetch), "published"
        known = replace(known, key=source, as_of=_signed(head, key))
        theirs = _witnesses(head.note, asking.witnesses)
    except _Otherwise as told:
        return replace(known, status=told.status, detail=told.detail)
    if asking.witnesses and not theirs:
        lacking = f"{known.detail}, but none of the witnesses that were named signed it"
        return replace(known, status=Status.UNKNOWN, detail=lacking)
    by = ", witnessed by " + ", ".join(f"{name} ({at})" for name, at in theirs) if theirs else ""
    return replace(known, detail=known.detail + by, witnesses=theirs)


def missing() -> Logged:
    """Return what is known without a receipt: nothing."""
    return Logged(Status.UNKNOWN, "no receipt came with it, so nothing is known of a log")


def _fits(receipt: Receipt, forms: Sequence[bytes]) -> None:
    """Look whether it is a receipt of these bytes, and leads to its own checkpoint's root."""
    if forms and not any(receipt.fits(one) for one in forms):
        raise _Otherwise(
            Status.FAIL,
            f"the receipt is of something else: it speaks of {receipt.statement.get('digest')}, "
            f"this is {digest(forms[0])}",
        )
    if not receipt.holds():
        raise _Otherwise(
            Status.FAIL, f"the receipt does not lead to the root that {receipt.origin} signed"
        )


def _signed(head: Checkpoint, key: VerifierKey) -> str | None:
    """Look whether the log's key signed, and return when, where that is said."""
    if key.name != head.origin:
        raise _Otherwise(Status.FAIL, f"the key is of {key.name}, the receipt of {head.origin}")
    try:
        signed = notes.verify(head.note, [key, VerifierKey(key.name, key.public, TIMED)])
    except NoteError as error:
        raise _Otherwise(
            Status.FAIL, f"the receipt is not signed by the log {head.origin}: {error.cause}"
        ) from error
    return next((timestamp(one.at) for one in signed if one.at), None)


def _witnesses(note: Note, keys: Sequence[VerifierKey]) -> tuple[tuple[str, str], ...]:
    if not keys:
        return ()
    try:
        signed = notes.verify(note, keys)
    except NoteError as error:
        if error.code == "not_signed":
            return ()
        raise _Otherwise(
            Status.FAIL, f"the signature of a witness does not hold: {error.cause}"
        ) from error
    return tuple((one.key.name, timestamp(one.at) if one.at else "") for one in signed)


def _published(origin: str, places: dict[str, str], fetch: Fetch | None) -> VerifierKey:
    """Ask the log's own address for its key: the name in its certificate is what vouches for it."""
    try:
        if fetch is None:
            raise UnavailableError("it cannot be asked offline", remedy="give it with --log-key")
        scheme = places.get(_host(origin), "https")
        answer = fetch(f"{scheme}://{origin}/{VERIFIER_KEY}")
        return VerifierKey.read(answer.body[: notes.LARGEST].decode("utf-8", "replace"))
    except SkillmarkError as error:
        raise _Otherwise(
            Status.UNKNOWN, f"the key of the log {origin} could not be had: {error}"
        ) from error


def _host(origin: str) -> str:
    return origin.partition("/")[0]


def _places(credential: Mapping[str, Any]) -> dict[str, str]:
    """Return the hosts that an issuer speaks from, each with its scheme."""
    issuer = credential.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    urls = [
        entry.get("statusListCredential") for entry in as_list(credential.get("credentialStatus"))
    ]
    if isinstance(named, str):
        with suppress(SkillmarkError):
            urls.append(dids.document_url(named))
    found: dict[str, str] = {}
    for url in urls:
        if isinstance(url, str):
            with suppress(ValueError):
                parts = urlsplit(url)
                if parts.scheme in ("https", "http") and parts.netloc:
                    found[parts.netloc] = parts.scheme
    return found
