"""The score on which people are matched, and its purification.

An item is studied among people with the same score. Items that work differently for the groups
spoil that score for the others, so they are taken out of it and all items tested again, until
the same items are flagged twice (Holland and Thayer 1988; Clauser, Mazor and Hambleton 1993).
The studied item itself always belongs to its own matching score: without it the test is biased
where the groups differ in ability.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Test = TypeVar("Test")
Numbers = NDArray[np.float64]

ROUNDS = 10
"""How often the matching score is purified at the most."""


@dataclass(frozen=True, slots=True)
class Purified(Generic[Test]):
    """The tests of all items on a matching score that flagged items were taken out of."""

    tests: tuple[Test, ...]
    anchors: tuple[bool, ...]
    """Which items the matching score consists of, besides the studied one."""
    rounds: int
    """How often the score was made anew; 0 without purification."""
    settled: bool
    """False where the flagged items still changed when the limit was reached."""


def matched(
    points: Numbers,
    study: Callable[[int, Numbers], Test],
    flagged: Callable[[Test], float | None],
    *,
    purify: bool,
    rounds: int = ROUNDS,
) -> Purified[Test]:
    """Return `study(item, score)` of every item; `points` is persons x items without `nan`.

    `flagged` gives the p-value of an item that should leave the matching score of the others,
    else `None`. With `purify` that is done at most `rounds` times. Half of the items always
    stay, those with the largest p: where most seem to differ it is the score that does.
    """
    anchors = np.ones(points.shape[1], dtype=bool)
    tests = _all(points, anchors, study)
    if not purify:
        return Purified(tests, tuple(anchors.tolist()), 0, settled=True)
    for done in range(rounds + 1):
        clean = _clean([flagged(test) for test in tests])
        settled = bool((clean == anchors).all())
        if settled or done == rounds:
            return Purified(tests, tuple(anchors.tolist()), done, settled=settled)
        anchors = clean
        tests = _all(points, anchors, study)
    raise AssertionError  # the last round returns


def _clean(p: Sequence[float | None]) -> NDArray[np.bool_]:
    suspects = sorted((one, place) for place, one in enumerate(p) if one is not None)
    clean = np.ones(len(p), dtype=bool)
    clean[[place for _, place in suspects[: len(p) // 2]]] = False
    return clean


def _all(
    points: Numbers, anchors: NDArray[np.bool_], study: Callable[[int, Numbers], Test]
) -> tuple[Test, ...]:
    common = points[:, anchors].sum(axis=1)
    return tuple(
        study(item, common if anchors[item] else common + points[:, item])
        for item in range(points.shape[1])
    )


def names_left_out(items: Sequence[str], anchors: Sequence[bool]) -> tuple[str, ...]:
    """Return the items that purification took out of the matching score."""
    return tuple(name for name, kept in zip(items, anchors, strict=True) if not kept)
