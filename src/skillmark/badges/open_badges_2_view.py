"""What an Open Badge 1 or 2 says, in the members of Open Badges 3.0, for whoever shows it.

Source: Open Badges 2.0, "Open Badges Vocabulary"; alignments of 1.x have other names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skillmark.badges.levels import Json, as_list
from skillmark.badges.open_badges_2 import moment, one, reference, upgraded

_IDENTITY_TYPES = {"email": "emailAddress", "telephone": "ext:telephone", "url": "ext:url"}


def as_credential(
    assertion: Mapping[str, Any], badge: Mapping[str, Any], profile: Mapping[str, Any]
) -> Json:
    """Say in the members of Open Badges 3.0 what an older badge says, for whoever shows it.

    It is a view and no credential: nobody signed it in this form.
    """
    recipient = one(assertion.get("recipient"))
    found: Json = {
        "id": assertion.get("id"),
        "issuer": {"id": reference(dict(profile)), **_texts(profile, "name", "url", "email")},
        "validFrom": _written(assertion.get("issuedOn")),
        "validUntil": _written(assertion.get("expires")),
        "credentialSubject": {
            "identifier": list(_identifiers(recipient, assertion)),
            "achievement": {
                **_texts(badge, "id", "name", "description"),
                "criteria": _criteria(one(badge.get("criteria"))),
                "alignment": list(_alignments(badge)),
            },
        },
        "evidence": list(_evidence(assertion)),
    }
    plain = isinstance(recipient, dict) and recipient.get("hashed") is not True
    if plain and recipient.get("type") in ("id", "url"):
        found["credentialSubject"]["id"] = recipient.get("identity")
    language = badge.get("@language") or assertion.get("@language")
    if isinstance(language, str):
        found["credentialSubject"]["achievement"]["inLanguage"] = language
    return {name: member for name, member in found.items() if member not in (None, [], "")}


def claimed(assertion: Mapping[str, Any]) -> Json:
    """Return the view of an assertion with what it embeds, where nobody was asked."""
    said = upgraded(assertion)
    badge = one(said.get("badge"))
    badge = badge if isinstance(badge, dict) else {"id": reference(badge)}
    issuer = one(badge.get("issuer"))
    return as_credential(said, badge, issuer if isinstance(issuer, dict) else {"id": issuer})


def _written(value: object) -> object:
    """Return a moment as Open Badges 3.0 writes it; what is none stays as it is."""
    read = moment(value)
    return value if read is None else read.isoformat().replace("+00:00", "Z")


def _texts(value: Mapping[str, Any], *names: str) -> Json:
    return {name: one(value[name]) for name in names if isinstance(one(value.get(name)), str)}


def _identifiers(recipient: object, assertion: Mapping[str, Any]) -> Iterator[Json]:
    if isinstance(recipient, dict) and isinstance(recipient.get("identity"), str):
        kind = str(recipient.get("type"))
        yield {
            "type": "IdentityObject",
            "hashed": recipient.get("hashed") is True,
            "identityHash": recipient["identity"],
            "identityType": _IDENTITY_TYPES.get(kind, "identifier"),
            "salt": recipient.get("salt", ""),
        }
    profile = one(assertion.get("extensions:recipientProfile"))
    if isinstance(profile, dict) and isinstance(profile.get("name"), str):
        yield {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": profile["name"],
            "identityType": "name",
        }


def _criteria(value: object) -> Json:
    if isinstance(value, dict):
        return _texts(value, "id", "narrative")
    return {"id": value} if isinstance(value, str) else {}


_OLDER_ALIGNMENT = {"targetName": "name", "targetUrl": "url", "targetDescription": "description"}


def _alignments(badge: Mapping[str, Any]) -> Iterator[Json]:
    for target in as_list(badge.get("alignment")):
        said = {
            name: target.get(name) or target.get(older) for name, older in _OLDER_ALIGNMENT.items()
        }
        said |= {name: target.get(name) for name in ("targetCode", "targetFramework")}
        if isinstance(said["targetUrl"], str):
            yield {name: text for name, text in said.items() if isinstance(text, str)}


def _evidence(assertion: Mapping[str, Any]) -> Iterator[Json]:
    said = assertion.get("evidence")
    for piece in said if isinstance(said, list) else [said]:
        if isinstance(piece, str):
            yield {"id": piece}
        elif isinstance(piece, dict):
            yield _texts(piece, "id", "name", "narrative", "description")
    if isinstance(assertion.get("narrative"), str):
        yield {"narrative": assertion["narrative"]}
