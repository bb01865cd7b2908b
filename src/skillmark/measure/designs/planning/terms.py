"""What a plan starts from where there is no ledger, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from skillmark.measure.designs.design import Design
from skillmark.measure.designs.planning.formula import POWER


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed of people where there is no ledger yet."""

    mean: float
    """Of the outcome, without the treatment."""
    sd: float
    """Of the outcome, among people alike in nothing."""
    share_treated: float = 0.3
    r2: float = 0.2
    """Share of the variance that the covariates explain."""
    separation: float = 0.8
    """Standard deviation of the log-odds of having the credential; 0 where lots decide."""
    periods_after: float = 4.0
    """Programme only: quarters after the start, on average. `sd` is that of a team's quarter."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a design needs, and what it can do with the people there are."""

    design: Design
    wanted: float
    """The smallest effect worth knowing, in the outcome's unit."""
    people_needed: int
    """In the estimate; teams for a programme."""
    sd: float
    """Spread that the covariates leave, among people like those with the credential."""
    share_treated: float
    weighting: float
    """Variance factor for a mean difference of these groups, at one person and sd 1."""
    moulton: float = 1.0
    stopped: float = 0.0
    """Share of samples of the planned size whose groups would not be comparable by the rule."""
    people_now: int | None = None
    detectable_now: float | None = None
    hires_now: int | None = None
    """Everybody hired, of whom `people_now` can be in the estimate."""
    mean: float | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def enough(self) -> bool | None:
        """Whether the people there are suffice; None without a ledger."""
        return None if self.people_now is None else self.people_now >= self.people_needed

    def as_json(self) -> dict[str, Any]:
        """Return it for programs; keys are stable."""
        return {
            "design": self.design.as_json(),
            "wanted": self.wanted,
            "unit": self.design.settled.unit.value,
            "people_needed": self.people_needed,
            "people_now": self.people_now,
            "hires_now": self.hires_now,
            "detectable_now": self.detectable_now,
            "enough": self.enough,
            "sd": self.sd,
            "mean": self.mean,
            "share_treated": self.share_treated,
            "weighting": self.weighting,
            "moulton": self.moulton,
            "alpha": self.design.alpha_each,
            "power": POWER,
            "stopped": self.stopped,
        }
