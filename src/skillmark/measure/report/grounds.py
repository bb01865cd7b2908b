"""What a recommendation may rest on: the report's claims, as rules read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skillmark.measure.designs.finding import Finding
from skillmark.nouns.outcome import ClaimType


@dataclass(frozen=True, slots=True)
class Ground:
    """One claim of the report without its words."""

    id: str
    """Anchor of the claim in the report; each once."""
    question: str
    """Code of what was asked: `days_to_productivity`, `starting_pay`, ..."""
    type: ClaimType
    established: bool
    """Whether the data establish it; only an effect can be."""
    favourable: bool | None = None
    """Whether it went the way that is good; `None` where nobody said which way that is."""
    objection: str = ""
    """Code of the weightiest objection where it is not established (`effects.effect.Verdict`,
    `designs.finding.Finding`), `alone` where it does not hold among all questions, `negligible`
    where the interval leaves out whatever is worth knowing, or `not_estimated`."""
    people_needed: int | None = None
    """People of this mix that would settle it."""
    day: date | None = None
    """Day on which it can be read, where waiting alone settles it."""
    simulated: bool = False


def of_finding(found: Finding) -> Ground:
    """Return the ground that a finding gives: its claim is the first of its section.

    Of several questions read together, nothing is advised on one that may be their chance.
    """
    return Ground(
        id=f"design-{found.design.id}-1",
        question=found.design.question.value,
        type=ClaimType.EFFECT,
        established=found.holds,
        favourable=found.good if found.holds else None,
        objection="" if found.holds else _objection(found),
        people_needed=found.settle.people_needed,
        day=found.settle.day or _day(found),
        simulated=found.simulated,
    )


def _objection(found: Finding) -> str:
    if found.established:
        return "alone"
    return "negligible" if found.code == "covers_zero" and found.negligible else found.code


def _day(found: Finding) -> date | None:
    """The day of reading, where it is still to come."""
    coming = [day for day in found.design.readings if day > found.as_of]
    return min(coming, default=None)
