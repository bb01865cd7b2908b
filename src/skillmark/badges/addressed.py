"""Whom a badge says it was issued to, before anything about it is verified.

For sorting files to people: whether a badge really is somebody's is for the verifier to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from skillmark.badges import identity, recipient_2
from skillmark.badges.levels import first
from skillmark.badges.reading import Version, Wrapped

_ADDRESS = re.compile(r"[^\s<>,;:\"']{1,64}@[^\s<>,;:@\"']{1,250}")
_KINDS = ("emailAddress", "email")


def plain_holder(badge: Wrapped) -> str:
    """Return the e-mail address or DID that a badge names in plain; empty where it is hashed."""
    if badge.version is Version.OB2:
        found = first(badge.credential.get("recipient"))
        if found.get("hashed") is True:
            return ""
        return _address(found.get("identity"))
    subject = _subject(badge)
    named = (
        _address(one.get("identityHash"))
        for one in identity.objects(subject)
        if one.get("hashed") is not True and one.get("identityType") in _KINDS
    )
    return next(filter(None, named), "") or _address(subject.get("id"), did=True)


def is_for(badge: Wrapped, holder: str) -> bool:
    """Say whether a badge names this holder (e-mail address or DID), plain or hashed."""
    if badge.version is Version.OB2:
        return recipient_2.is_recipient(badge.credential.get("recipient"), holder)
    return identity.belongs_to(_subject(badge), holder)


def holder_name(badge: Wrapped) -> str:
    """Return the name of the person in a badge, or an empty string."""
    return "" if badge.version is Version.OB2 else identity.recipient_name(_subject(badge))


def _subject(badge: Wrapped) -> Mapping[str, Any]:
    inner = badge.credential.get("vc")
    whole = inner if isinstance(inner, dict) else badge.credential
    return first(whole.get("credentialSubject"))


def _address(value: object, *, did: bool = False) -> str:
    if not isinstance(value, str):
        return ""
    value = value.strip().removeprefix("mailto:")
    if did and value.startswith("did:") and len(value) <= 320:
        return value
    return value.lower() if _ADDRESS.fullmatch(value) else ""
