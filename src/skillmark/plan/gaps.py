"""What a person lacks for a role."""

from __future__ import annotations

from collections.abc import Mapping

from skillmark.nouns.person import Importance, Role
from skillmark.nouns.plan import Gap

OPTIONAL_SHARE = 0.25
"""What an optional skill is worth beside an essential one of the same weight."""


def gaps(role: Role, proven: Mapping[str, int | None]) -> tuple[Gap, ...]:
    """Return the role's requirements that `proven` (skill to level) does not reach.

    A skill proven without a level closes only a requirement without one. The value of a gap is
    the requirement's weight, an optional one's a quarter of it.
    """
    return tuple(
        Gap(
            skill=requirement.skill,
            value=requirement.weight
            * (OPTIONAL_SHARE if requirement.importance is Importance.OPTIONAL else 1.0),
            level=requirement.level,
        )
        for requirement in role.requirements
        if not reached(requirement.level, requirement.skill, proven)
    )


def reached(required: int | None, skill: str, proven: Mapping[str, int | None]) -> bool:
    """Say whether what is proven reaches a requirement; an unnamed level reaches only none."""
    if skill not in proven:
        return False
    level = proven[skill]
    return required is None or (level is not None and level >= required)
