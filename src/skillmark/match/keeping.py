"""What a ranking rests on as plain JSON values, and back: evidence, roles, assumptions.

Everything comes back equal; a member that is not there is at its default. Nothing that identifies
somebody beyond the person's id is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from skillmark.match.assumptions import Assumptions
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.evidence import Evidence, Inference
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text

Json = dict[str, Any]


def assumptions_to_json(given: Assumptions) -> Json:
    """Return every assumption by name."""
    return {one.name: _plain(getattr(given, one.name)) for one in fields(given)}


def assumptions_from_json(kept: Mapping[str, Any]) -> Assumptions:
    """Return assumptions; those that are not there are at their defaults."""
    return Assumptions(**{**kept, "half_lives": tuple(map(tuple, kept.get("half_lives", ())))})


def role_to_json(role: Role) -> Json:
    """Return a role with all of its requirements."""
    return {
        "id": role.id,
        "title": role.title.as_mapping(),
        "skills": [_members(one) for one in role.requirements],
    }


def role_from_json(kept: Mapping[str, Any]) -> Role:
    """Return the role that was kept."""
    return Role(
        Text.of(kept["title"]),
        tuple(
            Requirement(**{**one, "importance": Importance(one.get("importance", "essential"))})
            for one in kept["skills"]
        ),
        kept.get("id", ""),
    )


def evidence_to_json(piece: Evidence) -> Json:
    """Return a piece of evidence; members at their defaults are left out."""
    return _members(piece)


def evidence_from_json(kept: Mapping[str, Any]) -> Evidence:
    """Return the piece that was kept."""
    behind, way = kept.get("credibility"), kept.get("inference")
    return Evidence(
        **{
            **kept,
            "evidence_class": EvidenceClass(kept["evidence_class"]),
            "dated": date.fromisoformat(kept["dated"]),
            "credibility": credibility_from_json(behind) if behind else None,
            "inference": inference_from_json(way) if way else None,
        }
    )


def inference_to_json(way: Inference) -> Json:
    """Return what something follows from."""
    return _members(way)


def inference_from_json(kept: Mapping[str, Any]) -> Inference:
    """Return what something follows from, as it was kept."""
    return Inference(
        kept["skill"], EvidenceClass(kept["evidence_class"]), tuple(kept["relations"]), kept["lost"]
    )


def credibility_to_json(behind: Credibility) -> Json:
    """Return how far an assessment can be believed."""
    return _members(behind)


def credibility_from_json(kept: Mapping[str, Any]) -> Credibility:
    """Return how far an assessment can be believed, as it was kept."""
    read: Json = {
        **kept,
        "blueprint": tuple((skill, items) for skill, items in kept["blueprint"]),
        "field_data": FieldData(kept["field_data"]),
        "cut": CutScore(
            **{**kept["cut"], "decided_on": date.fromisoformat(kept["cut"]["decided_on"])}
        ),
    }
    for name in ("reliability", "omega", "truly_above", "rater_agreement"):
        if kept.get(name):
            read[name] = Interval(**kept[name])
    return Credibility(**read)


def _members(noun: Any) -> Json:
    """Return the members of a noun that are not at their defaults."""
    found = {}
    for one in fields(noun):
        value = getattr(noun, one.name)
        if one.default is MISSING or value != one.default:
            found[one.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return _members(value)
    return str(value) if isinstance(value, str) else value
