"""The assumptions that a score rests on: explicit, editable, printed with every ranking."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import EvidenceClass


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How evidence becomes a level with its uncertainty.

    `half_life_months`: after this long without new evidence, half of what lies above level 1
    is taken to have faded. `sd_*`: standard deviation of the true level around the stated
    one, in levels, a judgement about each class of evidence. `unknown_*`: what is believed
    of a level that nobody stated.
    """

    half_life_months: float = 60.0
    sd_verified: float = 0.5
    sd_evidenced: float = 0.8
    sd_claimed: float = 1.4
    sd_inferred: float = 1.8
    unknown_mean: float = 3.0
    unknown_sd: float = 1.75
    optional_share: float = 0.25
    """What an optional skill counts beside an essential one of the same weight."""
    must_fit: float = 0.5
    """A `must` is met when verified or evidenced fit reaches this probability."""

    def __post_init__(self) -> None:
        for name in (
            "half_life_months",
            "sd_verified",
            "sd_evidenced",
            "sd_claimed",
            "sd_inferred",
            "unknown_sd",
        ):
            if not 0 < getattr(self, name) < float("inf"):
                raise InputError(f"{name} must be more than 0", where="assumptions")

    def sd(self, evidence_class: EvidenceClass) -> float:
        """Standard deviation, in levels, of a stated level of this class."""
        return {
            EvidenceClass.VERIFIED: self.sd_verified,
            EvidenceClass.EVIDENCED: self.sd_evidenced,
            EvidenceClass.CLAIMED: self.sd_claimed,
            EvidenceClass.INFERRED: self.sd_inferred,
        }[evidence_class]
