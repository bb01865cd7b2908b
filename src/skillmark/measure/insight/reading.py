"""Reading `ratings.csv` (self-rated and assessed levels) and `items.csv` (scores by item)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from skillmark.measure.insight.calibration import HIGHEST, LOWEST
from skillmark.measure.table import Floats, need, number, read_rows
from skillmark.nouns.errors import InputError

RATINGS = ("person", "skill", "self_rated", "assessed", "date")
ITEMS = ("person", "item", "score")


@dataclass(frozen=True, slots=True)
class Rating:
    """What one person said of one skill, and what an assessment found, on one day."""

    person: str
    skill: str
    self_rated: float
    """1 to 8."""
    assessed: float
    """1 to 8."""
    date: date


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of people (rows) by item (columns), 0 to 1; NaN where an item was not taken."""

    people: tuple[str, ...]
    items: tuple[str, ...]
    values: Floats


def read_ratings(path: Path) -> tuple[Rating, ...]:
    """Read `person,skill,self_rated,assessed,date`; every error names its line and column.

    The same person and skill twice on one day is refused: which of the two came first is unknown.
    """
    columns, rows = read_rows(path)
    need(columns, RATINGS, name=path.name)
    found: list[Rating] = []
    seen: dict[tuple[str, str, date], int] = {}
    for row in rows:
        place = f"{path.name}, line {row.line}"
        person, skill = _named(row.cells, place, "person"), _named(row.cells, place, "skill")
        try:
            day = date.fromisoformat(row.cells["date"])
        except ValueError:
            raise InputError(
                f"{row.cells['date'][:40]!r} is not a day",
                where=f"{place}, column date",
                remedy="use YYYY-MM-DD",
            ) from None
        key = (person, skill, day)
        if key in seen:
            raise InputError(
                f"the same person, skill and day as in line {seen[key]}",
                where=place,
                remedy="keep one of the two",
                code="duplicate",
            )
        seen[key] = row.line
        found.append(
            Rating(
                person,
                skill,
                _level(row.cells["self_rated"], f"{place}, column self_rated"),
                _level(row.cells["assessed"], f"{place}, column assessed"),
                day,
            )
        )
    return tuple(found)


def read_items(path: Path) -> Scores:
    """Read `person,item,score` with scores from 0 to 1; one row a person and item."""
    columns, rows = read_rows(path)
    need(columns, ITEMS, name=path.name)
    people: dict[str, int] = {}
    items: dict[str, int] = {}
    cells: dict[tuple[int, int], tuple[float, int]] = {}
    for row in rows:
        place = f"{path.name}, line {row.line}"
        person = people.setdefault(_named(row.cells, place, "person"), len(people))
        item = items.setdefault(_named(row.cells, place, "item"), len(items))
        score = number(row.cells["score"], where=f"{place}, column score")
        if not 0 <= score <= 1:
            raise InputError(
                f"a score of {score:g}",
                where=f"{place}, column score",
                remedy="divide points by the item's maximum: scores are 0 to 1",
            )
        if (person, item) in cells:
            raise InputError(
                f"the same person and item as in line {cells[person, item][1]}",
                where=place,
                remedy="keep one of the two",
                code="duplicate",
            )
        cells[person, item] = (score, row.line)
    values = np.full((len(people), len(items)), np.nan)
    for (person, item), (score, _line) in cells.items():
        values[person, item] = score
    return Scores(tuple(people), tuple(items), values)


def _named(cells: object, place: str, column: str) -> str:
    value: str = cells[column]  # type: ignore[index]
    if not value:
        raise InputError("empty", where=f"{place}, column {column}", remedy=f"name the {column}")
    return value


def _level(cell: str, where: str) -> float:
    value = number(cell, where=where)
    if not LOWEST <= value <= HIGHEST:
        raise InputError(
            f"{value:g} is not a level", where=where, remedy=f"levels are {LOWEST} to {HIGHEST}"
        )
    return value
