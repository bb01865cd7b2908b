"""From a token's claims to the credential in them.

Source: Verifiable Credentials Data Model 1.1, section 6.3.1 (JWT decoding): the claim `vc` holds
the credential, and what the registered claims say already may be left out of it. Since 2.0 and in
Open Badges 3.0, section 8.2.1, the payload is the credential.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

REGISTERED = frozenset(("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"))
_V2 = "https://www.w3.org/ns/credentials/v2"


def credential(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return the credential, unverified; what claims and credential both say is left as it is.

    Whether the two contradict each other is for `trust.jose` to check.
    """
    inner = claims.get("vc")
    if not isinstance(inner, dict):
        return without_registered(claims)
    found = dict(inner)
    _fill(found, "id", claims.get("jti"))
    issuer = found.get("issuer")
    if isinstance(issuer, dict):
        found["issuer"] = {"id": claims["iss"], **issuer} if "iss" in claims else issuer
    else:
        _fill(found, "issuer", claims.get("iss"))
    subject = found.get("credentialSubject")
    if isinstance(subject, dict) and isinstance(claims.get("sub"), str):
        found["credentialSubject"] = {"id": claims["sub"], **subject}
    contexts = found.get("@context")
    newer = _V2 in (contexts if isinstance(contexts, list) else [contexts])
    since, until = ("validFrom", "validUntil") if newer else ("issuanceDate", "expirationDate")
    if "validFrom" not in found:
        _fill(found, since, _moment(claims.get("nbf")))
    if "validUntil" not in found:
        _fill(found, until, _moment(claims.get("exp")))
    return found


def without_registered(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return a token's payload without JWT's own claims, which are no part of the credential."""
    return {name: value for name, value in claims.items() if name not in REGISTERED}


def _fill(found: dict[str, Any], name: str, value: object) -> None:
    if value is not None:
        found.setdefault(name, value)


def _moment(seconds: object) -> str | None:
    """Write a NumericDate; what is none is left to the check of the claims."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
