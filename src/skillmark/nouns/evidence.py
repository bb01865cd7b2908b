"""What speaks for a person's skill, and the result of an assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from skillmark.nouns.credibility import Credibility
from skillmark.nouns.proficiency import EvidenceClass


@dataclass(frozen=True, slots=True)
class Inference:
    """Why evidence for one skill follows from evidence for another."""

    skill: str
    """URI of the skill that the other evidence is for."""
    evidence_class: EvidenceClass
    """Class of the other evidence."""
    relations: tuple[str, ...]
    """The way from that skill to this one, a step each: `requires` (the former asks for the
    latter), `broader`, `narrower` or `related` (so the latter stands to the former)."""
    lost: int
    """Levels that were taken off for the way."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for one skill of one person.

    `level` is `None` where the evidence names none (most outside badges).
    """

    skill: str
    evidence_class: EvidenceClass
    dated: date
    level: int | None = None
    source: str = ""
    """Id of the credential, observation or statement it comes from."""
    title: str = ""
    """What to call it when a person reads it."""
    issuer: str = ""
    credibility: Credibility | None = None
    recognised_by: str = ""
    """Id of the recognition rule that gave it its level, if one did."""
    disputed: bool = False
    """Whether the person objects to it; said wherever the evidence is shown, and no more."""
    inference: Inference | None = None
    """What it follows from, where it was inferred over the graph of a framework; title, source and
    issuer are then those of the other evidence."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one attempt at one test."""

    test: str
    person: str
    taken: datetime
    score: float
    maximum: float
    cut: float
    ability: float | None = None
    """Expected a posteriori ability in standard deviations of the calibration sample."""
    standard_error: float | None = None
    simulated: bool = False
    """True where the responses come from a model and not from a person."""
    pending: tuple[str, ...] = ()
    """Ids of items that a human rater has yet to score; the result is not final until then."""

    @property
    def final(self) -> bool:
        """Whether every item is scored."""
        return not self.pending

    @property
    def passed(self) -> bool:
        """Whether the score reaches the cut score and nothing is pending."""
        return self.final and self.score >= self.cut
