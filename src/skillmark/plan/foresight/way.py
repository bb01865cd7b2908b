"""The shortest way through a catalogue to what a changed role asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from skillmark.nouns.person import Requirement
from skillmark.nouns.plan import Gap, Learner, Objective, Offer, Problem
from skillmark.plan.program import carries
from skillmark.plan.solver import solve

UNKNOWN_HOURS = 20.0
"""What an achievement counts for whose hours nobody stated, when ways are compared."""


@dataclass(frozen=True, slots=True)
class Way:
    """Achievements in an order in which they can be worked for, and what none of them confirms."""

    achievements: tuple[str, ...]
    before: tuple[tuple[str, str], ...]
    """Pairs: the first is a prerequisite of the second."""
    left: tuple[Requirement, ...]


def shortest(asked: Sequence[Requirement], achievements: Sequence[Offer]) -> Way:
    """Return the achievements that together confirm what is asked in the fewest hours.

    An achievement without stated hours (0) counts `UNKNOWN_HOURS`, so that it is not taken for
    nothing. One that names no level is not taken for a level.
    """
    ours = [_strict(one) for one in achievements]
    gaps = [gap for gap in map(_gap, asked) if any(carries(offer, gap) for offer in ours)]
    met = {gap.skill for gap in gaps}
    left = tuple(one for one in asked if one.skill not in met)
    if not gaps:
        return Way((), (), left)
    known = {one.id: one for one in ours}
    there = tuple(one for one in ours if all(name in known for name in one.requires))
    plan = solve(Problem((Learner("anyone", tuple(gaps)),), there, objective=Objective.COST))
    taken = {one.credential for one in plan.enrolments}
    order: list[str] = []

    def put(name: str) -> None:
        if name not in order:
            for first in known[name].requires:
                put(first)
            order.append(name)

    for name in (one.id for one in ours if one.id in taken):
        put(name)
    pairs = tuple((first, name) for name in order for first in known[name].requires)
    return Way(tuple(order), pairs, left)


def _gap(one: Requirement) -> Gap:
    return Gap(one.skill, 1.0, one.level)


def _strict(one: Offer) -> Offer:
    levels = dict(one.levels)
    return replace(
        one,
        cost=one.hours or UNKNOWN_HOURS,
        seats=None,
        levels=tuple((skill, levels.get(skill, 1)) for skill in one.skills),
    )
