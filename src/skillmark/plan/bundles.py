"""Everything that one person can sensibly learn, as bundles of offers: exact, or with a bound.

A bundle is a set of offers that holds its own prerequisites, fits into the person's hours and of
which nothing could be left out without a gap opening. Bundles are built gap by gap: a gap that is
still open is either given up, and then nothing that closes it is taken later, or closed by one of
its offers with what that requires. So every bundle is met, and none by two decisions about a gap.

With prices, what cannot become the best any more is cut off: the profit so far, and for every gap
still to come what it is worth less the least share of a price at which it can be closed. Where
even that leaves too many, the most promising are followed and the bound of the others is kept, so
that the answer stays a valid bound (Fisher 1981 asks no more of a Lagrangian subproblem).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.plan.catalogue import Catalogue
from skillmark.plan.choices import Choices

Vector = NDArray[np.float64]
Masks = NDArray[np.uint64]
"""Sets of local offers (or gaps) as bits; of Python integers where there are more than 63."""

_WORD = 63
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Bundles:
    """Sets of local offers, and the sets of gaps (positions in `Choices.gaps`) that they close."""

    taken: Masks
    closes: Masks
    bound: float
    """With prices: profit that no bundle exceeds. Without: infinite where `taken` is incomplete."""


class Person:
    """One person's choices as bits."""

    def __init__(self, one: Choices, catalogue: Catalogue, limited: Sequence[bool]) -> None:
        self.one = one
        offers = [catalogue.offers[c] for c in one.offers]
        self.costs = np.array([offer.cost for offer in offers])
        self.hours = [offer.hours for offer in offers]
        self.wide = max(len(offers), len(one.gaps)) > _WORD
        self.limited = sum(1 << i for i, c in enumerate(one.offers) if limited[c])
        bundle: list[int] = []
        for i, before in enumerate(one.before):
            mask = 1 << i
            for required in before:
                mask |= bundle[required]
            bundle.append(mask)
        self.bundle = bundle
        self.closers = [sum(1 << c for c in able) for able in one.closers]
        # the gaps with the fewest ways first: what is given up early prunes most
        self.order = sorted(
            (g for g, able in enumerate(one.closers) if able),
            key=lambda g: (len(one.closers[g]), g),
        )

    def masks(self, values: Sequence[int]) -> Masks:
        """Return sets as an array."""
        return np.array(values, dtype=object if self.wide else np.uint64)

    def mask(self, value: int) -> np.uint64:
        """Return one set, of the type that the arrays have."""
        return value if self.wide else np.uint64(value)  # type: ignore[return-value]

    def has(self, masks: Masks, i: int) -> NDArray[np.bool_]:
        """Return which of the sets contain element `i`."""
        found: NDArray[np.bool_] = (masks & self.mask(1 << i)) != 0
        return found

    def bits(self, masks: Masks, count: int) -> NDArray[np.bool_]:
        """Return a row a set, a column an element."""
        if self.wide or not count:
            return np.array(
                [[bool(int(m) >> i & 1) for i in range(count)] for m in masks], dtype=np.bool_
            ).reshape(len(masks), count)
        shifts = np.arange(count, dtype=np.uint64)
        return ((masks[:, None] >> shifts) & np.uint64(1)).astype(np.bool_)

    def closed_by(self, taken: Masks) -> Masks:
        """Return the gaps that each set of offers closes."""
        closes = np.zeros_like(taken)
        for g in self.order:
            meets = (taken & self.mask(self.closers[g])) != 0
            closes |= np.where(meets, self.mask(1 << g), self.mask(0)).astype(taken.dtype)
        return closes


def everything(person: Person, *, most: int, every_gap: bool = False) -> Bundles:
    """Return all bundles that no other dominates; incomplete beyond `most` at a time.

    One dominates another if it closes at least the same gaps for at most the same money, and takes
    no seat-counted offer that the other does not take. `every_gap` keeps to bundles that close
    every gap.
    """
    front = _Front(person)
    for g in person.order:
        front.decide(g, may_skip=not every_gap)
        if len(front.taken) > most:
            front.merge_equal()
            if len(front.taken) > most:
                empty = person.masks([0])
                return Bundles(empty, person.closed_by(empty), float("inf"))
    if every_gap and len(person.order) < len(person.one.gaps):
        none = person.masks([])
        return Bundles(none, none, 0.0)
    taken = front.taken
    closes = person.closed_by(taken)
    kept = _undominated(person, taken, closes)
    return Bundles(taken[kept], closes[kept], 0.0)


def best(
    person: Person,
    worth: Vector,
    price: Vector,
    *,
    most: int,
    keep: int = 4,
    every_gap: bool = False,
) -> Bundles:
    """Return the `keep` bundles with the greatest profit, and a bound of the profit of all.

    Profit is the `worth` of the gaps closed (0 or more each) less the `price` of the offers taken
    (0 or more each).
    """
    front = _Front(person, worth, price)
    dropped = -np.inf
    for position, g in enumerate(person.order):
        front.decide(g, may_skip=not every_gap)
        front.value(person.order[position + 1 :])
        reach = front.reach
        # what is found is a bundle only where nothing has to follow
        sure = front.profit.max(initial=-np.inf) if not every_gap else -np.inf
        kept = np.flatnonzero(reach >= sure - _EPSILON)
        if len(kept) > most:
            order = kept[np.argsort(-reach[kept], kind="stable")]
            dropped = max(dropped, float(reach[order[most]]))
            kept = order[:most]
        front.keep(kept)
    if every_gap and len(person.order) < len(person.one.gaps):
        none = person.masks([])
        return Bundles(none, none, -np.inf)
    order = np.argsort(-front.profit, kind="stable")[:keep]
    top = float(front.profit[order[0]]) if len(order) else -np.inf
    taken = front.taken[order]
    return Bundles(taken, person.closed_by(taken), max(top, dropped))


class _Front:
    """Partial bundles, all decided on the same gaps."""

    def __init__(
        self, person: Person, worth: Vector | None = None, price: Vector | None = None
    ) -> None:
        count = len(person.one.gaps)
        self.person = person
        self.taken = person.masks([0])
        self.given_up = person.masks([0])
        """Offers that close a gap that was given up."""
        self.hours = np.zeros(1)
        self.spent = np.zeros(1)
        self.worth = np.zeros(count) if worth is None else worth
        self.price = price
        self.profit = np.zeros(1)
        self.reach = np.zeros(1)
        self.share = np.zeros(count) if price is None else self._least_shares(price)

    def decide(self, g: int, *, may_skip: bool) -> None:
        """Give gap `g` up or close it, in every way."""
        person = self.person
        closers = person.mask(person.closers[g])
        closed = (self.taken & closers) != 0
        open_ = np.flatnonzero(~closed)
        done = np.flatnonzero(closed)
        parts = [self._rows(done)]
        taken, given_up = self.taken[open_], self.given_up[open_]
        hours, spent = self.hours[open_], self.spent[open_]
        if may_skip:
            parts.append((taken, given_up | closers, hours, spent))
        for c in person.one.closers[g]:
            bundle = person.mask(person.bundle[c])
            more, cost = hours.copy(), spent.copy()
            for i in range(c + 1):
                if person.bundle[c] >> i & 1:
                    missing = ~person.has(taken, i)
                    more += person.hours[i] * missing
                    if self.price is not None:
                        cost += self.price[i] * missing
            fits = np.flatnonzero(
                (more <= person.one.hours + _EPSILON) & ((given_up & bundle) == 0)
            )
            parts.append((taken[fits] | bundle, given_up[fits], more[fits], cost[fits]))
        self.taken = np.concatenate([part[0] for part in parts])
        _unique, first = np.unique(self.taken, return_index=True)
        self.taken = self.taken[first]
        self.given_up = np.concatenate([part[1] for part in parts])[first]
        self.hours = np.concatenate([part[2] for part in parts])[first]
        self.spent = np.concatenate([part[3] for part in parts])[first]

    def value(self, later: Sequence[int]) -> None:
        """Work out the profit of each, and what it can still reach by the gaps `later`."""
        self.profit = -self.spent
        for g in self.person.order:
            met = (self.taken & self.person.mask(self.person.closers[g])) != 0
            self.profit = self.profit + self.worth[g] * met
        self.reach = self.profit.copy()
        for g in later:
            met = (self.taken & self.person.mask(self.person.closers[g])) != 0
            gain = self.worth[g] - self.share[g]
            self.reach += np.where(met, 0.0, max(0.0, gain))

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Go on with some."""
        self.taken, self.given_up, self.hours, self.spent = self._rows(rows)
        self.profit, self.reach = self.profit[rows], self.reach[rows]

    def merge_equal(self) -> None:
        """Of those that can go on alike keep the cheapest with the fewest hours."""
        kept = _undominated(
            self.person, self.taken, self.person.closed_by(self.taken), hours=self.hours
        )
        self.taken, self.given_up, self.hours, self.spent = self._rows(kept)

    def _rows(self, rows: NDArray[np.int64]) -> tuple[Masks, Masks, Vector, Vector]:
        return self.taken[rows], self.given_up[rows], self.hours[rows], self.spent[rows]

    def _least_shares(self, price: Vector) -> Vector:
        """Return for each gap the least share of a price: each offer's shared among its gaps."""
        one = self.person.one
        carried = np.zeros(len(price))
        for able in one.closers:
            carried[list(able)] += 1.0
        return np.array(
            [
                min((float(price[c] / carried[c]) for c in able), default=float("inf"))
                for able in one.closers
            ]
        )


_PAIRS = 700
"""Up to this many are compared each with each."""


def _undominated(
    person: Person, taken: Masks, closes: Masks, hours: Vector | None = None
) -> NDArray[np.int64]:
    """Return the positions of those that no other dominates, in their order.

    With `hours` (of bundles that are still to grow) those are equal that took the same
    prerequisites and gave up the same gaps; the rest then compares as at the end.
    """
    bits = person.bits(taken, len(person.costs))
    cost = bits @ person.costs if len(person.costs) else np.zeros(len(taken))
    limited = taken & person.mask(person.limited)
    if hours is not None:
        shared = 0
        for before in person.one.before:
            for required in before:
                shared |= 1 << required
        # what later bundles build on has to be the same
        limited = limited | (taken & person.mask(shared))
    first_hours = np.zeros(len(taken)) if hours is None else hours
    order = (
        np.lexsort((first_hours, cost, limited.astype(np.uint64), closes.astype(np.uint64)))
        if (not person.wide)
        else np.array(
            sorted(
                range(len(taken)),
                key=lambda i: (int(closes[i]), int(limited[i]), cost[i], first_hours[i]),
            ),
            dtype=np.int64,
        )
    )
    if not len(order):
        return order
    same = (closes[order][1:] == closes[order][:-1]) & (limited[order][1:] == limited[order][:-1])
    lead = np.concatenate([[True], ~same.astype(np.bool_)])
    if hours is not None:
        # dearer ones stay where they took fewer hours than all cheaper ones of their kind
        group = np.cumsum(lead)
        least = np.full(len(order), np.inf)
        running: dict[int, float] = {}
        for i, (number, h) in enumerate(zip(group.tolist(), hours[order].tolist(), strict=True)):
            least[i] = running.get(number, np.inf)
            running[number] = min(least[i], h)
        return np.sort(order[hours[order] < least])
    kept = order[lead]
    if len(kept) <= _PAIRS:
        kept = kept[~_beaten(closes[kept], limited[kept], cost[kept])]
    return np.sort(kept)


def _beaten(closes: Masks, limited: Masks, cost: Vector) -> NDArray[np.bool_]:
    """Return which are dominated by another; no two are alike in what they close and take."""
    wider = (closes[:, None] & ~closes[None, :]) == 0
    fewer = (limited[None, :] & ~limited[:, None]) == 0
    cheaper = cost[None, :] <= cost[:, None]
    beats = wider & fewer & cheaper
    np.fill_diagonal(beats, False)
    beaten: NDArray[np.bool_] = beats.any(axis=1)
    return beaten
