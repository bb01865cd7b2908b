"""Why no plan exists: a smallest set of demands that cannot hold together."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

EXHAUSTIVE = 12
"""Up to this many demands every subset is tried in order of size."""


def smallest_conflict(count: int, feasible: Callable[[frozenset[int]], bool]) -> tuple[int, ...]:
    """Return indices of demands that cannot hold together though every proper subset can.

    `feasible(kept)` says whether a plan exists when only the demands in `kept` are imposed. The
    set is irreducible (deletion filter: Chinneck and Dravnieks 1991, "Locating minimal
    infeasible constraint sets in linear programs"); where few demands remain after the filter's
    first pass could be fewer, subsets are tried by size, so the set is then of smallest size.
    """
    kept = list(range(count))
    if feasible(frozenset(kept)):
        return ()
    for demand in range(count):
        without = [d for d in kept if d != demand]
        if not feasible(frozenset(without)):
            kept = without
    if count <= EXHAUSTIVE:
        for size in range(1, len(kept)):
            for subset in combinations(range(count), size):
                if not feasible(frozenset(subset)):
                    return subset
    return tuple(kept)
