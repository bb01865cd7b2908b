"""What became of people: the outcome ledger's row, and how a claim is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmark.nouns.money import Money


@dataclass(frozen=True, slots=True)
class Outcome:
    """One person's outcomes in one organisation. What is not known is `None`, or empty words."""

    person: str
    applied: date | None = None
    hired: date | None = None
    function: str = ""
    team: str = ""
    """Who works, learns and is judged together: errors are clustered by it."""
    experience_years: float | None = None
    """Years of experience in the field when hired."""
    credential: str | None = None
    """Id of the credential it is linked to, by the person's consent."""
    credential_date: date | None = None
    achievement: str = ""
    """What the credential is for, in the provider's words."""
    provider: str = ""
    result: float | None = None
    """Result of the assessment behind the credential, rescaled to 0-1."""
    starting_pay: Money | None = None
    """A year's pay at the start."""
    days_to_productivity: float | None = None
    productivity_censored: bool = False
    """True where `days_to_productivity` is only how long it has lasted so far."""
    training_hours: float | None = None
    """The person's own hours of training since hiring."""
    manager_hours: float | None = None
    """Hours that managers spent on bringing the person up to speed."""
    peer_hours: float | None = None
    """The same for colleagues."""
    training_cost: Money | None = None
    """What was paid for courses, material and fees."""
    performance: float | None = None
    """Rating on the organisation's scale, rescaled to 0-1; as `influence` and `collaboration`."""
    influence: float | None = None
    collaboration: float | None = None
    promoted: date | None = None
    """Day of the first promotion."""
    further_study: date | None = None
    """Day on which further study began."""
    left: date | None = None
    simulated: bool = False


class ClaimType(StrEnum):
    """What a figure in a report is. An effect needs a comparison group; a belief never is one."""

    BELIEF = "belief"
    """People say so (a survey)."""
    TREND = "trend"
    """It changed over time; why is open."""
    BOUND = "bound"
    """It cannot be more (or less) than this, given stated assumptions."""
    EFFECT = "effect"
    """Estimated against a comparison group, with an interval and a placebo."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a report with its type and the numbers it rests on."""

    type: ClaimType
    sentence: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    simulated: bool = False
    established: bool | None = None
    """For effects: whether the data establish it; `None` for the other types."""
    figure: str = ""
    """The number as it is written in large type, such as "-12 days"; empty for a claim that is
    no headline."""
    about: str = ""
    """What the figure counts, in a few words."""
