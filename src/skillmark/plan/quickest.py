"""The shortest way, in calendar weeks, from what somebody lacks to having learned it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from skillmark.nouns.plan import Gap, Offer
from skillmark.plan.calendar import Calendar, arrange, check_hours, lower_bound
from skillmark.plan.catalogue import Catalogue

NODES = 3_000
"""Partial choices that are looked at; beyond it `at_least` may stay below `weeks`."""
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Way:
    """What to learn in which weeks, counted from the start."""

    weeks: float
    steps: tuple[tuple[str, float, float], ...]
    """(offer id, start week, end week), in the order of their starts."""
    left: tuple[str, ...]
    """Skills whose gap nothing on offer closes."""
    cost: float = 0.0
    hours: float = 0.0
    at_least: float = 0.0
    """Weeks that no way can undercut; equal to `weeks` where this one is proven shortest."""

    @property
    def proven(self) -> bool:
        """Whether no shorter way exists."""
        return self.weeks <= self.at_least + _EPSILON


def quickest(
    gaps: Sequence[Gap],
    offers: Sequence[Offer] | Catalogue,
    *,
    holds: Collection[str] = frozenset(),
    hours_per_week: float,
) -> Way | None:
    """Return the way that closes every gap that can be closed in the fewest calendar weeks.

    Prerequisites that are not held come first; hours a week and `Offer.weeks` are kept (see
    `plan.calendar`). Of ways equally short the one of least cost, then of fewest offers, then
    the one that stands first among the offers. `None` where there are gaps and nothing on offer
    closes any of them. Pass a `Catalogue` where many people choose from the same offers. Raises
    `InputError` for a week without hours and for prerequisites in a circle.
    """
    check_hours(hours_per_week)
    catalogue = offers if isinstance(offers, Catalogue) else Catalogue(offers)
    chosen = choose(gaps, catalogue, catalogue.held(holds), hours_per_week)
    if gaps and len(chosen.left) == len(gaps):
        return None
    return Way(
        weeks=chosen.calendar.weeks,
        steps=tuple((catalogue.offers[c].id, s, e) for c, s, e in chosen.calendar.spans),
        left=tuple(gaps[g].skill for g in chosen.left),
        cost=sum(catalogue.offers[c].cost for c in chosen.offers),
        hours=sum(catalogue.offers[c].hours for c in chosen.offers),
        at_least=chosen.at_least,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Offers (indices) with their calendar; `left` are indices of gaps nothing closes."""

    offers: frozenset[int]
    calendar: Calendar
    left: tuple[int, ...]
    at_least: float


def choose(
    gaps: Sequence[Gap], catalogue: Catalogue, held: frozenset[int], hours_per_week: float
) -> Choice:
    """Branch over the gap with fewest carriers; cut off what is too long even at its bound."""
    wanted: list[list[int]] = []
    left: list[int] = []
    for g, gap in enumerate(gaps):
        able = catalogue.carriers(gap)
        if not able:
            left.append(g)
        elif held.isdisjoint(able):
            wanted.append(able)
    search = _Search(catalogue, held, sorted(wanted, key=len), hours_per_week)
    search.extend(frozenset())
    offers, calendar = search.best
    return Choice(offers, calendar, tuple(left), search.at_least())


class _Search:
    def __init__(
        self,
        catalogue: Catalogue,
        held: frozenset[int],
        wanted: list[list[int]],
        hours_per_week: float,
    ) -> None:
        self.catalogue = catalogue
        self.wanted = wanted
        self.week = hours_per_week
        offers = {c for able in wanted for c in able}
        self.bundles = {c: catalogue.bundle(c, held) for c in offers}
        self.alone = {c: lower_bound(catalogue, b, hours_per_week) for c, b in self.bundles.items()}
        covers = {c: sum(c in able for able in wanted) for c in offers}
        # hours that a gap costs at least, whichever offer closes it together with others
        self.share = [min(catalogue.offers[c].hours / covers[c] for c in able) for able in wanted]
        self.chain = [min(self.alone[c] for c in able) for able in wanted]
        self.best: tuple[frozenset[int], Calendar] = (frozenset(), Calendar(0.0, (), (), 0.0))
        self.key: tuple[float, float, int, list[int]] | None = None
        self.nodes = 0
        self.lowest = float("inf")
        """Least bound of the complete choices that were scheduled."""
        self.cut_at = float("inf")
        """Least bound among what was left aside when the search became too long."""

    def extend(self, chosen: frozenset[int]) -> None:
        """Look at every way to complete `chosen`."""
        self.nodes += 1
        open_gaps = [w for w, able in enumerate(self.wanted) if chosen.isdisjoint(able)]
        least = self._bound(chosen, open_gaps)
        if self.key is not None and least > self.key[0] + _EPSILON:
            return
        if not open_gaps:
            self._finish(chosen)
            return
        if self.nodes > NODES and self.key is not None:
            self.cut_at = min(self.cut_at, least)
            return
        able = self.wanted[open_gaps[0]]
        for c in sorted(able, key=lambda c: (self._bound(chosen | self.bundles[c], []), c)):
            self.extend(chosen | self.bundles[c])

    def at_least(self) -> float:
        """Return the weeks that no choice can undercut."""
        return min(self.cut_at, self.lowest, self.best[1].weeks)

    def _bound(self, chosen: frozenset[int], open_gaps: list[int]) -> float:
        hours = sum(self.catalogue.offers[c].hours for c in chosen)
        hours += sum(self.share[w] for w in open_gaps)
        chains = [self.chain[w] for w in open_gaps]
        tail = lower_bound(self.catalogue, chosen, self.week)
        return max(hours / self.week, tail, *chains) if chains else max(hours / self.week, tail)

    def _finish(self, chosen: frozenset[int]) -> None:
        calendar = arrange(self.catalogue, chosen, self.week)
        self.lowest = min(self.lowest, calendar.at_least)
        cost = sum(self.catalogue.offers[c].cost for c in chosen)
        key = (round(calendar.weeks, 9), cost, len(chosen), sorted(chosen))
        if self.key is None or key < self.key:
            self.best, self.key = (chosen, calendar), key
