"""The set of offers that closes given gaps at the least sum of some weight, found exactly.

A weighted set cover with prerequisites, for one person: branch over the gap with the fewest
carriers, cut off by a bound (each remaining gap needs at least its share of some offer).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from skillmark.nouns.plan import Gap, Offer
from skillmark.plan.catalogue import Catalogue

NODES = 4_000
"""Partial sets that are looked at; beyond it the best so far is returned, marked unproven."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Offers that close the gaps; `left` are the gaps that nothing on offer closes."""

    offers: frozenset[int]
    weight: float
    left: tuple[int, ...]
    """Indices of the gaps."""
    proven: bool


def cheapest(
    catalogue: Catalogue,
    gaps: Sequence[Gap],
    *,
    taken: Collection[int] = (),
    weight: Callable[[Offer], float] = lambda offer: offer.cost,
) -> Cover:
    """Return the lightest set of offers, prerequisites included, that closes what can be closed.

    What is `taken` (or held) costs nothing and closes what it carries. Ties go to the set with
    fewer offers, then to the one that stands first in the catalogue.
    """
    free = frozenset(taken)
    wanted: dict[int, list[int]] = {}
    left: list[int] = []
    for g, gap in enumerate(gaps):
        able = catalogue.carriers(gap)
        if not able:
            left.append(g)
        elif not free.intersection(able):
            wanted[g] = able
    weights = [weight(offer) for offer in catalogue.offers]
    search = _Search(catalogue, wanted, weights, free)
    search.run()
    return Cover(search.best, search.least, tuple(left), search.nodes < NODES)


class _Search:
    def __init__(
        self,
        catalogue: Catalogue,
        wanted: Mapping[int, list[int]],
        weights: list[float],
        free: frozenset[int],
    ) -> None:
        self.catalogue = catalogue
        self.wanted = wanted
        self.weights = weights
        self.free = free
        covers: dict[int, int] = {}
        for able in wanted.values():
            for c in able:
                covers[c] = covers.get(c, 0) + 1
        self.bundles = {c: catalogue.bundle(c, free) for c in covers}
        self.share = {g: min(weights[c] / covers[c] for c in able) for g, able in wanted.items()}
        self.order = sorted(wanted, key=lambda g: (len(wanted[g]), g))
        self.best: frozenset[int] = frozenset()
        self.least = float("inf") if wanted else 0.0
        self.nodes = 0

    def run(self) -> None:
        if self.wanted:
            self._extend(frozenset(), 0.0)

    def _extend(self, chosen: frozenset[int], weight: float) -> None:
        self.nodes += 1
        open_gaps = [g for g in self.order if chosen.isdisjoint(self.wanted[g])]
        if not open_gaps:
            if (weight, len(chosen), sorted(chosen)) < (
                self.least,
                len(self.best),
                sorted(self.best),
            ):
                self.best, self.least = chosen, weight
            return
        if self.nodes >= NODES and self.least < float("inf"):
            return
        if weight + sum(self.share[g] for g in open_gaps) > self.least:
            return
        steps = []
        for c in self.wanted[open_gaps[0]]:
            added = self.bundles[c] - chosen
            steps.append((sum(self.weights[a] for a in added), len(added), c, added))
        for more, _count, _c, added in sorted(steps, key=lambda step: step[:3]):
            self._extend(chosen | added, weight + more)
