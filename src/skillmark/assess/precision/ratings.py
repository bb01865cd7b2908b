"""Ratings as files have them: one a row (subject, rater, score) or one rater a column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.precision.tables import Table, read_table
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

LONG = ("subject", "rater", "score")
"""The columns of the long form; other columns than these are then left alone."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """`values` is subjects x raters, `nan` where somebody did not rate."""

    subjects: tuple[str, ...]
    raters: tuple[str, ...]
    values: Floats
    labels: tuple[str, ...] = ()
    """What the codes 0, 1, ... stand for where ratings are words; empty where they are numbers."""


def read_ratings(words: str, *, id_column: str = "") -> Ratings:
    """Return the ratings in `words` (CSV).

    Long where the columns `subject`, `rater` and `score` are there, else wide: `id_column`, if
    given, names the subject, every other column is a rater. Ratings are numbers, or all are
    taken as words. Raises `InputError` for a subject that a rater rated twice (or that has two
    rows), naming the line, and where there is no rating or only one rater.
    """
    table = read_table(words)
    found = _long(table) if set(LONG) <= set(table.header) else _wide(table, id_column)
    subjects, raters, cells = found
    if not cells:
        raise InputError("there is not a single rating", remedy="check the columns")
    if len(raters) < 2:
        raise InputError(
            "agreement needs at least two raters",
            remedy="columns: subject, rater, score; or one column for each rater",
            code="too_few",
        )
    codes, labels = _codes(table, list(cells.values()))
    values = np.full((len(subjects), len(raters)), np.nan)
    for (row, column), code in zip(cells, codes, strict=True):
        values[row, column] = code
    return Ratings(tuple(subjects), tuple(raters), values, labels)


Cells = dict[tuple[int, int], str]


def _long(table: Table) -> tuple[list[str], list[str], Cells]:
    at = [table.place(name) for name in LONG]
    subjects: dict[str, int] = {}
    raters: dict[str, int] = {}
    cells: Cells = {}
    for line, row in table.rows:
        subject, rater, score = (row[place] for place in at)
        if not subject or not rater:
            missing = "subject" if not subject else "rater"
            raise InputError(f"there is no {missing}", where=f"line {line}")
        place = (
            subjects.setdefault(subject, len(subjects)),
            raters.setdefault(rater, len(raters)),
        )
        if place in cells and score:
            raise InputError(f"{rater!r} rated {subject!r} twice", where=f"line {line}")
        if score:
            cells[place] = score
    return list(subjects), list(raters), cells


def _wide(table: Table, id_column: str) -> tuple[list[str], list[str], Cells]:
    own = table.place(id_column) if id_column else -1
    at = [place for place in range(len(table.header)) if place != own]
    subjects: list[str] = []
    met: set[str] = set()
    cells: Cells = {}
    for number, (line, row) in enumerate(table.rows):
        subject = row[own] if id_column else str(number + 1)
        if subject in met:
            raise InputError(f"{subject!r} has two rows", where=f"line {line}")
        met.add(subject)
        subjects.append(subject)
        for column, place in enumerate(at):
            if row[place]:
                cells[number, column] = row[place]
    return subjects, [table.header[place] for place in at], cells


def _codes(table: Table, cells: list[str]) -> tuple[list[float], tuple[str, ...]]:
    try:
        return [table.number(cell, line=0, column="") for cell in cells], ()
    except InputError:
        labels = sorted(set(cells))
        place = {label: float(code) for code, label in enumerate(labels)}
        return [place[cell] for cell in cells], tuple(labels)
