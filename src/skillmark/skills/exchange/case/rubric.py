"""A framework's level descriptors as one CFRubric."""

from __future__ import annotations

from uuid import UUID, uuid5

from skillmark.nouns.skill import Framework, Skill
from skillmark.skills.exchange.case import terms
from skillmark.skills.exchange.case.members import Json, full
from skillmark.skills.exchange.case.names import Names


def identifiers(framework: Framework, names: Names) -> tuple[str, ...]:
    """Identifiers of the rubrics: one where the framework describes levels, else none."""
    levelled = any(skill.levels for skill in framework.skills)
    return (str(uuid5(UUID(names.identifier), terms.PROFICIENCY)),) if levelled else ()


def rubric(framework: Framework, names: Names, changed: str) -> Json:
    """Return the one rubric: a criterion a skill, with a level for each descriptor."""
    (own,) = identifiers(framework, names)
    criteria = [
        _criterion(skill, names, own, place=place, changed=changed)
        for place, skill in enumerate(
            (skill for skill in framework.skills if skill.levels), start=1
        )
    ]
    return {
        "identifier": own,
        "uri": names.address("CFRubrics", own),
        "title": terms.PROFICIENCY,
        "description": "What a person does at each level of a skill; scores are levels 1 to 8.",
        "lastChangeDateTime": changed,
        "CFRubricCriteria": criteria,
    }


def _criterion(skill: Skill, names: Names, rubric: str, *, place: int, changed: str) -> Json:
    own = str(uuid5(UUID(rubric), skill.uri))
    levels = []
    for position, one in enumerate(skill.levels, start=1):
        level = str(uuid5(UUID(own), f"{one.level} {position}"))
        translations = one.text.translations[1:]
        levels.append(
            full(
                identifier=level,
                uri=f"urn:uuid:{level}",
                description=str(one.text),
                quality=f"Level {one.level}",
                score=one.level,
                position=position,
                rubricCriterionId=own,
                lastChangeDateTime=changed,
                extensions=[{terms.OURS: {"text": one.text.as_mapping()}}]
                if translations or one.text.translations[0][0] != skill.label.translations[0][0]
                else [],
            )
        )
    return {
        "identifier": own,
        "uri": f"urn:uuid:{own}",
        "description": str(skill.label),
        "CFItemURI": {
            "title": str(skill.label),
            "identifier": names.uuids[skill.uri],
            "uri": names.node_uri(skill.uri, "", names.uuids[skill.uri]),
        },
        "position": place,
        "rubricId": rubric,
        "lastChangeDateTime": changed,
        "CFRubricCriterionLevels": levels,
    }
