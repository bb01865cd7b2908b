"""Achievements as they are written down (TOML or JSON), read with every mistake named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from skillmark.define.reading import Members, placed
from skillmark.nouns.achievement import (
    Achievement,
    AssessmentType,
    MicroCredentialElements,
    Participation,
    Renewal,
    Supervision,
)
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.proficiency import level as check_level

Resolve = Callable[[str], str]
"""Turns a skill's short id into its URI."""


def as_written(skill: str) -> str:
    """Leave a skill's URI as it is."""
    return skill


def achievement_from(
    content: object,
    *,
    where: str = "achievement",
    elements: Mapping[str, Any] | None = None,
    resolve: Resolve = as_written,
) -> Achievement:
    """Read one achievement; `elements` are the defaults of its European elements.

    Members: `id`, `name`, `description`, `criteria`, `skills` ({skill: level or null}), `elements`,
    and optionally `version`, `test`, `valid_months`, `renewal`, `language`.
    Raises `InputError` naming the
    member; unknown members are refused.
    """
    row = Members(content, where=where)
    own = row.take("elements")
    merged = {**(elements or {}), **own} if isinstance(own, Mapping) else own
    with placed(where):
        read = Achievement(
            id=row.words("id"),
            name=row.text("name"),
            description=row.text("description"),
            criteria=row.text("criteria"),
            skills=skill_levels(row.take("skills"), where=row.place("skills"), resolve=resolve),
            elements=elements_from(merged, where=row.place("elements")),
            test=row.optional_words("test"),
            valid_months=row.whole("valid_months"),
            language=row.words("language", "en"),
            version=row.words("version", "1"),
            renewal=row.one_of("renewal", Renewal) if row.has("renewal") else Renewal.CONFIRMED,
        )
    row.close()
    return read


def skill_levels(
    content: object, *, where: str, resolve: Resolve = as_written
) -> tuple[SkillLevel, ...]:
    """Read `{skill: level}`; the level is null where none is named."""
    row = Members(content, where=where)
    return tuple(
        SkillLevel(
            resolve(skill),
            check_level(row.take(skill), where=row.place(skill)) if row.has(skill) else None,
        )
        for skill in (content if isinstance(content, Mapping) else ())
    )


def elements_from(content: object, *, where: str) -> MicroCredentialElements:
    """Read the European elements (2022/C 243/02, Annex I).

    Members: `country`, `awarding_body`, `learning_outcomes`, `workload_hours` or `ects`,
    `assessment_type`, `participation`, `quality_assurance`, and optionally `eqf_level`,
    `prerequisites`, `supervision`, `stackable`.
    """
    row = Members(content, where=where)
    with placed(where):
        read = MicroCredentialElements(
            country=row.words("country"),
            awarding_body=row.words("awarding_body"),
            learning_outcomes=row.texts("learning_outcomes"),
            workload_hours=row.optional_number("workload_hours"),
            assessment_type=row.one_of("assessment_type", AssessmentType),
            participation=row.one_of("participation", Participation),
            quality_assurance=row.words("quality_assurance"),
            eqf_level=row.whole("eqf_level"),
            ects=row.optional_number("ects"),
            prerequisites=row.words("prerequisites", ""),
            supervision=row.one_of("supervision", Supervision)
            if row.has("supervision")
            else Supervision.NONE,
            stackable=row.words("stackable", ""),
        )
    row.close()
    return read


def achievement_to(achievement: Achievement) -> dict[str, Any]:
    """Write an achievement as JSON that `achievement_from` reads back to the same."""
    elements = achievement.elements
    return {
        "id": achievement.id,
        "version": achievement.version,
        "name": achievement.name.as_mapping(),
        "description": achievement.description.as_mapping(),
        "criteria": achievement.criteria.as_mapping(),
        "skills": {one.skill: one.level for one in achievement.skills},
        "test": achievement.test,
        "valid_months": achievement.valid_months,
        **({"renewal": achievement.renewal.value} if achievement.renewal != "confirmed" else {}),
        "language": achievement.language,
        "elements": {
            "country": elements.country,
            "awarding_body": elements.awarding_body,
            "learning_outcomes": [text.as_mapping() for text in elements.learning_outcomes],
            "workload_hours": elements.workload_hours,
            "assessment_type": elements.assessment_type.value,
            "participation": elements.participation.value,
            "quality_assurance": elements.quality_assurance,
            "eqf_level": elements.eqf_level,
            "ects": elements.ects,
            "prerequisites": elements.prerequisites,
            "supervision": elements.supervision.value,
            "stackable": elements.stackable,
        },
    }
