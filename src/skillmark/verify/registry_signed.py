"""A list of known issuers that its keeper signs: a verifiable credential whose subject is the list.

1. It is signed, and every signature holds, under pinned contexts (DI 1.0, 4.4; VC-JOSE-COSE).
2. The key that signed is one that the verifier pinned: itself (a Multikey), or as the keeper whose
   own document lists it (a DID or https id). Nobody is believed because they signed.
3. Its time has come and is not over, and its keeper has not taken it back; else it says nothing.
4. Its entries are read as strictly as those of a list of one's own.

Words that no context of the standards has are those of `undefined-terms/v2`, so that every
signature covers them. Source: VC Data Model 2.0, sections 4.9 and B.2.4.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from skillmark.badges.levels import first
from skillmark.badges.open_badges import timestamp
from skillmark.badges.reading import Wrapped
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.trust import dids, jose
from skillmark.trust.contexts import CREDENTIALS_V2, UNDEFINED_TERMS, Contexts
from skillmark.trust.dids import PublishedKey
from skillmark.trust.fetched import Fetch, Fetched
from skillmark.trust.outcome import Status
from skillmark.trust.publickey import PublicKey
from skillmark.trust.resolve import Resolver
from skillmark.verify import securing, stapled, validity
from skillmark.verify.registry import KnownIssuer, Registry, Voucher
from skillmark.verify.securing import Secured
from skillmark.verify.status import StatusLists, issuer_id

TYPE = "IssuerRegistry"


class RegistryError(InputError):
    """A list that is not believed; `code` says why.

    Codes: `not_pinned`, `signature`, `registry`.
    """

    code = "registry"


@dataclass(frozen=True, slots=True)
class SignedList:
    """What a signed list says, and on whose word."""

    registry: Registry
    name: str
    keeper: str
    """DID or https id of who signed."""
    pin: str
    """The pinned name or key by which it was believed."""
    valid_until: str = ""


def is_one(credential: Mapping[str, Any]) -> bool:
    """Say whether a credential claims to be a list of known issuers."""
    types = credential.get("type")
    return TYPE in (types if isinstance(types, list) else [types])


def unsigned(
    registry: Registry,
    *,
    id: str,  # noqa: A002 (the standard's own name)
    keeper: str,
    keeper_name: str,
    name: str,
    valid_from: datetime,
    valid_until: datetime,
) -> dict[str, Any]:
    """Return the credential that a keeper (DID or https id) signs; it has to end some day."""
    if valid_until <= valid_from:
        raise InputError("it would expire before it begins", where="valid_until")
    for place, one in enumerate(registry.issuers.values()):
        if ":" not in one.id:
            raise InputError(
                f"{one.id[:200]!r} is neither a DID nor a URL", where=f"/issuers/{place}/id"
            )
    return {
        "@context": [CREDENTIALS_V2, UNDEFINED_TERMS],
        "id": id,
        "type": ["VerifiableCredential", TYPE],
        "issuer": {"id": keeper, "name": keeper_name},
        "validFrom": timestamp(valid_from),
        "validUntil": timestamp(valid_until),
        "credentialSubject": {"type": TYPE, "name": name, **registry.to_json()},
    }


def read(
    wrapped: Wrapped,
    pins: Sequence[str],
    *,
    now: datetime,
    contexts: Contexts,
    fetch: Fetch | None = None,
) -> SignedList:
    """Read a signed list. `pins` are Multikeys, DIDs and https ids of keepers that are believed.

    Raises `RegistryError` for a list that is refused, `UnavailableError` where its keeper's key
    could not be asked for. A list whose time is over is no error: it says whom it does not know
    any more (`Registry.lapsed`).
    """
    credential = wrapped.credential
    keeper = issuer_id(credential)
    pin, resolver = _believed(wrapped, keeper, pins, now=now, contexts=contexts, fetch=fetch)
    said = first(credential.get("credentialSubject"))
    name = said.get("name")
    title = name if isinstance(name, str) and name else keeper
    ended = _ended(credential, keeper, resolver, now=now, contexts=contexts, fetch=fetch)
    entries = said.get("issuers")
    if not isinstance(entries, list):
        raise RegistryError("it has no list of issuers", where="/credentialSubject/issuers")
    listed = Registry.listed(entries, pointer="/credentialSubject/issuers")
    whose = _name_of(credential) or keeper
    known = [_vouched(one, whose, title, keeper) for one in listed.issuers.values()]
    until = credential.get("validUntil")
    registry = Registry({}, (f"the list {title} {ended}",)) if ended else Registry.of(known)
    return SignedList(registry, title, keeper, pin, until if isinstance(until, str) else "")


def _vouched(issuer: KnownIssuer, whose: str, title: str, keeper: str) -> KnownIssuer:
    by = issuer.known_by or whose
    return replace(issuer, known_by=by, vouchers=(Voucher(by, title, keeper),))


def _name_of(credential: Mapping[str, Any]) -> str:
    name = first(credential.get("issuer")).get("name")
    return name if isinstance(name, str) else ""


def _believed(
    wrapped: Wrapped,
    keeper: str,
    pins: Sequence[str],
    *,
    now: datetime,
    contexts: Contexts,
    fetch: Fetch | None,
) -> tuple[str, Resolver]:
    """Return the pin under which the signature holds, and how its keys were found."""
    failure: SkillmarkError | None = None
    for pin in pins:
        key = pinned_key(pin)
        if pin != keeper and (key is None or _named_by_another_key(keeper, key)):
            continue
        resolver = Resolver(fetch if key is None else _pinned(wrapped, keeper, key))
        secured = securing.check(wrapped, keeper, resolver=resolver, contexts=contexts, now=now)
        wrong = next((check for check in secured if check.status is not Status.PASS), None)
        if wrong is None:
            return pin, resolver
        failure = failure or _failure(secured, wrong.detail)
    raise failure or RegistryError(
        f"it is signed by {keeper[:200] or 'nobody'}, whom you have not pinned",
        remedy=f"if you trust it: --trust-key {keeper[:200]}",
        code="not_pinned",
    )


def _named_by_another_key(keeper: str, key: PublicKey) -> bool:
    return keeper.startswith(("did:key:", "did:jwk:")) and keeper != f"did:key:{key.multikey()}"


def _failure(secured: Secured, detail: str) -> SkillmarkError:
    statuses = {check.status for check in secured}
    if Status.FAIL not in statuses:
        return UnavailableError(f"its signature could not be checked: {detail}")
    return RegistryError(f"its signature does not hold: {detail}", code="signature")


def normal(pin: str) -> str:
    """Return a pin in one form: a did:key as its Multikey."""
    name = pin.strip()
    if name.startswith("did:key:"):
        name = name.removeprefix("did:key:").partition("#")[0]
    return name


def pinned_key(pin: str) -> PublicKey | None:
    """Return the key that a pin is; `None` for one that names a keeper instead.

    Raises `InputError` for what is neither.
    """
    pin = normal(pin)
    if pin.startswith("z"):
        try:
            return PublicKey.from_multikey(pin)
        except InputError as error:
            raise error.at(pin[:80]) from None
    if pin.startswith("did:jwk:"):
        return None
    try:
        dids.document_url(pin)
    except InputError as error:
        raise InputError(
            f"{pin[:200]!r} is neither a Multikey nor a DID or https id",
            remedy="z6Mk..., did:key:..., did:web:... or https://...",
        ) from error
    return None


def _pinned(wrapped: Wrapped, keeper: str, key: PublicKey) -> Fetch | None:
    """Return a fetch for which the pinned key is all that the keeper publishes: nobody is asked."""
    try:
        place = dids.document_url(keeper)
    except InputError:
        return None
    published = [PublishedKey(url, key) for url in _methods(wrapped)]
    document = dids.did_document(keeper, published)

    def fetch(url: str) -> Fetched:
        if url != place:
            raise UnavailableError(f"{url} is not asked for a list with a pinned key")
        return Fetched(json.dumps(document).encode(), "application/json", url, 200, _NEVER)

    return fetch


_NEVER = datetime.min.replace(tzinfo=UTC)


def _methods(wrapped: Wrapped) -> list[str]:
    if wrapped.token:
        try:
            return [jose.key_url(jose.read(wrapped.raw))]
        except InputError:
            return []
    proofs = wrapped.credential.get("proof", [])
    named = [
        proof.get("verificationMethod")
        for proof in (proofs if isinstance(proofs, list) else [proofs])
        if isinstance(proof, dict)
    ]
    return list(dict.fromkeys(url for url in named if isinstance(url, str)))


def _ended(
    credential: Mapping[str, Any],
    keeper: str,
    resolver: Resolver,
    *,
    now: datetime,
    contexts: Contexts,
    fetch: Fetch | None,
) -> str:
    """Say why a list is not believed any more; empty where it is."""
    if "validUntil" not in credential:
        raise RegistryError("a signed list has to say until when it holds", where="/validUntil")
    time = validity.check(credential, now=now)
    if time.status is not Status.PASS:
        return time.detail if time.detail.startswith("expired") else f"does not hold: {time.detail}"
    if "credentialStatus" not in credential:
        return ""
    lists = StatusLists(stapled.lookup(fetch, {}), resolver=resolver, contexts=contexts, now=now)
    status, _ = lists.check(credential, keeper)
    if status.status is Status.PASS:
        return ""
    if status.status is Status.FAIL:
        return f"was taken back by its keeper ({status.detail})"
    return f"may have been taken back: {status.detail}"
