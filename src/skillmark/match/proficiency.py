"""From one piece of evidence to a belief about a level, and from that to a fit."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from skillmark.match.assumptions import Assumptions
from skillmark.match.exactly import WHOLE, Number, billionths, half_to_the
from skillmark.nouns.credibility import Credibility
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
    days = float(max(0, (today - evidence.dated).days))
    left = faded(mean, halvings(days, assumptions.half_life(evidence.skill)))
    return Proficiency(evidence.skill, evidence.evidence_class, left, sd)


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


def halvings(days: Number, half_life: float) -> Number:
    """Return how many half-lives (of months) so many days are, as far as it makes a difference."""
    return _at_most(days / DAYS_PER_MONTH / half_life, _NOTHING_LEFT)


def faded(mean: Number, halved: Number) -> Number:
    """Return what is left of a level: what lies above the lowest one is halved so many times."""
    return LOWEST + (mean - LOWEST) * half_to_the(halved)


def _at_most(number: Number, most: float) -> Number:
    if isinstance(number, np.ndarray):
        return np.minimum(number, most)
    return min(number, most)


def right(evidence: Evidence) -> float | None:
    """Return the probability that a pass is right; `None` where nobody has said."""
    return behind(evidence.credibility) if evidence.credibility else None


def behind(credibility: Credibility) -> float | None:
    """Return what a credibility bundle says of that: of those who passed, else of any decision."""
    above = credibility.truly_above
    return above.estimate if above else credibility.decision_accuracy


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
