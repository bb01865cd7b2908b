"""Several rows a person, as an export by month or by event has them: one row by a stated rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.ledger.mapping.rules import Mapping, Rows
from skillmark.measure.ledger.problems import Problems
from skillmark.measure.ledger.store import Words


def fold(
    arrays: dict[str, Any], lines: NDArray[np.int64], problems: Problems, mapping: Mapping
) -> tuple[dict[str, Any], NDArray[np.int64]]:
    """Return one row a person, in the order in which people first occur, and a line of each.

    Of each column the first or the last value that is known counts, or the sum where the mapping
    says so. A mistake in one row of a person spoils the person: what is summed would be wrong.
    """
    known: dict[str, int] = {}
    who = np.array([known.setdefault(one, len(known)) for one in arrays["person"].tolist()])
    people = len(known)
    starts = np.full(people, np.iinfo(np.int64).max)
    np.minimum.at(starts, who, lines)
    if problems.lines:
        bad = np.isin(lines, np.fromiter(problems.lines, dtype=np.int64))
        spoilt = np.unique(who[bad])
        problems.lines.update(starts[spoilt].tolist())
    folded: dict[str, Any] = {}
    for name, column in arrays.items():
        if name in mapping.summed:
            folded[name] = _summed(column, who, people)
        else:
            folded[name] = _one(column, who, people, mapping.rows)
    return folded, starts


def _summed(column: NDArray[np.float64], who: NDArray[np.int64], people: int) -> Any:
    known = ~np.isnan(column)
    total = np.bincount(who[known], weights=column[known], minlength=people)
    return np.where(np.bincount(who[known], minlength=people) > 0, total, np.nan)


def _one(column: Any, who: NDArray[np.int64], people: int, rows: Rows) -> Any:
    if isinstance(column, Words):
        return Words(
            _pick(column.codes, column.codes != -1, who, people=people, rows=rows, unknown=-1),
            column.levels,
        )
    if column.dtype.kind == "M":
        return _pick(
            column,
            ~np.isnat(column),
            who,
            people=people,
            rows=rows,
            unknown=np.datetime64("NaT", "D"),
        )
    if column.dtype.kind == "f":
        return _pick(column, ~np.isnan(column), who, people=people, rows=rows, unknown=np.nan)
    everything = np.ones(len(column), dtype=np.bool)
    return _pick(column, everything, who, people=people, rows=rows, unknown=column[0])


def _pick(
    values: Any,
    known: NDArray[np.bool],
    who: NDArray[np.int64],
    *,
    people: int,
    rows: Rows,
    unknown: Any,
) -> Any:
    """Pick each person's first or last known value."""
    places = np.flatnonzero(known)
    if rows is Rows.FIRST:
        places = places[::-1]  # the last assignment to a place counts, and that is the first row
    found = np.full(people, unknown, dtype=values.dtype)
    found[who[places]] = values[places]
    return found
