"""What is getting old: until when each proof counts at its level, and what would refresh it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log2

from skillmark.match import Assumptions
from skillmark.match.proficiency import DAYS_PER_MONTH, believe
from skillmark.match.standing import ASSESSED, best_by_class
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import LOWEST
from skillmark.server.match.own.possible import Possible

_HALF = 0.5
"""A level counts while what is believed is at most half a level below it."""
STRENGTHS = 5


@dataclass(frozen=True, slots=True)
class Fading:
    """One proof or observation that names a level, and how far it has faded."""

    evidence: Evidence
    level: int
    """The level it said when it was new."""
    now: float
    """The level it speaks for today, between 1 and `level`."""
    until: date | None
    """The last day on which it makes its level likely; `None` where it never fades (level 1)."""
    refresh: tuple[Possible, ...]
    """What would prove the level anew."""

    def faded(self, today: date) -> bool:
        """Say whether it no longer makes its level likely."""
        return self.until is not None and self.until < today

    def months(self, today: date) -> float | None:
        """Return the months that are left, below 0 where it has faded."""
        return None if self.until is None else (self.until - today).days / DAYS_PER_MONTH

    @property
    def strength(self) -> int:
        """How much of what lies above level 1 is left, in fifths from 1 to 5."""
        if self.level <= LOWEST:
            return STRENGTHS
        left = (self.now - LOWEST) / (self.level - LOWEST)
        return max(1, min(STRENGTHS, ceil(left * STRENGTHS - 1e-9)))


def counts_until(level: int, dated: date, half_life_months: float) -> date | None:
    """Return the last day on which evidence of a level makes that level likely.

    What lies above level 1 halves every half-life, so level L is at L - 1/2 after
    half-life * log2((L - 1) / (L - 3/2)) months. `None` for level 1, which does not fade.
    """
    if level <= LOWEST:
        return None
    months = half_life_months * log2((level - LOWEST) / (level - LOWEST - _HALF))
    return dated + timedelta(days=int(months * DAYS_PER_MONTH))


def fading(
    by_skill: Mapping[str, Sequence[Evidence]],
    ways: Iterable[Possible],
    *,
    today: date,
    assumptions: Assumptions,
) -> list[Fading]:
    """Return what speaks most for each skill, by proof and by observation, what fades first first.

    A skill stands once: by its proof where one names a level, else by what was observed.
    """
    able = tuple(ways)
    found = []
    for skill, pieces in by_skill.items():
        best = best_by_class(pieces, today=today, assumptions=assumptions)
        named = (best[cls] for cls in ASSESSED if cls in best and best[cls].level is not None)
        piece = next(named, None)
        if piece is None or piece.level is None:
            continue
        until = counts_until(piece.level, min(piece.dated, today), assumptions.half_life(skill))
        mean = believe(piece, today=today, assumptions=assumptions).mean
        refresh = tuple(
            sorted(
                (one for one in able if one.carries(skill, piece.level)),
                key=lambda one: (one.weeks, one.hours, one.offer.id),
            )
        )
        found.append(Fading(piece, piece.level, mean or float(LOWEST), until, refresh))
    return sorted(
        found, key=lambda one: (one.until is None, one.until or today, one.evidence.skill)
    )
