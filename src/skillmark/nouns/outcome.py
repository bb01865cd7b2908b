"""What became of people: the outcome ledger's row, and how a claim is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmark.nouns.money import Money


@dataclass(frozen=True, slots=True)
class Outcome:
    """One person's outcomes in one organisation. What is not known is `None`."""

    person: str
    hired: date | None = None
    credential: str | None = None
    """Id of the credential it is linked to, by the person's consent."""
    credential_date: date | None = None
    function: str = ""
    starting_pay: Money | None = None
    days_to_productivity: float | None = None
    productivity_censored: bool = False
    """True where `days_to_productivity` is only how long it has lasted so far."""
    training_hours: float | None = None
    training_cost: Money | None = None
    performance: float | None = None
    """Rating on the organisation's scale, rescaled to 0-1."""
    left: date | None = None
    experience_years: float | None = None
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
