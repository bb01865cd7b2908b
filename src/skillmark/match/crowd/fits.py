"""How likely each belief of a crowd reaches each level: worked out once a day, not once a piece."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import orjson
from numpy.typing import NDArray

from skillmark.match.assumptions import Assumptions
from skillmark.match.crowd.columns import CLASSES, Columns
from skillmark.match.exactly import WHOLE, Numbers, billionths
from skillmark.match.keeping import made
from skillmark.match.proficiency import asked, behind, faded, halvings, stated
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.proficiency import LOWEST, EvidenceClass

_BLOCK = 16_384
"""Beliefs at a time, so that the work fits the cache of a core."""


class Fits:
    """Tables of fits in billionths by half-life and required level, each made when first needed.

    The same operations as in `match.proficiency`, on arrays.
    """

    def __init__(self, columns: Columns, today: date, assumptions: Assumptions) -> None:
        cls, _, day, _, _ = columns.beliefs.T
        right = [behind(made(Credibility, orjson.loads(one))) for one in columns.credibilities]
        self._mean, self._sd = _stated(columns.beliefs, right, assumptions)
        self._days = np.maximum(today.toordinal() - day, 0).astype(np.float64)
        self._inferred = cls == EvidenceClass.INFERRED.rank
        self._levels: dict[float, Numbers] = {}
        self._tables: dict[tuple[float, int | None], NDArray[np.int32]] = {}

    def of(self, half_life: float, required: int | None) -> NDArray[np.int32]:
        """Return the fit of every belief, in billionths."""
        key = (half_life, required)
        if key not in self._tables:
            self._tables[key] = self._table(half_life, required)
        return self._tables[key]

    def _table(self, half_life: float, required: int | None) -> NDArray[np.int32]:
        table = np.full(len(self._mean), WHOLE, np.int32)
        needed = asked(required, EvidenceClass.VERIFIED)
        if needed is not None:
            self._fill(table, half_life, needed)
        elif self._inferred.any():
            least = np.empty_like(table)
            self._fill(least, half_life, LOWEST)
            table[self._inferred] = least[self._inferred]
        return table

    def _fill(self, table: NDArray[np.int32], half_life: float, needed: int) -> None:
        level = self._today(half_life)
        for start in range(0, len(table), _BLOCK):
            block = slice(start, start + _BLOCK)
            with np.errstate(over="ignore"):
                z = (level[block] - (needed - 0.5)) / self._sd[block]
            table[block] = billionths(z).astype(np.int32)

    def _today(self, half_life: float) -> Numbers:
        if half_life not in self._levels:
            self._levels[half_life] = faded(self._mean, halvings(self._days, half_life))
        return self._levels[half_life]


def _stated(
    beliefs: NDArray[np.int32], right: Sequence[float | None], assumptions: Assumptions
) -> tuple[Numbers, Numbers]:
    """Return mean and deviation of every belief; there are few different ones but for the day."""
    kinds, at = np.unique(beliefs[:, [0, 1, 3, 4]], axis=0, return_inverse=True)
    pairs = [
        stated(
            CLASSES[c],
            named or None,
            lost=gone,
            right=None if credible < 0 else right[credible],
            assumptions=assumptions,
        )
        for c, named, credible, gone in kinds.tolist()
    ]
    table = np.array(pairs, np.float64).reshape(-1, 2)
    return table[at.reshape(-1), 0], table[at.reshape(-1), 1]
