"""Domain Linkage Credentials: an issuer and an internet domain name each other.

The issuer signs that it is behind an origin, and the origin publishes what it signed under
`/.well-known/did-configuration.json`. Source: DIF Well Known DID Configuration 1.0, sections 3, 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from skillmark.award import credential as signing
from skillmark.nouns.errors import InputError
from skillmark.trust import integrity, jose
from skillmark.trust.contexts import CREDENTIALS_V1, DATA_INTEGRITY_V2, DID_CONFIGURATION
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer


def credential(did: str, origin: str, *, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the unsigned credential; it has no id (section 4).

    Raises `InputError` for an issuer that is no DID (the specification knows no others), for an
    origin that is none, and for a time that ends before it begins.
    """
    if not did.startswith("did:"):
        raise InputError(f"{did[:200]!r} is no DID", where="issuer", remedy="link its did:web")
    scheme, _, host = origin.partition("://")
    if scheme != "https" or not host or set(host) & set("/?#@"):
        raise InputError(f"{origin[:200]!r} is no https origin", where="origin")
    if until <= since:
        raise InputError("it would expire before it begins", where="until")
    return {
        "@context": [CREDENTIALS_V1, DID_CONFIGURATION],
        "issuer": did,
        "issuanceDate": timestamp(since),
        "expirationDate": timestamp(until),
        "type": ["VerifiableCredential", "DomainLinkageCredential"],
        "credentialSubject": {"id": did, "origin": origin},
    }


def signed(
    did: str, origin: str, signer: Signer, *, since: datetime, until: datetime
) -> list[dict[str, Any] | str]:
    """Return the credential as an object with its proof, and as a token.

    A key that signs no cryptosuite (RSA) makes the token alone.
    """
    value = credential(did, origin, since=since, until=until)
    payload = {
        "exp": int(until.timestamp()),
        "iss": did,
        "nbf": int(since.timestamp()),
        "sub": did,
        "vc": value,
    }
    token = jose.sign(payload, signer, typ=None)
    form = signing.natural_format(signer)
    if form == signing.JWT:
        return [token]
    # the terms of a proof are none of version 1's own
    unsigned = {**value, "@context": [*value["@context"], DATA_INTEGRITY_V2]}
    return [integrity.secure(unsigned, signer, cryptosuite=form, created=since), token]


def resource(entries: Iterable[dict[str, Any] | str]) -> dict[str, Any]:
    """Return what stands at `/.well-known/did-configuration.json` (section 3)."""
    return {"@context": DID_CONFIGURATION, "linked_dids": list(entries)}
