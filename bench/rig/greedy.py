"""The plan that people make by hand: whatever closes most value for its money, first.

It keeps the same limits as the proven plan (budget, hours, seats, prerequisites; one period), and
looks again at what an enrolment still adds after every choice.
"""

from __future__ import annotations

import heapq
from collections import defaultdict

from skillmark.nouns.plan import Enrolment, Learner, Objective, Offer, Plan, PlanStatus, Problem
from skillmark.plan.program import carries

Bundle = tuple[str, ...]
"""A credential after everything that it requires."""


def greedy(problem: Problem) -> Plan:
    """Return the greedy plan for an objective of value; `bound` is left at what it reached."""
    if problem.periods or problem.targets or problem.objective is not Objective.VALUE:
        raise ValueError("greedy knows neither periods nor targets")
    return _Greedy(problem).plan()


class _Greedy:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.offers = {offer.id: offer for offer in problem.offers}
        self.money = float("inf") if problem.money is None else problem.money
        self.seats = {o.id: float("inf") if o.seats is None else o.seats for o in problem.offers}
        self.hours = [
            float("inf") if hours is None else hours
            for hours in (
                problem.hours_per_person if person.hours is None else person.hours
                for person in problem.people
            )
        ]
        self.held = [set(person.holds) for person in problem.people]
        self.closed: list[set[str]] = [
            {
                gap.skill
                for gap in person.gaps
                if any(h in self.offers and carries(self.offers[h], gap) for h in person.holds)
            }
            for person in problem.people
        ]
        self.taken: list[Enrolment] = []

    def plan(self) -> Plan:
        heap = [
            (-worth, p, credential)
            for p, person in enumerate(self.problem.people)
            for credential in self._useful(person)
            if (worth := self._worth(p, credential)) > 0
        ]
        heapq.heapify(heap)
        while heap:
            claimed, p, credential = heapq.heappop(heap)
            worth = self._worth(p, credential)
            if worth <= 0:
                continue
            # what others closed since makes it worth less: back to its new place
            if -claimed - worth > 1e-12:
                heapq.heappush(heap, (-worth, p, credential))
            elif self._fits(p, credential):
                self._take(p, credential)
        cost = sum(self.offers[e.credential].cost for e in self.taken)
        value = sum(
            gap.value
            for p, person in enumerate(self.problem.people)
            for gap in person.gaps
            if gap.skill in self.closed[p]
        )
        return Plan(PlanStatus.FEASIBLE, cost, value, bound=value, enrolments=tuple(self.taken))

    def _useful(self, person: Learner) -> set[str]:
        wanted = defaultdict(list)
        for gap in person.gaps:
            wanted[gap.skill].append(gap)
        return {
            offer.id
            for offer in self.problem.offers
            if any(carries(offer, gap) for skill in offer.skills for gap in wanted.get(skill, ()))
        }

    def _bundle(self, p: int, credential: str) -> Bundle:
        found: list[str] = []

        def visit(name: str) -> None:
            if name in self.held[p] or name in found:
                return
            for required in self.offers[name].requires:
                visit(required)
            found.append(name)

        visit(credential)
        return tuple(found)

    def _closes(self, p: int, offers: list[Offer]) -> float:
        return sum(
            gap.value
            for gap in self.problem.people[p].gaps
            if gap.skill not in self.closed[p] and any(carries(offer, gap) for offer in offers)
        )

    def _worth(self, p: int, credential: str) -> float:
        """Value for money of a credential with what it requires, as things stand."""
        bundle = [self.offers[name] for name in self._bundle(p, credential)]
        if not bundle:
            return 0.0
        return self._closes(p, bundle) / max(sum(offer.cost for offer in bundle), 1e-9)

    def _fits(self, p: int, credential: str) -> bool:
        bundle = [self.offers[name] for name in self._bundle(p, credential)]
        return (
            sum(offer.cost for offer in bundle) <= self.money
            and sum(offer.hours for offer in bundle) <= self.hours[p]
            and all(self.seats[offer.id] >= 1 for offer in bundle)
        )

    def _take(self, p: int, credential: str) -> None:
        person = self.problem.people[p]
        for name in self._bundle(p, credential):
            offer = self.offers[name]
            self.money -= offer.cost
            self.hours[p] -= offer.hours
            self.seats[name] -= 1
            self.held[p].add(name)
            self.closed[p] |= {gap.skill for gap in person.gaps if carries(offer, gap)}
            self.taken.append(Enrolment(person.id, name))
