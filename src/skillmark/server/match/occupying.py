"""From an occupation of a framework to the draft of a role."""

from __future__ import annotations

from dataclasses import replace

from skillmark.match.wanting import level_on, role_from_occupation
from skillmark.nouns.person import Importance, Role
from skillmark.nouns.skill import Occupation
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import OccupationRecord

MOST = 40
"""Skills of a draft: an occupation may name some hundred, and a role that asks for all is none."""


def role_of(row: OccupationRecord) -> Role:
    """Return an occupation as a role: all that it cannot do without, then what it can use.

    Of the optional skills those come first that employers ask for often. Levels are those of the
    framework, where it names them on a scale that maps to ours. Raises `InputError` where the
    occupation names no skill.
    """
    noun, framework = frameworks.occupation(row), frameworks.framework(row.framework)
    drafted = role_from_occupation(noun, framework)
    known = [one for one in drafted.requirements if one.skill in framework.by_uri]
    demanded = set(noun.in_demand)
    found = sorted(
        known,
        key=lambda one: (
            one.importance is Importance.OPTIONAL,
            one.skill not in demanded,
            -one.weight,
        ),
    )
    return replace(drafted, requirements=tuple(found[:MOST]), id="")


def level_of(noun: Occupation, uri: str) -> int | None:
    """Return our level of a skill, where the framework names one on a scale that maps to ours."""
    levels = dict(noun.levels)
    return level_on(levels[uri], noun.level_scale) if uri in levels else None
