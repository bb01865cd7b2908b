"""Rank people for a role: verified first, every point traced to its evidence.

A person's score is four numbers, one a class of evidence: the share of the role that verified
evidence covers, what evidenced evidence adds to that, then what claims add, then inference.
People are compared by these numbers in this order, so no amount of claims outweighs proof.
Each class counts only what it adds beyond the stronger ones; therefore new verified evidence
can never lower anybody. Names, ages, schools and addresses are not part of the input.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from skillmark.match.assumptions import Assumptions
from skillmark.match.proficiency import believe, fit
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Person, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass, Proficiency

SCORER = "match-1"
"""Version of the scorer. The same input and version give the same ranking, bit for bit."""

CLASSES = (
    EvidenceClass.VERIFIED,
    EvidenceClass.EVIDENCED,
    EvidenceClass.CLAIMED,
    EvidenceClass.INFERRED,
)
_DIGITS = 9
"""Points are rounded to this many digits, so that the order of additions cannot decide."""


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """The part that one piece of evidence played for one requirement."""

    evidence: Evidence
    belief: Proficiency
    fit: float
    """Probability that the level is reached, 0-1."""
    counted: bool
    """Whether it is the best of its class and adds to the score."""


@dataclass(frozen=True, slots=True)
class SkillPart:
    """What a person brings for one requirement of the role."""

    requirement: Requirement
    evidence_class: EvidenceClass
    """The strongest class that speaks for the skill; `MISSING` where nothing does."""
    fit: float
    """Best probability over all classes that the required level is reached."""
    points: tuple[tuple[EvidenceClass, float], ...]
    """What each class adds to the score, 0-1 of the whole role."""
    parts: tuple[EvidencePart, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person's place and every reason for it."""

    person: str
    rank: int
    score: tuple[tuple[EvidenceClass, float], ...]
    """Share of the role that each class of evidence adds, 0-1, strongest class first."""
    skills: tuple[SkillPart, ...]
    missing: tuple[str, ...]
    """Skills of the role that nothing speaks for."""
    musts_unmet: tuple[str, ...]

    @property
    def verified(self) -> float:
        """Share of the role that verified evidence covers, 0-1."""
        return dict(self.score)[EvidenceClass.VERIFIED]


def rank(
    role: Role,
    people: Iterable[Person],
    *,
    today: date,
    top: int | None = None,
    assumptions: Assumptions | None = None,
) -> list[Ranked]:
    """Return people best first; ties are broken by id, so that the order never varies."""
    terms = assumptions or Assumptions()
    scored = (score(role, person, today=today, assumptions=terms) for person in people)
    ordered = (
        sorted(scored, key=_order) if top is None else heapq.nsmallest(top, scored, key=_order)
    )
    return [
        Ranked(r.person, place, r.score, r.skills, r.missing, r.musts_unmet)
        for place, r in enumerate(ordered, start=1)
    ]


def score(role: Role, person: Person, *, today: date, assumptions: Assumptions) -> Ranked:
    """Return one person's score for the role, unranked (rank 0)."""
    weights = [_weight(requirement, assumptions) for requirement in role.requirements]
    total = sum(weights)
    skills = tuple(
        _part(requirement, weight / total, person, today, assumptions)
        for requirement, weight in zip(role.requirements, weights, strict=True)
    )
    sums = tuple(
        (cls, round(sum(dict(part.points)[cls] for part in skills), _DIGITS)) for cls in CLASSES
    )
    proof = (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)
    unmet = tuple(
        part.requirement.skill
        for part in skills
        if part.requirement.must
        and max((p.fit for p in part.parts if p.evidence.evidence_class in proof), default=0.0)
        < assumptions.must_fit
    )
    missing = tuple(
        part.requirement.skill for part in skills if part.evidence_class is EvidenceClass.MISSING
    )
    return Ranked(person.id, 0, sums, skills, missing, unmet)


def _order(ranked: Ranked) -> tuple[float | str, ...]:
    return (len(ranked.musts_unmet), *(-points for _, points in ranked.score), ranked.person)


def _weight(requirement: Requirement, assumptions: Assumptions) -> float:
    optional = requirement.importance is Importance.OPTIONAL
    return requirement.weight * (assumptions.optional_share if optional else 1.0)


def _part(
    requirement: Requirement,
    share: float,
    person: Person,
    today: date,
    assumptions: Assumptions,
) -> SkillPart:
    pieces = [piece for piece in person.evidence if piece.skill == requirement.skill]
    beliefs = [believe(piece, today=today, assumptions=assumptions) for piece in pieces]
    fits = [fit(belief, requirement.level) for belief in beliefs]
    reached = 0.0
    points: list[tuple[EvidenceClass, float]] = []
    counted: set[int] = set()
    for cls in CLASSES:
        mine = [i for i, piece in enumerate(pieces) if piece.evidence_class is cls]
        best = max(mine, key=lambda i: fits[i], default=None)
        adds = 0.0
        if best is not None and fits[best] > reached:
            adds = fits[best] - reached
            reached = fits[best]
            counted.add(best)
        points.append((cls, share * adds))
    return SkillPart(
        requirement=requirement,
        evidence_class=min(
            (piece.evidence_class for piece in pieces),
            key=lambda cls: cls.rank,
            default=EvidenceClass.MISSING,
        ),
        fit=reached,
        points=tuple(points),
        parts=tuple(
            EvidencePart(piece, belief, value, index in counted)
            for index, (piece, belief, value) in enumerate(zip(pieces, beliefs, fits, strict=True))
        ),
    )
