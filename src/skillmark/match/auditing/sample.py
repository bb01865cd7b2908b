"""What is audited: one entry a person assessed, with the groups that the person stated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from skillmark.nouns.errors import InputError

UNKNOWN = frozenset({"", "?", "unknown", "not stated", "prefer not to say", "n/a", "na"})
"""What stands for a group that is not known, compared without regard to case."""


def known(value: str) -> str:
    """Return a group's name without blanks around it; empty where it says that it is unknown."""
    bare = " ".join(value.split())
    return "" if bare.casefold() in UNKNOWN else bare


@dataclass(frozen=True, slots=True)
class Entry:
    """One person assessed once. `selected`, `score` or both; groups by the name of their kind.

    A group that is not known is empty or left out.
    """

    id: str
    selected: bool | None = None
    score: float | None = None
    groups: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.selected is None and self.score is None:
            raise InputError("neither a selection nor a score", where=self.id)
        if self.score is not None and not math.isfinite(self.score):
            raise InputError("a score is a finite number", where=self.id)


@dataclass(frozen=True, slots=True)
class Sample:
    """Everybody assessed, in any order. `kinds` are the kinds of groups, such as sex."""

    kinds: tuple[str, ...]
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if not self.entries:
            raise InputError("nobody to audit")
        for name in ("selected", "score"):
            given = [getattr(entry, name) is not None for entry in self.entries]
            if any(given) and not all(given):
                raise InputError(f"{name} is there for some and not for others")

    @property
    def has_selections(self) -> bool:
        """Whether it says who was selected."""
        return self.entries[0].selected is not None

    @property
    def has_scores(self) -> bool:
        """Whether it says what people scored."""
        return self.entries[0].score is not None

    @property
    def median(self) -> float | None:
        """The median score of the full sample, unknown groups included (6 RCNY 5-301 c 1)."""
        if not self.has_scores:
            return None
        return float(median(entry.score or 0.0 for entry in self.entries))
