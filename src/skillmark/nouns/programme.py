"""A programme: a pathway or some achievements, with the courses that lead there and their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class ProgrammeCourse:
    """A learning opportunity in a programme, at the dates on which it is held there."""

    opportunity: str
    """Its id."""
    starts: date | None = None
    ends: date | None = None

    def __post_init__(self) -> None:
        if self.starts and self.ends and self.ends < self.starts:
            raise InputError("it ends before it starts", where=f"course {self.opportunity}")


@dataclass(frozen=True, slots=True)
class Programme:
    """What a learner enrols in: it leads to a pathway's award, or to achievements."""

    id: str
    name: Text
    description: Text
    pathway: str | None = None
    """Id of the pathway it follows; then `achievements` is empty."""
    achievements: tuple[str, ...] = ()
    """Ids of the achievements it leads to, where it follows no pathway."""
    courses: tuple[ProgrammeCourse, ...] = ()
    workload_hours: float | None = None
    ects: float | None = None
    eqf_level: int | None = None
    languages: tuple[str, ...] = ("en",)
    """BCP 47 tags of the languages it is held in."""

    def __post_init__(self) -> None:
        where = f"programme {self.id}"
        if bool(self.pathway) == bool(self.achievements):
            raise InputError(
                "a programme leads to a pathway or to achievements",
                where=where,
                remedy="name one pathway, or at least one achievement",
            )
        if self.eqf_level is not None and not 1 <= self.eqf_level <= 8:
            raise InputError(
                f"EQF level {self.eqf_level} does not exist", where=where, remedy="use 1 to 8"
            )
        for amount, name in ((self.workload_hours, "workload"), (self.ects, "credits")):
            if amount is not None and amount <= 0:
                raise InputError(f"{name} must be more than 0", where=where)
        if not self.languages:
            raise InputError("a programme is held in some language", where=where)

    @property
    def starts(self) -> date | None:
        """The first day of its first course."""
        return min((one.starts for one in self.courses if one.starts), default=None)

    @property
    def ends(self) -> date | None:
        """The last day of its last course."""
        return max((one.ends for one in self.courses if one.ends), default=None)
