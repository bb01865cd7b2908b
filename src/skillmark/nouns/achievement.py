"""What can be awarded: achievements with their European elements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text


class AssessmentType(StrEnum):
    """How learning is assessed."""

    WRITTEN = "written"
    PERFORMANCE = "performance"
    PORTFOLIO = "portfolio"
    ORAL = "oral"
    WORKPLACE = "workplace"
    MIXED = "mixed"


class Participation(StrEnum):
    """Form of participation in the learning activity."""

    ONLINE = "online"
    ONSITE = "onsite"
    BLENDED = "blended"
    WORKPLACE = "workplace"


class Supervision(StrEnum):
    """Supervision and identity verification during assessment."""

    NONE = "unsupervised_no_identity"
    ONLINE = "supervised_online"
    ONSITE = "supervised_onsite"


class Renewal(StrEnum):
    """What it takes to renew an award that runs out."""

    CONFIRMED = "confirmed"
    """Its issuer confirms it."""
    RESULT = "new_result"
    """A new result of the test that confirms the achievement."""


@dataclass(frozen=True, slots=True)
class MicroCredentialElements:
    """The European standard elements of a micro-credential, those that the achievement fixes.

    Source: Council Recommendation of 16 June 2022 on a European approach to micro-credentials
    (2022/C 243/02), Annex I. The learner, the date and the grade belong to each award; title
    and learning outcomes are the achievement's name, description and skills.
    """

    country: str
    """Country or region of the issuer, ISO 3166-1 alpha-2."""
    awarding_body: str
    learning_outcomes: tuple[Text, ...]
    workload_hours: float | None
    """Notional workload; `None` where it is said in ECTS alone."""
    assessment_type: AssessmentType
    participation: Participation
    quality_assurance: str
    eqf_level: int | None = None
    ects: float | None = None
    prerequisites: str = ""
    supervision: Supervision = Supervision.NONE
    stackable: str = ""
    """How it can be stacked ("stand-alone", "part of ...")."""

    def __post_init__(self) -> None:
        if self.eqf_level is not None and not 1 <= self.eqf_level <= 8:
            raise InputError(f"EQF level {self.eqf_level} does not exist", remedy="use 1 to 8")
        if self.workload_hours is None:
            if self.ects is None:
                raise InputError(
                    "a micro-credential needs a workload, in hours or ECTS", where="workload_hours"
                )
        elif self.workload_hours <= 0:
            raise InputError("a workload must be more than 0 hours", where="workload_hours")
        if not self.learning_outcomes:
            raise InputError("a micro-credential needs learning outcomes")


@dataclass(frozen=True, slots=True)
class Achievement:
    """Something that can be awarded: criteria, and the skills at the levels it confirms."""

    id: str
    """Stable slug, unique within its organisation."""
    name: Text
    description: Text
    criteria: Text
    """What a person did to earn it, as Markdown."""
    skills: tuple[SkillLevel, ...]
    elements: MicroCredentialElements
    test: str | None = None
    """Id of the assessment that confirms it, if one does."""
    valid_months: int | None = None
    language: str = "en"
    version: str = "1"
    renewal: Renewal = Renewal.CONFIRMED

    def __post_init__(self) -> None:
        if not self.skills:
            raise InputError(
                "an achievement without skills confirms nothing",
                where=f"achievement {self.id}",
                remedy="add at least one skill with its level",
            )
        if self.valid_months is not None and self.valid_months <= 0:
            raise InputError("validity must be at least one month", where=f"achievement {self.id}")
        if self.renewal is Renewal.RESULT and self.test is None:
            raise InputError(
                "a renewal by a new result needs a test",
                where=f"achievement {self.id}",
                remedy="name the test that confirms it, or let the issuer confirm renewals",
            )
