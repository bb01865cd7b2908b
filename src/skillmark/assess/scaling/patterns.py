"""People laid out for the likelihood: the same responses counted once, blocks that fit the cache.

Blocks keep one byte a response; what is computed with floating point numbers is one block at a
time, so that memory grows with the people by their bytes only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.responses import MISSING
from skillmark.assess.scaling.response_model import Floats

BLOCK = 1024
"""Distinct patterns in a block."""
PROBE = 2000
"""Rows looked at to see whether patterns repeat at all."""


@dataclass(frozen=True, eq=False)
class Block:
    """Some of the distinct rows of a response matrix, those of one booklet together."""

    right: NDArray[np.int8]
    """1 where the response is right; patterns x items."""
    seen: NDArray[np.int8]
    """1 where there is a response; booklets x items."""
    booklet: NDArray[np.intp]
    """Row of `seen` that holds for each pattern; never falls."""
    counts: Floats | None
    """How many people gave each pattern; `None` where one did."""

    @property
    def starts(self) -> NDArray[np.intp]:
        """Where each booklet's first pattern stands."""
        return np.searchsorted(self.booklet, np.arange(len(self.seen)))

    @property
    def weights(self) -> Floats:
        """How many people gave each pattern."""
        return np.ones(len(self.right)) if self.counts is None else self.counts


@dataclass(frozen=True, eq=False)
class Patterns:
    """The distinct rows of a response matrix, in blocks."""

    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, values: NDArray[np.int8]) -> Patterns:
        """Collapse `values` (persons x items; 0, 1, `MISSING`)."""
        rows, counts = _distinct(np.ascontiguousarray(values))
        seen = (rows != MISSING).view(np.int8)
        booklets, which = _booklets(seen)
        order = np.argsort(which, kind="stable") if len(booklets) > 1 else None
        return cls(tuple(_blocks(rows, counts, booklets, which, order)))

    @property
    def items(self) -> int:
        """Number of items."""
        return int(self.blocks[0].right.shape[1])

    @property
    def persons(self) -> float:
        """Number of people."""
        return float(sum(block.weights.sum() for block in self.blocks))

    def totals(self) -> tuple[Floats, Floats]:
        """Return how many answered each item right, and how many answered it."""
        right, asked = np.zeros(self.items), np.zeros(self.items)
        for block in self.blocks:
            right += block.weights @ block.right
            asked += np.bincount(block.booklet, block.weights, len(block.seen)) @ block.seen
        return right, asked


def _distinct(values: NDArray[np.int8]) -> tuple[NDArray[np.int8], Floats | None]:
    """Return the distinct rows and their counts; all rows where hardly any repeat."""
    probe = values[:PROBE]
    if len(values) > PROBE and len(np.unique(_keys(probe))) > 0.95 * len(probe):
        return values, None
    _, first, counts = np.unique(_keys(values), return_index=True, return_counts=True)
    if len(first) == len(values):
        return values, None
    return values[first], counts.astype(float)


def _booklets(seen: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.intp]]:
    """Return the distinct rows of `seen`, and which of them each row is."""
    if seen.all():
        return seen[:1], np.zeros(len(seen), np.intp)
    _, first, which = np.unique(
        _keys(np.packbits(seen, axis=1)), return_index=True, return_inverse=True
    )
    return seen[first], which.ravel()


def _keys(rows: NDArray[np.int8] | NDArray[np.uint8]) -> NDArray[np.void]:
    return rows.view(np.dtype((np.void, rows.shape[1]))).ravel()


def _blocks(
    rows: NDArray[np.int8],
    counts: Floats | None,
    booklets: NDArray[np.int8],
    which: NDArray[np.intp],
    order: NDArray[np.intp] | None,
) -> Iterator[Block]:
    for start in range(0, len(rows), BLOCK):
        at = slice(start, start + BLOCK) if order is None else order[start : start + BLOCK]
        here, booklet = np.unique(which[at], return_inverse=True)
        yield Block(
            (rows[at] == 1).view(np.int8),
            booklets[here],
            booklet.ravel(),
            None if counts is None else counts[at],
        )
