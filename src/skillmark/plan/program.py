"""The plan as a mixed-integer program.

Variables: `x[p, c, t]` = 1 if person p learns for credential c in period t; `y[g]` = 1 if gap g
is closed (continuous: at an optimum it is integral whenever x is). Only enrolments that can
matter exist: those that carry a gap of that person, and what they require, transitively.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from skillmark.nouns.plan import Gap, Learner, Objective, Problem
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.catalogue import carries as carries

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Demand:
    """A limit or a target, in plain words, that the rows of the program stand for."""

    kind: str
    """money, hours, seats or target."""
    words: str


@dataclass
class Program:
    """Minimise `objective @ v` subject to `low <= rows @ v <= high`, `0 <= v <= 1`."""

    enrolments: list[tuple[int, int, int]]
    """(person, offer, period) of each x, as indices; they come first among the variables."""
    gaps: list[tuple[int, int]]
    """(person, gap) of each y, as indices."""
    objective: Vector
    rows: csr_matrix[np.float64]
    low: Vector
    high: Vector
    demand_of_row: NDArray[np.int64]
    """Index into `demands` of each row, -1 for the rows that belong to every plan."""
    demands: list[Demand]
    held_closed: set[tuple[int, int]] = field(default_factory=set)
    """Gaps that a credential already held closes, at no cost."""


class _Rows:
    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.demand: list[int] = []

    def add(
        self, terms: Collection[tuple[int, float]], low: float, high: float, demand: int = -1
    ) -> None:
        for column, value in terms:
            self.row.append(len(self.low))
            self.column.append(column)
            self.value.append(value)
        self.low.append(low)
        self.high.append(high)
        self.demand.append(demand)


def build(problem: Problem) -> Program:
    """Return the program of a problem; raises `InputError` where prerequisites form a circle."""
    choice = _choices(problem)
    rows = _Rows()
    demands: list[Demand] = []
    first_gap = len(choice.enrolments)
    for y, closing in enumerate(choice.closing, start=first_gap):
        rows.add([(y, 1.0), *((x, -1.0) for x in closing)], -np.inf, 0.0)
    if len(problem.periods) > 1:
        for xs in choice.variable.values():
            rows.add([(x, 1.0) for x in xs], -np.inf, 1.0)
    _prerequisites(problem, choice, rows)
    _limits(problem, choice, rows, demands)
    _targets(problem, choice, rows, demands)

    values = np.array([problem.people[p].gaps[g].value for p, g in choice.gaps], dtype=float)
    costs = np.array([problem.offers[c].cost for _, c, _ in choice.enrolments], dtype=float)
    if problem.objective is Objective.VALUE:
        objective = np.concatenate([np.zeros(len(costs)), -values])
    else:
        objective = np.concatenate([costs, np.zeros(len(values))])
    shape = (len(rows.low), len(objective))
    return Program(
        enrolments=choice.enrolments,
        gaps=choice.gaps,
        objective=objective,
        rows=csr_matrix((rows.value, (rows.row, rows.column)), shape=shape),
        low=np.array(rows.low, dtype=float),
        high=np.array(rows.high, dtype=float),
        demand_of_row=np.array(rows.demand, dtype=int),
        demands=demands,
        held_closed=choice.held_closed,
    )


@dataclass
class _Choice:
    """What can be decided: enrolments that can matter, and the gaps they may close."""

    index: dict[str, int]
    enrolments: list[tuple[int, int, int]] = field(default_factory=list)
    variable: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """(person, offer) to its x, one a period."""
    gaps: list[tuple[int, int]] = field(default_factory=list)
    closing: list[list[int]] = field(default_factory=list)
    """For each gap the x that close it in time."""
    held_closed: set[tuple[int, int]] = field(default_factory=set)


def _choices(problem: Problem) -> _Choice:
    choice = _Choice({offer.id: i for i, offer in enumerate(problem.offers)})
    needs = Catalogue(problem.offers).needs
    by_skill: dict[str, list[int]] = defaultdict(list)
    for i, offer in enumerate(problem.offers):
        for skill in offer.skills:
            by_skill[skill].append(i)
    for p, person in enumerate(problem.people):
        open_gaps: list[tuple[int, list[int]]] = []
        for g, gap in enumerate(person.gaps):
            able = [c for c in by_skill.get(gap.skill, ()) if carries(problem.offers[c], gap)]
            if any(problem.offers[c].id in person.holds for c in able):
                choice.held_closed.add((p, g))
            else:
                open_gaps.append((g, able))
        useful = {c for _, able in open_gaps for c in able}
        useful.update(*(needs[c] for c in set(useful)))
        _enrol(problem, p, sorted(useful), choice)
        for g, able in open_gaps:
            periods = _periods_in_time(person.gaps[g], problem)
            choice.gaps.append((p, g))
            choice.closing.append([x for c in able for x in choice.variable[p, c][:periods]])
    return choice


def _enrol(problem: Problem, p: int, useful: list[int], choice: _Choice) -> None:
    periods = max(1, len(problem.periods))
    for c in useful:
        if problem.offers[c].id not in problem.people[p].holds:
            first = len(choice.enrolments)
            choice.variable[p, c] = list(range(first, first + periods))
            choice.enrolments.extend((p, c, t) for t in range(periods))


def _periods_in_time(gap: Gap, problem: Problem) -> int:
    if gap.deadline is None:
        return max(1, len(problem.periods))
    return problem.periods.index(gap.deadline) + 1


def _prerequisites(problem: Problem, choice: _Choice, rows: _Rows) -> None:
    """A prerequisite is held or taken in an earlier period; without periods, taken too."""
    for (p, c), xs in choice.variable.items():
        for name in problem.offers[c].requires:
            if name in problem.people[p].holds:
                continue
            before = choice.variable[p, choice.index[name]]
            if not problem.periods:
                rows.add([(xs[0], 1.0), (before[0], -1.0)], -np.inf, 0.0)
                continue
            for t, x in enumerate(xs):
                rows.add([(x, 1.0), *((b, -1.0) for b in before[:t])], -np.inf, 0.0)


def _limits(problem: Problem, choice: _Choice, rows: _Rows, demands: list[Demand]) -> None:
    if problem.money is not None:
        demands.append(Demand("money", f"the budget of {problem.money:,.2f}"))
        terms = [(x, problem.offers[c].cost) for x, (_, c, _) in enumerate(choice.enrolments)]
        rows.add(terms, -np.inf, problem.money, len(demands) - 1)
    of_person: dict[int, list[tuple[int, float]]] = defaultdict(list)
    of_offer: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for x, (p, c, _) in enumerate(choice.enrolments):
        of_person[p].append((x, problem.offers[c].hours))
        of_offer[c].append((x, 1.0))
    limited = {p: _hours(problem.people[p], problem) for p in of_person}
    if any(hours is not None for hours in limited.values()):
        demands.append(Demand("hours", "the hours that people have"))
        for p, hours in limited.items():
            if hours is not None:
                rows.add(of_person[p], -np.inf, hours, len(demands) - 1)
    for c, terms in of_offer.items():
        seats = problem.offers[c].seats
        if seats is not None:
            demands.append(Demand("seats", f"the {seats} seats of {problem.offers[c].id}"))
            rows.add(terms, -np.inf, seats, len(demands) - 1)


def _hours(person: Learner, problem: Problem) -> float | None:
    return person.hours if person.hours is not None else problem.hours_per_person


def _targets(problem: Problem, choice: _Choice, rows: _Rows, demands: list[Demand]) -> None:
    """Each target is a row; to minimise cost without targets means to close every gap."""
    first_gap = len(choice.enrolments)
    if problem.objective is Objective.COST and not problem.targets:
        for y, (p, g) in enumerate(choice.gaps, start=first_gap):
            person = problem.people[p]
            words = f"{person.id} closes {_gap_words(person.gaps[g])}"
            demands.append(Demand("target", words))
            rows.add([(y, 1.0)], 1.0, np.inf, len(demands) - 1)
        return
    of_skill: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for y, (p, g) in enumerate(choice.gaps, start=first_gap):
        of_skill[problem.people[p].gaps[g].skill].append((y, 1.0))
    already: dict[str, int] = defaultdict(int)
    for p, g in choice.held_closed:
        already[problem.people[p].gaps[g].skill] += 1
    for target in problem.targets:
        noun = "person" if target.people == 1 else "people"
        demands.append(Demand("target", f"{target.people} {noun} with {target.skill}"))
        rows.add(
            of_skill.get(target.skill, []),
            target.people - already[target.skill],
            np.inf,
            len(demands) - 1,
        )


def _gap_words(gap: Gap) -> str:
    return gap.skill if gap.level is None else f"{gap.skill} at level {gap.level}"
