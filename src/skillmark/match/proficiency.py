"""From one piece of evidence to a belief about a level, and from that to a fit."""

from __future__ import annotations

import math
from datetime import date

from skillmark.match.assumptions import Assumptions
from skillmark.match.exactly import WHOLE, billionths, half_to_the
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import LOWEST, EvidenceClass, Proficiency

DAYS_PER_MONTH = 365.25 / 12
_NOTHING_LEFT = 1000.0
"""Half-lives after which a level is 1 to every digit."""


def believe(evidence: Evidence, *, today: date, assumptions: Assumptions) -> Proficiency:
    """Return the level that one piece of evidence speaks for today, with its uncertainty.

    Evidence dated in the future counts as dated today. The credibility of an assessment widens
    the uncertainty: where a pass is right with probability q (who passed is truly above the cut;
    failing that, any decision is right), it adds a variance of (1 - q) levels squared. Age moves
    the level and not the uncertainty, and so does the distance of what is inferred: otherwise
    what is older or farther away would say more about levels above it.
    """
    mean, sd = stated(
        evidence.evidence_class,
        evidence.level,
        lost=evidence.inference.lost if evidence.inference else 0,
        right=right(evidence),
        assumptions=assumptions,
    )
    days = (today - evidence.dated).days
    faded = fade(mean, days, assumptions.half_life(evidence.skill))
    return Proficiency(evidence.skill, evidence.evidence_class, faded, sd)


def stated(
    cls: EvidenceClass,
    level: int | None,
    *,
    lost: int,
    right: float | None,
    assumptions: Assumptions,
) -> tuple[float, float]:
    """Return mean and standard deviation of a level on the day on which it was stated.

    `lost` levels were taken off already where the level is known (see `match.adjacency`).
    """
    if level is None:
        mean = max(float(LOWEST), assumptions.unknown_mean - lost)
        sd = assumptions.unknown_sd
        if cls is EvidenceClass.INFERRED:
            sd = max(sd, assumptions.sd_inferred)
    else:
        mean, sd = float(level), assumptions.sd(cls)
    return mean, sd if right is None else math.sqrt(sd * sd + (1.0 - right))


def fade(mean: float, days: int, half_life: float) -> float:
    """Return what is left of a level after so many days, given the half-life in months."""
    months = max(0, days) / DAYS_PER_MONTH
    return LOWEST + (mean - LOWEST) * half_to_the(min(months / half_life, _NOTHING_LEFT))


def right(evidence: Evidence) -> float | None:
    """Return the probability that a pass is right; `None` where nobody has said."""
    behind = evidence.credibility
    if behind is None:
        return None
    return behind.truly_above.estimate if behind.truly_above else behind.decision_accuracy


def fit(belief: Proficiency, required: int | None) -> float:
    """Return the probability that the level reaches `required` (normal, half-level correction).

    Without a required level evidence of the skill fits fully; what is only inferred has to reach
    the lowest level.
    """
    return chance(belief, required) / WHOLE


def chance(belief: Proficiency, required: int | None) -> int:
    """Return the same in whole billionths, the unit in which scores are added up."""
    needed = asked(required, belief.evidence_class)
    if needed is None:
        return WHOLE
    if belief.mean is None or belief.sd is None:
        return 0
    return int(billionths((belief.mean - (needed - 0.5)) / belief.sd))


def asked(required: int | None, cls: EvidenceClass) -> int | None:
    """Return the level that evidence of a class has to reach; `None` where any will do."""
    return LOWEST if required is None and cls is EvidenceClass.INFERRED else required
