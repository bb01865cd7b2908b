"""Whose badge it is: Open Badges 3.0 identity objects, hashed so that only holders recognise them.

Source: Open Badges 3.0, sections B.1.8 (IdentityObject) and B.7.2 (IdentityHash).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.nouns.errors import InputError

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")

_EMAIL = re.compile(r"[^\s<>,;]+@[^\s<>,;@]+")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is awarded. At least one of the three must be there."""

    name: str = ""
    email: str = ""
    id: str = ""
    """DID or URL of the person, else any number or name an organisation knows them by."""

    def __post_init__(self) -> None:
        if not (self.name or self.email or self.id):
            raise InputError("a recipient without name, e-mail address and id is nobody")
        if self.email and not _EMAIL.fullmatch(self.email):
            raise InputError(f"{self.email!r} is not an e-mail address", where="email")

    @property
    def uri(self) -> str:
        """The id where it is a DID or URL, else empty."""
        return self.id if _URI.fullmatch(self.id) else ""


def identity_hash(identity: str, salt: str) -> str:
    """Return the SHA-256 IdentityHash of an identity, salted."""
    # half a character, as a command line may hold, is nobody's, and no reason to fail
    said = (identity + salt).encode(errors="surrogatepass")
    return f"sha256${hashlib.sha256(said).hexdigest()}"


def names(recipient: Recipient, *, salt: str) -> list[tuple[str, bool, str]]:
    """Return the identity types of a recipient, whether each is hashed, and the hash or name.

    The address is hashed in lower case, so that its owner need not remember how it was typed.
    """
    found = []
    if recipient.email:
        found.append(("emailAddress", True, identity_hash(recipient.email.lower(), salt)))
    if recipient.id and not recipient.uri:
        found.append(("identifier", True, identity_hash(recipient.id, salt)))
    if recipient.name:
        found.append(("name", False, recipient.name))
    return found


def identifiers(recipient: Recipient, *, salt: str) -> list[dict[str, Any]]:
    """Return the identity objects of a recipient: address and number hashed, the name plain."""
    found: list[dict[str, Any]] = []
    for kind, hashed, name in names(recipient, salt=salt):
        entry: dict[str, Any] = {
            "type": "IdentityObject",
            "hashed": hashed,
            "identityHash": name,
            "identityType": kind,
        }
        if hashed:
            entry["salt"] = salt
        found.append(entry)
    return found


def objects(subject: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the identity objects of a credential subject."""
    value = subject.get("identifier", [])
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            yield entry


def belongs_to(subject: Mapping[str, Any], holder: str) -> bool:
    """Say whether a credential subject names this holder (e-mail address, DID or URL).

    An address matches a plain or hashed identity object or a `mailto:` subject id, as typed or
    in lower case; a DID or URL matches the subject id exactly.
    """
    holder = holder.strip().removeprefix("mailto:")
    if not holder:
        return False
    spellings = {holder, holder.lower()} if "@" in holder else {holder}
    subject_id = subject.get("id")
    if isinstance(subject_id, str):
        named = subject_id.removeprefix("mailto:")
        if named == holder or ("@" in holder and named.lower() in spellings):
            return True
    return any(_matches(entry, spelling) for entry in objects(subject) for spelling in spellings)


def _matches(entry: Mapping[str, Any], spelling: str) -> bool:
    claimed, salt = entry.get("identityHash"), entry.get("salt", "")
    if not isinstance(claimed, str) or not isinstance(salt, str):
        return False
    if entry.get("identityType") == "name":
        return False  # two people can bear the same name
    if entry.get("hashed") is True:
        return hmac.compare_digest(claimed.encode(), identity_hash(spelling, salt).encode())
    return claimed in {spelling, spelling.lower()} or claimed.lower() == spelling


def recipient_name(subject: Mapping[str, Any]) -> str:
    """Return the plain name in a credential subject, or an empty string."""
    for entry in objects(subject):
        if entry.get("identityType") == "name" and entry.get("hashed") is False:
            return str(entry.get("identityHash", ""))
    return ""
