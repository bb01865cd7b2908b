"""What a machine says of one answer, and which machine said it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from skillmark.assess.interactions.rated import Criterion

STEP = 0.5
MOST_STEPS = 20
"""Steps of a criterion; one that has more is given none of it, half of it or all of it."""


def allowed(criterion: Criterion) -> tuple[float, ...]:
    """Return the points that can be given on a criterion, from 0: in halves, as people give them.

    Where that makes no whole number of steps, or too many, none, half and all of the points.
    """
    steps = criterion.points / STEP
    if steps > MOST_STEPS or steps != int(steps):
        return (0.0, criterion.points / 2, criterion.points)
    return tuple(STEP * step for step in range(int(steps) + 1))


@dataclass(frozen=True, slots=True)
class Version:
    """What answered: figures of two versions are never put together."""

    model: str
    """The model as the endpoint reports it, which may be more exact than what was asked for."""
    prompt: str
    """Digest (SHA-256, hex) of the words in which it was asked."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The opinion on one criterion."""

    criterion: str
    points: float
    quote: str
    """Words of the answer, letter for letter, on which it rests; empty where there are none."""
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """The opinion on one answer: a mark for every criterion of its rubric, in its order."""

    marks: tuple[Mark, ...]

    @property
    def total(self) -> float:
        """The points of all marks."""
        return sum(mark.points for mark in self.marks)


def digest(words: str | bytes) -> str:
    """Return the SHA-256 of words (UTF-8), in hex."""
    return hashlib.sha256(words.encode() if isinstance(words, str) else words).hexdigest()
