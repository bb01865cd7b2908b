"""The smallest group that a figure may rest on: one rule for every figure of `measure`."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_CELL = 5
"""Fewer people than this and a figure could be traced to one of them: it is not shown."""


def withheld(rows: Sequence[Sequence[int]]) -> frozenset[int]:
    """Return which rows of a table of counts must not be shown where the column totals are known.

    A row with a count from 1 to `LEAST_CELL` - 1 is withheld. Where it is the only one, the totals
    would give it away by subtraction, so the smallest other row is withheld with it.
    """
    small = {k for k, row in enumerate(rows) if any(0 < count < LEAST_CELL for count in row)}
    if len(small) == 1 and len(rows) > 1:
        rest = [k for k in range(len(rows)) if k not in small and any(rows[k])]
        small |= {min(rest, key=lambda k: (sum(rows[k]), k))} if rest else set()
    return frozenset(small)
