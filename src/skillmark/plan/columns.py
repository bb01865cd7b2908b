"""The plan as a choice of one bundle a person, and the few limits that people share.

Dantzig and Wolfe's form of the problem: maximise `profit @ z` where each person's `z` picks one of
that person's bundles and `uses @ z <= amount` (money, seats, and targets with their sign turned).
Hours, prerequisites, levels and deadlines live inside the bundles. So the bound of this form is
that of the convex hull of what each person can do: never weaker than the bound of the program that
spells enrolments out, and much stronger where hours are short (Barnhart et al. 1998,
"Branch-and-price: column generation for solving huge integer programs").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from skillmark.nouns.plan import Objective, Problem
from skillmark.plan.bundles import Bundles, Masks, Person, best, everything
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.choices import Choices
from skillmark.plan.single import single

Vector = NDArray[np.float64]
Indices = NDArray[np.int64]

MOST = 3_000
"""Bundles of one person that are all held; whoever has more is asked anew at given prices."""
FOLLOWED = 400
"""Partial bundles of such a person that are followed at a time."""
_EXACT = 1e-7


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that people share, as rows `uses @ z <= amount`, each divided by its scale."""

    money: int | None
    seats: dict[int, int]
    """Offer to row."""
    targets: dict[str, int]
    """Skill to row; these rows have their sign turned."""
    amount: Vector
    scale: Vector
    unit: Vector
    """Factor of each row in integer programs: seats, people, and money in greatest prices."""


def limits(problem: Problem, people: Sequence[Choices]) -> Limits:
    """Return the limits that can bind at all."""
    wanted = np.zeros(len(problem.offers), dtype=np.int64)
    already: dict[str, int] = {}
    for one in people:
        wanted[list(one.offers)] += 1
        for g in one.closed:
            skill = problem.people[one.person].gaps[g].skill
            already[skill] = already.get(skill, 0) + 1
    amount: list[float] = []
    scale: list[float] = []

    def row(limit: float, unit: float) -> int:
        amount.append(limit / unit)
        scale.append(unit)
        return len(amount) - 1

    money = None if problem.money is None else row(problem.money, max(1.0, problem.money))
    seats = {
        c: row(offer.seats, max(1.0, offer.seats))
        for c, offer in enumerate(problem.offers)
        if offer.seats is not None and offer.seats < wanted[c]
    }
    targets = {}
    for target in problem.targets:
        least = target.people - already.get(target.skill, 0)
        if least > 0:
            targets[target.skill] = row(-least, float(least))
    unit = np.array(scale)
    if money is not None:
        unit[money] /= max((offer.cost for offer in problem.offers), default=0.0) or 1.0
    return Limits(money, seats, targets, np.array(amount), np.array(scale), unit)


@dataclass(frozen=True)
class Columns:
    """Bundles in the order of their people; row i of `uses` is what bundle i takes of limits."""

    people: Indices
    masks: Masks
    profit: Vector
    uses: csr_matrix[np.float64]

    def __post_init__(self) -> None:
        owners, first = np.unique(self.people, return_index=True)
        object.__setattr__(self, "owners", owners)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "counts", np.diff(np.append(first, len(self.people))))

    owners: Indices = None  # type: ignore[assignment]
    first: Indices = None  # type: ignore[assignment]
    counts: Indices = None  # type: ignore[assignment]

    def reduced(self, prices: Vector) -> Vector:
        """Return the profit of every bundle after paying for what it uses."""
        reduced: Vector = self.profit - self.uses @ prices
        return reduced

    def best(self, reduced: Vector) -> tuple[Indices, Vector]:
        """Return for each owner the best bundle (the first of equals) and what it yields."""
        if not len(self.owners):
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        top = np.maximum.reduceat(reduced, self.first)
        hits = np.flatnonzero(reduced == np.repeat(top, self.counts))
        _owners, where = np.unique(self.people[hits], return_index=True)
        return hits[where], top

    def some(self, rows: Indices) -> Columns:
        """Return a part, in the same order."""
        return Columns(self.people[rows], self.masks[rows], self.profit[rows], self.uses[rows])


class Pool:
    """Everybody's bundles; those of `wide` people are found as prices ask for them."""

    def __init__(self, problem: Problem, catalogue: Catalogue, people: Sequence[Choices]) -> None:
        self.problem = problem
        self.limits = limits(problem, people)
        self.every_gap = problem.objective is Objective.COST and not problem.targets
        limited = [c in self.limits.seats for c in range(len(problem.offers))]
        self.persons = [Person(one, catalogue, limited) for one in people]
        self.impossible: list[int] = []
        """People who cannot close every gap, where that is asked."""
        complete: list[tuple[int, Bundles]] = []
        self._wide: dict[int, dict[int, Bundles]] = {}
        for p, person in enumerate(self.persons):
            found = everything(person, most=MOST, every_gap=self.every_gap)
            if person.wide or found.bound > 0:
                self._wide[p] = {}
                found = self._ask(p, np.zeros(len(self.limits.amount)))
            if not len(found.taken):
                self.impossible.append(p)
            elif p not in self._wide:
                complete.append((p, found))
        self.complete = self.stored(complete)
        self.wide = self.stored(self._wide_parts())

    @property
    def wide_people(self) -> list[int]:
        """Return people whose bundles are not all held."""
        return list(self._wide)

    def price_wide(self, prices: Vector) -> float:
        """Add to the store the best bundles of wide people; return the bound of their yield."""
        total = sum(self._ask(p, prices).bound for p in self._wide)
        if self._wide:
            self.wide = self.stored(self._wide_parts())
        return total

    def uses_of(self, masks: Sequence[int]) -> Vector:
        """Return what a choice of one bundle a person takes of each limit."""
        chosen = self.chosen(masks)
        uses: Vector = np.asarray(chosen.uses.sum(axis=0)).ravel()
        return uses

    def chosen(self, masks: Sequence[int]) -> Columns:
        """Return one bundle a person as columns."""
        parts = []
        for p, mask in enumerate(masks):
            taken = self.persons[p].masks([mask])
            parts.append((p, Bundles(taken, self.persons[p].closed_by(taken), 0.0)))
        return self.stored(parts)

    def stored(self, parts: Iterable[tuple[int, Bundles]]) -> Columns:
        """Return bundles as columns."""
        people: list[Indices] = []
        masks: list[Masks] = []
        profit: list[Vector] = []
        rows: list[Indices] = []
        columns: list[Indices] = []
        amounts: list[Vector] = []
        count = 0
        as_objects = False
        for p, bundles in parts:
            size = len(bundles.taken)
            gain, row, column, amount = self._coefficients(self.persons[p], bundles)
            people.append(np.full(size, p, dtype=np.int64))
            masks.append(bundles.taken)
            as_objects = as_objects or self.persons[p].wide
            profit.append(gain)
            rows.append(row + count)
            columns.append(column)
            amounts.append(amount)
            count += size
        shape = (count, len(self.limits.amount))
        if not people:
            nothing = np.zeros(0, dtype=np.int64)
            return Columns(nothing, nothing.astype(np.uint64), np.zeros(0), csr_matrix(shape))
        uses = csr_matrix(
            (np.concatenate(amounts), (np.concatenate(rows), np.concatenate(columns))), shape=shape
        )
        if as_objects:
            masks = [part.astype(object) for part in masks]
        return Columns(np.concatenate(people), np.concatenate(masks), np.concatenate(profit), uses)

    def _coefficients(
        self, person: Person, bundles: Bundles
    ) -> tuple[Vector, Indices, Indices, Vector]:
        """Return the profit of each bundle, and its uses as (bundle, limit, amount)."""
        one = person.one
        taken = person.bits(bundles.taken, len(one.offers))
        cost = taken @ person.costs if len(one.offers) else np.zeros(len(taken))
        wanted = self.problem.people[one.person].gaps
        rows: list[Indices] = []
        columns: list[Indices] = []
        amounts: list[Vector] = []

        def add(where: Indices, row: int, amount: Vector | float) -> None:
            rows.append(where)
            columns.append(np.full(len(where), row, dtype=np.int64))
            amounts.append(
                np.broadcast_to(np.asarray(amount), where.shape) / self.limits.scale[row]
            )

        if self.limits.money is not None:
            where = np.flatnonzero(cost)
            add(where, self.limits.money, cost[where])
        for i, c in enumerate(one.offers):
            if c in self.limits.seats:
                add(np.flatnonzero(taken[:, i]), self.limits.seats[c], 1.0)
        gain = np.zeros(len(taken))
        for position, g in enumerate(one.gaps):
            closed = person.has(bundles.closes, position)
            gain += np.where(closed, wanted[g].value, 0.0)
            if wanted[g].skill in self.limits.targets:
                add(np.flatnonzero(closed), self.limits.targets[wanted[g].skill], -1.0)
        if self.problem.objective is Objective.COST:
            gain = -cost
        nothing = np.zeros(0, dtype=np.int64)
        return (
            gain,
            np.concatenate([nothing, *rows]),
            np.concatenate([nothing, *columns]),
            np.concatenate([np.zeros(0), *amounts]),
        )

    def _ask(self, p: int, prices: Vector) -> Bundles:
        """Return the best bundles of a wide person at prices, and keep them."""
        person = self.persons[p]
        worth, price = self._worth_and_price(person, prices)
        found = best(person, worth, price, most=FOLLOWED, every_gap=self.every_gap)
        kept = self._wide[p]
        taken = person.bits(found.taken[:1], len(person.costs))
        gained = person.bits(found.closes[:1], len(worth)) @ worth - taken @ price
        if found.bound > float(gained.max(initial=-np.inf)) + _EXACT * (1.0 + abs(found.bound)):
            # branching left something aside that may be better
            other = single(person, worth, price, every_gap=self.every_gap)
            found = replace(found, bound=min(found.bound, other.bound))
            if other.taken is not None:
                mask = person.masks([other.taken])
                kept.setdefault(other.taken, Bundles(mask, person.closed_by(mask), 0.0))
        for i, mask in enumerate(found.taken):
            kept.setdefault(int(mask), Bundles(found.taken[i : i + 1], found.closes[i : i + 1], 0))
        if not self.every_gap and 0 not in kept:
            nothing = person.masks([0])
            kept[0] = Bundles(nothing, person.closed_by(nothing), 0.0)
        return found

    def _worth_and_price(self, person: Person, prices: Vector) -> tuple[Vector, Vector]:
        """Return what a gap is worth to a person, and what an offer costs, at prices of limits."""
        one = person.one
        by_cost = self.problem.objective is Objective.COST
        unit = prices / self.limits.scale
        money = unit[self.limits.money] if self.limits.money is not None else 0.0
        price = person.costs * (money + (1.0 if by_cost else 0.0))
        for i, c in enumerate(one.offers):
            if c in self.limits.seats:
                price[i] += unit[self.limits.seats[c]]
        wanted = self.problem.people[one.person].gaps
        worth = np.zeros(len(one.gaps))
        for position, g in enumerate(one.gaps):
            if not by_cost:
                worth[position] += wanted[g].value
            if wanted[g].skill in self.limits.targets:
                worth[position] += unit[self.limits.targets[wanted[g].skill]]
        return worth, price

    def _wide_parts(self) -> list[tuple[int, Bundles]]:
        return [
            (
                p,
                Bundles(
                    np.concatenate([b.taken for b in kept.values()]),
                    np.concatenate([b.closes for b in kept.values()]),
                    0.0,
                ),
            )
            for p, kept in self._wide.items()
            if kept
        ]
