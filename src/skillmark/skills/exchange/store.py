"""A framework as one JSON file: what `skills import --out` writes and `--framework` reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from skillmark.nouns.errors import InputError, SkillmarkError, UnreadableError
from skillmark.nouns.skill import (
    Alignment,
    Framework,
    LevelDescriptor,
    Match,
    Occupation,
    Skill,
    SkillKind,
)
from skillmark.nouns.text import Text

FORMAT = "skillmark-framework/1"


def dumps(framework: Framework) -> bytes:
    """Return the framework as JSON (UTF-8); members that are empty are left out."""
    return orjson.dumps(
        {
            "format": FORMAT,
            "id": framework.id,
            "title": framework.title.as_mapping(),
            "version": framework.version,
            "publisher": framework.publisher,
            "licence": framework.licence,
            "groups": [[group, label.as_mapping()] for group, label in framework.groups],
            "group_broader": framework.group_broader,
            **_full(
                occupation_groups=[
                    [group, label.as_mapping()] for group, label in framework.occupation_groups
                ],
                description=_words_out(framework.description),
                details=framework.details,
            ),
            "skills": [_skill_out(skill) for skill in framework.skills],
            "occupations": [_occupation_out(one) for one in framework.occupations],
        }
    )


def loads(content: bytes, *, where: str = "framework") -> Framework:
    """Read what `dumps` wrote; raises `UnreadableError` naming `where` for anything else."""
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(f"it is not JSON: {error}", where=where) from error
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise UnreadableError(
            "it is not a framework of Skillmark's",
            where=where,
            remedy="make one with: skillmark skills import FORMAT PATH --out framework.json",
        )
    try:
        return Framework(
            id=_string(data["id"]),
            title=_text(data["title"]),
            version=_string(data["version"]),
            publisher=_string(data["publisher"]),
            licence=_string(data["licence"]),
            skills=tuple(_skill_in(row) for row in data["skills"]),
            occupations=tuple(_occupation_in(row) for row in data["occupations"]),
            groups=tuple((_string(group), _text(label)) for group, label in data["groups"]),
            group_broader=_pairs(data["group_broader"]),
            occupation_groups=tuple(
                (_string(group), _text(label)) for group, label in data.get("occupation_groups", ())
            ),
            description=_words_in(data.get("description")),
            details=_pairs(data.get("details", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InputError) as error:
        cause = error.cause if isinstance(error, SkillmarkError) else repr(error)
        raise UnreadableError(
            f"the framework is damaged: {cause}", where=where, remedy="import it again"
        ) from error


def write(framework: Framework, path: Path) -> None:
    """Write the framework to `path`; whoever reads meanwhile sees the old file or the new one."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as stream:
            stream.write(dumps(framework))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read(path: Path) -> Framework:
    """Read a framework file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(error.strerror or str(error), where=str(path)) from error
    return loads(content, where=str(path))


def _skill_out(skill: Skill) -> dict[str, Any]:
    return _full(
        uri=skill.uri,
        label=skill.label.as_mapping(),
        definition=_words_out(skill.definition),
        alt_labels=skill.alt_labels,
        kind=None if skill.kind is SkillKind.SKILL else skill.kind.value,
        group=skill.group,
        levels=[(one.level, one.text.as_mapping()) for one in skill.levels],
        broader=skill.broader,
        requires=skill.requires,
        related=skill.related,
        alignments=[
            (one.framework, one.target, one.match.value, one.method, one.confidence)
            for one in skill.alignments
        ],
        tags=skill.tags,
        code=skill.code,
        retired=skill.retired,
        replaced_by=skill.replaced_by,
        details=skill.details,
    )


def _skill_in(row: Mapping[str, Any]) -> Skill:
    return Skill(
        uri=_string(row["uri"]),
        label=_text(row["label"]),
        definition=_words_in(row.get("definition")),
        alt_labels=_pairs(row.get("alt_labels", ())),
        kind=SkillKind(row.get("kind", "skill")),
        group=_string(row.get("group", "")),
        levels=tuple(
            LevelDescriptor(int(level), _text(text)) for level, text in row.get("levels", ())
        ),
        broader=_strings(row.get("broader", ())),
        requires=_strings(row.get("requires", ())),
        related=_strings(row.get("related", ())),
        alignments=tuple(
            Alignment(
                _string(framework),
                _string(target),
                Match(match),
                _string(method),
                float(confidence),
            )
            for framework, target, match, method, confidence in row.get("alignments", ())
        ),
        tags=_strings(row.get("tags", ())),
        code=_string(row.get("code", "")),
        retired=row.get("retired", False) is True,
        replaced_by=_strings(row.get("replaced_by", ())),
        details=_pairs(row.get("details", ())),
    )


def _occupation_out(one: Occupation) -> dict[str, Any]:
    return _full(
        uri=one.uri,
        label=one.label.as_mapping(),
        code=one.code,
        definition=_words_out(one.definition),
        alt_labels=one.alt_labels,
        essential=one.essential,
        optional=one.optional,
        in_demand=one.in_demand,
        levels=one.levels,
        level_scale=one.level_scale,
        importance=one.importance,
        broader=one.broader,
        related=one.related,
        tasks=[task.as_mapping() for task in one.tasks],
        tags=one.tags,
        retired=one.retired,
        replaced_by=one.replaced_by,
        details=one.details,
    )


def _occupation_in(row: Mapping[str, Any]) -> Occupation:
    return Occupation(
        uri=_string(row["uri"]),
        label=_text(row["label"]),
        code=_string(row.get("code", "")),
        definition=_words_in(row.get("definition")),
        alt_labels=_pairs(row.get("alt_labels", ())),
        essential=_strings(row.get("essential", ())),
        optional=_strings(row.get("optional", ())),
        in_demand=_strings(row.get("in_demand", ())),
        levels=_rated(row.get("levels", ())),
        level_scale=_string(row.get("level_scale", "")),
        importance=_rated(row.get("importance", ())),
        broader=_strings(row.get("broader", ())),
        related=_strings(row.get("related", ())),
        tasks=tuple(_text(task) for task in row.get("tasks", ())),
        tags=_strings(row.get("tags", ())),
        retired=row.get("retired", False) is True,
        replaced_by=_strings(row.get("replaced_by", ())),
        details=_pairs(row.get("details", ())),
    )


def _full(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}


def _words_out(text: Text | None) -> dict[str, str] | None:
    return text.as_mapping() if text else None


def _words_in(words: Any) -> Text | None:
    return _text(words) if words else None


def _text(words: Any) -> Text:
    if not isinstance(words, Mapping) or not all(isinstance(one, str) for one in words.values()):
        raise TypeError(f"{words!r:.80} is not words by language")
    return Text.of(words)


def _string(words: Any) -> str:
    if not isinstance(words, str):
        raise TypeError(f"{words!r:.80} is not a string")
    return words


def _strings(rows: Any) -> tuple[str, ...]:
    if not all(isinstance(one, str) for one in rows):
        raise TypeError(f"{rows!r:.80} are not strings")
    return tuple(rows)


def _pairs(rows: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((_string(first), _string(second)) for first, second in rows)


def _rated(rows: Iterable[Any]) -> tuple[tuple[str, float], ...]:
    return tuple((_string(uri), float(number)) for uri, number in rows)
