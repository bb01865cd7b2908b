"""The starter framework: Skillmark's own skills, so that work can begin before any import."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Alignment, Framework, LevelDescriptor, Match, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills import addresses

ID = "skillmark-starter"
VERSION = "1.0"
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
PREFIX = "urn:skillmark:skill:"


def uri(skill_id: str) -> str:
    """Return the URI of a starter skill, given its short id."""
    return skill_id if ":" in skill_id else PREFIX + skill_id


@cache
def framework() -> Framework:
    """Return the starter framework; read once a process."""
    return read(resources.files("skillmark.skills") / "starter")


def read(folder: Traversable) -> Framework:
    """Read every `.toml` domain in `folder`, in order of name.

    Raises `InputError` naming the file and the skill that cannot be understood.
    """
    groups: list[tuple[str, Text]] = []
    skills: dict[str, Skill] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(f"it is not TOML: {error}", where=file.name) from error
        domain = _table(content, "domain", where=file.name)
        group = _words(domain, "id", where=f"{file.name}: domain")
        groups.append((group, _text(domain, "label", where=f"{file.name}: domain")))
        for row in content.get("skill", ()):
            skill = _skill(row, group, where=f"{file.name}: {row.get('id', 'a skill without id')}")
            if skill.uri in skills:
                raise InputError(f"the skill {row['id']} is defined twice", where=file.name)
            skills[skill.uri] = skill
    return Framework(
        id=ID,
        title=Text.of({"en": "Skillmark starter skills", "de": "Skillmark-Startfähigkeiten"}),
        version=VERSION,
        publisher="Skillmark",
        licence=LICENCE,
        skills=tuple(skills.values()),
        groups=tuple(groups),
    )


def _skill(row: Mapping[str, Any], group: str, *, where: str) -> Skill:
    alt = row.get("alt", {})
    try:
        kind = SkillKind(row.get("kind", "skill"))
        alignments = (*_esco(row.get("esco", ())), *_onet(row.get("onet", ())))
        levels = tuple(
            LevelDescriptor(int(number), Text.of(words))
            for number, words in sorted(row.get("levels", {}).items(), key=lambda item: item[0])
        )
    except (ValueError, KeyError) as error:
        raise InputError(f"{error} is missing or not understood", where=where) from error
    return Skill(
        uri=uri(_words(row, "id", where=where)),
        label=_text(row, "label", where=where),
        definition=_text(row, "definition", where=where),
        alt_labels=tuple((language, label) for language in alt for label in alt[language]),
        kind=kind,
        group=group,
        levels=levels,
        broader=_uris(row, "broader"),
        requires=_uris(row, "requires"),
        related=_uris(row, "related"),
        alignments=alignments,
    )


def _esco(rows: list[dict[str, str]]) -> list[Alignment]:
    return [Alignment("esco", row["uri"], Match(row["match"])) for row in rows]


def _onet(rows: list[dict[str, str]]) -> list[Alignment]:
    return [
        Alignment("onet", addresses.onet_element(row["id"]), Match(row["match"]))
        if "id" in row
        else Alignment(
            "onet", addresses.onet_technology(row["technology"]), Match(row.get("match", "related"))
        )
        for row in rows
    ]


def _uris(row: Mapping[str, Any], member: str) -> tuple[str, ...]:
    ids = row.get(member, ())
    return tuple(uri(one) for one in ([ids] if isinstance(ids, str) else ids))


def _table(content: Mapping[str, Any], member: str, *, where: str) -> Mapping[str, Any]:
    found = content.get(member)
    if not isinstance(found, Mapping):
        raise InputError(f"the table [{member}] is missing", where=where)
    return found


def _words(row: Mapping[str, Any], member: str, *, where: str) -> str:
    found = row.get(member)
    if not isinstance(found, str) or not found.strip():
        raise InputError(f"{member} is missing", where=where)
    return found


def _text(row: Mapping[str, Any], member: str, *, where: str) -> Text:
    found = row.get(member)
    if not isinstance(found, Mapping) or not all(
        isinstance(words, str) for words in found.values()
    ):
        raise InputError(f"{member} must give the words of each language", where=where)
    return Text.of(found)
