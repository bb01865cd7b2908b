"""What a programme saves, line by line: direct apart from indirect, each once.

Direct is money that demonstrably is not spent: courses, fees, managers' and colleagues' hours.
Indirect is worth something only by a value that somebody gives it: a faster start, people who stay,
fewer errors. Every line is a product of quantities, so that one can say of each what it would have
to be for the whole to pay.

A line counts only if everything in it is known, and, where it rests on a change, only if a design
has isolated and established that change. Everything else is shown beside, with what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from skillmark.measure.costs.assumption import Assumption, Isolation, Standing
from skillmark.measure.costs.catalogue import BY_NAME


class Kind(StrEnum):
    """Whether money is not spent, or something is worth money."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Status(StrEnum):
    """What may be done with a line."""

    COUNTED = "counted"
    """Everything is known, and what is an effect is established."""
    NOT_ESTABLISHED = "not established"
    """A design has looked, and the data cannot tell."""
    TREND = "trend"
    """It changed; why is open."""
    BELIEF = "belief"
    """Somebody thinks so."""
    BOUND = "bound"
    """Only a ceiling is known: no more than this."""
    INCLUDED = "included"
    """The same money stands in another line and is counted there."""
    NOT_KNOWN = "not known"
    """Something is missing."""


class Ground(StrEnum):
    """What a line rests on: the four kinds of claims, and what is no claim about a cause."""

    RECORD = "record"
    """The organisation's own books and plans."""
    ASSUMED = "assumed"
    """Somebody's figure in it."""
    EFFECT = "effect"
    TREND = "trend"
    BOUND = "bound"
    BELIEF = "belief"


@dataclass(frozen=True, slots=True)
class Line:
    """One saving: the product of `needs`, a year."""

    name: str
    kind: Kind
    needs: tuple[str, ...]
    within: tuple[str, ...] = ()
    """Lines that contain the same money: where one of them counts, this one does not."""

    @property
    def effect(self) -> str:
        """The quantity in it that has to be isolated; empty where none has."""
        return next((name for name in self.needs if BY_NAME[name].effect), "")


LINES: Final = (
    Line("training_not_spent", Kind.DIRECT, ("hires", "training_saved")),
    # What a hire's start costs less has the courses that were not taken in it already, and the
    # hours of managers and colleagues: the design of that question prices them.
    Line("waived_courses", Kind.DIRECT, ("waived_cost",), ("training_not_spent",)),
    # Hours not spent in a course are part of why somebody is productive sooner.
    Line(
        "waived_time",
        Kind.DIRECT,
        ("waived_hours", "learner_wage"),
        ("training_not_spent", "faster_start"),
    ),
    Line("recruiting", Kind.DIRECT, ("hires_without_fee", "recruiting_fee")),
    Line(
        "manager_time",
        Kind.DIRECT,
        ("hires", "manager_hours_saved", "manager_wage"),
        ("training_not_spent",),
    ),
    Line(
        "peer_time",
        Kind.DIRECT,
        ("hires", "peer_hours_saved", "peer_wage"),
        ("training_not_spent",),
    ),
    Line("other", Kind.DIRECT, ("other_direct",)),
    Line("faster_start", Kind.INDIRECT, ("hires", "days_faster", "day_worth")),
    Line("retention", Kind.INDIRECT, ("hires", "leavers_fewer", "replacement_cost")),
    Line("quality", Kind.INDIRECT, ("learners", "errors_fewer", "error_cost")),
)
BY_LINE: Final = {line.name: line for line in LINES}


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a line stands before anything is computed."""

    line: Line
    status: Status
    ground: Ground | None
    missing: tuple[str, ...] = ()
    """Quantities to enter, or effects to isolate."""
    within: str = ""
    """The line that has the same money."""


def standpoints(assumed: Mapping[str, Assumption]) -> tuple[Standpoint, ...]:
    """Say of every line what may be done with it."""
    alone = {line.name: _alone(line, assumed) for line in LINES}
    found = []
    for line in LINES:
        here = alone[line.name]
        other = next((name for name in line.within if alone[name].status is Status.COUNTED), "")
        if other and here.status is not Status.NOT_KNOWN:
            here = Standpoint(line, Status.INCLUDED, here.ground, within=other)
        found.append(here)
    return tuple(found)


def _alone(line: Line, assumed: Mapping[str, Assumption]) -> Standpoint:
    there = {name: assumed[name] for name in line.needs if name in assumed}
    missing = tuple(name for name in line.needs if name not in there)
    if missing:
        return Standpoint(line, Status.NOT_KNOWN, None, missing)
    bounded = tuple(name for name, one in there.items() if not one.known)
    if bounded:
        return Standpoint(line, Status.BOUND, Ground.BOUND, bounded)
    if line.effect:
        return _effect(line, there[line.effect])
    measured = all(one.standing is Standing.MEASURED for one in there.values())
    return Standpoint(line, Status.COUNTED, Ground.RECORD if measured else Ground.ASSUMED)


def _effect(line: Line, effect: Assumption) -> Standpoint:
    if effect.isolation is Isolation.COMPARISON:
        status = Status.COUNTED if effect.established else Status.NOT_ESTABLISHED
        missing = () if effect.established else (effect.name,)
        return Standpoint(line, status, Ground.EFFECT, missing)
    if effect.isolation is Isolation.TREND:
        return Standpoint(line, Status.TREND, Ground.TREND, (effect.name,))
    return Standpoint(line, Status.BELIEF, Ground.BELIEF, (effect.name,))
