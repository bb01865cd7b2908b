"""Plain facts of a credential for whoever shows it. Nothing here is verified."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.badges import credibility as believing
from skillmark.badges import european
from skillmark.badges.identity import recipient_name
from skillmark.badges.levels import ConfirmedSkill, as_list, confirmed, first
from skillmark.nouns.achievement import MicroCredentialElements
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Summary:
    """What a credential says, for views."""

    id: str
    achievement: str
    achievement_id: str
    description: str
    criteria: str
    issuer_id: str
    issuer_name: str
    recipient_name: str
    recipient_id: str
    skills: tuple[ConfirmedSkill, ...]
    valid_from: str
    valid_until: str
    results: tuple[tuple[str, str], ...]
    """Pairs of name and value, of every result that is not a figure of the credibility bundle."""
    evidence: tuple[tuple[str, str, str], ...]
    """Name, narrative and URL of each piece of evidence."""
    elements: MicroCredentialElements | None
    credibility: Credibility | None
    caution: str
    """What must be said wherever the credential is shown: "no field data: ..."; else empty."""
    language: str


def summarise(credential: Mapping[str, Any]) -> Summary:
    """Read the facts of an Open Badges 3.0 credential; what is missing is empty.

    A credibility bundle or European elements that make no sense count as absent here; the
    verifier's check `evidence` names them.
    """
    subject = first(credential.get("credentialSubject"))
    achievement = first(subject.get("achievement"))
    issuer = credential.get("issuer")
    profile = first(issuer)
    bundle = _or_none(believing.read, credential)
    return Summary(
        id=text(credential.get("id")),
        achievement=text(achievement.get("name")) or text(credential.get("name")),
        achievement_id=text(achievement.get("id")),
        description=text(achievement.get("description")),
        criteria=text(first(achievement.get("criteria")).get("narrative")),
        issuer_id=issuer if isinstance(issuer, str) else text(profile.get("id")),
        issuer_name=text(profile.get("name")),
        recipient_name=recipient_name(subject),
        recipient_id=text(subject.get("id")),
        skills=confirmed(credential),
        valid_from=text(credential.get("validFrom")) or text(credential.get("issuanceDate")),
        valid_until=text(credential.get("validUntil")) or text(credential.get("expirationDate")),
        results=_results(subject, achievement),
        evidence=tuple(
            (text(e.get("name")), text(e.get("narrative")), text(e.get("id")))
            for e in as_list(credential.get("evidence"))
        ),
        elements=_or_none(european.read, credential),
        credibility=bundle,
        caution=caution(credential, bundle),
        language=text(achievement.get("inLanguage")) or "en",
    )


def caution(credential: Mapping[str, Any], bundle: Credibility | None) -> str:
    """Return the sentence that no view may leave out, or an empty string."""
    if bundle is not None:
        return "" if bundle.has_field_data else believing.sentence(bundle)
    for entry in as_list(credential.get("evidence")):
        narrative = text(entry.get("narrative"))
        if narrative.startswith(believing.NO_FIELD_DATA):
            return narrative
    return ""


def _results(
    subject: Mapping[str, Any], achievement: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    described = {
        text(d.get("id")): d
        for d in as_list(achievement.get("resultDescription"))
        if d.get("id") is not None
    }
    names: dict[str, dict[str, str]] = {}
    found: list[tuple[str, str]] = []
    for result in as_list(subject.get("result")):
        description = described.get(text(result.get("resultDescription")), {})
        if text(description.get("resultType")).startswith(believing.PREFIX):
            continue
        value = text(result.get("value")) or text(result.get("status"))
        if not value:
            said = text(result.get("resultDescription"))
            if said not in names:
                names[said] = _level_names(description)
            value = names[said].get(text(result.get("achievedLevel")), "")
        if value:
            found.append((text(description.get("name")) or "Result", _readable(value)))
    return tuple(found)


def _level_names(description: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of a rubric's levels by id; the first one of an id counts."""
    found: dict[str, str] = {}
    for offered in as_list(description.get("rubricCriterionLevel")):
        if isinstance(offered.get("id"), str):
            found.setdefault(offered["id"], text(offered.get("name")))
    return found


def _readable(value: str) -> str:
    """Return a number with at most two decimals, and anything else as it stands."""
    if re.fullmatch(r"-?\d+\.\d{3,}", value):
        return f"{float(value):.2f}".rstrip("0").rstrip(".")
    return value


def _or_none(reader: Any, credential: Mapping[str, Any]) -> Any:
    try:
        return reader(credential)
    except InputError:
        return None


def text(value: object) -> str:
    """Return a string of JSON, also out of a language map or language-tagged value, else empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        # one way down from every object: two would be 2^depth ways
        inside = value["@value"] if "@value" in value else next(iter(value.values()), "")
        return text(inside)
    if isinstance(value, list):
        return next((text(item) for item in value), "")
    return ""
