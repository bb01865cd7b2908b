"""Skills and their levels in an Open Badge: written as alignments and rubric levels, and read back.

A skill is an `alignment` (targetUrl is its public page, targetCode its URI). A level is a
`resultDescription` of type RubricCriterionLevel; the credential's `result` says which level was
achieved. Only a rubric level aligned to our scale counts as one of ours: what "level 4" of another
rubric means is for a recognition rule to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import ANCHORS, HIGHEST, LOWEST, SkillLevel
from skillmark.nouns.proficiency import level as check_level
from skillmark.nouns.skill import Skill

SCALE = "Skillmark proficiency scale 1 to 8"
SCALE_URN = "urn:skillmark:proficiency"
NOT_A_SKILL = ("ext:elm.", "ceterms:Credential", "CFRubric", "CTDL", "ext:skillmark.")
"""Alignments whose targetType begins like this speak of something else than a skill."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ConfirmedSkill:
    """A skill that a credential confirms; `level` is `None` where it names none of our scale."""

    uri: str
    name: str
    level: int | None = None
    url: str = ""
    framework: str = ""


def alignment(
    skill: Skill | str, *, page: Callable[[str], str] | None, framework: str, language: str
) -> Json:
    """Return the alignment to one skill; `page` gives the public page of a URI."""
    uri = skill if isinstance(skill, str) else skill.uri
    value: Json = {
        "type": ["Alignment"],
        "targetName": uri if isinstance(skill, str) else skill.label.in_language(language),
        "targetUrl": page(uri) if page else uri,
        "targetCode": uri,
    }
    if framework:
        value["targetFramework"] = framework
    if isinstance(skill, Skill) and skill.definition is not None:
        value["targetDescription"] = skill.definition.in_language(language)
    return value


def rubric(achievement_id: str, number: int, level: int, *, of: Json, language: str) -> Json:
    """Return the result description that asks for one level of one skill (its alignment `of`)."""
    anchor = ANCHORS[level - LOWEST]
    level_id = f"{achievement_id}#skill-{number}-level-{level}"
    return {
        "id": f"{achievement_id}#skill-{number}",
        "type": ["ResultDescription"],
        "name": of["targetName"],
        "resultType": "RubricCriterionLevel",
        "alignment": [{**of}],
        "requiredLevel": level_id,
        "rubricCriterionLevel": [
            {
                "id": level_id,
                "type": ["RubricCriterionLevel"],
                "name": anchor.name.in_language(language),
                "description": anchor.meaning.in_language(language),
                "level": str(level),
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": f"{SCALE}: {level}",
                        "targetUrl": f"{SCALE_URN}:{level}",
                        "targetCode": str(level),
                        "targetFramework": SCALE,
                        "targetType": "ext:skillmark.proficiency",
                    }
                ],
            }
        ],
    }


def achieved(descriptions: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Return the results that say: the required level of every rubric was achieved."""
    return [
        {
            "type": ["Result"],
            "resultDescription": description["id"],
            "achievedLevel": description["requiredLevel"],
        }
        for description in descriptions
        if description.get("resultType") == "RubricCriterionLevel"
        and description.get("requiredLevel")
    ]


def with_level(achievement: Mapping[str, Any], level: int) -> tuple[Json, list[Json]]:
    """Return an Open Badges Achievement object and the results that say `level` was achieved.

    Rubrics that the achievement already has must offer that level, else `InputError`; without any,
    each aligned skill gets one.
    """
    level = check_level(level)
    own = [d for d in as_list(achievement.get("resultDescription")) if _is_rubric(d)]
    if own:
        return dict(achievement), [_achieved_in(description, level) for description in own]
    skills = list(_skill_alignments(achievement))
    if not skills:
        raise InputError(
            "the achievement names no skill that could have a level",
            where="level",
            remedy="leave the level empty, or add an alignment to the achievement",
        )
    language = str(achievement.get("inLanguage", "en"))
    added = [
        rubric(str(achievement["id"]), number, level, of=skill, language=language)
        for number, skill in enumerate(skills, 1)
    ]
    described = [*as_list(achievement.get("resultDescription")), *added]
    return {**achievement, "resultDescription": described}, achieved(added)


def _achieved_in(description: Mapping[str, Any], level: int) -> Json:
    for offered in as_list(description.get("rubricCriterionLevel")):
        if str(offered.get("level")) == str(level):
            return {
                "type": ["Result"],
                "resultDescription": description["id"],
                "achievedLevel": offered["id"],
            }
    offers = [str(o.get("level")) for o in as_list(description.get("rubricCriterionLevel"))]
    raise InputError(
        f"{description.get('name')!r} has no level {level}",
        where="level",
        remedy=f"one of: {', '.join(offers) or 'none'}",
    )


def confirmed(credential: Mapping[str, Any]) -> tuple[ConfirmedSkill, ...]:
    """Read the skills of a credential (Open Badges 3.0), each with its level where it has one."""
    subject = first(credential.get("credentialSubject"))
    achievement = first(subject.get("achievement"))
    levels = dict(_levels(subject, achievement))
    found: dict[str, ConfirmedSkill] = {}
    for target in _skill_alignments(achievement):
        uri = _uri(target)
        found.setdefault(
            uri,
            ConfirmedSkill(
                uri=uri,
                name=str(target.get("targetName", uri)),
                level=levels.get(uri),
                url=str(target.get("targetUrl", "")),
                framework=str(target.get("targetFramework", "")),
            ),
        )
    return tuple(found.values())


def skill_levels(credential: Mapping[str, Any]) -> tuple[SkillLevel, ...]:
    """Read the skills of a credential as nouns."""
    return tuple(SkillLevel(skill.uri, skill.level) for skill in confirmed(credential))


def _levels(
    subject: Mapping[str, Any], achievement: Mapping[str, Any]
) -> Iterator[tuple[str, int]]:
    results = {
        str(result.get("resultDescription")): result.get("achievedLevel")
        for result in as_list(subject.get("result"))
        if isinstance(result.get("achievedLevel"), str)
    }
    for description in as_list(achievement.get("resultDescription")):
        wanted = results.get(str(description.get("id")))
        offered = as_list(description.get("rubricCriterionLevel")) if wanted is not None else []
        achieved_ = next((one for one in offered if one.get("id") == wanted), None)
        level = None if achieved_ is None else _of_our_scale(achieved_)
        if level is not None:
            for target in as_list(description.get("alignment")):
                yield _uri(target), level


def _of_our_scale(offered: Mapping[str, Any]) -> int | None:
    for target in as_list(offered.get("alignment")):
        url, code = target.get("targetUrl"), str(target.get("targetCode", ""))
        for level in range(LOWEST, HIGHEST + 1):
            if code == str(level) and url == f"{SCALE_URN}:{level}":
                return level
    return None


def _is_rubric(description: Mapping[str, Any]) -> bool:
    return description.get("resultType") == "RubricCriterionLevel"


def _skill_alignments(achievement: Mapping[str, Any]) -> Iterator[Json]:
    for target in as_list(achievement.get("alignment")):
        if not str(target.get("targetType", "")).startswith(NOT_A_SKILL):
            yield target


def _uri(target: Mapping[str, Any]) -> str:
    code = target.get("targetCode")
    if isinstance(code, str) and ":" in code and not any(c.isspace() for c in code):
        return code
    return str(target.get("targetUrl", code))


def as_list(value: object) -> list[Json]:
    """Return the objects in a JSON-LD set, which may stand without its array."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def first(value: object) -> Json:
    """Return the first object of a JSON-LD set, or an empty one."""
    return next(iter(as_list(value)), {})
