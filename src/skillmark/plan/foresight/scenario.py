"""These roles change so: what a scenario says, and the roles as they are then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.proficiency import level as check_level


@dataclass(frozen=True, slots=True)
class Amendment:
    """One skill of one role, as it is asked for after the change: at a level, or no more."""

    skill: str
    level: int | None = None
    gone: bool = False

    def __post_init__(self) -> None:
        if self.level is not None:
            check_level(self.level, where=self.skill)
        if self.gone and self.level is not None:
            raise InputError("what is no longer asked for has no level", where=self.skill)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one role. `seats` are the people that it takes afterwards."""

    role: str
    """Id of the role; of a new one, any id that no other has."""
    amendments: tuple[Amendment, ...] = ()
    seats: int | None = None
    """`None`: as many as today."""

    def __post_init__(self) -> None:
        skills = [one.skill for one in self.amendments]
        if twice := sorted({one for one in skills if skills.count(one) > 1}):
            raise InputError(f"{twice[0]} is changed twice", where=self.role)
        if self.seats is not None and self.seats < 0:
            raise InputError(f"{self.seats} people", where=self.role, remedy="0 or more")


@dataclass(frozen=True, slots=True)
class Scenario:
    """Changes of roles that hold by a day."""

    by: date
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        roles = [one.role for one in self.changes]
        if twice := sorted({one for one in roles if roles.count(one) > 1}):
            raise InputError(f"the role {twice[0]} is changed twice")


def asked_after(role: Role | None, amendments: Sequence[Amendment]) -> tuple[Requirement, ...]:
    """Return what a role asks for afterwards; `None` for a new role, which asked for nothing.

    What nobody amends stays; a skill that is amended keeps its importance and weight.
    """
    before = {one.skill: one for one in role.requirements} if role else {}
    after: dict[str, Requirement] = dict(before)
    for one in amendments:
        if one.gone:
            after.pop(one.skill, None)
        elif one.skill in before:
            after[one.skill] = replace(before[one.skill], level=one.level)
        else:
            after[one.skill] = Requirement(one.skill, one.level)
    return tuple(after.values())


def dearer(role: Role | None, after: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return the requirements that are new, or higher than before."""
    before = {one.skill: one.level for one in role.requirements} if role else {}
    return tuple(
        one
        for one in after
        if one.skill not in before or (one.level or 0) > (before[one.skill] or 0)
    )


def essential(requirements: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return what a role cannot do without."""
    return tuple(one for one in requirements if one.importance is Importance.ESSENTIAL)


def dropped(roles: Mapping[str, Role], scenario: Scenario) -> frozenset[str]:
    """Return the skills that some role asks for today and no role asks for afterwards."""
    changes = {one.role: one.amendments for one in scenario.changes}
    today = {one.skill for role in roles.values() for one in role.requirements}
    then = {
        one.skill
        for name, role in roles.items()
        for one in asked_after(role, changes.get(name, ()))
    } | {
        one.skill
        for name, amendments in changes.items()
        if name not in roles
        for one in asked_after(None, amendments)
    }
    return frozenset(today - then)
