"""Gather concepts and relations row by row; what dangles is reported and never fatal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from sys import intern

from skillmark.nouns.skill import Occupation, Skill, SkillKind
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
    broader: list[str] = field(default_factory=list)
    essential: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)

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
        """Return the finished skill; its group is the first of `groups` it is listed under."""
        known = set(groups) if not isinstance(groups, (set, frozenset, dict)) else groups
        return Skill(
            uri=uri,
            label=Text.of(self.label),
            definition=Text.of(self.definition) if self.definition else None,
            alt_labels=tuple(self.alt_labels),
            kind=self.kind,
            group=next((one for one in self.broader if one in known), ""),
            broader=tuple(self.broader),
            requires=tuple(self.essential),
            related=tuple(self.optional),
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


def lines(cell: str) -> list[str]:
    """Split a cell of several values: one a line, or divided by `|`."""
    return cell.split("\n") if "\n" in cell else cell.split("|")


def shared(uri: str) -> str:
    """Return the one copy of a URI that all relations share; saves memory in large frameworks."""
    return intern(uri.strip())


def _plain(words: str) -> str:
    return " ".join(words.split())
