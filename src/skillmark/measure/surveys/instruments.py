"""An instrument: questions with their scales in English and German, as JSON and back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from skillmark.measure.surveys.scales import Kind, Scale, Words, scale_json, scale_of
from skillmark.nouns.errors import InputError
from skillmark.nouns.objects import Shape, members

LANGUAGES = ("en", "de")
MOST_QUESTIONS = 40


class Topic(StrEnum):
    """What a question is about."""

    HIRING = "hiring"
    CONFIDENCE = "confidence"
    USEFULNESS = "usefulness"
    SKILLS = "skills"
    GENAI = "genai"
    CHANGE = "change"
    WHO = "who"


class Audience(StrEnum):
    """Whom an instrument is for."""

    EMPLOYERS = "employers"
    EMPLOYEES = "employees"
    LEARNERS = "learners"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, one idea."""

    id: str
    topic: Topic
    text: Words
    scale: Scale
    benchmark: str = ""
    """Key of the published figure it can stand beside (`published`); empty for none."""
    now: str = ""
    """Of a question that looks back: the id of the one about today. What is remembered is bent
    by what was hoped for, so the difference is no measured change."""

    @property
    def digest(self) -> str:
        """What the words and answers are: two waves compare only where it is the same."""
        said = [
            {language: " ".join(self.text.get(language, "").split()) for language in LANGUAGES},
            [dict(option.text) for option in (*self.scale.options, *self.scale.apart)],
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """Return the question for storing."""
        found: dict[str, Any] = {
            "id": self.id,
            "topic": self.topic.value,
            "text": dict(self.text),
            "scale": scale_json(self.scale),
        }
        return (
            found
            | ({"benchmark": self.benchmark} if self.benchmark else {})
            | ({"now": self.now} if self.now else {})
        )


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire."""

    id: str
    audience: Audience
    title: Words
    about: Words
    """What it is about, said to those who answer."""
    questions: tuple[Question, ...]

    @property
    def scored(self) -> tuple[Question, ...]:
        """The questions with a result."""
        return tuple(one for one in self.questions if one.scale.kind is not Kind.GROUP)

    @property
    def groups(self) -> tuple[Question, ...]:
        """The questions about who answers."""
        return tuple(one for one in self.questions if one.scale.kind is Kind.GROUP)

    @property
    def minutes(self) -> int:
        """About how long it takes: 8 seconds a question and half a minute to begin."""
        return max(1, round((30 + 8 * len(self.questions)) / 60))

    def question(self, name: str) -> Question:
        """Return a question by its id, or raise `InputError`."""
        for one in self.questions:
            if one.id == name:
                return one
        raise InputError(f"no question {name!r}", where=self.id)

    def as_json(self) -> dict[str, Any]:
        """Return the instrument for storing."""
        return {
            "id": self.id,
            "audience": self.audience.value,
            "title": dict(self.title),
            "about": dict(self.about),
            "questions": [one.as_json() for one in self.questions],
        }

    @classmethod
    def of(cls, value: Any, *, where: str = "instrument") -> Instrument:
        """Read an instrument strictly; every refusal names its place."""
        shape: Shape = {"id": str, "audience": str, "title": dict, "about": dict, "questions": list}
        given = members(value, shape, tuple(shape), where=where)
        if not 1 <= len(given["questions"]) <= MOST_QUESTIONS:
            raise InputError(
                f"{len(given['questions'])} questions",
                where=where,
                remedy=f"ask 1 to {MOST_QUESTIONS}; most people stop after five minutes",
            )
        questions = tuple(
            _question(one, where=f"{where}/questions/{place}")
            for place, one in enumerate(given["questions"])
        )
        ids = [one.id for one in questions]
        for one in questions:
            if ids.count(one.id) > 1:
                raise InputError(f"the id {one.id!r} occurs twice", where=where)
            if one.now and one.now not in ids:
                raise InputError(f"no question {one.now!r} to look back from", where=where)
        if given["audience"] not in set(Audience):
            raise InputError(f"unknown audience {given['audience']!r}", where=where)
        return cls(
            given["id"],
            Audience(given["audience"]),
            words_of(given["title"], where=f"{where}/title"),
            words_of(given["about"], where=f"{where}/about"),
            questions,
        )


def _question(value: Any, *, where: str) -> Question:
    shape: Shape = {
        "id": str,
        "topic": str,
        "text": dict,
        "scale": (str, list),
        "benchmark": str,
        "now": str,
    }
    given = members(value, shape, ("id", "topic", "text", "scale"), where=where)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", given["id"]):
        raise InputError(
            f"{given['id']!r} is no id", where=f"{where}/id", remedy="use a-z, 0-9 and _"
        )
    if given["topic"] not in set(Topic):
        raise InputError(f"unknown topic {given['topic']!r}", where=f"{where}/topic")
    return Question(
        given["id"],
        Topic(given["topic"]),
        words_of(given["text"], where=f"{where}/text"),
        scale_of(given["scale"], where=f"{where}/scale"),
        given.get("benchmark", ""),
        given.get("now", ""),
    )


def words_of(value: Mapping[str, Any], *, where: str) -> Words:
    """Return words in both languages: where one is missing or empty, the other stands in."""
    given = members(value, {"en": str, "de": str}, (), where=where)
    said = {tag: given.get(tag, "").strip() for tag in LANGUAGES}
    if not any(said.values()):
        raise InputError("no words in any language", where=where, remedy="write at least one")
    return {tag: said[tag] or next(words for words in said.values() if words) for tag in LANGUAGES}
