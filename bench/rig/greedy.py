"""The plan that people make by hand: whatever closes most value for its money, first.

It keeps the same limits as the proven plan (budget, hours, seats, prerequisites, periods,
deadlines), and looks again at what an enrolment still adds after every choice.
"""

from __future__ import annotations

import heapq

from skillmark.nouns.plan import Enrolment, Objective, Plan, PlanStatus, Problem
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.choices import choices


def greedy(problem: Problem) -> Plan:
    """Return the greedy plan for an objective of value; `bound` is left at what it reached."""
    if problem.targets or problem.objective is not Objective.VALUE:
        raise ValueError("greedy knows no targets")
    return _Greedy(problem).plan()


class _Greedy:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = choices(problem, Catalogue(problem.offers))
        self.money = float("inf") if problem.money is None else problem.money
        self.seats = [float("inf") if o.seats is None else o.seats for o in problem.offers]
        self.hours = [one.hours for one in self.people]
        self.taken: list[set[int]] = [set() for _ in self.people]
        self.closed: list[set[int]] = [set() for _ in self.people]

    def plan(self) -> Plan:
        """Take one bundle after the other."""
        heap = [
            (-worth, p, c)
            for p, one in enumerate(self.people)
            for c in {c for able in one.closers for c in able}
            if (worth := self._worth(p, c)) > 0
        ]
        heapq.heapify(heap)
        while heap:
            claimed, p, c = heapq.heappop(heap)
            worth = self._worth(p, c)
            if worth <= 0:
                continue
            # what others closed since makes it worth less: back to its new place
            if -claimed - worth > 1e-12:
                heapq.heappush(heap, (-worth, p, c))
            elif self._fits(p, c):
                self._take(p, c)
        return self._told()

    def _bundle(self, p: int, c: int) -> set[int]:
        found: set[int] = set()
        stack = [c]
        while stack:
            local = stack.pop()
            if local not in found and local not in self.taken[p]:
                found.add(local)
                stack.extend(self.people[p].before[local])
        return found

    def _adds(self, p: int, bundle: set[int]) -> set[int]:
        one = self.people[p]
        return {
            k
            for k, able in enumerate(one.closers)
            if k not in self.closed[p] and not bundle.isdisjoint(able)
        }

    def _cost(self, p: int, bundle: set[int]) -> float:
        return sum(self.problem.offers[self.people[p].offers[i]].cost for i in bundle)

    def _worth(self, p: int, c: int) -> float:
        """Value for money of a credential with what it requires, as things stand."""
        bundle = self._bundle(p, c)
        wanted = self.problem.people[p].gaps
        value = sum(wanted[self.people[p].gaps[k]].value for k in self._adds(p, bundle))
        return value / max(self._cost(p, bundle), 1e-9)

    def _fits(self, p: int, c: int) -> bool:
        bundle = self._bundle(p, c)
        offers = self.people[p].offers
        hours = sum(self.problem.offers[offers[i]].hours for i in bundle)
        return (
            self._cost(p, bundle) <= self.money
            and hours <= self.hours[p]
            and all(self.seats[offers[i]] >= 1 for i in bundle)
        )

    def _take(self, p: int, c: int) -> None:
        bundle = self._bundle(p, c)
        self.closed[p] |= self._adds(p, bundle)
        self.taken[p] |= bundle
        self.money -= self._cost(p, bundle)
        for i in bundle:
            offer = self.people[p].offers[i]
            self.hours[p] -= self.problem.offers[offer].hours
            self.seats[offer] -= 1

    def _told(self) -> Plan:
        problem = self.problem
        enrolments = []
        left = []
        cost = value = 0.0
        for p, one in enumerate(self.people):
            person = problem.people[p]
            for i in sorted(self.taken[p]):
                offer = problem.offers[one.offers[i]]
                period = problem.periods[one.periods[i]] if problem.periods else None
                enrolments.append(Enrolment(person.id, offer.id, period))
                cost += offer.cost
            value += sum(person.gaps[g].value for g in one.closed)
            for k, g in enumerate(one.gaps):
                if k in self.closed[p]:
                    value += person.gaps[g].value
                else:
                    left.append((person.id, person.gaps[g].skill))
        return Plan(
            PlanStatus.FEASIBLE,
            cost,
            value,
            bound=value,
            enrolments=tuple(enrolments),
            left_out=tuple(left),
        )
