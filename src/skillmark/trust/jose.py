"""Credentials as signed JSON Web Tokens.

Sources: Open Badges 3.0, section 8.2 (JSON Web Token proof format); Securing Verifiable
Credentials using JOSE and COSE, section 3.1; RFC 7515, RFC 7519, RFC 8725 (best practices).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.trust import multibase, strictjson
from skillmark.trust.keys import Signer
from skillmark.trust.outcome import Status
from skillmark.trust.publickey import Algorithm
from skillmark.trust.resolve import Resolver, VerificationMethod

ALGORITHMS: Mapping[str, Algorithm] = {
    **{algorithm.jose: algorithm for algorithm in Algorithm},
    "Ed25519": Algorithm.ED25519,  # RFC 9864 names the curve where EdDSA does not
}
"""JOSE `alg` values that are accepted, and the only kind of key that each may meet."""
TYPES = ("JWT", "vc+ld+jwt", "vc+jwt", "vp+jwt", "vc-ld+jwt")
CREDENTIAL_TYPES = tuple(kind for kind in TYPES if not kind.startswith("vp"))
"""Of these, the ones that a credential may have: a presentation is none."""
LARGEST = 2 * 1024 * 1024
SPEC = "OB 3.0 section 8.2.4"
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999, where the calendar ends."""

_HEADER_MEMBERS_IGNORED = ("jwk", "jku", "x5u", "x5c")
"""Keys that a token carries or points to speak only for whoever wrote it."""


class TokenError(InputError):
    """Not a token, or one that is refused; `code` says why.

    Codes: `malformed`, `alg_refused`, `unsupported`, `typ`, `crit`, `no_key`, `key_format`,
    `claims`, `signature`.
    """

    code = "malformed"


@dataclass(frozen=True, slots=True)
class JwtOutcome:
    """What came of checking one token.

    `payload` is what was signed, also where the check failed (`None` if it cannot be read).
    `code` is `ok`, a code of `TokenError`, `purpose_not_allowed`, `key_retired`, or that of
    the error that resolving the key raised.
    """

    status: Status
    code: str
    detail: str
    algorithm: str = ""
    verification_method: str = ""
    header: Mapping[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] | None = None
    method: VerificationMethod | None = None
    spec: str = SPEC


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart; nothing in it is believed yet."""

    header: dict[str, Any]
    payload: dict[str, Any]
    signed: bytes
    signature: bytes

    @property
    def credential(self) -> dict[str, Any]:
        """The credential: the payload itself, or its `vc` (VC Data Model 1.1)."""
        inner = self.payload.get("vc")
        return inner if isinstance(inner, dict) else self.payload


def claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload for a credential: it and its registered claims.

    OB 3.0, section 8.2.1: `iss`, `jti`, `nbf`, `exp`, `sub` repeat the issuer's id, the id,
    validFrom, validUntil and the subject's id, where the credential has them.
    """
    return {**credential, **registered(credential)}


def sign(
    payload: Mapping[str, Any],
    signer: Signer,
    *,
    typ: str | None = "JWT",
    now: datetime | None = None,
) -> str:
    """Return the payload as a compact JWS, its key named by `kid`; `now` becomes `iat`.

    `typ` is `JWT` for Open Badges 3.0, `vc+jwt` for VC-JOSE and `None` for a header without it
    (DIF Well Known DID Configuration, section 4.2). Raises `TokenError` for a
    `typ` that `check` would not take, and `JsonError` for control characters.
    """
    if typ is not None and typ not in TYPES:
        raise TokenError(f"typ {typ!r}", remedy=f"one of {', '.join(TYPES)}", code="typ")
    body = dict(payload)
    if now is not None:
        body["iat"] = int(now.timestamp())
    strictjson.check_signable(body)
    header = {"alg": signer.algorithm.jose, "kid": signer.verification_method}
    header |= {} if typ is None else {"typ": typ}
    signed = f"{_segment(header)}.{_segment(body)}"
    return f"{signed}.{multibase.base64url(signer.sign(signed.encode('ascii')))}"


def read(token: str) -> Token:
    """Take a compact JWS apart, or raise `TokenError`; checks nothing but its form."""
    parts = token.strip().split(".")
    if len(parts) != 3 or len(token) > LARGEST:
        raise TokenError("this is not a compact JSON Web Signature")
    try:
        header, payload = (strictjson.parse(multibase.from_base64url(part)) for part in parts[:2])
        signature = multibase.from_base64url(parts[2])
    except InputError as error:
        raise TokenError(f"the token cannot be read: {error}") from error
    return Token(header, payload, f"{parts[0]}.{parts[1]}".encode("ascii"), signature)


def check(
    token: str,
    *,
    resolver: Resolver,
    purpose: str = "assertionMethod",
    types: tuple[str, ...] = TYPES,
) -> JwtOutcome:
    """Check a token's signature, its key's purpose and its registered claims.

    The key comes from the document of whom `kid` (or `iss`) names; keys in the header are
    ignored. Whether that is the credential's issuer is `Resolver.issuer_key`'s to say;
    whether the period of validity has come is the verifier's.
    """
    taken: Token | None = None
    url = ""
    try:
        taken = read(token)
        algorithm = algorithm_of(taken.header, types)
        url = key_url(taken)
        method = resolver.resolve(url)
        _verify(taken, algorithm, method, purpose)
        _check_claims(taken)
    except UnavailableError as error:
        return _outcome(Status.UNKNOWN, error, taken, url)
    except SkillmarkError as error:
        unsupported = error.code in ("unsupported", "did_method", "key_type")
        return _outcome(Status.UNKNOWN if unsupported else Status.FAIL, error, taken, url)
    return JwtOutcome(
        Status.PASS,
        "ok",
        "the signature fits",
        algorithm=taken.header["alg"],
        verification_method=url,
        header=taken.header,
        payload=taken.payload,
        method=method,
    )


def _outcome(status: Status, error: SkillmarkError, taken: Token | None, url: str) -> JwtOutcome:
    header = taken.header if taken else {}
    return JwtOutcome(
        status,
        "unsupported" if error.code in ("did_method", "key_type") else error.code,
        str(error),
        algorithm=str(header.get("alg", ""))[:40],
        verification_method=url,
        header=header,
        payload=taken.payload if taken else None,
    )


def algorithm_of(header: Mapping[str, Any], types: tuple[str, ...]) -> Algorithm:
    """Read the header: an algorithm on the list, a type that belongs here, nothing critical."""
    name = header.get("alg")
    if not isinstance(name, str) or name.lower() == "none" or name.startswith("HS"):
        raise TokenError(
            f"alg {str(name)[:40]!r} proves nothing about an issuer", code="alg_refused"
        )
    if name not in ALGORITHMS:
        raise TokenError(f"alg {name[:40]!r} is not supported", code="unsupported")
    kind = header.get("typ")
    if kind is not None and (
        not isinstance(kind, str) or _media_type(kind) not in map(str.lower, types)
    ):
        raise TokenError(f"a token of typ {str(kind)[:40]!r} is no credential", code="typ")
    _check_content(header.get("cty"), types)
    if "crit" in header or "b64" in header:
        raise TokenError("the header demands an extension that is not supported", code="crit")
    return ALGORITHMS[name]


def _media_type(name: str) -> str:
    """Return a media type as it may stand in a header (RFC 7515, section 4.1.9): any case."""
    return name.lower().removeprefix("application/")


def _check_content(kind: object, types: tuple[str, ...]) -> None:
    """Refuse a token in a token (RFC 7519, section 5.2), and a presentation among credentials."""
    found = _media_type(kind) if isinstance(kind, str) else kind
    presents = any(name.startswith("vp") for name in types)
    if found in ("jwt", "vc+jwt", "vp+jwt") or (found == "vp" and not presents):
        raise TokenError(f"a token of cty {str(kind)[:40]!r} is no credential", code="typ")


def key_url(token: Token) -> str:
    """Return the URL of the key: an absolute `kid`, or one relative to `iss`."""
    kid, issuer = token.header.get("kid"), token.payload.get("iss", token.header.get("iss"))
    if kid is not None and not isinstance(kid, str):
        raise TokenError("the kid of the token's header is no text")
    if not isinstance(issuer, str):
        named = token.credential.get("issuer")
        issuer = named.get("id") if isinstance(named, dict) else named
    if isinstance(kid, str) and kid.startswith(("did:", "https://", "http://")):
        if kid.startswith("did:key:") and "#" not in kid:
            return f"{kid}#{kid.removeprefix('did:key:')}"
        return f"{kid}#0" if kid.startswith("did:jwk:") and "#" not in kid else kid
    if isinstance(issuer, str) and issuer:
        if isinstance(kid, str) and kid:
            return f"{issuer}#{kid.removeprefix('#')}"
        if issuer.startswith("did:key:"):
            return f"{issuer}#{issuer.removeprefix('did:key:')}"
        if issuer.startswith("did:jwk:"):
            return f"{issuer}#0"
    carried = [name for name in _HEADER_MEMBERS_IGNORED if name in token.header]
    why = f"; the key in its {carried[0]} is not believed" if carried else ""
    raise TokenError(f"the token does not say whose key signed it{why}", code="no_key")


def _verify(token: Token, algorithm: Algorithm, method: VerificationMethod, purpose: str) -> None:
    if method.public.algorithm is not algorithm:
        raise TokenError(
            f"alg {token.header['alg']} does not go with a {method.public.algorithm} key",
            code="key_format",
        )
    if not method.public.verifies(token.signed, token.signature):
        raise TokenError(
            "the signature does not fit: payload, header or key was changed", code="signature"
        )
    if purpose not in method.purposes:
        raise TokenError(
            f"{method.controller} does not list {method.id} under {purpose}",
            code="purpose_not_allowed",
        )
    if not method.usable_at(signed_at(token.payload)):
        raise TokenError("the key had been retired when this was signed", code="key_retired")


def signed_at(payload: Mapping[str, Any]) -> datetime | None:
    """Return when a token was signed, as far as it says so."""
    moment = payload.get("iat", payload.get("nbf"))
    if isinstance(moment, int | float) and 0 <= moment <= _LAST_SECOND:
        return datetime.fromtimestamp(moment, UTC)
    return None


def _check_claims(token: Token) -> None:
    """The registered claims must not contradict the credential (OB 3.0, section 8.2.4.1)."""
    kind = token.header.get("typ")
    if isinstance(kind, str) and "+jwt" in kind.lower() and {"vc", "vp"} & set(token.payload):
        # VC-JOSE-COSE, section 3.1.3: else it would hold two credentials
        raise TokenError(f"a token of typ {kind[:40]!r} has no claim vc or vp", code="claims")
    name = contradicted(token.payload, token.credential)
    if name is not None:
        raise TokenError(f"the claim {name} contradicts the credential", code="claims")


def contradicted(payload: Mapping[str, Any], credential: Mapping[str, Any]) -> str | None:
    """Return the first registered claim that says something else than the credential."""
    for name, expected in registered(credential).items():
        found = payload.get(name, expected)
        if isinstance(expected, int) and isinstance(found, int | float):
            same = abs(found - expected) < 1
        else:
            same = found == expected
        if not same:
            return name
    return None


def registered(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Return the registered claims that repeat what a credential says (OB 3.0, section 8.2.1)."""
    issuer, subject = credential.get("issuer"), credential.get("credentialSubject")
    found = {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "jti": credential.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
        "nbf": _seconds(credential.get("validFrom", credential.get("issuanceDate"))),
        "exp": _seconds(credential.get("validUntil", credential.get("expirationDate"))),
    }
    return {name: value for name, value in found.items() if value is not None}


def _seconds(value: object) -> int | None:
    return _moment(value) if isinstance(value, str) else None


@lru_cache(maxsize=256)
def _moment(text: str) -> int | None:
    """Return a moment in seconds; those who are awarded together share it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _segment(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return multibase.base64url(text.encode())
