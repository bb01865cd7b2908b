"""The whole plan as one mixed-integer program: for problems small enough to be proven at once.

Variables: `x[p, c]` = 1 if person p learns for credential c; `y[g]` = 1 if gap g is closed
(continuous: at an optimum it is integral whenever x is). Only enrolments that can matter exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from skillmark.nouns.plan import Gap, Objective, Problem
from skillmark.plan.catalogue import Catalogue, carries
from skillmark.plan.choices import Choices

__all__ = ["Demand", "Program", "build", "carries"]

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


class _Rows:
    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.demand: list[int] = []

    def add(
        self, terms: Iterable[tuple[int, float]], low: float, high: float, demand: int = -1
    ) -> None:
        for column, value in terms:
            self.row.append(len(self.low))
            self.column.append(column)
            self.value.append(value)
        self.low.append(low)
        self.high.append(high)
        self.demand.append(demand)


def build(problem: Problem, catalogue: Catalogue, people: Sequence[Choices]) -> Program:
    """Return the program of a problem."""
    rows = _Rows()
    demands: list[Demand] = []
    first = _offsets([len(one.offers) for one in people])
    enrolments = [
        (one.person, c, t) for one in people for c, t in zip(one.offers, one.periods, strict=True)
    ]
    first_gap = [len(enrolments) + n for n in _offsets([len(one.gaps) for one in people])]
    gaps = [(one.person, g) for one in people for g in one.gaps]
    for one, x, y in zip(people, first, first_gap, strict=True):
        for number, closers in enumerate(one.closers):
            rows.add([(y + number, 1.0), *((x + c, -1.0) for c in closers)], -np.inf, 0.0)
        for c, before in enumerate(one.before):
            for required in before:
                rows.add([(x + c, 1.0), (x + required, -1.0)], -np.inf, 0.0)
    _limits(problem, people, enrolments, first, rows=rows, demands=demands)
    _targets(problem, people, gaps, len(enrolments), rows=rows, demands=demands)

    values = np.array([problem.people[p].gaps[g].value for p, g in gaps], dtype=float)
    costs = np.array([catalogue.offers[c].cost for _, c, _ in enrolments], dtype=float)
    if problem.objective is Objective.VALUE:
        objective = np.concatenate([np.zeros(len(costs)), -values])
    else:
        objective = np.concatenate([costs, np.zeros(len(values))])
    shape = (len(rows.low), len(objective))
    return Program(
        enrolments=enrolments,
        gaps=gaps,
        objective=objective,
        rows=csr_matrix((rows.value, (rows.row, rows.column)), shape=shape),
        low=np.array(rows.low, dtype=float),
        high=np.array(rows.high, dtype=float),
        demand_of_row=np.array(rows.demand, dtype=int),
        demands=demands,
    )


def _offsets(sizes: Sequence[int]) -> list[int]:
    return [0, *np.cumsum(sizes, dtype=int).tolist()][: len(sizes)]


def _limits(
    problem: Problem,
    people: Sequence[Choices],
    enrolments: Sequence[tuple[int, int, int]],
    first: Sequence[int],
    *,
    rows: _Rows,
    demands: list[Demand],
) -> None:
    offers = problem.offers
    if problem.money is not None:
        demands.append(Demand("money", money_words(problem.money)))
        terms = [(x, offers[c].cost) for x, (_, c, _) in enumerate(enrolments)]
        rows.add(terms, -np.inf, problem.money, len(demands) - 1)
    if any(one.hours < float("inf") for one in people):
        demands.append(Demand("hours", HOURS_WORDS))
        for one, x in zip(people, first, strict=True):
            if one.hours < float("inf"):
                spent = [(x + i, offers[c].hours) for i, c in enumerate(one.offers)]
                rows.add(spent, -np.inf, one.hours, len(demands) - 1)
    of_offer: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for x, (_, c, _) in enumerate(enrolments):
        of_offer[c].append((x, 1.0))
    for c in sorted(of_offer):
        seats = offers[c].seats
        if seats is not None:
            demands.append(Demand("seats", seat_words(seats, offers[c].id)))
            rows.add(of_offer[c], -np.inf, seats, len(demands) - 1)


HOURS_WORDS = "the hours that people have"


def money_words(money: float) -> str:
    """Name the budget."""
    return f"the budget of {money:,.2f}"


def seat_words(seats: int, offer: str) -> str:
    """Name the seats of an offer."""
    return f"the {seats} seat{'' if seats == 1 else 's'} of {offer}"


def _targets(
    problem: Problem,
    people: Sequence[Choices],
    gaps: Sequence[tuple[int, int]],
    first_gap: int,
    *,
    rows: _Rows,
    demands: list[Demand],
) -> None:
    """Each target is a row; to minimise cost without targets means to close every gap."""
    if problem.objective is Objective.COST and not problem.targets:
        for y, (p, g) in enumerate(gaps, start=first_gap):
            person = problem.people[p]
            demands.append(Demand("target", f"{person.id} closes {gap_words(person.gaps[g])}"))
            rows.add([(y, 1.0)], 1.0, np.inf, len(demands) - 1)
        return
    of_skill: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for y, (p, g) in enumerate(gaps, start=first_gap):
        of_skill[problem.people[p].gaps[g].skill].append((y, 1.0))
    already: dict[str, int] = defaultdict(int)
    for one in people:
        for g in one.closed:
            already[problem.people[one.person].gaps[g].skill] += 1
    for target in problem.targets:
        noun = "person" if target.people == 1 else "people"
        demands.append(Demand("target", f"{target.people} {noun} with {target.skill}"))
        least = target.people - already[target.skill]
        rows.add(of_skill.get(target.skill, []), least, np.inf, len(demands) - 1)


def gap_words(gap: Gap) -> str:
    """Name a gap."""
    return gap.skill if gap.level is None else f"{gap.skill} at level {gap.level}"
