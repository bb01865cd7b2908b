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


class Because(StrEnum):
    """Why a gap stays open."""

    MONEY = "money"
    """More money closes it; nobody else's plan changes."""
    SEATS = "seats"
    """What would close it has no seat left."""
    HOURS = "hours"
    """It does not fit into the person's hours, alone or beside what the plan already asks."""
    DEADLINE = "deadline"
    """It cannot be learned in time."""
    NOT_ON_OFFER = "not_on_offer"
    """Nothing on offer carries the skill at the level."""
    NOT_ASKED = "not_asked"
    """It could be closed without more money, but adds nothing to what was asked for."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A gap that stays open, and the price of including it."""

    person: str
    skill: str
    value: float
    because: Because
    extra: float | None
    """Least further money at which it closes too while all others keep what they have; `None`
    where no money helps."""
    credentials: tuple[str, ...]
    """What the person would learn for in addition."""
    words: str
    """The reason in plain English."""
    proven: bool = True
    """Whether `extra` is the least; otherwise it is enough, but less might do."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What one person need not spend, because it is already proven."""

    person: str
    credentials: tuple[str, ...]
    """What would have to be learned for otherwise: the cheapest that would do."""
    cost: float
    hours: float


@dataclass(frozen=True, slots=True)
class Scarce:
    """A limit that holds the plan back, and what one more unit of it would be worth, about."""

    words: str
    worth: float
    """An estimate: the dual price of the relaxed problem, in the unit of the objective."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come. `value` (or cost) is `None` until there is a plan."""

    seconds: float
    value: float | None
    bound: float | None
    gap: float | None


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
    """Demands that cannot hold together though every part of them can, in plain words."""
    smallest: bool = False
    """Whether no conflicting set has fewer demands; otherwise none could be left out of it."""
    prices: tuple[LeftOut, ...] = ()
    """The most valuable of `left_out`, with the price of including each."""
    savings: tuple[Saving, ...] = ()
    saved_cost: float = 0.0
    saved_hours: float = 0.0
    scarce: tuple[Scarce, ...] = ()
    """What holds the plan back, the most valuable first."""
