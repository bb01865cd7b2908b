"""Averages of group-time effects: by time since the start, by cohort, by period, over all.

Callaway and Sant'Anna (2021), section 3. Cohorts count by their size; that their sizes are
estimated too is part of each influence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from skillmark.measure.panels.influence import Sample
from skillmark.measure.table import Floats


class Aggregate(StrEnum):
    """What the one average over all is the average of."""

    SIMPLE = "simple"
    """All group-time effects after the start, by cohort size: early cohorts count most."""
    DYNAMIC = "dynamic"
    """The effects by time since the start, each alike."""
    GROUP = "group"
    """The effects on cohorts, by size: the average effect on a treated unit."""
    CALENDAR = "calendar"
    """The effects in periods, each alike."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with its influence, by cluster."""

    value: float
    sums: Floats


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of each cohort, and how each cluster moves it."""

    groups: tuple[float, ...]
    share: Floats
    moves: Floats
    """Cohorts by clusters."""

    @classmethod
    def of(cls, first_treated: Floats, groups: Sequence[float], sample: Sample) -> Shares:
        """Count the cohorts."""
        share = np.array([float((first_treated == g).mean()) for g in groups])
        moves = [sample.sums((first_treated == g) - p) for g, p in zip(groups, share, strict=True)]
        return cls(tuple(groups), share, np.array(moves))

    def weighted(self, cells: Sequence[Cell], groups: Sequence[float]) -> Cell:
        """Average cells, each of one of `groups`, by cohort size."""
        rows = [self.groups.index(g) for g in groups]
        size, moves = self.share[rows], self.moves[rows]
        values = np.array([cell.value for cell in cells])
        weight = size / size.sum()
        moved = moves / size.sum() - np.outer(size, moves.sum(axis=0)) / size.sum() ** 2
        sums = weight @ np.array([cell.sums for cell in cells]) + values @ moved
        return Cell(float(weight @ values), sums)


def mean(cells: Sequence[Cell]) -> Cell:
    """Average cells, each alike."""
    return Cell(
        float(np.mean([cell.value for cell in cells])),
        np.mean([cell.sums for cell in cells], axis=0),
    )


def by_key(rows: Sequence[tuple[float, float, Cell]], shares: Shares) -> dict[float, Cell]:
    """Average rows (key, cohort, cell) of the same key by cohort size, in the order of the keys."""
    found = {}
    for key in sorted({row[0] for row in rows}):
        chosen = [row for row in rows if row[0] == key]
        found[key] = shares.weighted([row[2] for row in chosen], [row[1] for row in chosen])
    return found
