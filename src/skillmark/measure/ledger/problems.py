"""Mistakes in a file: where, what, and what to do about it; all of them are counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

MOST_PROBLEMS = 1_000
"""Mistakes that are kept with their line; beyond them only their number is known."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file: where, what, and what to do about it."""

    line: int
    column: str
    """As the file calls it."""
    cause: str
    remedy: str = ""
    code: str = "invalid"
    said: tuple[str, ...] = ()
    """What `cause` speaks of (the text of the cell, another line), for other wordings."""


@dataclass(slots=True)
class Problems:
    """Mistakes in the order in which they are found."""

    kept: list[Problem] = field(default_factory=list)
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often by column and code."""
    lines: set[int] = field(default_factory=set)
    """Every line with a mistake."""

    @property
    def count(self) -> int:
        """All mistakes."""
        return self.counted.total()

    def add(self, problem: Problem) -> None:
        """Count a mistake; the first thousand are kept."""
        self.counted[problem.column, problem.code] += 1
        self.lines.add(problem.line)
        if len(self.kept) < MOST_PROBLEMS:
            self.kept.append(problem)
