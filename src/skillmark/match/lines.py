"""A place of a ranking as a JSON line: the same on the command line and from the API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from skillmark.match.ranking import SCORER, EvidencePart, Ranked, SkillPart

_DIGITS = 6


def line(
    ranked: Ranked,
    *,
    label: Callable[[str], str] = lambda skill: skill,
    refused: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Return one person's place with every reason for it.

    `label` names a skill by its URI. `refused` are the credentials that count for nothing, each
    with at least `verdict` and `reason`. Fits and points are probabilities and shares, 0-1.
    """
    return {
        "rank": ranked.rank,
        "id": ranked.person,
        "score": {cls.value: points for cls, points in ranked.score},
        "skills": [_skill(part, label) for part in ranked.skills],
        "missing": list(ranked.missing),
        "musts_unmet": list(ranked.musts_unmet),
        "refused": list(refused),
        "scorer": SCORER,
    }


def _skill(part: SkillPart, label: Callable[[str], str]) -> dict[str, Any]:
    wanted = part.requirement
    return {
        "skill": wanted.skill,
        "label": label(wanted.skill),
        "level": wanted.level,
        "importance": wanted.importance.value,
        "must": wanted.must,
        "class": part.evidence_class.value,
        "fit": round(part.fit, _DIGITS),
        "points": {cls.value: round(points, _DIGITS) for cls, points in part.points},
        "evidence": [_piece(piece) for piece in part.parts],
    }


def _piece(piece: EvidencePart) -> dict[str, Any]:
    said = piece.evidence
    return {
        "class": said.evidence_class.value,
        "level": said.level,
        "date": said.dated.isoformat(),
        "title": said.title,
        "issuer": said.issuer or None,
        "source": said.source or None,
        "fit": round(piece.fit, _DIGITS),
        "counted": piece.counted,
        "disputed": said.disputed,
    }
