"""What each person can choose from: offers that can matter, and the gaps that they close in time.

Hours, seats and money are limits over all periods, so nobody gains by waiting: whatever a person
learns is best taken in the earliest period that its prerequisites allow, and any plan can be
moved there without breaking a limit. So periods leave no decision: they decide only which offers
can be had at all, and which close a gap before its deadline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmark.nouns.errors import InputError
from skillmark.nouns.plan import Learner, Problem
from skillmark.plan.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Choices:
    """One person's choices. Positions in `offers` are called local."""

    person: int
    offers: tuple[int, ...]
    """Indices into the catalogue, prerequisites before what requires them."""
    periods: tuple[int, ...]
    """Earliest period of each, from 0."""
    before: tuple[tuple[int, ...], ...]
    """Local offers that each requires and that are not held."""
    gaps: tuple[int, ...]
    """Indices of the gaps that are open."""
    closers: tuple[tuple[int, ...], ...]
    """Local offers that close each of `gaps` in time."""
    closed: tuple[int, ...]
    """Indices of the gaps that a held credential closes."""
    hours: float
    """Hours that the person has; infinite where nothing limits them."""


def hours_of(person: Learner, problem: Problem) -> float:
    """Return the hours that somebody has, infinite where nothing limits them."""
    hours = problem.hours_per_person if person.hours is None else person.hours
    return float("inf") if hours is None else hours


def last_period(deadline: str | None, periods: Sequence[str]) -> int:
    """Return the last period (from 0) in which closing a gap still counts."""
    if deadline is None:
        return max(1, len(periods)) - 1
    if deadline not in periods:
        raise InputError(
            f"deadline {deadline!r} is not a period",
            remedy=f"use one of {', '.join(periods)}" if periods else "list the periods first",
        )
    return periods.index(deadline)


def choices(
    problem: Problem, catalogue: Catalogue, *, within_limits: bool = True
) -> tuple[Choices, ...]:
    """Return the choices of everybody, in the order of the problem.

    `within_limits` leaves out what a person cannot take even alone, for its hours or because an
    offer has no seat at all.
    """
    reader = _Reader(problem, catalogue, within_limits=within_limits)
    return tuple(reader.of(p) for p in range(len(problem.people)))


class _Reader:
    def __init__(self, problem: Problem, catalogue: Catalogue, *, within_limits: bool) -> None:
        self.problem = problem
        self.catalogue = catalogue
        self.within_limits = within_limits
        self.last = len(problem.periods) - 1 if problem.periods else None
        self.carriers: dict[tuple[str, int | None], list[int]] = {}
        self.depth = _depths(catalogue)

    def of(self, p: int) -> Choices:
        person = self.problem.people[p]
        held = self.catalogue.held(person.holds)
        hours = hours_of(person, self.problem)
        closed: list[int] = []
        able: dict[int, list[int]] = {}
        period: dict[int, int] = {}
        for g, gap in enumerate(person.gaps):
            carriers = self._carriers(gap.skill, gap.level)
            if held and not held.isdisjoint(carriers):
                closed.append(g)
                continue
            last = last_period(gap.deadline, self.problem.periods)
            able[g] = [c for c in carriers if self._in_time(c, held, hours, last, period)]
        useful: set[int] = set()
        for c in {c for found in able.values() for c in found}:
            useful |= self._bundle(c, held)
        for c in useful:
            self._period(c, held, period)
        offers = sorted(useful, key=lambda c: (self.depth[c], c))
        local = {c: i for i, c in enumerate(offers)}
        requires = self.catalogue.requires
        return Choices(
            person=p,
            offers=tuple(offers),
            periods=tuple(period[c] for c in offers),
            before=tuple(tuple(local[r] for r in requires[c] if r not in held) for c in offers),
            gaps=tuple(able),
            closers=tuple(tuple(local[c] for c in found) for found in able.values()),
            closed=tuple(closed),
            hours=hours,
        )

    def _carriers(self, skill: str, level: int | None) -> list[int]:
        found = self.carriers.get((skill, level))
        if found is None:
            found = self.carriers[skill, level] = self.catalogue.carriers_at(skill, level)
        return found

    def _bundle(self, c: int, held: frozenset[int]) -> frozenset[int]:
        if not held or held.isdisjoint(self.catalogue.needs[c]):
            return self.catalogue.needs[c] | {c}
        return self.catalogue.bundle(c, held)

    def _in_time(
        self, c: int, held: frozenset[int], hours: float, last: int, period: dict[int, int]
    ) -> bool:
        if self.last is not None and self._period(c, held, period) > last:
            return False
        bundle = self._bundle(c, held)
        if not self.within_limits:
            return True
        spent = sum(self.catalogue.offers[r].hours for r in bundle)
        return spent <= hours and all(self.catalogue.offers[r].seats != 0 for r in bundle)

    def _period(self, c: int, held: frozenset[int], period: dict[int, int]) -> int:
        if self.last is None:
            period[c] = 0
            return 0
        if not held or held.isdisjoint(self.catalogue.needs[c]):
            period[c] = self.depth[c]
        elif c not in period:
            before = [
                self._period(r, held, period) for r in self.catalogue.requires[c] if r not in held
            ]
            period[c] = max(before, default=-1) + 1
        return period[c]


def _depths(catalogue: Catalogue) -> list[int]:
    depth = [0] * len(catalogue.offers)
    for c in sorted(range(len(depth)), key=lambda c: len(catalogue.needs[c])):
        depth[c] = max((depth[r] for r in catalogue.requires[c]), default=-1) + 1
    return depth
