"""A rule by which somebody else's achievement counts as a skill at a level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import level as check_level


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a named person of an organisation states: achievement X counts as skill S at level L.

    Most badges from elsewhere name no level; without such a statement they count as verified with
    level unknown.
    """

    id: str
    achievement: str
    """Id of the achievement, exactly as its credentials name it."""
    issuer: str
    """Id of who has to have issued it, exactly as its credentials name it."""
    skill: str
    """URI of the skill that it counts as."""
    level: int | None
    stated_by: str
    """Name of the person who states it."""
    stated: date
    expires: date | None = None
    """Last day on which it counts; `None` where no end was set."""
    reason: str = ""
    holder: str = ""
    """Whom alone it is for (e-mail address or DID); empty for everybody."""

    def __post_init__(self) -> None:
        if self.level is not None:
            check_level(self.level, where=self.skill)
        for name in ("achievement", "issuer", "skill", "stated_by"):
            if not getattr(self, name).strip():
                raise InputError(f"a recognition needs its {name.replace('_', ' ')}", where=self.id)
        if self.expires is not None and self.expires < self.stated:
            raise InputError("it expires before it was stated", where=self.id)

    def counts_on(self, day: date) -> bool:
        """Say whether the rule is in force on a day."""
        return self.stated <= day and (self.expires is None or day <= self.expires)


def applying(
    rules: Iterable[Recognition], *, achievement: str, issuer: str, holder: str, day: date
) -> tuple[Recognition, ...]:
    """Return the rules in force on `day` that one credential meets, in the order of their ids.

    A credential without an id of its achievement or issuer meets none.
    """
    if not achievement or not issuer:
        return ()
    found = (
        rule
        for rule in rules
        if rule.achievement == achievement
        and rule.issuer == issuer
        and rule.holder in ("", holder)
        and rule.counts_on(day)
    )
    return tuple(sorted(found, key=lambda rule: rule.id))
