"""Lists of issuers that somebody knows: `{"issuers":[{"id","name","known_by","keys"?}]}`.

A signature proves which key signed; only a list like this says that the name behind it is known.
A list in this form is its reader's own word. How lists come signed by others, and in which other
forms, is in `registries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.trust import strictjson

FILE = "registry.json"
"""What the list of a site's owner is called."""
MEMBERS = ("id", "name", "known_by", "keys", "note", "since")
LARGEST = 16 * 1024 * 1024
"""Bytes of one list."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """One list that knows an issuer."""

    known_by: str
    registry: str = ""
    """Name of the list, where that says more than who vouches."""
    signed_by: str = ""
    """Whose signature stands under the list; empty where it is the verifier's own word."""

    def to_json(self) -> dict[str, str | None]:
        """Return it as the report promises it."""
        return {
            "known_by": self.known_by or None,
            "registry": self.registry or None,
            "signed_by": self.signed_by or None,
        }


@dataclass(frozen=True, slots=True)
class KnownIssuer:
    """One issuer in a list."""

    id: str
    name: str
    known_by: str
    """Who vouches for it (an accreditation agency, a ministry, the list's keeper)."""
    keys: tuple[str, ...] = ()
    """Its public keys as Multikey, where the list pins them."""
    note: str = ""
    """Why it is known."""
    since: str = ""
    """Since when, as an ISO date."""
    vouchers: tuple[Voucher, ...] = field(default=(), compare=False)
    """Every list that knows it; empty for its own list alone."""

    @property
    def vouched(self) -> tuple[Voucher, ...]:
        """Return every list that knows it, at least one."""
        return self.vouchers or (Voucher(self.known_by),)

    def to_json(self) -> dict[str, Any]:
        """Return the entry as a list holds it; what it does not say is left out."""
        said: dict[str, Any] = {"id": self.id, "name": self.name, "known_by": self.known_by}
        said |= {"keys": list(self.keys), "note": self.note, "since": self.since}
        return {name: value for name, value in said.items() if value or name == "id"}


@dataclass(frozen=True, slots=True)
class Registry:
    """Known issuers by id."""

    issuers: dict[str, KnownIssuer]
    lapsed: tuple[str, ...] = ()
    """Lists that are not believed any more, each with the reason: whom they know is not known."""

    @classmethod
    def of(cls, issuers: Iterable[KnownIssuer]) -> Registry:
        """Make a registry of entries."""
        return cls({issuer.id: issuer for issuer in issuers})

    @classmethod
    def joined(cls, registries: Iterable[Registry]) -> Registry:
        """Make one of several; of one issuer the first name counts, and everybody's word and keys.

        Each list was trusted as a whole, so a key that any of them pins is pinned.
        """
        found: dict[str, KnownIssuer] = {}
        lapsed: dict[str, None] = {}
        for registry in registries:
            lapsed |= dict.fromkeys(registry.lapsed)
            for id_, issuer in registry.issuers.items():
                known = found.get(id_)
                found[id_] = issuer if known is None else _both(known, issuer)
        return cls(found, tuple(lapsed))

    @classmethod
    def read(cls, data: bytes, *, where: str = "registry") -> Registry:
        """Read a registry file, or raise `InputError` naming the entry that is wrong."""
        try:
            return cls.of_json(strictjson.parse(data, largest=LARGEST))
        except InputError as error:
            raise error.at(where) from None

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Registry:
        """Read a registry that was parsed strictly, or raise `InputError` like `read`."""
        entries = value.get("issuers")
        if set(value) != {"issuers"} or not isinstance(entries, list):
            raise InputError(
                "a registry is an object with one member, issuers, a list",
                remedy='{"issuers":[{"id":"did:...","name":"...","known_by":"..."}]}',
            )
        return cls.listed(entries)

    @classmethod
    def listed(cls, entries: Iterable[object], *, pointer: str = "/issuers") -> Registry:
        """Read the entries of a list, or raise `InputError` naming the one that is wrong."""
        known = [_entry(entry, f"{pointer}/{n}") for n, entry in enumerate(entries)]
        _check_unique(known, pointer)
        return cls.of(known)

    def get(self, id: str) -> KnownIssuer | None:  # noqa: A002
        """Return the entry with exactly this id, if there is one."""
        return self.issuers.get(id)

    def to_json(self) -> dict[str, Any]:
        """Return the list as `read` reads it."""
        return {"issuers": [issuer.to_json() for issuer in self.issuers.values()]}


def _both(known: KnownIssuer, also: KnownIssuer) -> KnownIssuer:
    return replace(
        known,
        name=known.name or also.name,
        keys=tuple(dict.fromkeys((*known.keys, *also.keys))),
        vouchers=tuple(dict.fromkeys((*known.vouched, *also.vouched))),
    )


def _check_unique(known: list[KnownIssuer], pointer: str) -> None:
    """Two entries of one id would leave open which of their keys and names count."""
    seen: set[str] = set()
    for place, issuer in enumerate(known):
        if issuer.id in seen:
            raise InputError(
                f"a second entry for {issuer.id[:200]}",
                where=f"{pointer}/{place}",
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
    return of_members(entry)


def of_members(entry: Mapping[str, Any]) -> KnownIssuer:
    """Return an entry whose members are known to be of the right kinds."""
    words = {name: entry.get(name, "") for name in MEMBERS if name != "keys"}
    return KnownIssuer(**words, keys=tuple(map(str, entry.get("keys", ()))))
