"""What every form of a test has to be, as constraints on a choice of items.

A form is a 0/1 choice of items under linear constraints: the blueprint, demands, pilots, and of
each family one item at the most (van der Linden 2005, Linear Models for Optimal Test Design,
Springer, chapters 2 and 3). Whether there is one is decided exactly, by integer programming
(HiGHS).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from skillmark.assess.demands import Asked, Demand, Like
from skillmark.assess.items import Test

Floats = NDArray[np.float64]
Chosen = NDArray[np.bool_]


class Candidate(Asked, Protocol):
    """What of an item decides whether a form may hold it."""

    @property
    def pilot(self) -> bool: ...
    @property
    def exposure(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Specification:
    """What every form of a test has to be."""

    blueprint: tuple[tuple[str, int], ...]
    """Pairs of skill URI and number of scored items."""
    demands: tuple[Demand, ...] = ()
    pilots: int = 0

    @staticmethod
    def of(test: Test) -> Specification:
        """Return what a test says of its forms."""
        return Specification(test.blueprint, test.demands, test.pilots)


@dataclass(frozen=True, slots=True)
class Wish:
    """One constraint on a form: so many items of a kind at least, so many at most."""

    like: Like
    least: int
    most: int | None
    demand: Demand | None = None
    """The demand that it is; else it is a line of the blueprint, a family, or the pilots."""
    pilots: bool = False

    def __str__(self) -> str:
        if self.demand is not None:
            return str(self.demand)
        if self.pilots:
            return f"{self.least} pilot items"
        if self.is_family:
            return f"at most one item of the family {self.like.family}"
        return f"{self.least} items {self.like}"

    @property
    def is_family(self) -> bool:
        """Whether it says that a form has one item of a family at the most."""
        return self.demand is None and bool(self.like.family)

    def fits(self, item: Candidate) -> bool:
        """Whether an item is one of those that are counted; pilots count as pilots alone."""
        if self.is_family:
            return item.family == self.like.family
        return item.pilot is self.pilots and self.like.fits(item)


@dataclass
class Problem:
    """The constraints on a form, over the items of a pool."""

    items: Sequence[Candidate]
    spec: Specification
    wishes: list[Wish] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wishes = [*wishes(self.spec), *families(self.items)]

    def usable(self) -> Chosen:
        """Return which items may stand in a form at all."""
        asked = {skill for skill, _ in self.spec.blueprint}
        return np.array([item.pilot or item.skill in asked for item in self.items], dtype=bool)

    def constraints(self, chosen: Sequence[Wish] | None = None) -> tuple[Floats, Floats, Floats]:
        """Return the constraints of all wishes, or of those `chosen`.

        These are wishes x items (1 where an item counts), and the least and most of each wish.
        """
        kept = self.wishes if chosen is None else chosen
        matrix = np.zeros((len(kept), len(self.items)))
        siblings: dict[str, list[int]] = {}
        for place, item in enumerate(self.items):
            siblings.setdefault(item.family, []).append(place)
        for row, wish in enumerate(kept):
            if wish.is_family:  # there may be hundreds of them
                matrix[row, siblings.get(wish.like.family, [])] = 1
            else:
                matrix[row] = [wish.fits(item) for item in self.items]
        most = [np.inf if wish.most is None else wish.most for wish in kept]
        least = np.array([wish.least for wish in kept], dtype=np.float64)
        return matrix, least, np.array(most, dtype=np.float64)


def wishes(spec: Specification) -> Iterator[Wish]:
    """Yield the blueprint, the pilots and the demands as constraints."""
    counts: Counter[str] = Counter()
    for skill, count in spec.blueprint:
        counts[skill] += count
    for skill, count in counts.items():
        yield Wish(Like(skill=skill), count, count)
    yield Wish(Like(), spec.pilots, spec.pilots, pilots=True)
    for demand in spec.demands:
        yield Wish(demand.like, demand.least, demand.most, demand)


def families(items: Sequence[Candidate]) -> Iterator[Wish]:
    """Yield that a form has one item of each family at the most."""
    for name, count in Counter(item.family for item in items if item.family).items():
        if count > 1:
            yield Wish(Like(family=name), 0, 1)


def needed(
    items: Sequence[Candidate],
    spec: Specification,
    costs: Floats | None = None,
    *,
    by_level: bool = False,
) -> list[int]:
    """Return the places of the items that the best form can need at all.

    Items that meet the same wishes, and are of one family or none (and of one level, with
    `by_level`), stand for each other: of each such kind no more are needed than a form is long,
    of a family one, and the cheapest of them. That keeps a pool of thousands as quick as a
    pool of dozens, and takes no form away that could be the best.
    """
    asked = list(wishes(spec))
    skills = {skill for skill, _ in spec.blueprint}
    length = sum(count for _, count in spec.blueprint) + spec.pilots
    kinds: dict[tuple[object, ...], list[int]] = {}
    for place, item in enumerate(items):
        if item.pilot or item.skill in skills:
            met = tuple(wish.fits(item) for wish in asked)
            kind = (met, item.family, item.level if by_level else 0)
            kinds.setdefault(kind, []).append(place)
    kept: list[int] = []
    for (_met, family, _level), places in kinds.items():
        if costs is not None:
            places.sort(key=lambda place: float(costs[place]))
        kept += places[: 1 if family else length]
    return sorted(kept)


def cheapest(
    costs: Floats, whole: Chosen, ends: Floats, constraints: tuple[Floats, Floats, Floats]
) -> Floats | None:
    """Return how often each thing is taken at the least cost; `None` where that cannot be done.

    `whole` says of which there are no parts, `ends` how many there are of each.
    """
    matrix, least, most = constraints
    if not len(costs):
        return None if (least > 0).any() else np.zeros(0)
    found = milp(
        costs,
        integrality=whole.astype(int),
        bounds=Bounds(0, ends),
        constraints=LinearConstraint(matrix, least, most),
        options={"mip_rel_gap": 0.0},
    )
    return None if found.x is None else np.asarray(found.x)
