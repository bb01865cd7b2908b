"""Decisions: how often is a pass or a fail right, and how often would it be repeated?"""

from __future__ import annotations

from skillmark.assess.precision.minimums import MINIMUMS
from skillmark.assess.quality.figure import Figure, Part, Unit, unknown
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
            tuple(unknown(n, _unit(n), known.why, **known.facts, **_bar(n)) for n in NAMES),
        )
    sides = known.passed, known.persons - known.passed
    fewest = {"truly_above": sides[0], "truly_below": sides[1], "kappa": min(sides)}
    return Part(
        "decisions",
        tuple(_figure(name, getattr(known, name), fewest.get(name, 0)) for name in NAMES),
    )


def _unit(name: str) -> Unit:
    return Unit.COEFFICIENT if name == "kappa" else Unit.SHARE


def _figure(name: str, found: Interval | None, side: int) -> Figure:
    if found is None:
        need = MINIMUMS["truly above"].least
        return unknown(name, _unit(name), "few_side", have=side, need=need, **_bar(name))
    facts = _bar(name)
    judge = at_least if name in BARS else at_most
    state = judge(found, good=facts["good"], poor=facts["poor"])
    return Figure(name, state, _unit(name), found.estimate, found, facts=facts)


def _bar(name: str) -> dict[str, float]:
    good, poor = BARS.get(name, WRONG)
    return {"good": good, "poor": poor}
