"""Entity statements of an OpenID Federation: one signed token an issuer, one a line.

Registries like those of the Digital Credentials Consortium answer for each issuer with such a
statement, beside the registry's statement about itself (its entity configuration, where `iss` is
`sub`). Read offline, they are believed on a pinned key alone: the configuration must be signed by
it, and then names the keys that count. Statements end, mostly within a day; an ended one says
nothing any more.

Source: OpenID Federation 1.0, sections 3.1 (entity statement), 3.2 (validation).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from skillmark.badges.levels import first
from skillmark.nouns.errors import InputError
from skillmark.trust import jose
from skillmark.trust.integrity import SKEW
from skillmark.trust.jose import Token
from skillmark.trust.publickey import PublicKey
from skillmark.verify.registry import KnownIssuer, Registry, Voucher
from skillmark.verify.registry_signed import RegistryError, pinned_key

TYPE = "entity-statement+jwt"
MOST = 10_000
_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Federation:
    """What the statements in one file say."""

    registry: Registry
    name: str
    keeper: str
    pin: str


@dataclass(slots=True)
class _Keeper:
    """The registry, as its own statement tells it."""

    id: str = ""
    name: str = ""
    keys: list[PublicKey] = field(default_factory=list)
    pin: str = ""


def is_one(text: str) -> bool:
    """Say whether a text begins with an entity statement."""
    try:
        return _is_statement(jose.read(text.split(maxsplit=1)[0]))
    except (InputError, IndexError):
        return False


def read(text: str, pins: Sequence[str], *, now: datetime) -> Federation:
    """Read statements, one a line. `pins` are Multikeys of the registry, or its did:key.

    Raises `RegistryError` where one is not signed by a key that counts, and `InputError` naming
    the line that is none.
    """
    lines = text.split()
    if len(lines) > MOST:
        raise InputError(f"more than {MOST} statements")
    statements = [(n, _statement(line, f"line {n}")) for n, line in enumerate(lines, 1)]
    keeper = _keeper(statements, pins)
    known: list[KnownIssuer] = []
    lapsed: list[str] = []
    for number, token in statements:
        _check_signature(token, keeper, f"line {number}")
        ended = _ended(token.payload, now)
        if ended:
            lapsed.append(f"the list {keeper.name} {ended}")
        elif token.payload["sub"] != keeper.id:
            known.append(_issuer(token.payload, keeper))
    if keeper.id and any(_ended(t.payload, now) for _, t in statements if _is_own(t.payload)):
        # what the registry says of itself is over: so is what rests on it
        known = []
    registry = Registry({one.id: one for one in known}, tuple(dict.fromkeys(lapsed)))
    return Federation(registry, keeper.name, keeper.id, keeper.pin)


def _is_statement(token: Token) -> bool:
    kind = token.header.get("typ")
    return isinstance(kind, str) and kind.lower().removeprefix("application/") == TYPE


def _statement(line: str, where: str) -> Token:
    try:
        token = jose.read(line)
    except InputError as error:
        raise error.at(where) from None
    if not _is_statement(token):
        raise InputError(f"this token is no {TYPE}", where=where)
    for name in ("iss", "sub"):
        if not isinstance(token.payload.get(name), str) or not token.payload[name]:
            raise InputError(f"the statement has no {name}", where=where)
    return token


def _is_own(payload: Mapping[str, Any]) -> bool:
    return bool(payload["iss"] == payload["sub"])


def _keeper(statements: Sequence[tuple[int, Token]], pins: Sequence[str]) -> _Keeper:
    """Return the registry: by its statement about itself, signed with a pinned key, or by that key.

    (OpenID Federation 1.0, section 4: a trust anchor's keys are known out of band.)
    """
    own = [token for _, token in statements if _is_own(token.payload)]
    if len(own) > 1:
        raise RegistryError("it holds more than one registry", remedy="give one a file")
    for pin in pins:
        key = pinned_key(pin)
        if key is None:
            continue
        token = own[0] if own else statements[0][1]
        if not _fits(token, key):
            continue
        payload = token.payload
        keys = [key, *_listed(payload)] if own else [key]
        return _Keeper(payload["iss"], _name(payload) if own else payload["iss"], keys, pin)
    said = (own[0] if own else statements[0][1]).payload["iss"]
    raise RegistryError(
        f"the statements are of {said[:200]}, and no key that you have pinned signed them",
        remedy="pin the registry's key (a Multikey): --trust-key",
        code="not_pinned",
    )


def _listed(payload: Mapping[str, Any]) -> list[PublicKey]:
    """Return the keys that a registry lists; those of a kind that nobody here checks are left."""
    keys = []
    said = first(payload.get("jwks")).get("keys")
    for jwk in said if isinstance(said, list) else []:
        try:
            keys.append(PublicKey.from_jwk(jwk))
        except (InputError, AttributeError, TypeError):
            continue
    return keys


def _fits(token: Token, key: PublicKey) -> bool:
    try:
        algorithm = jose.algorithm_of(token.header, (TYPE,))
    except InputError:
        return False
    return algorithm is key.algorithm and key.verifies(token.signed, token.signature)


def _check_signature(token: Token, keeper: _Keeper, where: str) -> None:
    if token.payload["iss"] != keeper.id:
        raise RegistryError(f"this statement is not of {keeper.id[:200]}", where=where)
    keys = keeper.keys[:1] if _is_own(token.payload) else keeper.keys
    if not any(_fits(token, key) for key in keys):
        raise RegistryError(
            "the signature of this statement does not hold", where=where, code="signature"
        )


def _ended(payload: Mapping[str, Any], now: datetime) -> str:
    for name in ("iat", "exp"):
        said = payload.get(name)
        if isinstance(said, bool) or not isinstance(said, int | float):
            return f"does not say its {name}"
        if not 0 <= said <= _LAST_SECOND:
            return f"says no moment as {name}"
    expires = datetime.fromtimestamp(payload["exp"], UTC)
    if now > expires:
        return f"expired on {expires.isoformat(timespec='seconds').replace('+00:00', 'Z')}"
    if datetime.fromtimestamp(payload["iat"], UTC) > now + SKEW:
        return "is dated in the future"
    return ""


def _name(payload: Mapping[str, Any]) -> str:
    name = first(first(payload.get("metadata")).get("federation_entity")).get("organization_name")
    return name if isinstance(name, str) and name else str(payload["sub"])


def _issuer(payload: Mapping[str, Any], keeper: _Keeper) -> KnownIssuer:
    entity = first(first(payload.get("metadata")).get("federation_entity"))
    page = entity.get("homepage_uri")
    return KnownIssuer(
        payload["sub"],
        _name(payload),
        keeper.name,
        note=page if isinstance(page, str) else "",
        vouchers=(Voucher(keeper.name, keeper.name, keeper.id),),
    )
