"""Open Badges 1.0 to 2.0 as they are read: which version, what is missing, what they mean.

A badge is three documents that refer to each other: Assertion, BadgeClass and the issuer's
Profile. Source: Open Badges 2.0 (IMS Global, 12 April 2018), "Open Badges Vocabulary"; 1.0 and 1.1
by their differences from it. Nothing here is believed; `verify.legacy` says what holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from skillmark.badges.levels import Json

CONTEXT = "https://w3id.org/openbadges/v2"
_CONTEXTS_2 = (CONTEXT, "https://openbadgespec.org/v2/")
_CONTEXTS_1 = ("https://w3id.org/openbadges/v1", "https://openbadgespec.org/v1/")
HOSTED, SIGNED = "hosted", "signed"
_METHODS = {"hosted": HOSTED, "HostedBadge": HOSTED, "signed": SIGNED, "SignedBadge": SIGNED}
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:T(?P<minute>\d\d:\d\d)(?P<second>:\d\d)?(?:\.\d+)?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)


def is_own_context(url: str) -> bool:
    """Say whether a URL is that of a context of Open Badges 1 or 2."""
    return url.startswith((*_CONTEXTS_1, *_CONTEXTS_2))


def version(assertion: Mapping[str, Any]) -> str:
    """Return `2.0`, `1.1`, `1.0` or `0.5`; an assertion that names nothing older counts as 2.0."""
    contexts = assertion.get("@context")
    named = contexts if isinstance(contexts, list) else [contexts]
    texts = [c for c in named if isinstance(c, str)]
    if any(c.startswith(_CONTEXTS_2) for c in texts):
        return "2.0"
    if any(c.startswith(_CONTEXTS_1) for c in texts):
        return "1.1"
    if isinstance(assertion.get("recipient"), str):
        return "0.5"
    old = "verification" not in assertion and {"verify", "uid"} & set(assertion)
    return "1.0" if contexts is None and old else "2.0"


def one(value: object) -> Any:
    """Return the value of a property, which in JSON-LD may stand in an array of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def reference(value: object) -> str:
    """Return the id of what a property refers to, by its URL or embedded; else an empty string."""
    found = one(value)
    if isinstance(found, dict):
        found = found.get("id")
    return found if isinstance(found, str) else ""


def is_web(identifier: str) -> bool:
    """Say whether a document could be fetched under this id."""
    return identifier.startswith(("https://", "http://"))


def upgraded(assertion: Mapping[str, Any]) -> Json:
    """Return an assertion of 1.0 or 1.1 in the words of 2.0; one of 2.0 without its aliases.

    Older ones take their id from `verify.url`, may give dates as seconds or days, and need no type.
    """
    found = dict(assertion)
    older = version(assertion) != "2.0"
    if "verification" not in found and "verify" in found:
        found["verification"] = found.pop("verify")
    check = one(found.get("verification"))
    if older:
        if isinstance(check, dict) and method(found) == HOSTED:
            found["id"] = check.get("url") or found.get("id")
        found.setdefault("type", "Assertion")
        for name in ("issuedOn", "expires"):
            if found.get(name) is not None:
                found[name] = _older_moment(found[name])
    recipient = one(found.get("recipient"))
    if isinstance(recipient, dict):
        # absent in the specification's own first example
        found["recipient"] = {"hashed": False, **recipient}
    return found


def method(assertion: Mapping[str, Any]) -> str:
    """Return how an assertion says that it is verified: `hosted`, `signed`, or an empty string."""
    check = one(assertion.get("verification"))
    types = check.get("type") if isinstance(check, dict) else None
    for kind in types if isinstance(types, list) else [types]:
        if isinstance(kind, str) and kind in _METHODS:
            return _METHODS[kind]
    return ""


def moment(text: object) -> datetime | None:
    """Read a DateTime of 2.0 (ISO 8601 with time and zone); `None` for anything else."""
    found = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None or not found["zone"]:
        return None
    return _read(found)


def _older_moment(value: object) -> object:
    """Return seconds, a day or a time without zone as 2.0 writes it (UTC); else what it was."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if 0 <= value < 2**36 else value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        return datetime.fromtimestamp(int(value), UTC).isoformat()
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    read = _read(found) if found else None
    return read.isoformat() if read else value


def _read(found: re.Match[str]) -> datetime | None:
    zone = (found["zone"] or "Z").upper()
    text = f"{found['day']}T{found['minute'] or '00:00'}{found['second'] or ''}"
    try:
        return datetime.fromisoformat(text + ("+00:00" if zone == "Z" else zone))
    except ValueError:
        return None


def problems(assertion: Mapping[str, Any]) -> list[str]:
    """Say what an upgraded assertion lacks of what it must have (OB 2.0, Assertion)."""
    found = []
    identifier = assertion.get("id")
    signed = method(assertion) == SIGNED
    if not isinstance(identifier, str) and not (signed and isinstance(assertion.get("uid"), str)):
        found.append("it has no id")
    if "Assertion" not in _types(assertion):
        found.append("its type is not Assertion")
    if not _identifies(one(assertion.get("recipient"))):
        found.append("its recipient is not an identity with a type")
    if not reference(assertion.get("badge")) and not isinstance(one(assertion.get("badge")), dict):
        found.append("it names no badge")
    if not method(assertion):
        found.append("it does not say how it is verified (hosted or signed)")
    if moment(assertion.get("issuedOn")) is None:
        found.append("issuedOn is not a date and time with its zone")
    if assertion.get("expires") is not None and moment(assertion["expires"]) is None:
        found.append("expires is not a date and time with its zone")
    return found


def problems_of_badge(badge: Mapping[str, Any], *, of: str) -> list[str]:
    """Say what a BadgeClass lacks; `of` is the version of the assertion that refers to it."""
    found = [f"the badge class has no {name}" for name in ("name", "description", "criteria")
             if not badge.get(name)]  # fmt: skip
    if not reference(badge.get("issuer")):
        found.append("the badge class names no issuer")
    if of == "2.0" and "BadgeClass" not in _types(badge):
        found.append("the badge class is not of type BadgeClass")
    return found


def problems_of_profile(profile: Mapping[str, Any], *, of: str) -> list[str]:
    """Say what an issuer's Profile lacks (OB 2.0, Profile, "a note on required properties")."""
    needed = ("name", "url", "email") if of == "2.0" else ("name", "url")
    found = [f"the issuer's profile has no {name}" for name in needed if not profile.get(name)]
    if of == "2.0" and not {"Profile", "Issuer"} & _types(profile):
        found.append("the issuer's profile is not of type Profile or Issuer")
    return found


def _types(value: Mapping[str, Any]) -> set[str]:
    types = value.get("type")
    return {t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)}


def _identifies(recipient: object) -> bool:
    return (
        isinstance(recipient, dict)
        and isinstance(recipient.get("identity"), str)
        and isinstance(recipient.get("type"), str)
        and isinstance(recipient.get("hashed"), bool)
        and isinstance(recipient.get("salt", ""), str)
    )
