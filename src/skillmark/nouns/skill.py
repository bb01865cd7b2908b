"""Skills, occupations and the frameworks that define them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text


class SkillKind(StrEnum):
    """What sort of capability it is (the European frameworks' three)."""

    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    ATTITUDE = "attitude"


class Match(StrEnum):
    """How two concepts of different frameworks relate (SKOS mapping relations)."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Alignment:
    """A skill's counterpart in another framework, with how it was found and how sure that is."""

    framework: str
    target: str
    match: Match
    method: str = "editorial"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class LevelDescriptor:
    """What a person does at this level of this skill."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Skill:
    """A capability that can be learned, shown and assessed."""

    uri: str
    label: Text
    definition: Text | None = None
    alt_labels: tuple[tuple[str, str], ...] = ()
    """Pairs of language tag and alternative label."""
    kind: SkillKind = SkillKind.SKILL
    group: str = ""
    """Id of the domain or concept group it is listed under."""
    levels: tuple[LevelDescriptor, ...] = ()
    broader: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    tags: tuple[str, ...] = ()
    """What the framework marks it as, in its own words (O*NET: `hot`, ESCO: `green`)."""
    code: str = ""
    """What people cite it by, where the framework numbers its skills."""
    retired: bool = False
    """Whether the framework no longer wants it used; older evidence still names it."""
    replaced_by: tuple[str, ...] = ()
    """What to use in its place: one skill, or several that share its meaning."""
    details: tuple[tuple[str, str], ...] = ()
    """What else the framework says of it: pairs of its own word and a value (`employer`, ...).
    Nothing is decided on them; a reader sees them, and they are written out again."""


@dataclass(frozen=True, slots=True)
class Occupation:
    """A job as an official classification describes it."""

    uri: str
    label: Text
    code: str = ""
    definition: Text | None = None
    alt_labels: tuple[tuple[str, str], ...] = ()
    essential: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    in_demand: tuple[str, ...] = ()
    """Those of its skills that employers ask for often, where the framework says so."""
    levels: tuple[tuple[str, float], ...] = ()
    """Pairs of skill and level on `level_scale`, where the framework names levels."""
    level_scale: str = ""
    """Which scale of `nouns.proficiency.SCALE_MAPPINGS` the levels are on."""
    importance: tuple[tuple[str, float], ...] = ()
    """Pairs of skill and how important it is, 1 (not) to 5 (extremely), where that was asked."""
    broader: tuple[str, ...] = ()
    """Groups and wider occupations that it belongs to."""
    related: tuple[str, ...] = ()
    """Occupations that people move to or from with least training, closest first."""
    tasks: tuple[Text, ...] = ()
    """What its people do, most central first, in sentences."""
    tags: tuple[str, ...] = ()
    retired: bool = False
    replaced_by: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    """As `Skill.details` (O*NET: `job zone`)."""


@dataclass(frozen=True)
class Framework:
    """One version of one framework. A skill is identified by URI and version."""

    id: str
    title: Text
    version: str
    publisher: str
    licence: str
    skills: tuple[Skill, ...]
    occupations: tuple[Occupation, ...] = ()
    groups: tuple[tuple[str, Text], ...] = field(default=())
    """Domains or concept groups: pairs of id and label, in the order to show them."""
    group_broader: tuple[tuple[str, str], ...] = ()
    """Pairs of a group's id and the id of a broader one, for groups of either sort."""
    occupation_groups: tuple[tuple[str, Text], ...] = ()
    """Classes of occupations (ESCO: those of ISCO-08): pairs of id and label."""
    description: Text | None = None
    details: tuple[tuple[str, str], ...] = ()
    """As `Skill.details`, of the whole."""

    @cached_property
    def by_uri(self) -> Mapping[str, Skill]:
        """Skills by URI."""
        return {skill.uri: skill for skill in self.skills}

    def skill(self, uri: str) -> Skill:
        """Return the skill, or raise `InputError` naming the URI and the framework."""
        found = self.by_uri.get(uri)
        if found is None:
            raise InputError(
                f"no skill {uri} in {self.title} {self.version}",
                remedy="check the URI, or import the framework that defines it",
                code="unknown_skill",
            )
        return found
