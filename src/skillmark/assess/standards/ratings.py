"""What a panel said in one round: panellists x items, complete, in points."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.errors import InputError, UnreadableError

Floats = NDArray[np.float64]
FEWEST_PANELLISTS = 2
ADVISED_PANELLISTS = 5
"""Fewer than this and another panel could decide something quite different."""
MAXIMUM_ROW = "maximum"
"""Name of the row of a file that holds the items' points instead of ratings."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """The ratings of one round.

    `values` is panellists x items: the points (0 to the item's maximum) that the minimally
    competent candidate can be expected to earn. For an item worth one point that is the
    probability that this candidate gets it right (modified Angoff); for more points it is the
    expected number (extended Angoff, Hambleton and Plake 1995).

    Raises `InputError` for fewer than two panellists, for a rating that is missing (naming
    panellist and item), for one beyond an item's points, for names that repeat, and where all
    panellists gave the same to everything (code `constant`).
    """

    panellists: tuple[str, ...]
    items: tuple[str, ...]
    maxima: tuple[float, ...]
    values: Floats

    def __post_init__(self) -> None:
        _check_names("panellist", self.panellists)
        _check_names("item", self.items)
        if self.values.shape != (len(self.panellists), len(self.items)):
            raise InputError(
                f"ratings of {self.values.shape}, panellists and items"
                f" {len(self.panellists), len(self.items)}"
            )
        if len(self.maxima) != len(self.items):
            raise InputError(f"{len(self.maxima)} items have points, {len(self.items)} ratings")
        _check_panel(len(self.panellists))
        self._check_values()

    def _check_values(self) -> None:
        most = np.asarray(self.maxima, dtype=float)
        if not ((most > 0) & np.isfinite(most)).all():
            raise InputError("every item needs points above 0")
        missing = np.argwhere(np.isnan(self.values))
        if len(missing):
            named = [f"{self.panellists[r]}: {self.items[i]}" for r, i in missing[:5]]
            more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            raise InputError(
                f"{len(missing)} ratings are missing",
                where=", ".join(named) + more,
                remedy="ask these panellists, or leave out the panellist or the item",
                code="missing_ratings",
            )
        wrong = np.argwhere(~((self.values >= 0) & (self.values <= most + 1e-9)))
        if len(wrong):
            rater, item = wrong[0]
            raise InputError(
                f"{self.values[rater, item]:g} is not from 0 to {most[item]:g}",
                where=f"panellist {self.panellists[rater]}, item {self.items[item]}",
                remedy="a probability for an item of one point, else points; or say --percent",
                code="rating",
            )
        shares = self.values / most
        if self.values.size > 1 and np.ptp(shares) < 1e-12:
            raise InputError(
                "all panellists gave every item the same: nothing was judged",
                remedy="repeat the training, and let everybody rate alone",
                code="constant",
            )

    @property
    def maximum(self) -> float:
        """Points of the whole form."""
        return float(sum(self.maxima))

    @property
    def constant(self) -> tuple[str, ...]:
        """Panellists who gave every item the same share: they judged no item."""
        shares = self.values / np.asarray(self.maxima)
        alone = len(self.items) < 2
        return tuple(
            name
            for name, row in zip(self.panellists, shares, strict=True)
            if not alone and np.ptp(row) < 1e-12
        )


def _check_names(kind: str, names: Sequence[str]) -> None:
    if not names:
        raise InputError(f"there is no {kind}")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InputError(f"two {kind}s are called {twice[0]!r}")


def _check_panel(panellists: int) -> None:
    if panellists < FEWEST_PANELLISTS:
        raise InputError(
            "a panel needs at least two panellists",
            remedy=f"{ADVISED_PANELLISTS} to 15 people who know the work are usual",
            code="too_few",
        )


def read_ratings(
    words: str,
    *,
    panellist_column: str = "panellist",
    round_column: str = "round",
    percent: bool = False,
) -> tuple[Ratings, ...]:
    """Return the ratings of every round in `words`, earliest first.

    CSV (comma or semicolon) with a header, one row a panellist and round, one column an item.
    Without `round_column` there is one round. The row whose panellist is called `maximum`
    holds the items' points (1 without it). With `percent`, ratings are shares of the points
    times 100. Raises `InputError` naming line and column.
    """
    rows = table(words)
    header = rows[0][1]
    if panellist_column not in header:
        raise InputError(
            f"there is no column {panellist_column!r}",
            where="line 1",
            remedy="columns: " + ", ".join(header[:12]),
        )
    named = {panellist_column, round_column}
    at = [place for place, name in enumerate(header) if name not in named]
    items = tuple(header[place] for place in at)
    maxima = [1.0] * len(items)
    found: dict[int, dict[str, list[float]]] = {}
    for line, row in rows[1:]:
        name = row[header.index(panellist_column)]
        numbers = [number(row[place], line, header[place]) for place in at]
        if name == MAXIMUM_ROW:
            maxima = numbers
            continue
        if not name:
            raise InputError("a row without a panellist", where=f"line {line}")
        turn = 1
        if round_column in header:
            turn = whole(row[header.index(round_column)], line, round_column)
        members = found.setdefault(turn, {})
        if name in members:
            raise InputError(f"{name!r} has two rows in round {turn}", where=f"line {line}")
        members[name] = numbers
    if not found:
        raise InputError("there is a header, but nobody's ratings")
    scale = np.asarray(maxima) / 100 if percent else np.ones(len(items))
    return tuple(
        Ratings(tuple(rated), items, tuple(maxima), np.array(list(rated.values())) * scale)
        for _turn, rated in sorted(found.items())
    )


def table(words: str) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV with the line each ends on, the header first, all as long."""
    clean = words.removeprefix("\ufeff")
    head = clean.partition("\n")[0]
    lines = csv.reader(
        io.StringIO(clean, newline=""), delimiter=";" if head.count(";") > head.count(",") else ","
    )
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in lines:
            if any(cell.strip() for cell in row):
                rows.append((lines.line_num, [cell.strip() for cell in row]))
    except csv.Error as error:
        raise UnreadableError(f"this is not CSV: {error}") from error
    if not rows:
        raise InputError("the file is empty", code="empty")
    header = rows[0][1]
    _check_names("column", header)
    if "" in header:
        raise InputError(f"column {header.index('') + 1} has no name", where="line 1")
    for line, row in rows:
        if len(row) != len(header):
            raise InputError(
                f"{len(row)} cells where the header has {len(header)}", where=f"line {line}"
            )
    return rows


def number(cell: str, line: int, column: str) -> float:
    """Return the number in a cell, `nan` for an empty one."""
    if not cell:
        return float("nan")
    try:
        value = float("inf" if "_" in cell else cell)
    except ValueError:
        value = float("inf")
    if not np.isfinite(value):
        raise InputError(f"{cell!r} is no number", where=f"line {line}, column {column}")
    return value


def whole(cell: str, line: int, column: str) -> int:
    """Return the whole number, from 1, in a cell."""
    if not (cell.isascii() and cell.isdigit() and len(cell) < 10 and int(cell) > 0):
        raise InputError(
            f"{cell!r} is no whole number from 1", where=f"line {line}, column {column}"
        )
    return int(cell)
