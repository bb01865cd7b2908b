"""Phillips' five levels, each with what it rests on, the kind of claim it is, and what is missing.

Reaction and planned action, learning, application, impact, return on investment (Phillips 1997;
Phillips and Phillips 2016). A higher level never follows from a lower one: people who liked a
programme need not have learned, and people who apply it need not earn the organisation anything.
Between application and impact stands the isolation step; without it levels 4 and 5 are not
established, whatever the figures say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.costs.assumption import Isolation
from skillmark.measure.costs.isolation import Isolated
from skillmark.measure.costs.savings import Ground
from skillmark.measure.costs.simulating import Outcome, Verdict
from skillmark.measure.surveys.shares import Share, wilson


class Level(IntEnum):
    """The five, in their order."""

    REACTION = 1
    LEARNING = 2
    APPLICATION = 3
    IMPACT = 4
    RETURN = 5


class Missing(StrEnum):
    """What a level lacks, as a code; words are the page's or the report's."""

    SURVEY = "survey"
    ASSESSMENT = "assessment"
    PRECISION = "precision"
    """How exact the results are: a standard error of measurement, or how sure a pass is."""
    USE = "use"
    """Whether skills are used at work."""
    ISOLATION = "isolation"
    """A comparison group, by a registered design."""
    EVIDENCE = "evidence"
    """A design has looked, and these data cannot tell."""
    COSTS = "costs"
    VALUES = "values"
    """Money values of what was isolated."""
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of a level, with its interval, in the unit that its name implies."""

    name: str
    """A code, or the words of a survey's question."""
    value: float
    low: float
    high: float
    n: int | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Learning:
    """What assessments say of those who took them."""

    passed: int
    taken: int
    sure: float | None = None
    """Of those who passed, the share that is truly above the cut, as far as that is known."""
    source: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: its figures, what kind of claim they make, what they rest on, what is missing."""

    level: Level
    ground: Ground | None
    """`None` where nothing is known."""
    readings: tuple[Reading, ...] = ()
    rests_on: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    established: bool | None = None
    """For impact and return: whether they are; `None` for the levels below."""
    isolation: Isolation | None = None
    """For impact: how it was isolated, at best."""
    simulated: bool = False

    @property
    def known(self) -> bool:
        """Whether anything is known at this level."""
        return bool(self.readings)

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "level": int(self.level),
            "name": self.level.name.lower(),
            "claim": self.ground.value if self.ground else None,
            "established": self.established,
            "isolation": self.isolation.value if self.isolation else None,
            "rests_on": list(self.rests_on),
            "missing": [one.value for one in self.missing],
            "readings": [
                {"name": one.name, "value": one.value, "ci": [one.low, one.high], "n": one.n}
                for one in self.readings
            ],
            "simulated": self.simulated,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is there for the levels below impact, besides the model's own outcome."""

    reactions: Sequence[tuple[str, Share]] = ()
    """Pairs of a question's words and its share: usefulness, intention to use."""
    learning: Learning | None = None
    uses: Sequence[tuple[str, Share]] = ()
    """The same for skills used at work: by what people say of themselves."""
    observed: Sequence[tuple[str, Share]] = ()
    """The same, as others saw it at work."""
    isolated: Sequence[Isolated] = ()
    simulated_surveys: bool = False


def ladder(evidence: Evidence, outcome: Outcome | None) -> tuple[Rung, ...]:
    """Return the five levels, also those of which nothing is known."""
    return (
        _reaction(evidence),
        _learning(evidence),
        _application(evidence),
        _impact(evidence),
        _return(outcome),
    )


def _reaction(evidence: Evidence) -> Rung:
    readings = _shares(evidence.reactions)
    return Rung(
        Level.REACTION,
        Ground.BELIEF if readings else None,
        readings,
        ("surveys",) if readings else (),
        () if readings else (Missing.SURVEY,),
        simulated=evidence.simulated_surveys and bool(readings),
    )


def _learning(evidence: Evidence) -> Rung:
    it = evidence.learning
    if it is None or it.taken == 0:
        return Rung(Level.LEARNING, None, missing=(Missing.ASSESSMENT,))
    if it.taken < LEAST_CELL:
        return Rung(Level.LEARNING, None, missing=(Missing.TOO_FEW,))
    share = it.passed / it.taken
    readings = [Reading("passed", share, *wilson(share, it.taken), it.taken, percent=True)]
    if it.sure is not None:
        readings.append(Reading("truly_above", it.sure, it.sure, it.sure, it.passed, percent=True))
    return Rung(
        Level.LEARNING,
        Ground.RECORD,
        tuple(readings),
        (it.source or "assessments",),
        () if it.sure is not None else (Missing.PRECISION,),
        simulated=it.simulated,
    )


def _application(evidence: Evidence) -> Rung:
    seen, said = _shares(evidence.observed), _shares(evidence.uses)
    if not seen and not said:
        return Rung(Level.APPLICATION, None, missing=(Missing.USE,))
    rests = [*(["observations"] if seen else []), *(["surveys"] if said else [])]
    return Rung(
        Level.APPLICATION,
        Ground.RECORD if seen else Ground.BELIEF,
        seen + said,
        tuple(rests),
        simulated=evidence.simulated_surveys and not seen,
    )


def _impact(evidence: Evidence) -> Rung:
    if not evidence.isolated:
        return Rung(Level.IMPACT, None, missing=(Missing.ISOLATION,), established=False)
    order = list(Isolation)
    best = min(evidence.isolated, key=lambda one: (not one.established, order.index(one.method)))
    ground = {
        Isolation.COMPARISON: Ground.EFFECT,
        Isolation.TREND: Ground.TREND,
        Isolation.PARTICIPANTS: Ground.BELIEF,
        Isolation.NONE: Ground.BELIEF,
    }[best.method]
    missing: tuple[Missing, ...] = ()
    if not best.established:
        looked = best.method is Isolation.COMPARISON
        missing = (Missing.EVIDENCE if looked else Missing.ISOLATION,)
    return Rung(
        Level.IMPACT,
        ground,
        tuple(
            Reading(one.name, one.estimate.value, one.estimate.low, one.estimate.high, one.n)
            for one in evidence.isolated
        ),
        tuple(dict.fromkeys(one.source for one in evidence.isolated if one.source)),
        missing,
        established=best.established,
        isolation=best.method,
        simulated=any(one.simulated for one in evidence.isolated),
    )


_LACKS = {
    Verdict.NO_COSTS: (Missing.COSTS,),
    Verdict.NO_TIME: (Missing.VALUES,),
    Verdict.NOT_KNOWN: (Missing.VALUES,),
    Verdict.NOT_ESTABLISHED: (Missing.ISOLATION,),
    Verdict.INCOMPLETE: (Missing.COSTS,),
}
SAID = (Verdict.PAYS, Verdict.DOES_NOT_PAY, Verdict.OPEN, Verdict.INCOMPLETE)
"""Verdicts with a return that may be shown as one."""


def _return(outcome: Outcome | None) -> Rung:
    if outcome is None:
        return Rung(Level.RETURN, None, missing=(Missing.COSTS,), established=False)
    missing = _LACKS.get(outcome.verdict, ())
    found = outcome.counted
    if outcome.verdict not in SAID or found is None or found.roi is None or found.ratio is None:
        return Rung(
            Level.RETURN, None, missing=missing, established=False,
            simulated=outcome.model.simulated,
        )  # fmt: skip
    readings = [
        Reading("roi", found.roi.median, found.roi.low, found.roi.high, percent=True),
        Reading("ratio", found.ratio.median, found.ratio.low, found.ratio.high),
    ]
    if found.payback_months is not None:
        months = found.payback_months
        readings.append(Reading("payback_months", months.median, months.low, months.high))
    return Rung(
        Level.RETURN,
        Ground.BOUND,
        tuple(readings),
        tuple(one.line.name for one in outcome.saved if one.counted),
        missing,
        established=outcome.verdict in {Verdict.PAYS, Verdict.DOES_NOT_PAY},
        simulated=outcome.model.simulated,
    )


def _shares(found: Sequence[tuple[str, Share]]) -> tuple[Reading, ...]:
    return tuple(
        Reading(words, one.share, one.low, one.high, one.n, percent=True) for words, one in found
    )
