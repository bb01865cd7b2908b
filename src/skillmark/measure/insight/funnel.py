"""The engagement funnel, and time from enrolment to credential with those still under way.

A journey is one person on the way to one achievement. A stage counts the journeys that reached it
*or any later one*: who was awarded without a test is not lost at the test. What is shown is
rounded (`hiding`), so that no view can be subtracted from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.durations.curves import Curve, kaplan_meier
from skillmark.measure.insight.hiding import part, rounded


class Stage(StrEnum):
    """How far a journey has come, in order."""

    ENTERED = "entered"
    """Invited, enrolled, or begun in any other way."""
    STARTED = "started"
    ASSESSED = "assessed"
    PASSED = "passed"
    AWARDED = "awarded"
    HELD = "held"
    """The credential was accepted into an account."""
    SHARED = "shared"


STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Journey:
    """One person on the way to one achievement: the day on which each stage was first reached."""

    person: str
    achievement: str
    reached: Mapping[Stage, date]
    team: str = ""
    function: str = ""

    @property
    def began(self) -> date:
        """The first day of anything."""
        return min(self.reached.values())

    @property
    def furthest(self) -> int:
        """Index of the furthest stage."""
        return max(STAGES.index(stage) for stage in self.reached)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage as it may be shown."""

    stage: Stage
    count: int | None
    """Rounded to 5; `None` for fewer than 5."""
    of_entered: float | None
    """Share of those who entered; `None` where they are too few to carry one."""
    of_before: float | None
    """Share of those at the stage before."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Stages of one cohort: journeys that began in the period."""

    steps: tuple[Step, ...]

    @property
    def empty(self) -> bool:
        """Whether too few began for anything to be told."""
        return self.steps[0].count is None

    @property
    def narrowest(self) -> Step | None:
        """The step at which the largest share is lost, if shares can be told."""
        known = [step for step in self.steps[1:] if step.of_before is not None]
        return min(known, key=lambda step: step.of_before or 0.0, default=None)


def began_in(journeys: Iterable[Journey], first: date, last: date) -> list[Journey]:
    """Return the journeys that began from `first` to `last`, both included."""
    return [one for one in journeys if first <= one.began <= last]


def funnel(journeys: Sequence[Journey], *, stages: Sequence[Stage] = STAGES) -> Funnel:
    """Return how far journeys have come. Counts never rise from one stage to the next.

    A stage of fewer than 5 *people* is not told, on however many ways they are.
    """
    furthest = np.array([one.furthest for one in journeys], dtype=np.int64)
    people = np.unique([one.person for one in journeys], return_inverse=True)[1]
    counts = []
    for stage in stages:
        there = furthest >= STAGES.index(stage)
        enough = len(np.unique(people[there])) >= LEAST_CELL
        counts.append(int(there.sum()) if enough else 0)
    steps = []
    for index, (stage, count) in enumerate(zip(stages, counts, strict=True)):
        before = counts[index - 1] if index else count
        steps.append(Step(stage, rounded(count), part(count, counts[0]), part(count, before)))
    return Funnel(tuple(steps))


@dataclass(frozen=True, slots=True)
class TimeTo:
    """Time from the beginning to the credential, those under way counted as long as they were."""

    n: int
    """Rounded to 5."""
    curve: Curve
    median: tuple[float | None, float | None, float | None]
    """Days, with the limits of the interval; `None` for what the data do not reach."""


def time_to(journeys: Sequence[Journey], *, today: date) -> TimeTo | None:
    """Return the time from the beginning of a journey to its award (Kaplan and Meier 1958).

    Who has no award yet counts as waiting until `today`. Awards on the first day (nothing of the
    way is on record) tell nothing of how long it took and are left out. `None` below 5 people, or
    5 of them with an award.
    """
    days, happened, people = [], [], []
    for one in journeys:
        awarded = one.reached.get(Stage.AWARDED)
        lasted = ((awarded or today) - one.began).days
        if lasted > 0:
            days.append(float(lasted))
            happened.append(awarded is not None)
            people.append(one.person)
    arrived = np.array(happened, dtype=np.bool)
    if len({person for person, there in zip(people, happened, strict=True) if there}) < LEAST_CELL:
        return None
    curve = kaplan_meier(np.array(days), arrived)
    return TimeTo(rounded(len(days)) or 0, curve, curve.median())
