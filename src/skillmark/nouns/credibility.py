"""How far the assessment behind a credential can be believed; it travels in the credential."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FieldData(StrEnum):
    """On whose responses the figures rest."""

    REAL = "real"
    """Responses of people who sat the test."""
    SIMULATED = "simulated"
    """A documented model with a seed: there is no field data."""
    NONE = "none"
    """Nobody, real or simulated, has answered yet."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with a two-sided interval at `confidence` (0.95 unless said otherwise)."""

    estimate: float
    low: float
    high: float
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class CutScore:
    """Where passing begins, why there, and who decided that on which day."""

    score: float
    maximum: float
    method: str
    reason: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Credibility:
    """The credibility bundle of one assessment.

    A figure that is not known, or rests on too few people to be printed, is `None`.
    """

    test: str
    blueprint: tuple[tuple[str, int], ...]
    """Pairs of skill URI and number of items."""
    cut: CutScore
    field_data: FieldData
    persons: int
    reliability: Interval | None = None
    """Cronbach's alpha."""
    sem: float | None = None
    """Standard error of measurement, in score points."""
    decision_accuracy: float | None = None
    """Probability that a pass/fail decision is the right one (Livingston and Lewis 1995)."""
    raters: int = 0
    omega: Interval | None = None
    """McDonald's omega total."""
    decision_consistency: float | None = None
    """Probability that a second form would decide the same (Livingston and Lewis 1995)."""
    truly_above: Interval | None = None
    """Probability that the true score of somebody who passed reaches the cut."""
    rater_agreement: Interval | None = None
    """Krippendorff's alpha of answers that several people rated."""
    judges: int | None = None
    """People on the panel that set the cut; `None` where no panel is on record."""
    cut_error: float | None = None
    """Standard error of the cut score over panels, in score points."""
    fairness_examined: bool | None = None
    """Whether items were compared between groups; `None` where nobody has said."""
    report: str = ""
    """Address of the published quality report, empty where it is not published."""

    @property
    def has_field_data(self) -> bool:
        """False must be said wherever the bundle is shown: "no field data"."""
        return self.field_data is FieldData.REAL
