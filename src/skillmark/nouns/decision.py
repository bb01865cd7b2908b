"""What a named person decided about somebody who was considered for a role, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from skillmark.nouns.errors import InputError


class Decided(StrEnum):
    """What came of it. A ranking decides nothing: each of these is a person's word."""

    SHORTLISTED = "shortlisted"
    REJECTED = "rejected"
    OFFERED = "offered"
    HIRED = "hired"
    WITHDRAWN = "withdrawn"
    """The candidate no longer wants it."""


SELECTED = frozenset({Decided.SHORTLISTED, Decided.OFFERED, Decided.HIRED})
"""What counts as being selected."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, never changed afterwards: a later one follows it."""

    role: str
    person: str
    """Id of the person as the ranking names them."""
    decided_as: Decided
    decided_by: str
    """Name of the person who decided."""
    decided: datetime
    reason: str
    rank: int | None = None
    """Place in the ranking that the decision was made with; `None` where there was none."""
    of: int | None = None
    """How many were ranked then."""
    scorer: str = ""
    """Version of the scorer of that ranking."""
    against_ranking: bool = False
    """Whether somebody further down was preferred, or somebody above the chosen was turned down."""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InputError("a decision needs a reason", where="reason")
        if not self.decided_by.strip():
            raise InputError("a decision is somebody's: name who decided", where="decided_by")
