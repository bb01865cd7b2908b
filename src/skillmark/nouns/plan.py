"""What a plan is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill that a person lacks, and what closing it is worth (any one unit, kept throughout)."""

    skill: str
    value: float
    level: int | None = None
    deadline: str | None = None
    """Last period in which closing it still counts."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A person as the planner sees one."""

    id: str
    gaps: tuple[Gap, ...]
    holds: frozenset[str] = frozenset()
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A credential that can be learned for: cost in money a person, hours a person."""

    id: str
    cost: float
    hours: float
    skills: tuple[str, ...]
    levels: tuple[tuple[str, int], ...] = ()
    requires: tuple[str, ...] = ()
    seats: int | None = None
    weeks: float | None = None
    """Calendar weeks from start to award; `None` where it is as fast as one learns."""


class Objective(StrEnum):
    """Most value for the budget, or least money for the targets."""

    VALUE = "value"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Target:
    """At least `people` people must close their gap in `skill`."""

    skill: str
    people: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A planning problem: who lacks what, what can be learned, and what it may cost."""

    people: tuple[Learner, ...]
    offers: tuple[Offer, ...]
    objective: Objective = Objective.VALUE
    money: float | None = None
    hours_per_person: float | None = None
    periods: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrolment:
    """This person learns for this credential in this period."""

    person: str
    credential: str
    period: str | None = None


class PlanStatus(StrEnum):
    """How the search ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    """Stopped early: the gap says how far from the bound it may be."""
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Plan:
    """Enrolments with the proof of how good they are.

    `bound` is what no plan can exceed (value) or undercut (cost); `gap` is the relative
    distance between it and this plan, 0 when proven optimal.
    """

    status: PlanStatus
    cost: float = 0.0
    value: float = 0.0
    bound: float = 0.0
    gap: float = 0.0
    enrolments: tuple[Enrolment, ...] = ()
    waived: tuple[tuple[str, str], ...] = ()
    """Pairs of person and credential that need not be learned, because it is already proven."""
    left_out: tuple[tuple[str, str], ...] = ()
    """Pairs of person and skill whose gap stays open."""
    conflict: tuple[str, ...] = ()
    """A smallest set of demands that cannot hold together, in plain words."""
