"""Where a skill can be learned, and who finished learning it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skillmark.nouns.achievement import Participation
from skillmark.nouns.errors import InputError
from skillmark.nouns.money import Money
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class LearningOpportunity:
    """A course, a mentoring offer, a reading list: somewhere a skill can be learned."""

    id: str
    title: Text
    provider: str
    url: str
    skills: tuple[SkillLevel, ...]
    hours: float
    price: Money
    language: str = "en"
    starts: date | None = None
    ends: date | None = None
    seats: int | None = None
    leads_to: str | None = None
    """Id of the achievement that it prepares for."""
    participation: Participation | None = None
    """Online, on site or both; `None` where nobody has said."""

    def __post_init__(self) -> None:
        where = f"learning opportunity {self.id}"
        if self.starts and self.ends and self.ends < self.starts:
            raise InputError("it ends before it starts", where=where)
        if self.hours <= 0:
            raise InputError("hours must be more than 0", where=where)
        if self.seats is not None and self.seats < 0:
            raise InputError("seats cannot be negative", where=where)
        if not self.url.startswith(("https://", "http://")):
            raise InputError(f"{self.url!r} is not a web address", where=where)


@dataclass(frozen=True, slots=True)
class Completion:
    """A person finished a learning opportunity (reported by a learning platform, by CSV)."""

    opportunity: str
    email: str
    completed: date
    result: str = ""
