"""A signed badge: a JSON Web Signature by a key that the issuer's own profile lists.

Source: Open Badges 2.0, "SignedBadge Verification", steps 1 to 8, and "CryptographicKey".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from skillmark.badges.levels import Json
from skillmark.badges.open_badges_2 import one, reference
from skillmark.badges.reading import Wrapped
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.trust import jws, pem
from skillmark.trust.outcome import Status
from skillmark.trust.publickey import PublicKey
from skillmark.verify import chain, older_revocations
from skillmark.verify.chain import Chain
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.documents import Asking
from skillmark.verify.hosted import Proven

SPEC = "OB 2.0 SignedBadge Verification"
KEY = "OB 2.0 CryptographicKey"
MOST_KEYS = 8


class _KeyError(InputError):
    """A key that the issuer does not stand by."""


def prove(wrapped: Wrapped, assertion: Json, asking: Asking, *, now: datetime) -> Proven:
    """Check the signature with the keys that the issuer's profile lists, then its revocations."""
    found = chain.follow(assertion, asking, signed=True)
    proof, key = _signature(wrapped, assertion, found, asking)
    status, as_of = older_revocations.check(assertion, found, asking, now=now)
    return Proven(proof, key, status, assertion, found, as_of)


def _signature(
    wrapped: Wrapped, assertion: Mapping[str, Any], found: Chain, asking: Asking
) -> tuple[Check, Check]:
    try:
        if not wrapped.token:
            raise jws.TokenError("it says that it is signed, and no signature came along")  # noqa: TRY301
        token = jws.read(wrapped.raw)
        name = jws.algorithm(token).jose
    except jws.TokenError as error:
        unsupported = error.code == "unsupported"
        forged = error.code == "alg_refused"
        status = Status.UNKNOWN if unsupported else Status.FAIL
        reason = Reason.FORGED if forged else Reason.MALFORMED
        proof = _proof(status, str(error), Reason.UNSUPPORTED if unsupported else reason)
        return proof, found.trouble or _key(status, "nobody's key signed this", proof.reason)
    if found.trouble is not None:
        return _proof(Status.UNKNOWN, found.trouble.detail, Reason.ISSUER_KEY), found.trouble
    usable: list[PublicKey] = []
    trouble: list[SkillmarkError] = []
    for read in _trusted(assertion, found.issuer, asking):
        if isinstance(read, SkillmarkError):
            trouble.append(read)
        elif jws.is_signed_by(token, read):
            issuer = found.issuer.get("id")
            return (
                _proof(Status.PASS, f"{name}: the signature fits"),
                _key(Status.PASS, f"{issuer} lists the key in its profile"),
            )
        else:
            usable.append(read)
    # a key that could not be had may be the one that signed
    unsure = [problem for problem in trouble if not isinstance(problem, _KeyError)]
    if unsure or not usable:
        why = str((unsure or trouble)[0])
        return (
            _proof(Status.UNKNOWN, why, Reason.ISSUER_KEY),
            _key(Status.UNKNOWN if unsure else Status.FAIL, why, Reason.ISSUER_KEY),
        )
    detail = "the signature does not fit: payload, header or key was changed"
    said = "its profile lists a key, but not the one that signed"
    return (
        _proof(Status.FAIL, f"{name}: {detail}", Reason.FORGED),
        _key(Status.UNKNOWN, said, Reason.ISSUER_KEY),
    )


def _trusted(
    assertion: Mapping[str, Any], profile: Mapping[str, Any], asking: Asking
) -> Iterator[PublicKey | SkillmarkError]:
    """Yield the keys that may have signed, or why one of them cannot be used (step 4)."""
    listed = profile.get("publicKey")
    entries = listed if isinstance(listed, list) else [listed]
    keys = {reference(entry): entry for entry in entries if reference(entry)}
    verification = one(assertion.get("verification"))
    creator = reference(verification.get("creator")) if isinstance(verification, dict) else ""
    if creator:
        keys = {url: entry for url, entry in keys.items() if chain.same_address(url, creator)}
    if not keys:
        which = f"the key {creator[:300]}" if creator else "any key"
        yield _KeyError(f"the profile of {profile.get('id')} does not list {which}")
    for url, entry in list(keys.items())[:MOST_KEYS]:
        try:
            yield _public(url, entry, profile, asking)
        except SkillmarkError as error:
            yield error


def _public(url: str, entry: object, profile: Mapping[str, Any], asking: Asking) -> PublicKey:
    document = one(entry) if isinstance(one(entry), dict) else {}
    if "publicKeyPem" not in document:
        document = _within(asking.get(url).value, url)
    owner = reference(document.get("owner"))
    if owner and not chain.same_address(owner, profile.get("id")):
        raise _KeyError(f"the key {url[:300]} belongs to {owner[:300]}")
    text = document.get("publicKeyPem")
    if not isinstance(text, str):
        raise UnavailableError(f"there is no public key at {url[:300]}")
    return pem.public_key(text)


def _within(document: Json, url: str) -> Json:
    """Return the key's own document, or its entry in the profile that stands at its address."""
    if chain.same_address(document.get("id"), url):
        return document
    entries = document.get("publicKey")
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict) and chain.same_address(entry.get("id"), url):
            return entry
    raise UnavailableError(f"there is no public key at {url[:300]}")


def _proof(status: Status, detail: str, reason: Reason | None = None) -> Check:
    return Check(Name.PROOF, status, detail, SPEC, reason)


def _key(status: Status, detail: str, reason: Reason | None = None) -> Check:
    return Check(Name.ISSUER_KEY, status, detail, KEY, reason)
