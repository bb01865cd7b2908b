"""A role from what others say of a job: an occupation's profile, or a text that was linked.

What comes of it is a draft. No `must` is ever set here: that something excludes people is for a
person to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.proficiency import SCALE_MAPPINGS
from skillmark.nouns.skill import Framework, Occupation
from skillmark.nouns.text import Text
from skillmark.skills.linking.matches import Match

MIDDLE = 3.0
"""Importance (1-5) whose weight is 1."""
LEAST_WEIGHT = 0.1


def role_from_occupation(
    occupation: Occupation, framework: Framework, *, most: int | None = None
) -> Role:
    """Return what an occupation asks for, essential skills first.

    Essential and optional as the framework says; a level where it names one on a scale that maps to
    ours, to the nearest whole one; where it says how important a skill is (1 to 5), its weight is
    that over 3. A skill that was retired is asked for by what took its place. With `most`, so
    many of the weightiest. Raises `InputError` for an occupation that names no skill.
    """
    levels = {skill: level_on(value, occupation.level_scale) for skill, value in occupation.levels}
    weights = {skill: max(LEAST_WEIGHT, value / MIDDLE) for skill, value in occupation.importance}
    found: dict[str, Requirement] = {}
    for importance, skills in (
        (Importance.ESSENTIAL, occupation.essential),
        (Importance.OPTIONAL, occupation.optional),
    ):
        for named in skills:
            for uri in _current(named, framework):
                skill = framework.by_uri.get(uri)
                wanted = Requirement(
                    uri,
                    levels.get(named),
                    importance,
                    weights.get(named, 1.0),
                    label=str(skill.label) if skill else "",
                )
                found.setdefault(uri, wanted)
    return Role(occupation.label, _weightiest(found.values(), most), occupation.uri)


def role_from_links(
    title: str | Text, matches: Iterable[Match], *, most: int | None = None
) -> Role:
    """Return what a linked text asks for: each skill that is linked, at the level it speaks of.

    A skill that is found several times is asked for once, at the highest level. Raises `InputError`
    where nothing was linked.
    """
    found: dict[str, Requirement] = {}
    for match in matches:
        if not match.linked:
            continue
        level = match.level_cue.level if match.level_cue else None
        before = found.get(match.uri)
        if before is not None:
            level = max((one for one in (before.level, level) if one is not None), default=None)
        found[match.uri] = Requirement(match.uri, level, label=match.label)
    if not found:
        raise InputError(
            "no skill of the framework was found in the text",
            where=str(title),
            remedy="add skills by hand, or link it to another framework",
        )
    return Role(
        title if isinstance(title, Text) else Text.of(title), _weightiest(found.values(), most)
    )


def _weightiest(wanted: Iterable[Requirement], most: int | None) -> tuple[Requirement, ...]:
    """Return the first by importance, weight and the order in which they came."""
    return tuple(
        sorted(wanted, key=lambda one: (one.importance is Importance.OPTIONAL, -one.weight))[:most]
    )


def _current(uri: str, framework: Framework) -> tuple[str, ...]:
    skill = framework.by_uri.get(uri)
    return skill.replaced_by if skill and skill.retired and skill.replaced_by else (uri,)


def level_on(value: float, scale: str) -> int | None:
    """Return our level of a value on another scale, halves up; `None` where it does not map."""
    mapping = next((one for one in SCALE_MAPPINGS if one.scale == scale), None)
    if mapping is None:
        return None
    whole = Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP)
    return mapping.level_of(str(whole))
