"""Rank people for a role: verified first, every point traced to its evidence.

A person's score is four numbers, one a class of evidence: the share of the role that verified
evidence covers, what evidenced evidence adds to that, then what claims add, then inference.
People are compared by these numbers in this order, so no amount of claims outweighs proof.
Each class counts only what it adds beyond the stronger ones; therefore new verified evidence
can never lower anybody. Names, ages, schools and addresses are not part of the input.

Fits and the shares of skills are whole billionths, and a score is the sum of their products in
whole numbers: no order of additions, no machine and no vector unit can change a ranking, and the
laws hold without a tolerance (see decision 51).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from skillmark.match.adjacency import strength
from skillmark.match.assumptions import Assumptions
from skillmark.match.exactly import WHOLE
from skillmark.match.proficiency import believe, chance
from skillmark.match.shares import shares
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass, Proficiency

SCORER = "match-2"
"""Version of the scorer. The same input and version give the same ranking, bit for bit."""

CLASSES = (
    EvidenceClass.VERIFIED,
    EvidenceClass.EVIDENCED,
    EvidenceClass.CLAIMED,
    EvidenceClass.INFERRED,
)
PROOF = (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)
"""Classes that can meet a must."""
ALL = WHOLE * WHOLE
"""The points of a whole role."""
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """The part that one piece of evidence played for one requirement."""

    evidence: Evidence
    belief: Proficiency
    """The level that it speaks for on the day of the ranking, with its uncertainty."""
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
    """The strongest class first, in it the best fit first."""
    share: float = 0.0
    """What the skill is of the whole role, 0-1."""

    @property
    def beliefs(self) -> tuple[Proficiency, ...]:
        """What is believed by the best piece of each class that speaks for the skill.

        They stand side by side and are never pooled: an average would let weak evidence pull
        strong evidence down.
        """
        first: dict[EvidenceClass, Proficiency] = {}
        for part in self.parts:
            first.setdefault(part.belief.evidence_class, part.belief)
        return tuple(first.values())


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person's place and every reason for it."""

    person: str
    rank: int
    score: tuple[tuple[EvidenceClass, float], ...]
    """Share of the role that each class of evidence adds, 0-1, strongest class first."""
    skills: tuple[SkillPart, ...]
    missing: tuple[str, ...]
    """Skills of the role that nothing speaks for but what follows from other skills."""
    musts_unmet: tuple[str, ...]
    exact: tuple[int, ...] = (0, 0, 0, 0)
    """The score in billionths of a billionth of the role: what people are compared by."""
    steps: tuple[int, ...] = ()
    """Whole steps (`Assumptions.proof_step`) that each class reaches with the stronger ones: what
    people are compared by before that, where steps are set."""

    @property
    def verified(self) -> float:
        """Share of the role that verified evidence covers, 0-1."""
        return dict(self.score)[EvidenceClass.VERIFIED]

    @property
    def order(self) -> tuple[int | str, ...]:
        """By which people are sorted: the lesser stands before the greater."""
        reached = (-number for number in (*self.steps, *self.exact))
        return (len(self.musts_unmet), *reached, self.person)


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

    def by_order(one: Ranked) -> tuple[int | str, ...]:
        return one.order

    ordered = (
        sorted(scored, key=by_order) if top is None else heapq.nsmallest(top, scored, key=by_order)
    )
    return [replace(one, rank=place) for place, one in enumerate(ordered, start=1)]


def score(role: Role, person: Person, *, today: date, assumptions: Assumptions) -> Ranked:
    """Return one person's score for the role, unranked (rank 0)."""
    by_skill: dict[str, list[Evidence]] = defaultdict(list)
    wanted = {requirement.skill for requirement in role.requirements}
    for piece in person.evidence:
        if piece.skill in wanted:
            by_skill[piece.skill].append(piece)
    totals = dict.fromkeys(CLASSES, 0)
    needed = must_chance(assumptions)
    skills, unmet = [], []
    for requirement, share in zip(role.requirements, shares(role, assumptions), strict=True):
        pieces = by_skill[requirement.skill]
        judged = _judged(requirement, pieces, today, assumptions)
        part, adds = _part(requirement, share, judged)
        skills.append(part)
        for cls in CLASSES:
            totals[cls] += adds[cls]
        proof = (one.chance for one in judged if one.piece.evidence_class in PROOF)
        if requirement.must and max(proof, default=0) < needed:
            unmet.append(requirement.skill)
    return Ranked(
        person=person.id,
        rank=0,
        score=tuple((cls, round(totals[cls] / ALL, _DIGITS)) for cls in CLASSES),
        skills=tuple(skills),
        missing=tuple(
            part.requirement.skill
            for part in skills
            if all(one.evidence.inference is not None for one in part.parts)
        ),
        musts_unmet=tuple(unmet),
        exact=tuple(totals[cls] for cls in CLASSES),
        steps=_steps([totals[cls] for cls in CLASSES], assumptions),
    )


def _steps(points: Sequence[int], assumptions: Assumptions) -> tuple[int, ...]:
    """Return the whole steps that the points come to, class by class together.

    Together, because what is proven anew is no longer observed: the sum never falls.
    """
    step = step_points(assumptions)
    return tuple(total // step for total in accumulate(points)) if step else ()


def step_points(assumptions: Assumptions) -> int:
    """Return the exact points of a step, 0 where every difference counts."""
    return round(assumptions.proof_step * WHOLE) * WHOLE


def must_chance(assumptions: Assumptions) -> int:
    """Return the billionths of probability from which proof meets a must; never nothing."""
    return max(1, round(assumptions.must_fit * WHOLE))


_MISSING = EvidenceClass.MISSING


@dataclass(frozen=True, slots=True)
class _Judged:
    """A piece, what it makes one believe, and how likely it reaches the level."""

    piece: Evidence
    belief: Proficiency
    chance: int

    @property
    def order(self) -> tuple[object, ...]:
        return (self.piece.evidence_class.rank, -self.chance, strength(self.piece))


def _judged(
    requirement: Requirement, pieces: Sequence[Evidence], today: date, assumptions: Assumptions
) -> list[_Judged]:
    """Return the pieces in an order that does not depend on the order they came in."""
    found = []
    for piece in pieces:
        belief = believe(piece, today=today, assumptions=assumptions)
        found.append(_Judged(piece, belief, chance(belief, requirement.level)))
    if len(found) > 1:
        found.sort(key=lambda one: one.order)
    return found


def _part(
    requirement: Requirement, share: int, judged: Sequence[_Judged]
) -> tuple[SkillPart, dict[EvidenceClass, int]]:
    """Return what the pieces of a skill come to, and what each class adds in exact points."""
    reached = 0
    adds = dict.fromkeys(CLASSES, 0)
    parts = []
    seen: set[EvidenceClass] = set()
    for one in judged:
        cls = one.piece.evidence_class
        # the first of a class is its best
        counted = cls not in seen and one.chance > reached
        seen.add(cls)
        if counted:
            adds[cls] = share * (one.chance - reached)
            reached = one.chance
        parts.append(EvidencePart(one.piece, one.belief, one.chance / WHOLE, counted))
    part = SkillPart(
        requirement=requirement,
        evidence_class=judged[0].piece.evidence_class if judged else _MISSING,
        fit=reached / WHOLE,
        points=tuple((cls, adds[cls] / ALL) for cls in CLASSES),
        parts=tuple(parts),
        share=share / WHOLE,
    )
    return part, adds
