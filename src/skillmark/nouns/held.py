"""What a person holds, as a pathway looks at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from skillmark.nouns.proficiency import SkillLevel


class CreditUnit(StrEnum):
    """In what a pathway counts."""

    ECTS = "ects"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that a person holds."""

    achievement: str
    """Its id; empty for a badge from elsewhere, of which the skills alone count."""
    skills: tuple[SkillLevel, ...] = ()
    ects: float = 0.0
    hours: float = 0.0
    since: date | None = None
    until: date | None = None
    """First day on which it holds no more; `None` where it does not run out."""


@dataclass(frozen=True, slots=True)
class Held:
    """Everything a person holds. As a collection it has the ids of the achievements."""

    holdings: tuple[Holding, ...] = ()
    _worth: dict[str, tuple[float, float]] = field(init=False, repr=False, compare=False)
    _levels: dict[str, int | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        worth: dict[str, tuple[float, float]] = {}
        levels: dict[str, int | None] = {}
        for one in self.holdings:
            if one.achievement:
                ects, hours = worth.get(one.achievement, (0.0, 0.0))
                worth[one.achievement] = (max(ects, one.ects), max(hours, one.hours))
            for shown in one.skills:
                best = max(levels.get(shown.skill) or 0, shown.level or 0)
                levels[shown.skill] = best or None
        object.__setattr__(self, "_worth", worth)
        object.__setattr__(self, "_levels", levels)

    @classmethod
    def of(cls, held: Collection[str] | Held) -> Held:
        """Return `held` as it is, or as achievements without skills and credits."""
        return held if isinstance(held, Held) else cls(tuple(map(Holding, held)))

    def __contains__(self, achievement: object) -> bool:
        return achievement in self._worth

    def __iter__(self) -> Iterator[str]:
        return iter(self._worth)

    def __len__(self) -> int:
        return len(self._worth)

    def confirms(self, asked: SkillLevel) -> bool:
        """Say whether a skill is held at this level or above; without a level at any."""
        if asked.skill not in self._levels:
            return False
        return asked.level is None or (self._levels[asked.skill] or 0) >= asked.level

    def credits(self, achievement: str, unit: CreditUnit) -> float:
        """Return what an achievement counts here; 0 where it is not held."""
        ects, hours = self._worth.get(achievement, (0.0, 0.0))
        return ects if unit is CreditUnit.ECTS else hours

    def on(self, day: date) -> Held:
        """Return what of it holds on a day."""
        return Held(
            tuple(
                one
                for one in self.holdings
                if (one.since is None or one.since <= day)
                and (one.until is None or day < one.until)
            )
        )

    def also(self, more: Iterable[Holding]) -> Held:
        """Return this and more."""
        return Held((*self.holdings, *more))
