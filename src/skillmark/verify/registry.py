"""Lists of issuers that somebody knows: `{"issuers":[{"id","name","known_by","keys"?}]}`.

A signature proves which key signed; only a list like this says that the name behind it is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skillmark.nouns.errors import InputError
from skillmark.trust import strictjson

FILE = "registry.json"
"""What the list of a site's owner is called."""
MEMBERS = ("id", "name", "known_by", "keys")


@dataclass(frozen=True, slots=True)
class KnownIssuer:
    """One issuer in a list."""

    id: str
    name: str
    known_by: str
    """Who vouches for it (an accreditation agency, a ministry, the list's keeper)."""
    keys: tuple[str, ...] = ()
    """Its public keys as Multikey, where the list pins them."""


@dataclass(frozen=True, slots=True)
class Registry:
    """Known issuers by id."""

    issuers: dict[str, KnownIssuer]

    @classmethod
    def of(cls, issuers: Iterable[KnownIssuer]) -> Registry:
        """Make a registry of entries."""
        return cls({issuer.id: issuer for issuer in issuers})

    @classmethod
    def read(cls, data: bytes, *, where: str = "registry") -> Registry:
        """Read a registry file, or raise `InputError` naming the entry that is wrong."""
        try:
            value = strictjson.parse(data)
            entries = value.get("issuers")
            if set(value) != {"issuers"} or not isinstance(entries, list):
                raise InputError(  # noqa: TRY301
                    "a registry is an object with one member, issuers, a list",
                    remedy='{"issuers":[{"id":"did:...","name":"...","known_by":"..."}]}',
                )
            known = [_entry(entry, f"/issuers/{n}") for n, entry in enumerate(entries)]
            _check_unique(known)
            return cls.of(known)
        except InputError as error:
            raise error.at(where) from None

    def get(self, id: str) -> KnownIssuer | None:  # noqa: A002
        """Return the entry with exactly this id, if there is one."""
        return self.issuers.get(id)


def _check_unique(known: list[KnownIssuer]) -> None:
    """Two entries of one id would leave open which of their keys and names count."""
    seen: set[str] = set()
    for place, issuer in enumerate(known):
        if issuer.id in seen:
            raise InputError(
                f"a second entry for {issuer.id[:200]}",
                where=f"/issuers/{place}",
                remedy="make one entry of the two",
            )
        seen.add(issuer.id)


def _entry(entry: object, pointer: str) -> KnownIssuer:
    if not isinstance(entry, dict):
        raise InputError("an issuer is an object", where=pointer)
    for name, value in entry.items():
        if name not in MEMBERS:
            raise InputError(
                f"no member {name!r}", where=pointer, remedy=f"known: {', '.join(MEMBERS)}"
            )
        if name != "keys" and not isinstance(value, str):
            raise InputError(f"{name} is not a text", where=pointer)
    keys = entry.get("keys", [])
    if not entry.get("id") or not isinstance(keys, list):
        raise InputError("an issuer needs an id, and keys are a list", where=pointer)
    return KnownIssuer(
        entry["id"], entry.get("name", ""), entry.get("known_by", ""), tuple(map(str, keys))
    )
