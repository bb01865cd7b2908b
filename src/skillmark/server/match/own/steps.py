"""The one credential that changes most, for a role: what would move somebody up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from skillmark.match import Assumptions, Ranked, score
from skillmark.match.adjacency import Adjacency, with_inferred
from skillmark.match.improving import Gain, Improvement, improvements
from skillmark.match.standing import LIKELY
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match.own.possible import Kind, Possible

_KINDS = list(Kind)


@dataclass(frozen=True, slots=True)
class Step:
    """A credential with what it would change, and every way to it, the shortest first."""

    improvement: Improvement
    ways: tuple[Possible, ...]

    @property
    def best(self) -> Possible:
        """The shortest way."""
        return self.ways[0]

    @property
    def others(self) -> tuple[Possible, ...]:
        """The other ways, which would change just as much."""
        return self.ways[1:]

    @property
    def gains(self) -> tuple[Gain, ...]:
        """What changes, skill by skill."""
        return self.improvement.gains


@dataclass(frozen=True, slots=True)
class Steps:
    """Where somebody stands for a role, and what would change that, the most first."""

    role: Role
    before: Ranked
    steps: tuple[Step, ...]

    @property
    def complete(self) -> bool:
        """Whether verified evidence makes every level that the role asks for likely."""
        return all(
            any(
                part.fit >= LIKELY and part.evidence.evidence_class is EvidenceClass.VERIFIED
                for part in skill.parts
            )
            for skill in self.before.skills
        )

    @property
    def best(self) -> Step | None:
        """What changes most; `None` where nothing on offer changes anything."""
        return self.steps[0] if self.steps else None

    @property
    def most_for_an_hour(self) -> Step | None:
        """What verifies most of the role for each hour that it takes."""

        def rate(one: Step) -> float:
            gained = (
                dict(one.improvement.score_after)[EvidenceClass.VERIFIED] - self.before.verified
            )
            return gained / max(one.best.hours, 0.25)

        return max(self.steps, key=rate, default=None)


def steps(
    role: Role,
    person: Person,
    ways: Sequence[Possible],
    *,
    today: date,
    assumptions: Assumptions,
    graph: Adjacency,
    others: Sequence[Ranked] = (),
) -> Steps:
    """Return what would move somebody up for a role.

    `others` are the people ranked for the role where the person agrees to be among them. Ways
    that would change exactly the same are one step.
    """
    by_id = {one.offer.id: one for one in ways}
    found = improvements(
        role,
        person,
        [one.offer for one in ways],
        today=today,
        assumptions=assumptions,
        others=others,
        graph=graph,
    )
    alike: dict[tuple[object, ...], list[Improvement]] = {}
    for one in found:
        after = one.after
        key = (after.exact, after.musts_unmet) if after else (one.offer.id,)
        alike.setdefault(key, []).append(one)
    wanted = {one.skill for one in role.requirements}
    known = with_inferred(person.evidence, graph, assumptions=assumptions, wanted=wanted)
    before = score(role, Person(person.id, known), today=today, assumptions=assumptions)
    return Steps(role, before, tuple(_step(same, by_id) for same in alike.values()))


def _step(same: list[Improvement], by_id: dict[str, Possible]) -> Step:
    ways = sorted((by_id[one.offer.id] for one in same), key=_shortest)
    chosen = next(one for one in same if one.offer.id == ways[0].offer.id)
    return Step(chosen, tuple(ways))


def _shortest(one: Possible) -> tuple[object, ...]:
    return one.weeks, _KINDS.index(one.kind), one.hours, one.offer.cost, one.offer.id


@dataclass(frozen=True, slots=True)
class Nearly:
    """A claim that somebody could prove soon, for a test or a credential asks no more."""

    claim: Evidence
    ways: tuple[Possible, ...]
    roles: tuple[Role, ...]
    """Roles that ask for the skill."""


def nearly_there(
    best: dict[str, dict[EvidenceClass, Evidence]],
    held: dict[str, int],
    ways: Sequence[Possible],
    roles: Sequence[Role],
) -> list[Nearly]:
    """Return the claims that could become proof, those with a test that is open first.

    `best` is what speaks most for each skill, class by class; `held` what is proven today. A way
    is named where it proves more than is proven, and asks no higher level than is claimed.
    """
    found = []
    for skill, by_class in best.items():
        claim = by_class.get(EvidenceClass.CLAIMED)
        if claim is None:
            continue
        able = sorted((one for one in ways if _proves(one, claim, held.get(skill))), key=_shortest)
        if able:
            asking = tuple(
                role for role in roles if any(one.skill == skill for one in role.requirements)
            )
            found.append(Nearly(claim, tuple(able), asking))
    return sorted(found, key=lambda one: (not one.roles, *_shortest(one.ways[0]), one.claim.skill))


def _proves(way: Possible, claim: Evidence, proven: int | None) -> bool:
    if claim.skill not in way.offer.skills:
        return False
    level = dict(way.offer.levels).get(claim.skill)
    if level is None:
        return proven is None
    return (proven is None or level > proven) and (claim.level is None or level <= claim.level)
