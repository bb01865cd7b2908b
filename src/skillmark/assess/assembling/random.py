"""Choosing the items of one form by chance, so that it is what every form has to be.

Random assembly by integer programming: every item gets a random cost, and the cheapest form that
meets the specification is taken (van der Linden 2005, Linear Models for Optimal Test Design,
chapter 6, has the family of such methods). Levels are kept in the pool's proportions as far as the
demands let them be, so that forms do not differ much in difficulty.

Exposure: an item that would be seen by more than its share of candidates is taken only where no
form is possible without it. That is the restricted rule of Revuelta and Ponsoda (1998), Journal
of Educational Measurement 35, 311-327, which stops an item for as long as it is above its limit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

import numpy as np

from skillmark.assess.assembling.constraints import (
    Candidate,
    Floats,
    Problem,
    Specification,
    cheapest,
    needed,
)
from skillmark.assess.assembling.shortfall import check, raise_unless
from skillmark.nouns.errors import InputError

C = TypeVar("C", bound=Candidate)
UNEVEN = 2.0
"""Cost of one item too many or too few of a level: more than any swap of two items saves."""
OVER = 1000.0
"""Cost of an item above its limit, times how far it is above."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which items earlier candidates were given."""

    candidates: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    """Candidates by id of the item; none where it is not named."""

    def excess(self, item: Candidate) -> float:
        """Return by how much an item's share would exceed its limit if one more saw it, or 0."""
        if item.exposure is None:
            return 0.0
        share = (self.counts.get(item.id, 0) + 1) / (self.candidates + 1)
        return max(0.0, share - item.exposure)


def assemble(
    items: Sequence[C],
    spec: Specification,
    *,
    rng: Random,
    seen: Seen | None = None,
    where: str = "",
) -> list[C]:
    """Return the items of a form as specified; the same state of `rng` gives the same.

    Raises `InputError` (code `infeasible`) saying what is missing where there is no such form.
    """
    costs = np.array([rng.random() for _ in items])
    excess = np.array([seen.excess(item) if seen else 0.0 for item in items])
    within = [place for place in range(len(items)) if excess[place] == 0]
    found = _cheapest([items[place] for place in within], spec, costs[within])
    if found is not None:
        return [items[within[place]] for place in found]
    if excess.any():
        dear = costs + np.where(excess > 0, OVER * (1 + excess), 0.0)
        found = _cheapest(items, spec, dear)
    if found is None:
        raise_unless(check(items, spec), where=where)
        raise InputError("no form could be made", where=where, code="infeasible")
    return [items[place] for place in found]


def _cheapest(items: Sequence[Candidate], spec: Specification, costs: Floats) -> list[int] | None:
    """Return the places of the items of the cheapest form, `None` where there is none."""
    kept = needed(items, spec, costs, by_level=True)
    problem = Problem([items[place] for place in kept], spec)
    groups = _levels(items, spec, kept)
    size, extra = len(kept), len(groups)
    matrix, low, high = problem.constraints()
    own = len(matrix)
    matrix = np.pad(matrix, ((0, 2 * extra), (0, extra)))
    low = np.concatenate([low, np.full(2 * extra, -np.inf)])
    high = np.concatenate([high, np.full(2 * extra, np.inf)])
    for place, (members, share) in enumerate(groups):
        row = own + 2 * place
        matrix[row : row + 2, members] = 1
        matrix[row, size + place], low[row] = 1, math.floor(share)
        matrix[row + 1, size + place], high[row + 1] = -1, math.ceil(share)
    found = cheapest(
        np.concatenate([costs[kept], np.full(extra, UNEVEN)]),
        np.concatenate([np.ones(size, dtype=bool), np.zeros(extra, dtype=bool)]),
        np.concatenate([problem.usable().astype(float), np.full(extra, np.inf)]),
        (matrix, low, high),
    )
    if found is None:
        return None
    return [place for place, taken in zip(kept, found[:size], strict=True) if taken > 0.5]


def _levels(
    items: Sequence[Candidate], spec: Specification, kept: Sequence[int]
) -> list[tuple[list[int], float]]:
    """Return, for each skill and level, the places in `kept` of its items, and its share of a form.

    Shares are those of the whole pool.
    """
    pool = Counter((item.skill, item.level) for item in items if not item.pilot)
    members: dict[tuple[str, int], list[int]] = {}
    for place, number in enumerate(kept):
        if not items[number].pilot:
            members.setdefault((items[number].skill, items[number].level), []).append(place)
    totals = Counter(item.skill for item in items if not item.pilot)
    return [
        (members[skill, level], count * pool[skill, level] / totals[skill])
        for skill, count in spec.blueprint
        for level in sorted(one for of, one in members if of == skill)
    ]
