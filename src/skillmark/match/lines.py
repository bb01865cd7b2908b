"""A place of a ranking as a JSON line: the same on the command line and from the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from skillmark.match.ranking import SCORER, EvidencePart, Ranked, SkillPart
from skillmark.nouns.evidence import Inference
from skillmark.nouns.proficiency import Proficiency
from skillmark.nouns.recognition import Recognition

_DIGITS = 6


def line(
    ranked: Ranked,
    *,
    label: Callable[[str], str] = lambda skill: skill,
    refused: Sequence[dict[str, Any]] = (),
    recognitions: Mapping[str, Recognition] | None = None,
) -> dict[str, Any]:
    """Return one person's place with every reason for it.

    `label` names a skill by its URI. `refused` are the credentials that count for nothing, each
    with at least `verdict` and `reason`. Fits and points are probabilities and shares, 0-1; a mean
    and its standard deviation are levels (1-8) on the day of the ranking. `recognitions` are the
    rules by their ids, so that a level which one gave says who stated it.
    """
    rules = recognitions or {}
    return {
        "rank": ranked.rank,
        "id": ranked.person,
        "score": {cls.value: points for cls, points in ranked.score},
        "skills": [_skill(part, label, rules) for part in ranked.skills],
        "missing": list(ranked.missing),
        "musts_unmet": list(ranked.musts_unmet),
        "refused": list(refused),
        "scorer": SCORER,
    }


def _skill(
    part: SkillPart, label: Callable[[str], str], rules: Mapping[str, Recognition]
) -> dict[str, Any]:
    wanted = part.requirement
    return {
        "skill": wanted.skill,
        "label": label(wanted.skill),
        "level": wanted.level,
        "importance": wanted.importance.value,
        "must": wanted.must,
        "share": round(part.share, _DIGITS),
        "class": part.evidence_class.value,
        "fit": round(part.fit, _DIGITS),
        "points": {cls.value: round(points, _DIGITS) for cls, points in part.points},
        "beliefs": {one.evidence_class.value: _belief(one) for one in part.beliefs},
        "evidence": [_piece(piece, label, rules) for piece in part.parts],
    }


def _belief(belief: Proficiency) -> dict[str, float | None]:
    mean, sd = belief.mean, belief.sd
    return {
        "mean": None if mean is None else round(mean, _DIGITS),
        "sd": None if sd is None else round(sd, _DIGITS),
    }


def _piece(
    piece: EvidencePart, label: Callable[[str], str], rules: Mapping[str, Recognition]
) -> dict[str, Any]:
    said = piece.evidence
    return {
        "class": said.evidence_class.value,
        "level": said.level,
        "date": said.dated.isoformat(),
        "title": said.title,
        "issuer": said.issuer or None,
        "source": said.source or None,
        **_belief(piece.belief),
        "fit": round(piece.fit, _DIGITS),
        "counted": piece.counted,
        "disputed": said.disputed,
        "recognised_by": _rule(said.recognised_by, rules) if said.recognised_by else None,
        "follows_from": _way(said.inference, label) if said.inference else None,
    }


def _rule(name: str, rules: Mapping[str, Recognition]) -> dict[str, Any]:
    """Return the rule that gave a level: its id, and who stated it where that is known."""
    rule = rules.get(name)
    return {
        "id": name,
        "stated_by": rule.stated_by if rule else None,
        "stated": rule.stated.isoformat() if rule else None,
        "expires": rule.expires.isoformat() if rule and rule.expires else None,
        "reason": rule.reason if rule else None,
    }


def _way(way: Inference, label: Callable[[str], str]) -> dict[str, Any]:
    """Return what something follows from, and how far that is."""
    return {
        "skill": way.skill,
        "label": label(way.skill),
        "class": way.evidence_class.value,
        "relations": list(way.relations),
        "levels_lost": way.lost,
    }
