"""Where somebody stands in one skill: class by class, side by side, never averaged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from skillmark.match.adjacency import STRONG, strength
from skillmark.match.assumptions import Assumptions
from skillmark.match.proficiency import believe, fit
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass

LIKELY = 0.5
"""Probability of a level from which somebody is taken to reach it."""
ASSESSED = STRONG
"""Classes in which somebody else judged."""


def best_by_class(
    pieces: Iterable[Evidence], *, today: date, assumptions: Assumptions
) -> dict[EvidenceClass, Evidence]:
    """Return for each class the piece that says most today, the newer of two that say the same.

    The classes come strongest first. What one says never changes what another does.
    """

    def order(piece: Evidence) -> tuple[object, ...]:
        belief = believe(piece, today=today, assumptions=assumptions)
        # A stated level goes before one that nobody stated, of which only a guess is believed.
        return (
            piece.evidence_class.rank,
            piece.level is None,
            -(belief.mean or 0.0),
            -piece.dated.toordinal(),
            strength(piece),
        )

    found: dict[EvidenceClass, Evidence] = {}
    for piece in sorted(pieces, key=order):
        found.setdefault(piece.evidence_class, piece)
    return found


def reached_by(
    pieces: Iterable[Evidence], level: int | None, *, today: date, assumptions: Assumptions
) -> EvidenceClass | None:
    """Return the strongest class that alone makes it likely that the level is reached.

    `None` where none does. So everybody counts once, by the best reason there is.
    """
    reaching = {
        piece.evidence_class
        for piece in pieces
        if fit(believe(piece, today=today, assumptions=assumptions), level) >= LIKELY
    }
    return min(reaching, key=lambda cls: cls.rank, default=None)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far somebody's own rating lies from what others judged. For the person alone."""

    own: int
    assessed: int
    by: EvidenceClass

    @property
    def difference(self) -> int:
        """Levels by which the own rating is higher; negative where it is lower."""
        return self.own - self.assessed

    @property
    def below(self) -> int:
        """Levels by which the own rating is lower; negative where it is higher."""
        return self.assessed - self.own


def gap(best: dict[EvidenceClass, Evidence]) -> Gap | None:
    """Return the gap between the claim and the strongest judgement that names a level."""
    claim = best.get(EvidenceClass.CLAIMED)
    if claim is None or claim.level is None:
        return None
    for cls in ASSESSED:
        piece = best.get(cls)
        if piece is not None and piece.level is not None:
            return Gap(claim.level, piece.level, cls)
    return None
