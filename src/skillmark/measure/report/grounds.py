"""What a recommendation may rest on: the report's claims, as rules read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skillmark.measure.effects.effect import Effect
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
    `designs.finding.Finding`), or `not_estimated`."""
    people_needed: int | None = None
    """People of this mix that would settle it."""
    day: date | None = None
    """Day on which it can be read, where waiting alone settles it."""
    simulated: bool = False


def of_effect(
    found: Effect | None,
    *,
    id: str,  # noqa: A002 (as the ground's own)
    question: str,
    less_is_good: bool,
    simulated: bool,
) -> Ground:
    """Return the ground that an effect gives, or the lack of one."""
    if found is None:
        return Ground(
            id, question, ClaimType.EFFECT, False, objection="not_estimated", simulated=simulated
        )
    verdict = found.verdict
    return Ground(
        id=id,
        question=question,
        type=ClaimType.EFFECT,
        established=verdict.established,
        favourable=(found.estimate.value < 0) == less_is_good if verdict.established else None,
        objection="" if verdict.established else verdict.code,
        people_needed=verdict.people_needed,
        simulated=simulated,
    )
