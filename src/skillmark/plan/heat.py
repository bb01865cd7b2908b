"""Gaps of people, teams and the organisation by skill, against roles today and roles to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Role
from skillmark.plan.gaps import reached


class By(StrEnum):
    """What one row of the map stands for."""

    PERSON = "person"
    TEAM = "team"
    ORGANISATION = "organisation"


class Against(StrEnum):
    """Which of a person's roles the gaps are counted against."""

    TODAY = "today"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Standing:
    """One person: where they work, what their role asks for now and later, what is proven."""

    person: str
    team: str
    proven: Mapping[str, int | None]
    today: Role | None = None
    coming: Role | None = None
    """The role that the person is growing into, or what today's role turns into."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One row and one skill."""

    needed: int
    """People whose role asks for the skill."""
    lacking: int
    """Those of them who have not proven it at the level asked for."""
    weight: float
    """Sum of the weights of the requirements that are lacking."""
    levels: float | None
    """Levels missing in the mean among those who lack it and whose role names a level; who has
    proven nothing is at level 0, who has proven it at an unnamed level is left out of the mean.
    `None` where nobody is left."""

    @property
    def share(self) -> float:
        """Return the share of those who need it that lacks it: 0 to 1."""
        return self.lacking / self.needed


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of cells; `None` where nobody in the row needs the skill or the cell is withheld."""

    rows: tuple[str, ...]
    skills: tuple[str, ...]
    """The skill that most people lack first."""
    cells: tuple[tuple[Cell | None, ...], ...]
    withheld: frozenset[tuple[str, str]]
    """(row, skill) of cells kept back, because too few people stand behind them."""
    total: tuple[Cell | None, ...]
    """The organisation by skill."""


def heat(
    people: Iterable[Standing],
    *,
    by: By = By.TEAM,
    against: Against = Against.TODAY,
    smallest: int = 1,
    most: int | None = None,
) -> Heat:
    """Return the map of gaps.

    People without the role asked about are left out. Where others than the people themselves
    look on, `smallest` is the least number of people behind a shown cell: smaller cells are
    withheld, and where only one would be, the next smallest of its skill as well, since it could
    be found by subtraction from the total. A total of too few people is withheld too. `most`
    keeps the skills that most people lack. Rows are in the order of their names.
    Raises `InputError` for a `smallest` below 1.
    """
    if smallest < 1:
        raise InputError(f"groups of {smallest}", where="smallest", remedy="use at least 1")
    counted: dict[tuple[str, str], _Count] = {}
    whole: dict[str, _Count] = {}
    rows: set[str] = set()
    for standing in people:
        role = standing.today if against is Against.TODAY else standing.coming
        if role is None:
            continue
        row = _row(standing, by)
        rows.add(row)
        for requirement in role.requirements:
            place = (row, requirement.skill)
            for count in (
                counted.setdefault(place, _Count()),
                whole.setdefault(requirement.skill, _Count()),
            ):
                count.add(requirement.level, requirement.weight, requirement.skill, standing.proven)
    skills = sorted(whole, key=lambda skill: (-whole[skill].lacking, -whole[skill].needed, skill))
    skills = skills[:most]
    withheld = _withheld(counted, skills, sorted(rows), smallest, alone=len(rows) < 2)
    return Heat(
        rows=tuple(sorted(rows)),
        skills=tuple(skills),
        cells=tuple(
            tuple(
                counted[row, skill].cell()
                if (row, skill) in counted and (row, skill) not in withheld
                else None
                for skill in skills
            )
            for row in sorted(rows)
        ),
        withheld=withheld,
        total=tuple(
            whole[skill].cell() if whole[skill].needed >= smallest else None for skill in skills
        ),
    )


@dataclass(slots=True)
class _Count:
    needed: int = 0
    lacking: int = 0
    weight: float = 0.0
    levelled: int = 0
    missing: int = 0

    def add(
        self, level: int | None, weight: float, skill: str, proven: Mapping[str, int | None]
    ) -> None:
        self.needed += 1
        if reached(level, skill, proven):
            return
        self.lacking += 1
        self.weight += weight
        if level is not None and (skill not in proven or proven[skill] is not None):
            self.levelled += 1
            self.missing += level - (proven.get(skill) or 0)

    def cell(self) -> Cell:
        levels = self.missing / self.levelled if self.levelled else None
        return Cell(self.needed, self.lacking, self.weight, levels)


def _row(standing: Standing, by: By) -> str:
    if by is By.PERSON:
        return standing.person
    return standing.team if by is By.TEAM else ""


def _withheld(
    counted: Mapping[tuple[str, str], _Count],
    skills: Sequence[str],
    rows: Sequence[str],
    smallest: int,
    *,
    alone: bool,
) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for skill in skills:
        here = sorted((counted[row, skill].needed, row) for row in rows if (row, skill) in counted)
        small = [row for needed, row in here if needed < smallest]
        if len(small) == 1 and len(here) > 1 and not alone:
            small.append(here[1][1])
        found.update((row, skill) for row in small)
    return frozenset(found)
