"""Whose badge an Open Badge 1 or 2 is: its IdentityObject, plain or hashed.

Source: Open Badges 2.0, IdentityObject and IdentityHash: `sha256$` or `md5$` and the hash of the
identity followed by the salt, in hexadecimal of either case.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from skillmark.badges.open_badges_2 import one

_HASHED = re.compile(r"(?P<name>md5|sha256)\$(?P<digest>[0-9A-Fa-f]+)")


def is_recipient(recipient: object, holder: str) -> bool:
    """Say whether an IdentityObject names this person (e-mail address, telephone, URL or DID).

    An e-mail address matches as it is typed or in lower case, anything else only exactly.
    """
    found = one(recipient)
    holder = holder.strip().removeprefix("mailto:")
    if not isinstance(found, dict) or not holder:
        return False
    identity, salt = found.get("identity"), found.get("salt", "")
    if not isinstance(identity, str) or not isinstance(salt, str):
        return False
    spellings = {holder, holder.lower()} if "@" in holder else {holder}
    if found.get("hashed") is True:
        return any(_hashes_to(identity, spelling + salt) for spelling in spellings)
    plain = identity.removeprefix("mailto:")
    return plain in spellings or ("@" in holder and plain.lower() in spellings)


def is_hashed_by_md5(recipient: object) -> bool:
    """Say whether the identity is an MD5 hash, which the specification still allows."""
    found = one(recipient)
    return (
        isinstance(found, dict)
        and found.get("hashed") is True
        and str(found.get("identity")).startswith("md5$")
    )


def is_same(one_: object, other: object) -> bool:
    """Say whether two IdentityObjects can be those of one person: equal, or plain and its hash."""
    a, b = one(one_), one(other)
    if not isinstance(a, dict) or not isinstance(b, dict):
        return False
    if (a.get("hashed") is True) == (b.get("hashed") is True):
        return _spelled(a) == _spelled(b)
    plain, hashed = (b, a) if a.get("hashed") is True else (a, b)
    return is_recipient(hashed, str(plain.get("identity")))


def _spelled(recipient: Mapping[str, Any]) -> tuple[str, str]:
    return str(recipient.get("identity")).lower(), str(recipient.get("salt") or "")


def _hashes_to(claimed: str, text: str) -> bool:
    found = _HASHED.fullmatch(claimed)
    if found is None:
        return False
    # MD5 as the specification says; it only has to be found again, not to be hard to collide
    digest = hashlib.new(found["name"], text.encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(digest, found["digest"].lower())
