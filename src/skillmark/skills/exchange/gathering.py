"""Gather concepts and relations row by row; what dangles is reported and never fatal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from sys import intern

from skillmark.nouns.skill import Alignment, LevelDescriptor, Occupation, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.exchange.imported import Rejected


@dataclass(slots=True)
class Concept:
    """A skill or occupation while its rows are still coming in, language by language."""

    label: dict[str, str] = field(default_factory=dict)
    definition: dict[str, str] = field(default_factory=dict)
    alt_labels: list[tuple[str, str]] = field(default_factory=list)
    kind: SkillKind = SkillKind.SKILL
    code: str = ""
    group: str = ""
    broader: list[str] = field(default_factory=list)
    essential: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    levels: list[LevelDescriptor] = field(default_factory=list)
    alignments: list[Alignment] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    retired: bool = False
    replaced_by: list[str] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)

    def speak(
        self, language: str, label: str, alt_labels: Iterable[str], definition: str = ""
    ) -> None:
        """Add one language. Alternatives that repeat the label or each other are dropped."""
        label = _plain(label)
        self.label[language] = label
        if definition.strip():
            self.definition[language] = definition.strip()
        plain = dict.fromkeys(_plain(alternative) for alternative in alt_labels)
        self.alt_labels += [(language, one) for one in plain if one and one != label]

    def skill(self, uri: str, groups: Iterable[str] = ()) -> Skill:
        """Return the finished skill; unless it has a group, that is the first of `groups` above."""
        known = set(groups) if not isinstance(groups, (set, frozenset, dict)) else groups
        return Skill(
            uri=uri,
            label=Text.of(self.label),
            definition=Text.of(self.definition) if self.definition else None,
            alt_labels=tuple(self.alt_labels),
            kind=self.kind,
            group=self.group or next((one for one in self.broader if one in known), ""),
            levels=tuple(self.levels),
            broader=tuple(self.broader),
            requires=tuple(self.essential),
            related=tuple(self.optional),
            alignments=tuple(self.alignments),
            tags=tuple(self.tags),
            code=self.code,
            retired=self.retired,
            replaced_by=tuple(self.replaced_by),
            details=tuple(self.details),
        )

    def occupation(self, uri: str) -> Occupation:
        """Return the finished occupation."""
        return Occupation(
            uri=uri,
            label=Text.of(self.label),
            code=self.code,
            definition=Text.of(self.definition) if self.definition else None,
            alt_labels=tuple(self.alt_labels),
            essential=tuple(self.essential),
            optional=tuple(self.optional),
            broader=tuple(self.broader),
            tags=tuple(self.tags),
            retired=self.retired,
            replaced_by=tuple(self.replaced_by),
            details=tuple(self.details),
        )


class Rejections:
    """The rows that could not be used, in the order in which they were met."""

    def __init__(self) -> None:
        self._rows: list[Rejected] = []

    def add(self, file: str, line: int, reason: str) -> None:
        """Remember one row."""
        self._rows.append(Rejected(file, line, reason))

    def all(self) -> tuple[Rejected, ...]:
        """Return them."""
        return tuple(self._rows)


def unwind(
    concepts: Mapping[str, Concept],
    rejections: Rejections,
    place: Callable[[str], tuple[str, int]],
) -> int:
    """Take out what makes concepts broader than, or needed by, themselves; return how many.

    Of each circle the relation that closes it is left out and reported at the `place` (file and
    line) of the concept that states it. Takes time in proportion to concepts and relations.
    """
    removed = 0
    for member, words in (("broader", "broader than"), ("essential", "a prerequisite of")):
        for uri, target in _closing(concepts, member):
            getattr(concepts[uri], member).remove(target)
            rejections.add(*place(uri), f"{target} would be {words} itself by way of {uri}")
            removed += 1
    return removed


def _closing(concepts: Mapping[str, Concept], member: str) -> list[tuple[str, str]]:
    """Relations that lead back to where a walk upwards came from."""
    done: set[str] = set()
    found: list[tuple[str, str]] = []
    for start in concepts:
        if start in done:
            continue
        path = {start}
        waiting = [(start, iter(tuple(getattr(concepts[start], member))))]
        while waiting:
            uri, targets = waiting[-1]
            target = next(targets, None)
            if target is None:
                waiting.pop()
                path.discard(uri)
                done.add(uri)
            elif target in path:
                found.append((uri, target))
            elif target not in done and target in concepts:
                path.add(target)
                waiting.append((target, iter(tuple(getattr(concepts[target], member)))))
    return found


_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f]+")


def is_uri(words: str) -> bool:
    """Say whether words have the form of a URI: a scheme, a colon, and no space anywhere."""
    return _URI.fullmatch(words) is not None


def shared(uri: str) -> str:
    """Return the one copy of a URI that all relations share; saves memory in large frameworks."""
    return intern(uri.strip())


def _plain(words: str) -> str:
    return " ".join(words.split())
