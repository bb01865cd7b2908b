"""Credentials that a change leaves weak: what fades or ends before it, what it asks no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmark.nouns.person import Requirement

HALF = 0.5
"""Levels: nearer than this to what is asked, a faded level still rounds to it."""


class Weakness(StrEnum):
    """Why proof will not be enough."""

    ENDS = "ends"
    """It is valid for a day before the change."""
    FADES = "fades"
    """By the assumed half-life it will have faded below what is asked."""
    LOW = "low"
    """It names a lower level than the changed role asks for."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One piece of proof of one person, as it is today and as it will be on the day."""

    person: str
    role: str
    skill: str
    title: str
    level: int | None
    then: float | None
    """The level it will be believed for, faded."""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Weak:
    """People of a role whose proof of a skill, by one kind of credential, will not be enough."""

    role: str
    skill: str
    title: str
    why: Weakness
    people: int
    first: date | None
    """The first day on which one of them ends."""


def weakening(
    holdings: Iterable[Holding], asked: Mapping[str, Sequence[Requirement]], *, by: date
) -> tuple[Weak, ...]:
    """Return what will be too weak for the changed roles, most people first.

    `asked` has what each role asks for afterwards. A person with another piece that is strong
    enough on the day is not counted.
    """
    wanted = {
        (role, one.skill): one for role, requirements in asked.items() for one in requirements
    }
    mine: dict[tuple[str, str, str], list[Holding]] = defaultdict(list)
    for one in holdings:
        if (one.role, one.skill) in wanted:
            mine[one.person, one.role, one.skill].append(one)
    found: dict[tuple[str, str, str, Weakness], list[Holding]] = defaultdict(list)
    for (_person, role, skill), pieces in mine.items():
        level = wanted[role, skill].level
        faults = [(one, _fault(one, level, by)) for one in pieces]
        if any(fault is None for _one, fault in faults):
            continue
        seen: set[tuple[str, str, str, Weakness]] = set()
        for one, fault in faults:
            if fault is not None and (key := (role, skill, one.title, fault)) not in seen:
                seen.add(key)
                found[key].append(one)
    weak = [
        Weak(
            *key,
            people=len({one.person for one in pieces}),
            first=min((one.until for one in pieces if one.until), default=None)
            if key[3] is Weakness.ENDS
            else None,
        )
        for key, pieces in found.items()
    ]
    return tuple(sorted(weak, key=lambda one: (-one.people, one.role, one.skill, one.title)))


def _fault(one: Holding, level: int | None, by: date) -> Weakness | None:
    if one.until is not None and one.until < by:
        return Weakness.ENDS
    if level is None:
        return None
    if one.level is None or one.level < level:
        return Weakness.LOW
    return Weakness.FADES if one.then is not None and one.then < level - HALF else None


def losing(
    achievements: Mapping[str, Collection[str]], fading: Collection[str]
) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Return the achievements that confirm a skill of `fading`, those of nothing else first.

    Triples of achievement, the skills that lose demand, and whether these are all that it confirms.
    """
    found = []
    for name, skills in achievements.items():
        lost = tuple(sorted(set(skills) & set(fading)))
        if lost:
            found.append((name, lost, len(lost) == len(set(skills))))
    return tuple(sorted(found, key=lambda one: (not one[2], -len(one[1]), one[0])))
