"""What was left out, why, and the least money at which each gap would come in.

The price is no guess from the relaxation: the small change is solved anew. Everybody else keeps
what the plan gives them; the person may rearrange everything, within hours, prerequisites, periods
and the seats that are left, and has to close what is closed in the plan and the gap besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from skillmark.nouns.plan import Because, Gap, LeftOut, Objective, Plan, Problem, Scarce
from skillmark.plan.bundles import Person, best, everything
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.choices import Choices
from skillmark.plan.columns import MOST, Pool, Vector
from skillmark.plan.program import money_words, seat_words

_NOTHING = 1e-9
_EMPTY = 0.0


def priced(
    problem: Problem,
    catalogue: Catalogue,
    pool: Pool,
    people: Sequence[Choices],
    *,
    taken: Mapping[int, Sequence[int]],
    made: Plan,
    most: int,
) -> tuple[LeftOut, ...]:
    """Return the `most` valuable gaps that a plan leaves open, each with its price."""
    used: dict[int, int] = {}
    for p, mine in taken.items():
        for i in mine:
            c = people[p].offers[i]
            used[c] = used.get(c, 0) + 1
    unspent = float("inf") if problem.money is None else problem.money - made.cost
    pricing = _Pricing(problem, catalogue, pool, people, taken, used, unspent)
    names = {person.id: p for p, person in enumerate(problem.people)}
    where = {
        (person.id, gap.skill): g for person in problem.people for g, gap in enumerate(person.gaps)
    }
    worth = sorted(
        ((names[name], where[name, skill]) for name, skill in made.left_out),
        key=lambda pg: (-problem.people[pg[0]].gaps[pg[1]].value, pg),
    )
    return tuple(pricing.of(p, g) for p, g in worth[:most])


def scarce(problem: Problem, pool: Pool, prices: Vector) -> tuple[Scarce, ...]:
    """Return the limits with a price, most telling first: value of one more unit of each."""
    found = []
    unit = prices / pool.limits.scale if len(prices) else prices
    if pool.limits.money is not None and problem.money is not None:
        found.append(Scarce(money_words(problem.money), float(unit[pool.limits.money])))
    for c, row in pool.limits.seats.items():
        offer = problem.offers[c]
        found.append(Scarce(seat_words(offer.seats or 0, offer.id), float(unit[row])))
    kept = [limit for limit in found if limit.worth > _NOTHING]
    return tuple(sorted(kept, key=lambda limit: (-limit.worth, limit.words)))


@dataclass(frozen=True)
class _Pricing:
    problem: Problem
    catalogue: Catalogue
    pool: Pool
    people: Sequence[Choices]
    taken: Mapping[int, Sequence[int]]
    used: Mapping[int, int]
    unspent: float

    def of(self, p: int, g: int) -> LeftOut:
        """Return the reason and the price of one gap."""
        person = self.problem.people[p]
        gap = person.gaps[g]
        one = self.people[p]
        position = one.gaps.index(g)
        if not one.closers[position]:
            because, words = self._hopeless(one, gap)
            return LeftOut(person.id, gap.skill, gap.value, because, None, (), words)
        with_seats = self._change(one, position, seats=True)
        if with_seats is not None:
            return self._for_money(one, gap, *with_seats)
        without = self._change(one, position, seats=False)
        if without is not None:
            full = [c for c in without[1] if self._full(c)]
            words = " and ".join(
                seat_words(self.catalogue.offers[c].seats or 0, self.catalogue.offers[c].id)
                for c in full
            )
            return LeftOut(
                person.id, gap.skill, gap.value, Because.SEATS, None, self._ids(without[1]),
                f"{words} are all taken by others; no money helps while they are",
            )  # fmt: skip
        words = (
            f"it does not fit into {one.hours:g} hours beside what {person.id} learns already; "
            "it could come in only in place of that"
        )
        return LeftOut(person.id, gap.skill, gap.value, Because.HOURS, None, (), words)

    def _for_money(
        self, one: Choices, gap: Gap, cost: float, added: list[int], proven: bool
    ) -> LeftOut:
        person = self.problem.people[one.person]
        names = self._ids(added)
        extra = max(0.0, cost - self.unspent)
        by_cost = self.problem.objective is Objective.COST
        if by_cost:
            extra = cost
            because = Because.NOT_ASKED
            words = f"no target needs it; it would cost {cost:,.2f} more"
        elif extra <= _NOTHING:
            because = Because.NOT_ASKED if gap.value <= _EMPTY else Because.MONEY
            words = "the money that is left would do, but it is worth nothing to the plan"
            if gap.value > _EMPTY:
                words = "the money that is left would do: the search ended before it was used"
        else:
            because = Because.MONEY
            words = f"{extra:,.2f} more than {money_words(self.problem.money or 0.0)} would do"
        if names:
            words += f", for {', '.join(names)}"
        return LeftOut(
            person.id, gap.skill, gap.value, because, round(extra, 6), names, words, proven
        )

    def _change(
        self, one: Choices, position: int, *, seats: bool
    ) -> tuple[float, list[int], bool] | None:
        """Return the least further cost, what is added for it, and whether that is proven least."""
        mine = set(self.taken.get(one.person, ()))
        closed = [k for k, able in enumerate(one.closers) if not mine.isdisjoint(able)]
        # without counting seats, only money and coverage decide which bundle dominates
        free = [
            seats and self.catalogue.offers[c].seats is not None
            for c in range(len(self.catalogue.offers))
        ]
        person = Person(one, self.catalogue, free)
        found = everything(person, most=MOST)
        proven = found.bound <= 0
        if not proven:
            worth = np.zeros(len(one.gaps))
            worth[[*closed, position]] = 1.0 + 2.0 * float(person.costs.sum())
            found = best(person, worth, person.costs, most=MOST, keep=MOST)
        taken = person.bits(found.taken, len(one.offers))
        enough = np.ones(len(found.taken), dtype=np.bool_)
        for k in (*closed, position):
            enough &= person.has(found.closes, k)
        if seats:
            for i, c in enumerate(one.offers):
                if i not in mine and self._full(c):
                    enough &= ~taken[:, i]
        rows = np.flatnonzero(enough)
        if not len(rows):
            return None
        cost = taken[rows] @ person.costs
        row = rows[int(np.argmin(cost))]
        now = float(sum(person.costs[i] for i in mine))
        added = [one.offers[i] for i in np.flatnonzero(taken[row]) if i not in mine]
        return float(cost.min()) - now, added, proven

    def _full(self, c: int) -> bool:
        seats = self.catalogue.offers[c].seats
        return seats is not None and self.used.get(c, 0) >= seats

    def _ids(self, offers: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.catalogue.offers[c].id for c in offers)

    def _hopeless(self, one: Choices, gap: Gap) -> tuple[Because, str]:
        """Say why nothing on offer closes a gap of this person at all."""
        person = self.problem.people[one.person]
        carriers = self.catalogue.carriers(gap)
        if not carriers:
            at = f" at level {gap.level} or above" if self.catalogue.any_level(gap.skill) else ""
            return Because.NOT_ON_OFFER, f"nothing on offer carries {gap.skill}{at}"
        held = self.catalogue.held(person.holds)
        bundles = {c: self.catalogue.bundle(c, held) for c in carriers}
        last = len(self.problem.periods)
        if gap.deadline is not None:
            last = self.problem.periods.index(gap.deadline) + 1
        steps = {c: self._steps(c, held) for c in carriers}
        in_time = [c for c in carriers if not self.problem.periods or steps[c] <= last]
        if not in_time:
            until = f" until {gap.deadline}" if gap.deadline is not None else ""
            return Because.DEADLINE, (
                f"with what it requires it takes {min(steps.values())} periods one after the "
                f"other; there are {last}{until}"
            )
        seated = [
            c for c in in_time if all(self.catalogue.offers[r].seats != 0 for r in bundles[c])
        ]
        if not seated:
            closed = [
                self.catalogue.offers[r].id
                for r in sorted(bundles[in_time[0]])
                if self.catalogue.offers[r].seats == 0
            ]
            return Because.SEATS, f"{' and '.join(closed)} has no seat at all"
        hours = min(sum(self.catalogue.offers[r].hours for r in bundles[c]) for c in seated)
        return Because.HOURS, f"it takes at least {hours:g} hours; {person.id} has {one.hours:g}"

    def _steps(self, c: int, held: frozenset[int]) -> int:
        if c in held:
            return 0
        return 1 + max((self._steps(r, held) for r in self.catalogue.requires[c]), default=0)
