"""Decisions: how often is a pass or a fail right, and how often would it be repeated?"""

from __future__ import annotations

from skillmark.assess.quality.figure import Figure, Part, State, Unit, unknown
from skillmark.assess.quality.findings import Findings, Refusal
from skillmark.assess.quality.judging import at_least, at_most
from skillmark.nouns.credibility import Interval

BARS = {
    "truly_above": (0.90, 0.80),
    "truly_below": (0.80, 0.60),
    "accuracy": (0.90, 0.80),
    "consistency": (0.85, 0.75),
    "kappa": (0.61, 0.41),
}
"""Good and least. Consistency: Subkoviak (1988); kappa: Landis and Koch (1977); the others are
our own, and the words say so."""
WRONG = (0.05, 0.10)
"""Share of all decisions that may be wrong in one direction: our own bar."""
NAMES = (*BARS, "false_pass", "false_fail")


def part(found: Findings) -> Part:
    """Return the section."""
    known = found.decisions
    if isinstance(known, Refusal):
        return Part(
            "decisions",
            tuple(unknown(name, _unit(name), known.why, **known.facts) for name in NAMES),
        )
    return Part("decisions", tuple(_figure(name, getattr(known, name)) for name in NAMES))


def _unit(name: str) -> Unit:
    return Unit.COEFFICIENT if name == "kappa" else Unit.SHARE


def _figure(name: str, found: Interval | None) -> Figure:
    if found is None:
        return unknown(name, _unit(name), "nobody_there")
    facts: dict[str, float | int | str]
    state: State
    if name in BARS:
        good, poor = BARS[name]
        state = at_least(found, good=good, poor=poor)
    else:
        good, poor = WRONG
        state = at_most(found, good=good, poor=poor)
    facts = {"good": good, "poor": poor}
    return Figure(name, state, _unit(name), found.estimate, found, facts=facts)
