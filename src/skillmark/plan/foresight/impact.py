"""What a scenario takes: who is ready, who has to learn what, and what that costs at best.

Only what the scenario itself opens is counted: a gap that is there today is somebody else's plan.
People count once in each row, by the strongest class of evidence that reaches what is asked; the
classes are never added together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.plan import Gap, Learner, Objective, Offer, PlanStatus, Problem
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.foresight.scenario import Change, Scenario, asked_after, dearer, essential
from skillmark.plan.foresight.standing import Standing
from skillmark.plan.program import carries
from skillmark.plan.solver import solve


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody who agreed to be planned for."""

    id: str
    role: str
    """Id of the role today; empty where none is known."""
    standing: Standing
    holds: frozenset[str] = frozenset()
    """Ids of offers whose every skill is proven."""
    hours_a_week: float | None = None


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """One skill that the change asks newly, or at a higher level, of the people in one role."""

    requirement: Requirement
    before: int | None
    new: bool
    people: tuple[tuple[EvidenceClass, int], ...]
    """How many reach it, by the strongest class that does; each person once."""

    @property
    def counts(self) -> dict[EvidenceClass, int]:
        """The same by class."""
        return dict(self.people)

    @property
    def retrain(self) -> int:
        """People for whom neither proof nor an observation reaches it."""
        counts = self.counts
        return sum(
            counts[one]
            for one in (EvidenceClass.CLAIMED, EvidenceClass.INFERRED, EvidenceClass.MISSING)
        )


@dataclass(frozen=True, slots=True)
class RoleImpact:
    """One role that changes."""

    change: Change
    after: tuple[Requirement, ...]
    gone: tuple[str, ...]
    """Skills that it no longer asks for."""
    people: int
    ready: int
    """People in it whose proof or observations reach every essential thing that it then asks."""
    retrain: int
    """People in it for whom the change itself opens a gap."""
    needs: tuple[SkillNeed, ...]
    ready_elsewhere: int
    """People in other roles who would be ready for it."""

    @property
    def seats(self) -> int:
        """People that it takes afterwards."""
        return self.people if self.change.seats is None else self.change.seats


@dataclass(frozen=True, slots=True)
class Effort:
    """Learning that closes what the scenario opens, at least cost.

    `late` counts people who cannot have learned it by the day in the hours a week that they have;
    seats are left aside: what would closing all of it take?
    """

    cost: float = 0.0
    hours: float = 0.0
    enrolments: int = 0
    learners: int = 0
    optimal: bool = True
    late: int = 0
    chosen: tuple[str, ...] = ()
    """Ids of the offers that are taken, the one that most people take first."""
    nothing_on_offer: tuple[tuple[str, int | None, int], ...] = ()
    """Skill, level, and people whose gap nothing in the catalogue closes."""


@dataclass(frozen=True, slots=True)
class Impact:
    """A whole scenario."""

    roles: tuple[RoleImpact, ...]
    people: int
    retrain: int
    effort: Effort


def opened(role: Role | None, change: Change, standing: Standing) -> tuple[Requirement, ...]:
    """Return what one person would have to learn because of the change."""
    after = asked_after(role, change.amendments)
    return tuple(one for one in dearer(role, after) if not standing.proven(one))


def impact(
    scenario: Scenario,
    roles: Mapping[str, Role],
    people: Sequence[Employee],
    offers: Sequence[Offer],
    *,
    weeks: float,
    hours_a_week: float,
    seconds: float = 10.0,
) -> Impact:
    """Work out a scenario. `weeks` are left until its day; `hours_a_week` counts where a person's
    own is not known. The search for the least cost stops after `seconds`."""
    found = tuple(_of_role(one, roles.get(one.role), people) for one in scenario.changes)
    changes = {one.role: one for one in scenario.changes}
    learners = [
        (one, gaps)
        for one in people
        if one.role in changes
        and (gaps := opened(roles.get(one.role), changes[one.role], one.standing))
    ]
    return Impact(
        found,
        sum(one.role in changes for one in people),
        len(learners),
        _effort(learners, offers, weeks=weeks, hours_a_week=hours_a_week, seconds=seconds),
    )


def _of_role(change: Change, role: Role | None, people: Sequence[Employee]) -> RoleImpact:
    after = asked_after(role, change.amendments)
    musts = essential(after)
    inside = [one for one in people if one.role == change.role]
    before = {one.skill: one.level for one in role.requirements} if role else {}
    kept = {one.skill for one in after}
    needs = []
    for asked in dearer(role, after):
        counts = Counter(one.standing.reached(asked.skill, asked.level) for one in inside)
        needs.append(
            SkillNeed(
                asked,
                before.get(asked.skill),
                asked.skill not in before,
                tuple((cls, counts[cls]) for cls in EvidenceClass),
            )
        )

    def ready(one: Employee) -> bool:
        return bool(musts) and all(one.standing.proven(asked) for asked in musts)

    return RoleImpact(
        change,
        after,
        tuple(skill for skill in before if skill not in kept),
        len(inside),
        sum(map(ready, inside)),
        sum(bool(opened(role, change, one.standing)) for one in inside),
        tuple(needs),
        sum(ready(one) for one in people if one.role != change.role),
    )


def _effort(
    learners: Sequence[tuple[Employee, tuple[Requirement, ...]]],
    offers: Sequence[Offer],
    *,
    weeks: float,
    hours_a_week: float,
    seconds: float,
) -> Effort:
    free = tuple(replace(one, seats=None) for one in offers)
    alike: dict[tuple[tuple[Gap, ...], frozenset[str]], list[str]] = defaultdict(list)
    lacking: Counter[tuple[str, int | None]] = Counter()
    for person, asked in learners:
        gaps = []
        for one in asked:
            gap = Gap(one.skill, 1.0, one.level)
            if any(carries(offer, gap) for offer in free):
                gaps.append(gap)
            else:
                lacking[one.skill, one.level] += 1
        if gaps:
            alike[tuple(gaps), person.holds].append(person.id)
    nothing = tuple((skill, level, count) for (skill, level), count in lacking.most_common())
    if not alike:
        return Effort(nothing_on_offer=nothing)
    # nothing is shared between people, so those who lack and hold the same learn the same
    kinds = [Learner(str(number), gaps, holds) for number, (gaps, holds) in enumerate(alike)]
    plan = solve(Problem(tuple(kinds), free, objective=Objective.COST), seconds=seconds)
    by_id = {one.id: one for one in free}
    taken: dict[str, list[Offer]] = defaultdict(list)
    for enrolment in plan.enrolments:
        taken[enrolment.person].append(by_id[enrolment.credential])
    pace = {one.id: one.hours_a_week or hours_a_week for one, _asked in learners}
    spent = {
        person: sum(one.hours for one in taken[kind.id])
        for kind, people in zip(kinds, alike.values(), strict=True)
        for person in people
        if taken[kind.id]
    }
    size = {kind.id: len(people) for kind, people in zip(kinds, alike.values(), strict=True)}
    times: Counter[str] = Counter()
    for kind, chosen in taken.items():
        times.update({one.id: size[kind] for one in chosen})
    return Effort(
        sum(size[kind] * one.cost for kind, chosen in taken.items() for one in chosen),
        sum(spent.values()),
        sum(size[kind] * len(chosen) for kind, chosen in taken.items()),
        len(spent),
        plan.status is PlanStatus.OPTIMAL,
        sum(needed > pace[person] * max(weeks, 0.0) for person, needed in spent.items()),
        tuple(name for name, _count in times.most_common()),
        nothing,
    )
