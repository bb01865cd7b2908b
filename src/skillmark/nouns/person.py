"""People, organisations and the roles they fill."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import level as check_level
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with evidence. Nothing demographic: what is not here cannot rank anybody."""

    id: str
    evidence: tuple[Evidence, ...] = ()
    name: str = ""
    holder: str = ""
    """E-mail address or DID that credentials must be issued to."""
    hours: float | None = None
    """Hours this person can learn in the planning horizon."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who awards: the public profile of an organisation."""

    id: str
    """URL or DID."""
    name: str
    url: str = ""
    email: str = ""
    country: str = ""
    description: str = ""


class Importance(StrEnum):
    """How much a role needs a skill."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One skill that a role asks for. Without `level`, any level will do."""

    skill: str
    level: int | None = None
    importance: Importance = Importance.ESSENTIAL
    weight: float = 1.0
    must: bool = False
    label: str = ""

    def __post_init__(self) -> None:
        if self.level is not None:
            check_level(self.level, where=self.skill)
        if not 0 < self.weight < float("inf"):
            raise InputError(
                f"weight {self.weight} of {self.label or self.skill}", remedy="use a number above 0"
            )


@dataclass(frozen=True, slots=True)
class Role:
    """What a job asks for."""

    title: Text
    requirements: tuple[Requirement, ...]
    id: str = ""

    def __post_init__(self) -> None:
        if not self.requirements:
            raise InputError(
                "a role that asks for no skill matches everybody",
                where=str(self.title),
                remedy="add at least one skill",
            )
        seen = [requirement.skill for requirement in self.requirements]
        twice = sorted({skill for skill in seen if seen.count(skill) > 1})
        if twice:
            raise InputError(f"the role names {', '.join(twice)} twice", where=str(self.title))
