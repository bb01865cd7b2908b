"""From one piece of evidence to a belief about a level, and from that to a fit."""

from __future__ import annotations

import math
from datetime import date

from skillmark.match.assumptions import Assumptions
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import LOWEST, EvidenceClass, Proficiency

DAYS_PER_MONTH = 365.25 / 12


def believe(evidence: Evidence, *, today: date, assumptions: Assumptions) -> Proficiency:
    """Return the level that one piece of evidence speaks for today, with its uncertainty.

    Evidence dated in the future counts as dated today. The credibility of an assessment widens
    the uncertainty: where a pass is right with probability q (who passed is truly above the cut;
    failing that, any decision is right), it adds a variance of (1 - q) levels squared.
    """
    if evidence.level is None:
        mean, sd = assumptions.unknown_mean, assumptions.unknown_sd
    else:
        mean, sd = float(evidence.level), assumptions.sd(evidence.evidence_class)
    months = max(0, (today - evidence.dated).days) / DAYS_PER_MONTH
    faded = LOWEST + (mean - LOWEST) * 0.5 ** (months / assumptions.half_life_months)
    right = _right(evidence)
    if right is not None:
        sd = math.sqrt(sd * sd + (1.0 - right))
    return Proficiency(evidence.skill, evidence.evidence_class, faded, sd)


def _right(evidence: Evidence) -> float | None:
    """Return the probability that a pass is right; `None` where nobody has said."""
    behind = evidence.credibility
    if behind is None:
        return None
    return behind.truly_above.estimate if behind.truly_above else behind.decision_accuracy


def fit(belief: Proficiency, required: int | None) -> float:
    """Return the probability that the level reaches `required` (normal, half-level correction).

    Without a required level any evidence fits fully.
    """
    if required is None:
        return 1.0
    if belief.mean is None or belief.sd is None:
        return 0.0
    z = (belief.mean - (required - 0.5)) / belief.sd
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def infer(
    evidence: tuple[Evidence, ...], prerequisites: dict[str, tuple[str, ...]]
) -> tuple[Evidence, ...]:
    """Return what can be inferred: who can do a skill could do its prerequisites one level below.

    Only from verified and evidenced evidence, one step deep; it never replaces anything.
    """
    strong = (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)
    return tuple(
        Evidence(
            skill=prerequisite,
            evidence_class=EvidenceClass.INFERRED,
            dated=piece.dated,
            level=None if piece.level is None else max(LOWEST, piece.level - 1),
            source=piece.source,
            title=f"prerequisite of {piece.title or piece.skill}",
            issuer=piece.issuer,
        )
        for piece in evidence
        if piece.evidence_class in strong
        for prerequisite in prerequisites.get(piece.skill, ())
    )
