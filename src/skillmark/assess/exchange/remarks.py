"""What a person is told about an import or export: nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from skillmark.assess.items import Test
from skillmark.nouns.errors import InputError, SkillmarkError

URIS = ("urn:", "https://", "http://")
"""How tags begin that are the URI of a skill themselves."""
MOST = 1000
"""Remarks that are kept; a file with more of them has one thing wrong with it, not a thousand."""


class Fate(StrEnum):
    """What became of what a remark is about."""

    LEFT_OUT = "left out"
    """It is not there: the other format or this one cannot say it."""
    CHANGED = "changed"
    """It is there, but not quite as it was."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that did not come through as it was."""

    fate: Fate
    where: str
    """The item, as people know it; or the part of the test."""
    words: str
    line: int | None = None
    """Line of the source, from 1, where it has lines."""

    def __str__(self) -> str:
        place = f"line {self.line}, {self.where}" if self.line else self.where
        return f"{place}: {self.words}"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What imported items get that say nothing of it."""

    skill: str = ""
    """URI of the skill that they measure."""
    level: int = 3
    """Level of proficiency that they ask for."""
    points: float = 1.0
    language: str = "en"
    """BCP 47 tag of words whose language is not said."""
    skills: Mapping[str, str] = field(default_factory=dict)
    """Tags and categories (whole, or the last part of a path) with the skill that each stands for.
    """

    def skill_of(self, *tags: str) -> str:
        """Return the skill that the first known tag stands for or is, else the one for all."""
        for tag in tags:
            for name in (tag, tag.rsplit("/", 1)[-1]):
                if name in self.skills:
                    return self.skills[name]
        return next((tag for tag in tags if tag.startswith(URIS)), self.skill)

    def level_of(self, *tags: str) -> int:
        """Return the level that a tag such as `level 3` says, else the one for all."""
        said = [tag.removeprefix("level ") for tag in tags if tag.startswith("level ")]
        return next((int(one) for one in said if one in tuple("12345")), self.level)


@dataclass(frozen=True)
class Imported:
    """What a file held."""

    test: Test
    files: Mapping[str, bytes]
    """Pictures and the like, by the names that the items use."""
    remarks: tuple[Remark, ...] = ()

    @property
    def left_out(self) -> tuple[Remark, ...]:
        """Remarks on what is missing."""
        return tuple(one for one in self.remarks if one.fate is Fate.LEFT_OUT)


@dataclass
class Notes:
    """Remarks as they come up; each is kept once."""

    remarks: list[Remark] = field(default_factory=list)
    more: int = 0

    def left_out(self, where: str, words: str, line: int | None = None) -> None:
        """Say that something is not there."""
        self._add(Remark(Fate.LEFT_OUT, where, words, line))

    def changed(self, where: str, words: str, line: int | None = None) -> None:
        """Say that something is not quite as it was."""
        self._add(Remark(Fate.CHANGED, where, words, line))

    @contextmanager
    def each(self, where: str, line: int | None = None) -> Iterator[None]:
        """Turn an error about one item into a remark, so that the others are still read."""
        try:
            yield
        except SkillmarkError as error:
            words = f"{error.cause} ({error.remedy})" if error.remedy else error.cause
            inner = error.where.removeprefix(where).lstrip(",: ")
            self.left_out(where, f"{inner}: {words}" if inner else words, line)

    def _add(self, remark: Remark) -> None:
        if remark in self.remarks:
            return
        if len(self.remarks) < MOST:
            self.remarks.append(remark)
        else:
            self.more += 1

    def all(self) -> tuple[Remark, ...]:
        """Return all remarks, in the order in which they came up."""
        rest = Remark(Fate.LEFT_OUT, "the file", f"{self.more} more remarks like these")
        return (*self.remarks, rest) if self.more else tuple(self.remarks)


def unsupported(what: str) -> InputError:
    """Return the error for something that cannot be said in the other format."""
    return InputError(f"{what} is not supported", code="unsupported")
