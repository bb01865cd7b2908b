"""Write an unsigned Open Badges 3.0 credential (W3C Verifiable Credentials 2.0).

Only pinned contexts, never one of our own: what stands in the record means the same to every
reader. Source: Open Badges 3.0 (1EdTech, final), appendix B.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from skillmark.badges import credibility as believing
from skillmark.badges import european, levels
from skillmark.badges.identity import Recipient, identifiers, names
from skillmark.badges.levels import Json
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Result
from skillmark.nouns.person import Issuer
from skillmark.nouns.skill import Skill

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTEXTS = (VC_CONTEXT, OB_CONTEXT, EXTENSIONS_CONTEXT)
"""The third defines the type 1EdTechJsonSchemaValidator2019, which the second leaves undefined."""
SCHEMA_URL = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)

_NONCHARACTERS = "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_UNSIGNABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")


Pointer = tuple[str | int, ...]
"""Where a value stands: keys and positions from the root."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an Open Badge says: an Achievement object and what one person reached in it."""

    achievement: Json
    """Open Badges 3.0 Achievement object."""
    results: Sequence[Json] = ()
    evidence: Sequence[Json] = ()


def profile(issuer: Issuer) -> Json:
    """Return an issuer as an Open Badges Profile object."""
    value: Json = {"id": issuer.id, "type": ["Profile"], "name": issuer.name}
    for member in ("url", "email", "description"):
        if said := getattr(issuer, member):
            value[member] = said
    if issuer.country:
        value["address"] = european.address(issuer.country)
    return value


def claim(
    achievement: Achievement,
    *,
    id: str,  # noqa: A002 (the standard's own name)
    skills: Mapping[str, Skill],
    framework: str = "",
    page: Callable[[str], str] | None = None,
    result: Result | None = None,
    credibility: Credibility | None = None,
    evidence: Sequence[Json] = (),
) -> Claim:
    """Turn an achievement, and what a person reached in it, into what a badge says.

    `id` is the achievement's public URL or URN; `skills` gives labels by URI (a URI that is not in
    it is named by itself); `framework` names the skill framework with its version; `page` gives the
    public page of a skill URI.
    """
    language = achievement.language
    targets = [
        levels.alignment(
            skills.get(wanted.skill, wanted.skill),
            page=page,
            framework=framework,
            language=language,
        )
        for wanted in achievement.skills
    ]
    rubrics = [
        levels.rubric(id, number, wanted.level, of=target, language=language)
        for number, (wanted, target) in enumerate(zip(achievement.skills, targets, strict=True), 1)
        if wanted.level is not None
    ]
    descriptions, results = list(rubrics), levels.achieved(rubrics)
    said = list(evidence)
    if result is not None:
        description, reached = believing.score(result, achievement_id=id)
        descriptions.append(description)
        results.append(reached)
    if credibility is not None:
        names = {uri: skill.label.in_language(language) for uri, skill in skills.items()}
        more, figures = believing.describe(credibility, achievement_id=id, names=names)
        descriptions += more
        results += figures
        said.append(believing.evidence(credibility))
    elements = european.members(achievement.elements)
    value: Json = {
        "id": id,
        "type": ["Achievement"],
        "name": achievement.name.in_language(language),
        "description": achievement.description.in_language(language),
        "criteria": {"narrative": achievement.criteria.in_language(language)},
        "achievementType": "MicroCredential",
        "inLanguage": language,
        "version": achievement.version,
        **elements,
        "alignment": [*targets, *elements["alignment"]],
    }
    if descriptions:
        value["resultDescription"] = descriptions
    return Claim(value, tuple(results), tuple(said))


def credential(
    said: Claim,
    *,
    id: str,  # noqa: A002
    issuer: Mapping[str, Any],
    recipient: Recipient,
    salt: str,
    valid_from: datetime,
    valid_until: datetime | None = None,
    status: Mapping[str, Any] | None = None,
) -> Json:
    """Return the unsigned OpenBadgeCredential.

    `issuer` is an Open Badges Profile object, `salt` at least 8 characters of randomness of this
    award alone. Raises `InputError` for a control character or noncharacter anywhere (libraries
    canonicalize them differently) and for a validity that ends before it begins.
    """
    _check(recipient, salt, valid_from, valid_until)
    subject: Json = {"type": ["AchievementSubject"]}
    if recipient.uri:
        subject = {"id": recipient.uri, **subject}
    if found := identifiers(recipient, salt=salt):
        subject["identifier"] = found
    subject["achievement"] = dict(said.achievement)
    if said.results:
        subject["result"] = list(said.results)
    value: Json = {
        "@context": list(CONTEXTS),
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": said.achievement["name"],
        "issuer": dict(issuer),
        "validFrom": timestamp(valid_from),
        "awardedDate": timestamp(valid_from),
        "credentialSubject": subject,
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if valid_until is not None:
        value["validUntil"] = timestamp(valid_until)
    if said.evidence:
        value["evidence"] = list(said.evidence)
    if status is not None:
        value["credentialStatus"] = dict(status)
    check_characters(value)
    return value


def own(
    *,
    id: str,  # noqa: A002
    recipient: Recipient,
    salt: str,
    valid_from: datetime,
    valid_until: datetime | None = None,
    status: Mapping[str, Any] | None = None,
) -> dict[Pointer, str]:
    """Return the strings that tell one person's credential from another's, by pointer.

    Where a credential has these pointers, all else in it depends on what it says alone (`status`
    apart from its id and index). Raises what `credential` raises for the same arguments.
    """
    _check(recipient, salt, valid_from, valid_until)
    begins = timestamp(valid_from)
    found: dict[Pointer, str] = {("id",): id, ("validFrom",): begins, ("awardedDate",): begins}
    if valid_until is not None:
        found["validUntil",] = timestamp(valid_until)
    if recipient.uri:
        found["credentialSubject", "id"] = recipient.uri
    for place, (_kind, hashed, name) in enumerate(names(recipient, salt=salt)):
        found["credentialSubject", "identifier", place, "identityHash"] = name
        if hashed:
            found["credentialSubject", "identifier", place, "salt"] = salt
    if status is not None:
        found["credentialStatus", "id"] = status["id"]
        found["credentialStatus", "statusListIndex"] = status["statusListIndex"]
    return found


def _check(
    recipient: Recipient, salt: str, valid_from: datetime, valid_until: datetime | None
) -> None:
    if valid_until is not None and valid_until <= valid_from:
        raise InputError("it would expire before it begins", where="valid_until")
    if (recipient.email or recipient.id) and len(salt) < 8:
        raise InputError("a salt of fewer than 8 characters hides nobody", where="salt")


@lru_cache(maxsize=256)
def timestamp(moment: datetime) -> str:
    """Return a moment as xsd:dateTime in UTC, to the second."""
    if moment.tzinfo is None:
        raise InputError("a moment without time zone is ambiguous", where=moment.isoformat())
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def check_characters(value: object, pointer: str = "") -> None:
    """Refuse control characters (but tab and line feed) and noncharacters; name the place."""
    if isinstance(value, str):
        if found := _UNSIGNABLE.search(value):
            raise InputError(
                f"U+{ord(found.group()):04X} is a character that cannot be signed everywhere",
                where=pointer or "/",
                remedy="remove it",
            )
    elif isinstance(value, dict):
        for name, member in value.items():
            check_characters(member, f"{pointer}/{name}")
    elif isinstance(value, list):
        for number, member in enumerate(value):
            check_characters(member, f"{pointer}/{number}")
