"""How many of several events happen that are independent but not equally likely."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK = 4096
"""Rows at a time: their distributions then stay in the processor's cache."""


def upper_tail(chances: Floats, at_least: NDArray[np.int64]) -> Floats:
    """Return P(count >= `at_least`) of every row; `chances` is rows x events.

    Exact by recursion over events (Lord and Wingersky 1984): only positive numbers are added,
    so that the smallest tails keep their digits.
    """
    found = np.empty(len(chances))
    for start in range(0, len(chances), BLOCK):
        rows = slice(start, start + BLOCK)
        counts = distribution(chances[rows])
        # From the far end, where the smallest terms are.
        tails = np.cumsum(counts[::-1], axis=0)[::-1]
        wanted = np.clip(at_least[rows], 0, chances.shape[1] + 1)
        padded = np.vstack([tails, np.zeros(tails.shape[1])])
        found[rows] = padded[wanted, np.arange(tails.shape[1])]
    return np.minimum(found, 1.0)


def distribution(chances: Floats) -> Floats:
    """Return P(count = k), k x rows with k from 0 to the number of events."""
    rows, events = chances.shape
    counts = np.zeros((events + 1, rows))
    counts[0] = 1.0
    for event, happens in enumerate(np.ascontiguousarray(chances.T)):
        more = counts[: event + 1] * happens
        counts[: event + 1] *= 1 - happens
        counts[1 : event + 2] += more
    return counts
