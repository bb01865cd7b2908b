"""Endorsements: somebody signs that an issuer, an achievement or an award can be believed.

Source: Open Badges 3.0, sections 5.6 (endorsement) and B.1.10 to B.1.12 (EndorsementCredential,
EndorsementSubject). An endorsement is a credential of its own; it travels inside what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from skillmark.badges.levels import Json, first
from skillmark.badges.open_badges import (
    EXTENSIONS_CONTEXT,
    OB_CONTEXT,
    VC_CONTEXT,
    check_characters,
    timestamp,
)
from skillmark.nouns.errors import InputError

TYPE = "EndorsementCredential"
SCHEMA_URL = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"
)
MEMBERS = ("endorsement", "endorsementJwt")
"""Where endorsements stand: as objects with their proofs, and as tokens."""
LONGEST_COMMENT = 5_000


class Endorsed(StrEnum):
    """What an endorsement can stand in."""

    ISSUER = "issuer"
    ACHIEVEMENT = "achievement"
    CREDENTIAL = "credential"


@dataclass(frozen=True, slots=True)
class Found:
    """One endorsement in a credential, as it stands there: nothing about it is believed yet."""

    of: Endorsed
    subject: str
    """Id of the thing that it stands in; empty where that has none."""
    value: object
    """An object with its proof, or a compact token."""


def credential(
    subject: str,
    *,
    id: str,  # noqa: A002 (the standard's own name)
    issuer: Mapping[str, Any],
    comment: str,
    valid_from: datetime,
    valid_until: datetime | None = None,
    status: Mapping[str, Any] | None = None,
    name: str = "Endorsement",
) -> Json:
    """Return the unsigned EndorsementCredential of the thing whose id is `subject`.

    `issuer` is the endorser's Profile object, `comment` its words in Markdown. Raises `InputError`
    for a subject that is no URI or is the endorser, and for a validity that ends before it begins.
    """
    scheme, colon, rest = subject.partition(":")
    if not colon or not rest or not scheme.isascii() or not scheme[:1].isalpha():
        raise InputError(
            f"{subject[:200]!r} is no id of an issuer, achievement or award",
            where="subject",
            remedy="give its DID, URL or URN",
        )
    if subject == issuer.get("id"):
        raise InputError(
            "an endorsement of oneself says nothing", where="subject", remedy="ask somebody else"
        )
    if len(comment) > LONGEST_COMMENT:
        raise InputError(
            f"the comment is longer than {LONGEST_COMMENT} characters", where="comment"
        )
    if valid_until is not None and valid_until <= valid_from:
        raise InputError("it would expire before it begins", where="valid_until")
    said: Json = {"id": subject, "type": ["EndorsementSubject"]}
    if comment:
        said["endorsementComment"] = comment
    value: Json = {
        "@context": [VC_CONTEXT, OB_CONTEXT, EXTENSIONS_CONTEXT],
        "id": id,
        "type": ["VerifiableCredential", TYPE],
        "name": name,
        # what others say of the endorser stays with the endorser: one step is enough to follow
        "issuer": {key: part for key, part in issuer.items() if key not in MEMBERS},
        "validFrom": timestamp(valid_from),
        "awardedDate": timestamp(valid_from),
        "credentialSubject": said,
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if valid_until is not None:
        value["validUntil"] = timestamp(valid_until)
    if status is not None:
        value["credentialStatus"] = dict(status)
    check_characters(value)
    return value


def is_endorsement(value: Mapping[str, Any]) -> bool:
    """Say whether a credential claims to be an endorsement."""
    types = value.get("type")
    return TYPE in (types if isinstance(types, list) else [types])


def attached(thing: Mapping[str, Any], endorsement: Mapping[str, Any]) -> Json:
    """Return an issuer, achievement or credential with one more endorsement in it.

    The schema wants the proofs of what stands inside as an array; their order and values stay.
    """
    proofs = endorsement.get("proof")
    inside = {**endorsement, "proof": proofs if isinstance(proofs, list) else [proofs]}
    held = thing.get("endorsement", [])
    return {**thing, "endorsement": [*(held if isinstance(held, list) else [held]), inside]}


def endorsed(credential: Mapping[str, Any]) -> bool:
    """Say quickly whether there is any endorsement to look at."""
    return next(find(credential), None) is not None


def find(credential: Mapping[str, Any]) -> Iterator[Found]:
    """Yield every endorsement of the issuer, the achievement and the credential, in that order.

    One step only: what endorses an endorser is not looked for, so there are no circles.
    """
    for of, thing in _things(credential):
        identifier = thing.get("id")
        subject = identifier if isinstance(identifier, str) else ""
        for member in MEMBERS:
            said = thing.get(member)
            for value in said if isinstance(said, list) else [said]:
                if value is not None:
                    yield Found(of, subject, value)


def without_tokens(credential: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a credential without its `endorsementJwt`, which no pinned context defines.

    The schema knows the member, the published contexts forgot it (an erratum adds it). Each token
    in it is signed by itself, so where the credential's own signature covers its bytes, nothing
    that is read is unsigned.
    """
    if not any("endorsementJwt" in thing for _, thing in _things(credential)):
        return credential

    def cut(thing: Any) -> Any:
        if not isinstance(thing, dict):
            return thing
        return {name: value for name, value in thing.items() if name != "endorsementJwt"}

    found: Json = cut(credential)
    if "issuer" in found:
        found["issuer"] = cut(found["issuer"])
    subjects = found.get("credentialSubject")
    if isinstance(subjects, dict) and "achievement" in subjects:
        achievement = subjects["achievement"]
        parts = achievement if isinstance(achievement, list) else cut(achievement)
        found["credentialSubject"] = {**subjects, "achievement": parts}
    return found


def _things(credential: Mapping[str, Any]) -> Iterator[tuple[Endorsed, Mapping[str, Any]]]:
    issuer = credential.get("issuer")
    if isinstance(issuer, dict):
        yield Endorsed.ISSUER, issuer
    achievement = first(credential.get("credentialSubject")).get("achievement")
    if isinstance(achievement, dict):
        yield Endorsed.ACHIEVEMENT, achievement
    yield Endorsed.CREDENTIAL, credential
