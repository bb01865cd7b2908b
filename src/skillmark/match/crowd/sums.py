"""What every person of a crowd comes to for a role, in whole numbers, and who stands first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.match.crowd.columns import CLASSES, Numbers
from skillmark.match.ranking import PROOF

Points = NDArray[np.int64]
Fitted = tuple[Numbers, NDArray[np.int32]]
"""People in ascending order, each once, and the best fit of each in billionths."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One requirement: its share in billionths, and the pieces of each class, strongest first."""

    share: int
    must: bool
    pieces: tuple[Callable[[], Fitted | None], ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """By person: how many musts are unmet, and the exact points of each class."""

    unmet: NDArray[np.int16]
    points: tuple[Points, ...]
    step: int = 0
    """Exact points of a step, 0 where every difference counts."""

    def in_turn(self) -> Iterator[NDArray[np.generic]]:
        """Yield what people are compared by, the lesser first, one after the other."""
        yield self.unmet
        if self.step:
            together = np.zeros_like(self.points[0])
            for points in self.points:
                together += points
                yield -(together // self.step)
        for points in self.points:
            yield -points


def best(person: Numbers, fits: NDArray[np.int32]) -> Fitted:
    """Return the best fit of each person; the people are in ascending order."""
    new = np.empty(len(person), bool)
    new[:1] = True
    np.not_equal(person[1:], person[:-1], out=new[1:])
    if new.all():
        return person, fits
    first = np.flatnonzero(new)
    return person[first], np.maximum.reduceat(fits, first)


def sums(people: int, wanted: Iterable[Wanted], *, needed: int, step: int) -> Sums:
    """Add up what each class adds beyond the stronger ones, as `match.ranking` does.

    `needed` are the billionths from which proof meets a must; `step` as in `Sums`.
    """
    points = tuple(np.zeros(people, np.int64) for _ in CLASSES)
    unmet = np.zeros(people, np.int16)
    reached = np.zeros(people, np.int32)
    for one in wanted:
        for place, pieces in enumerate(one.pieces):
            found = pieces()
            if found is not None:
                person, fits = found
                before = reached[person]
                now = np.maximum(before, fits)
                reached[person] = now
                points[place][person] += (now - before).astype(np.int64) * one.share
            if one.must and place == len(PROOF) - 1:
                unmet += reached < needed
        reached[:] = 0
    return Sums(unmet, points, step)


def first(found: Sums, top: int | None) -> NDArray[np.intp]:
    """Return the first `top` people, best first; people who come to the same stand by number.

    Exact: what decides is looked at key by key, each only among those whom the keys before leave
    equal.
    """
    pool = np.arange(len(found.unmet))
    need = len(pool) if top is None else min(top, len(pool))
    sure: list[NDArray[np.intp]] = []
    for key in found.in_turn():
        if need == 0 or need == len(pool):
            break
        values = key[pool]
        last = np.partition(values, need - 1)[need - 1]
        inside = pool[values < last]
        sure.append(inside)
        pool = pool[values == last]
        need -= len(inside)
    chosen = np.concatenate((*sure, pool[:need]))
    keys = [key[chosen] for key in found.in_turn()]
    return chosen[np.lexsort((chosen, *reversed(keys)))]
