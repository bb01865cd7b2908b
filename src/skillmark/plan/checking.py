"""Whether a plan keeps its problem: read from the two alone, by other code than found the plan."""

from __future__ import annotations

from collections import Counter, defaultdict

from skillmark.nouns.plan import Gap, Objective, Offer, Plan, PlanStatus, Problem

_SLACK = 1e-6
"""Allowance for figures that were rounded, relative."""
_LIMIT = 3e-9
"""Allowance for the rounding of sums beside a limit, relative to it: a cent of millions."""


def check(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """Return every constraint that the plan breaks and every figure that it misstates.

    Reads nothing but the problem and the plan: budget, hours, seats, prerequisites with their
    periods, deadlines, levels and targets; that nobody learns twice or what is held; and that
    cost, value, bound, what is left out and what is waived are what the enrolments come to. Empty
    for a plan that is right. An infeasible plan promises nothing and has nothing to break.
    """
    if plan.status is PlanStatus.INFEASIBLE:
        return ("an infeasible plan with enrolments",) if plan.enrolments else ()
    return tuple(_Check(problem, plan).all())


class _Check:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.broken: list[str] = []
        self.offers = {offer.id: offer for offer in problem.offers}
        self.people = {person.id: person for person in problem.people}
        self.when: dict[str, dict[str, int]] = defaultdict(dict)

    def all(self) -> list[str]:
        """Look at everything."""
        self._enrolments()
        if self.broken:
            return self.broken
        self._people()
        self._shared()
        self._figures()
        return self.broken

    def _enrolments(self) -> None:
        places = {period: n for n, period in enumerate(self.problem.periods)}
        for enrolment in self.plan.enrolments:
            who = f"{enrolment.person} in {enrolment.credential}"
            person = self.people.get(enrolment.person)
            if person is None or enrolment.credential not in self.offers:
                self.broken.append(f"{who}: nobody, or nothing on offer, of this name")
                continue
            if enrolment.credential in self.when[enrolment.person]:
                self.broken.append(f"{who}: twice")
            if enrolment.credential in person.holds:
                self.broken.append(f"{who}: held already")
            if bool(places) != (enrolment.period is not None) or (
                enrolment.period is not None and enrolment.period not in places
            ):
                self.broken.append(f"{who}: period {enrolment.period!r} is none of the problem's")
                continue
            period = 0 if enrolment.period is None else places[enrolment.period]
            self.when[enrolment.person][enrolment.credential] = period

    def _people(self) -> None:
        for name, mine in self.when.items():
            person = self.people[name]
            hours = sum(self.offers[c].hours for c in mine)
            limit = self.problem.hours_per_person if person.hours is None else person.hours
            if limit is not None and hours > limit + _LIMIT * max(1.0, limit):
                self.broken.append(f"{name}: {hours:g} hours of {limit:g}")
            for credential, period in mine.items():
                for required in self.offers[credential].requires:
                    if required in person.holds:
                        continue
                    if required not in mine:
                        self.broken.append(f"{name}: {credential} without {required}")
                    elif self.problem.periods and mine[required] >= period:
                        self.broken.append(f"{name}: {required} not before {credential}")

    def _shared(self) -> None:
        cost = sum(self.offers[c].cost for mine in self.when.values() for c in mine)
        money = self.problem.money
        if money is not None and cost > money + _LIMIT * max(1.0, money):
            self.broken.append(f"{cost:,.2f} of a budget of {money:,.2f}")
        seats = Counter(c for mine in self.when.values() for c in mine)
        for name, count in seats.items():
            limit = self.offers[name].seats
            if limit is not None and count > limit:
                self.broken.append(f"{name}: {count} people in {limit} seats")
        if abs(cost - self.plan.cost) > _SLACK * max(1.0, cost):
            self.broken.append(f"cost {self.plan.cost:,.2f}, enrolments cost {cost:,.2f}")

    def _figures(self) -> None:
        value = 0.0
        left: list[tuple[str, str]] = []
        closed: Counter[str] = Counter()
        for person in self.problem.people:
            mine = self.when.get(person.id, {})
            for gap in person.gaps:
                if self._closes(person.holds, mine, gap):
                    value += gap.value
                    closed[gap.skill] += 1
                else:
                    left.append((person.id, gap.skill))
        if abs(value - self.plan.value) > _SLACK * max(1.0, value):
            self.broken.append(f"value {self.plan.value:g}, gaps closed are worth {value:g}")
        if sorted(left) != sorted(self.plan.left_out):
            self.broken.append("what is left out is not what stays open")
        for target in self.problem.targets:
            if closed[target.skill] < target.people:
                self.broken.append(
                    f"{closed[target.skill]} of {target.people} people with {target.skill}"
                )
        by_cost = self.problem.objective is Objective.COST
        if by_cost and not self.problem.targets and left:
            self.broken.append(f"{len(left)} gaps stay open where all were to close")
        reached = self.plan.cost if by_cost else self.plan.value
        worse = self.plan.bound - reached if by_cost else reached - self.plan.bound
        if worse > _SLACK * max(1.0, abs(reached)):
            self.broken.append(f"the bound {self.plan.bound:g} is passed by {reached:g}")
        held = {(p.id, c) for p in self.problem.people for c in p.holds}
        if not set(self.plan.waived) <= held:
            self.broken.append("something is waived that is not held")

    def _closes(self, holds: frozenset[str], mine: dict[str, int], gap: Gap) -> bool:
        periods = self.problem.periods
        last = len(periods) if gap.deadline is None else periods.index(gap.deadline)
        in_time = {name for name, period in mine.items() if period <= last}
        return any(
            name in self.offers and _carries(self.offers[name], gap) for name in holds | in_time
        )


def _carries(offer: Offer, gap: Gap) -> bool:
    levels = dict(offer.levels)
    return gap.skill in offer.skills and (
        gap.level is None or levels.get(gap.skill, gap.level) >= gap.level
    )
