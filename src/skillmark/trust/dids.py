"""Decentralized identifiers whose documents need no registry: did:key, did:jwk, did:web.

Sources: Decentralized Identifiers 1.0; Controlled Identifiers 1.0; the did:key, did:jwk and
did:web method specifications.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from skillmark.nouns.errors import InputError
from skillmark.trust import multibase, strictjson
from skillmark.trust.publickey import PublicKey

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\Z")
_PORT = re.compile(r"[1-9][0-9]{0,4}\Z")
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+\Z")
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
_CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
_CONTEXT_CID = ["https://www.w3.org/ns/cid/v1"]
PURPOSES = ("assertionMethod", "authentication")


class IdentifierError(InputError):
    """Not an identifier that can be resolved. Codes: `did`, `did_method`, `issuer_url`."""

    code = "did"


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key as an issuer publishes it. A retired key stays listed, so that old proofs verify.

    With `expires` or `revoked` set it verifies only what was signed before that moment.
    """

    method: str
    """The URL of the verification method."""
    public: PublicKey
    expires: datetime | None = None
    revoked: datetime | None = None
    purposes: tuple[str, ...] = ("assertionMethod",)


def did_document(controller: str, keys: Iterable[PublishedKey]) -> dict[str, Any]:
    """Return the controller document of a `did:web` or https issuer (CID 1.0, section 2).

    Every key is a Multikey in `verificationMethod` and listed under its purposes.
    """
    document: dict[str, Any] = {
        "@context": list(_CONTEXT if controller.startswith("did:") else _CONTEXT_CID),
        "id": controller,
        "verificationMethod": [],
    }
    for key in keys:
        entry = {
            "id": key.method,
            "type": "Multikey",
            "controller": controller,
            "publicKeyMultibase": key.public.multikey(),
        }
        if key.expires is not None:
            entry["expires"] = timestamp(key.expires)
        if key.revoked is not None:
            entry["revoked"] = timestamp(key.revoked)
        document["verificationMethod"].append(entry)
        for purpose in key.purposes:
            document.setdefault(purpose, []).append(key.method)
    return document


def timestamp(moment: datetime) -> str:
    """Write an aware moment as `dateTimeStamp` in UTC, to the second."""
    if moment.tzinfo is None:
        raise InputError("a moment without a time zone", remedy="give it one")
    try:
        in_utc = moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise InputError("in UTC it is not in the years 1 to 9999", where=str(moment)) from None
    # not strftime, which writes the year 999 with three digits
    return f"{in_utc.isoformat(timespec='seconds')}Z"


def self_contained(did: str) -> dict[str, Any]:
    """Return the document of a did:key or did:jwk, which is all in its name."""
    if did.startswith("did:key:"):
        identifier = did.removeprefix("did:key:")
        if not identifier.startswith("z"):
            raise IdentifierError(f"{did} is not a did:key", remedy="its key is base58btc")
        public = PublicKey.from_multikey(identifier)
        return did_document(did, [PublishedKey(f"{did}#{identifier}", public, purposes=PURPOSES)])
    if did.startswith("did:jwk:"):
        data = multibase.from_base64url(did.removeprefix("did:jwk:"))
        jwk = strictjson.parse(data)
        PublicKey.from_jwk(jwk)
        method = {"id": f"{did}#0", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
        uses = {"assertionMethod": [f"{did}#0"], "authentication": [f"{did}#0"]}
        if jwk.get("use") not in (None, "sig"):
            uses = {}
        return {"id": did, "verificationMethod": [method], **uses}
    raise _unsupported(did)


def document_url(identifier: str) -> str:
    """Return the URL of the document of a did:web or https issuer, or raise `IdentifierError`.

    did:web is read strictly: a lower-case host name, an optional `%3A` and port, path segments
    of unreserved letters; no dot segments, no user information, no other percent escapes.
    """
    if identifier.startswith("did:web:"):
        return _web(identifier)
    if identifier.startswith("did:"):
        raise _unsupported(identifier)
    try:
        parts = urlsplit(identifier)
        port = parts.port
    except ValueError as error:
        raise _bad_url(identifier) from error
    scheme_fits = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in _LOOPBACK
    )
    if (
        not scheme_fits
        or not parts.hostname
        or "@" in parts.netloc
        or port == 0
        or parts.fragment
        or re.search(r"[\x00-\x20\x7f\\]", identifier)
        or any(segment in (".", "..") for segment in parts.path.split("/"))
    ):
        raise _bad_url(identifier)
    return identifier


def _web(did: str) -> str:
    host, *path = did.removeprefix("did:web:").split(":")
    name, escaped, port = host.partition("%3A")
    fits = _HOST.match(name) and len(name) <= 253 and not re.fullmatch(r"[0-9.]+", name)
    if not fits or (escaped and not (_PORT.match(port) and int(port) < 65536)):
        raise IdentifierError(
            f"{did} does not name a host as did:web does", remedy="did:web:example.org:path"
        )
    if any(not _SEGMENT.match(part) or part in (".", "..") for part in path):
        raise IdentifierError(f"{did} has a path that did:web does not allow")
    authority = f"{name}:{port}" if port else name
    place = "/".join(path) if path else ".well-known"
    return f"https://{authority}/{place}/did.json"


def _unsupported(did: str) -> IdentifierError:
    method = ":".join(did.split(":")[:2])
    return IdentifierError(
        f"identifiers of the kind {method} are not supported",
        remedy="did:key, did:jwk, did:web and https issuers are",
        code="did_method",
    )


def _bad_url(identifier: str) -> IdentifierError:
    return IdentifierError(
        f"{identifier[:200]!r} is not the URL of an issuer",
        remedy="it must be https, without user information, fragment or dot segments",
        code="issuer_url",
    )
