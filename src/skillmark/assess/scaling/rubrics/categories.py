"""Scores of rubrics as categories: each item's own levels, counted from 0 without gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.errors import InputError

MOST_CATEGORIES = 30
"""Beyond this many levels a score is no rubric's."""
RARE = 5
"""A category with fewer responses is hardly determined."""


@dataclass(frozen=True, eq=False)
class Categories:
    """A matrix of categories.

    `values` is persons x items, int8: 0 is the item's lowest level that anybody reached, then
    1, 2, ... without gaps; `MISSING` where there is no response. `levels` are the scores that
    an item's categories stand for. `cautions` say in plain words what was left out.
    """

    items: tuple[str, ...]
    values: NDArray[np.int8]
    levels: tuple[tuple[int, ...], ...]
    cautions: tuple[str, ...] = ()

    @classmethod
    def of(cls, scores: Responses) -> Categories:
        """Return the categories that people used; a level that nobody chose is closed up.

        Raises `InputError` where an item has no response, only one level or more levels than
        `MOST_CATEGORIES`, and where nobody answered anything.
        """
        present = scores.answered()
        values = np.full(present.values.shape, MISSING, dtype=np.int8)
        levels, cautions = [], []
        if len(present.values) < len(scores.values):
            gone = len(scores.values) - len(present.values)
            cautions.append(f"{gone} rows without any response are left out")
        for place, item in enumerate(present.items):
            column = present.values[:, place]
            used, counts = np.unique(column[column != MISSING], return_counts=True)
            _check(item, used)
            levels.append(tuple(int(level) for level in used))
            answered = column != MISSING
            values[answered, place] = np.searchsorted(used, column[answered])
            cautions += _said_of(item, levels[-1], counts)
        return cls(present.items, values, tuple(levels), tuple(cautions))

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many categories each item has."""
        return np.array([len(levels) for levels in self.levels], dtype=np.int64)


def place_scores(
    scores: NDArray[np.int8], levels: tuple[tuple[int, ...], ...]
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return the category of every score on a calibration's `levels`, and which are not exact.

    A score that the calibration never saw counts as the next lower level that it did see, or
    as the lowest.
    """
    placed = np.full(scores.shape, MISSING, dtype=np.int8)
    strange = np.zeros(scores.shape, dtype=bool)
    for item, known in enumerate(levels):
        column = scores[:, item]
        there = column != MISSING
        category = np.maximum(np.searchsorted(known, column, side="right") - 1, 0)
        placed[there, item] = category[there]
        strange[:, item] = there & (np.array(known)[category] != column)
    return placed, strange


def _check(item: str, used: NDArray[np.int8]) -> None:
    if len(used) > MOST_CATEGORIES:
        raise InputError(
            f"{item} has {len(used)} different scores",
            where=f"column {item}",
            remedy=f"a rubric has at most {MOST_CATEGORIES} levels: group the scores",
            code="response",
        )
    if len(used) < 2:
        flaw = f"everybody scored {used[0]} on {item}" if len(used) else f"nobody answered {item}"
        raise InputError(
            flaw,
            where=f"column {item}",
            remedy="leave this column out: there is nothing to estimate",
            code="constant",
        )


def _said_of(item: str, levels: tuple[int, ...], counts: NDArray[np.int64]) -> list[str]:
    said = []
    gaps = sorted(set(range(levels[0], levels[-1])) - set(levels))
    if gaps:
        named = ", ".join(str(level) for level in gaps[:8]) + (", ..." if len(gaps) > 8 else "")
        said.append(f"nobody scored {named} on {item}: its neighbours are treated as adjacent")
    rare = [f"{level}" for level, count in zip(levels, counts, strict=True) if count < RARE]
    if rare:
        said.append(f"fewer than {RARE} people scored {', '.join(rare)} on {item}")
    return said
