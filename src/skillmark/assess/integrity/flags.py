"""A flag: something that a person should look at. It is never a verdict.

A flag says what is unusual and how unusual, and what innocent reasons there may be. It names no
act and no intention; nothing in Skillmark changes a score, a result or a credential by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NO_VERDICT = (
    "These are patterns for people to look at, never verdicts. Each has innocent explanations, "
    "and none changes a score, a result or a credential."
)
LIMIT = 0.05
"""Chance of even one flag of a kind where there is nothing (Holm's adjustment within the kind)."""
STRONG, VERY_STRONG = 1e-3, 1e-6


class Kind(StrEnum):
    """What is unusual."""

    SIMILAR = "similar_answers"
    HASTE = "haste"
    FAST_AND_RIGHT = "fast_and_right"
    EASIER = "easier_since"
    DRIFT = "drift"
    GAIN = "gain_on_exposed"


INNOCENT: dict[Kind, tuple[str, ...]] = {
    Kind.SIMILAR: (
        "they learned together or from the same teacher or material",
        "a key or a translation misleads people of one background in the same way",
        "they sat together and talked, where that was allowed",
        "one person has two accounts",
    ),
    Kind.HASTE: (
        "they were not trying: the result mattered little to them",
        "time ran short, or the connection failed",
        "they had made up their mind offline and typed the answers in",
    ),
    Kind.FAST_AND_RIGHT: (
        "they work in just this area every day",
        "they had practised with lawful material that is much alike",
        "they read fast, or had thought about the question before going back to it",
    ),
    Kind.EASIER: (
        "teaching or the news has taken the subject up",
        "other people come than before, with other strengths",
        "the question, its key or its translation was changed",
    ),
    Kind.DRIFT: (
        "teaching or the news has taken the subject up",
        "other people come than before, with other strengths",
        "the question, its key or its translation was changed",
    ),
    Kind.GAIN: (
        "these questions are about what the person knows best",
        "they had learned just this, lawfully, before the test",
    ),
}
"""Innocent explanations that whoever looks should think of first."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How unusual it is. Where a rule of thumb decides, there is no p-value."""

    p: float | None
    p_adjusted: float | None
    """By Holm over everything of this kind that was looked at."""
    tests: int
    """How much was looked at."""

    @property
    def word(self) -> str:
        """Return `notable`, `strong` or `very strong`; `by rule` without a p-value."""
        if self.p_adjusted is None:
            return "by rule"
        if self.p_adjusted < VERY_STRONG:
            return "very strong"
        return "strong" if self.p_adjusted < STRONG else "notable"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at."""

    kind: Kind
    who: tuple[str, ...]
    """Ids of the people it is about; empty where it is about a question."""
    what: tuple[str, ...]
    """Ids of the questions it is about; empty where it is about all of them."""
    strength: Strength
    words: str
    """What is unusual, in plain words."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """The numbers in `words`, by name."""

    @property
    def innocent(self) -> tuple[str, ...]:
        """What may explain it innocently."""
        return INNOCENT[self.kind]
