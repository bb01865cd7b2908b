"""How many sources ask for each skill, period by period: the series that are forecast."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.errors import InputError
from skillmark.plan.foresight import periods
from skillmark.plan.foresight.periods import Every

Counts = NDArray[np.int64]
LONGEST = 600
"""Periods: fifty years of months. What spans more has a wrong year in it."""
LONGEST_NAME = 500
COLUMNS = ("period", "skill", "asked", "of")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One source (an advertisement, a role), when it asked, and for which skills."""

    dated: date
    skills: frozenset[str]


@dataclass(frozen=True)
class Panel:
    """Series of all skills over the same periods, without gaps in time.

    `asked[s, t]` of `of[s, t]` sources of period t ask for skill s; `of` is 0 in a period without
    sources, which says nothing of anything.
    """

    every: Every
    starts: tuple[date, ...]
    skills: tuple[str, ...]
    asked: Counts
    of: Counts
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """Periods in which at least one source of some skill is known."""
        return int((self.of.max(axis=0) > 0).sum()) if self.of.size else 0


def count(sightings: Iterable[Sighting], *, every: Every, today: date) -> Panel:
    """Count sightings by period. The period that `today` lies in is not over and is left out."""
    end = periods.start_of(today, every)
    seen = [one for one in sightings if one.dated < end]
    if not seen:
        return Panel(every, (), (), np.zeros((0, 0), int), np.zeros((0, 0), int))
    starts = _span(min(one.dated for one in seen), end, every)
    skills = sorted({skill for one in seen for skill in one.skills})
    place = {skill: row for row, skill in enumerate(skills)}
    first = periods.number(starts[0], every)
    asked = np.zeros((len(skills), len(starts)), int)
    of = np.zeros(len(starts), int)
    for one in seen:
        column = periods.number(periods.start_of(one.dated, every), every) - first
        of[column] += 1
        for skill in one.skills:
            asked[place[skill], column] += 1
    return Panel(every, starts, tuple(skills), asked, np.broadcast_to(of, asked.shape))


def fitting(sightings: Iterable[Sighting], *, today: date, least: float = 5.0) -> Every:
    """Return months where the usual month of the last two years has `least` sources, else quarters.

    Shares of fewer jump by more than any trend moves them.
    """
    seen = [one.dated for one in sightings]
    panel = count((Sighting(day, frozenset({"*"})) for day in seen), every=Every.MONTH, today=today)
    recent = panel.of[:, -24:]
    usual = float(np.median(recent)) if recent.size else 0.0
    return Every.MONTH if usual >= least else Every.QUARTER


def read_counts(text: str, *, where: str) -> Panel:
    """Read counts that somebody else made: CSV with `period,skill,asked,of` and maybe `label`.

    One row a skill and period; a period that is missing for a skill had no sources. Raises
    `InputError` naming the line.
    """
    lines = table(text, where=where)
    _line, names = next(lines, (1, []))
    if missing := [name for name in COLUMNS if name not in names]:
        raise InputError(
            f"the column {missing[0]} is missing", where=where, remedy=", ".join(COLUMNS)
        )
    if unknown := sorted(set(names) - {*COLUMNS, "label"}):
        raise InputError(f"the column {unknown[0][:40]} means nothing here", where=where)
    cells: dict[str, dict[date, tuple[int, int]]] = defaultdict(dict)
    labels: dict[str, str] = {}
    lengths: set[Every] = set()
    for line, given in lines:
        place = f"{where}: line {line}"
        row = dict(zip(names, given, strict=True))
        start, every = periods.read(row["period"], where=place)
        skill = row["skill"]
        if not 0 < len(skill) <= LONGEST_NAME:
            raise InputError("the row names no skill", where=place)
        lengths.add(every)
        if len(lengths) > 1:
            raise InputError("it mixes months and quarters", where=place, remedy="use one of them")
        if start in cells[skill]:
            raise InputError(f"{skill[:80]} is there twice for {row['period']}", where=place)
        cells[skill][start] = _pair(row["asked"], row["of"], where=place)
        if row.get("label"):
            labels[skill] = row["label"][:LONGEST_NAME]
    if not cells:
        raise InputError("it has no rows", where=where)
    (every,) = lengths
    days = [day for found in cells.values() for day in found]
    starts = _span(min(days), periods.later(max(days), every, 1), every, where=where)
    asked = np.zeros((len(cells), len(starts)), int)
    of = np.zeros_like(asked)
    column = {day: place for place, day in enumerate(starts)}
    for number, found in enumerate(cells.values()):
        for day, pair in found.items():
            asked[number, column[day]], of[number, column[day]] = pair
    return Panel(every, starts, tuple(cells), asked, of, labels)


def table(text: str, *, where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV with the line each ends on: the header first, then as many cells.

    Cells come without blanks around them; empty lines are left out. Raises `InputError`.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    width = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            width = width or len(cells)
            if len(cells) != width:
                raise InputError(
                    f"{len(cells)} cells where the header has {width}",
                    where=f"{where}: line {reader.line_num}",
                )
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputError(
            f"it is not CSV: {error}", where=f"{where}: line {reader.line_num}"
        ) from None


def _pair(asked: str, of: str, *, where: str) -> tuple[int, int]:
    try:
        hits, whole = int(asked), int(of)
    except ValueError:
        raise InputError(f"{asked[:40]!r} of {of[:40]!r} are no counts", where=where) from None
    if not 0 <= hits <= whole <= 10**9:
        raise InputError(
            f"{hits} of {whole} cannot be", where=where, remedy="asked is at least 0, at most of"
        )
    return hits, whole


def _span(first: date, end: date, every: Every, *, where: str = "sources") -> tuple[date, ...]:
    start = periods.start_of(first, every)
    length = periods.number(end, every) - periods.number(start, every)
    if length > LONGEST:
        raise InputError(
            f"{length} periods from {start} on", where=where, remedy="look for a wrong year"
        )
    return tuple(periods.later(start, every, step) for step in range(length))
