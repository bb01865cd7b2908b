"""Adopt an achievement that is already an Open Badges 3.0 Achievement object (`A.json`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from skillmark.badges import european, levels, objects
from skillmark.define.reading import placed
from skillmark.nouns.achievement import Achievement, MicroCredentialElements
from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text


def achievement_from_open_badges(
    data: bytes, *, where: str = "achievement", elements: MicroCredentialElements | None = None
) -> Achievement:
    """Read an Achievement object: its alignments are the skills, its rubrics give their levels.

    `elements` are used where the object carries no European elements. Raises `InputError` naming
    what is wrong or missing: every member is checked by name against 1EdTech's schema; an
    achievement needs criteria in words, a skill, and the elements. Its own level is the one that
    a rubric requires on our scale.
    """
    with placed(where):
        value = objects.achievement(data, where=where)
        # What the object asks for is what a credential for it would confirm.
        required = levels.achieved(levels.as_list(value.get("resultDescription")))
        awarded = {"credentialSubject": {"achievement": value, "result": required}}
        narrative = levels.first(value.get("criteria")).get("narrative")
        if not isinstance(narrative, str) or not narrative.strip():
            raise InputError(
                "no criteria in words",
                where="/criteria/narrative",
                remedy="write down what a person did to earn it",
            )
        found = european.read(awarded) or elements
        if found is None:
            raise InputError(
                "no European elements (workload, outcomes, assessment, ...)",
                where="/alignment",
                remedy="give them beside the object",
            )
        language = str(value.get("inLanguage") or "en")
        return Achievement(
            id=_slug(value),
            name=Text.of(str(value["name"]), language),
            description=Text.of(str(value["description"]), language),
            criteria=Text.of(narrative, language),
            skills=tuple(SkillLevel(one.uri, one.level) for one in levels.confirmed(awarded)),
            elements=found,
            language=language,
            version=str(value.get("version") or "1"),
        )


def _slug(value: Mapping[str, Any]) -> str:
    """A short id, the same for the same object: the end of its URL, else its name."""
    last = re.split(r"[/:#?]", str(value["id"]).rstrip("/"))[-1]
    plain = re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")
    named = re.sub(r"[^a-z0-9]+", "-", str(value["name"]).lower()).strip("-")
    return plain or named or "achievement"
