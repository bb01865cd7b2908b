"""Where the gaps are: teams or business functions by skill, against roles today and to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.plan.gaps import reached
from skillmark.plan.heat import Against, By, Cell, Heat, Standing, heat
from skillmark.render.heat_map import heat_map
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.plan.situations import Someone
from skillmark.server.skills import services as frameworks

SMALLEST = 5
"""People who must stand behind a number that somebody sees who may not see persons."""
COLUMNS = 12
"""Skills of the picture and the table: those that most people lack."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its words."""

    row: str
    skill: str
    cell: Cell | None
    withheld: bool

    @property
    def words(self) -> str:
        """What stands in it."""
        if self.withheld:
            return "*"
        return f"{self.cell.lacking}/{self.cell.needed}" if self.cell else ""

    @property
    def shade(self) -> int:
        """1 to 5 for a share, 0 where there is none."""
        if self.cell is None or not self.cell.lacking:
            return 0
        return 1 + min(4, int(5 * self.cell.share))


@dataclass(frozen=True, slots=True)
class Row:
    """A team with its cells."""

    key: str
    """What it is called in addresses; empty for people without a team."""
    name: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """The map with names."""

    heat: Heat
    skills: tuple[tuple[str, str], ...]
    """Pairs of URI and label."""
    rows: tuple[Row, ...]
    total: tuple[ShownCell, ...]
    people: int
    anybody: bool
    """Whether anything may be shown."""

    @property
    def biggest(self) -> list[tuple[str, str, Cell]]:
        """The five skills that most people lack: URI, label and the whole organisation's cell."""
        pairs = zip(self.skills, self.heat.total, strict=True)
        return [
            (uri, label, cell) for (uri, label), cell in pairs if cell is not None and cell.lacking
        ][:5]


def standings(people: tuple[Someone, ...], *, by: str) -> list[Standing]:
    """Return people as the map takes them; `by` is `team` or `function`."""
    return [
        Standing(
            person=one.id,
            team=(one.function if by == "function" else one.team) or "",
            proven=one.proven,
            today=one.today,
            coming=one.coming or one.today,
        )
        for one in people
    ]


def map_of(
    organisation: OrganisationRecord,
    people: tuple[Someone, ...],
    *,
    by: str = "team",
    against: Against = Against.COMING,
    smallest: int = 1,
    team: str | None = None,
    most: int | None = COLUMNS,
) -> Map:
    """Return the map for a page; with `team`, of its people one by one."""
    chosen = standings(people, by=by)
    if team is not None:
        chosen = [one for one in chosen if one.team == team]
    found = heat(
        chosen,
        by=By.PERSON if team is not None else By.TEAM,
        against=against,
        smallest=smallest,
        most=most,
    )
    labels = frameworks.labels(found.skills, get_language() or "en", organisation)
    names = {one.id: str(one.account) for one in people}
    rows = tuple(
        Row(
            key,
            names.get(key, key) if team is not None else key or _("without a team"),
            tuple(
                ShownCell(key, skill, cell, (key, skill) in found.withheld)
                for skill, cell in zip(found.skills, cells, strict=True)
            ),
        )
        for key, cells in zip(found.rows, found.cells, strict=True)
    )
    total = tuple(
        ShownCell("", skill, cell, cell is None)
        for skill, cell in zip(found.skills, found.total, strict=True)
    )
    return Map(
        found,
        tuple((skill, labels[skill]) for skill in found.skills),
        rows,
        total,
        len(chosen),
        any(cell is not None for cell in found.total),
    )


def picture(found: Map, *, by: str) -> str:
    """Return the map as SVG in the reader's language."""
    labels = dict(found.skills)
    cells = [
        (row.name, labels[one.skill], one.cell.share if one.cell else None, one.words)
        for row in found.rows
        for one in row.cells
    ]
    return heat_map(
        cells,
        title=_("Where the gaps are"),
        rows="",
        columns="",
        description=_("People who lack a skill, of those whose role asks for it."),
        language=get_language() or "en",
    )


def lacking(
    people: tuple[Someone, ...], skill: str, *, against: Against, by: str, team: str | None
) -> list[dict[str, Any]]:
    """Return who lacks a skill: person, what the role asks for, what is proven."""
    found = []
    for one in people:
        role = one.today if against is Against.TODAY else one.role
        where = one.function if by == "function" else one.team
        if role is None or (team is not None and where != team):
            continue
        for requirement in role.requirements:
            if requirement.skill == skill and not reached(requirement.level, skill, one.proven):
                found.append(
                    {
                        "person": one,
                        "role": role.title,
                        "asked": requirement.level,
                        "proven": one.proven.get(skill),
                        "some": skill in one.proven,
                    }
                )
    return found
