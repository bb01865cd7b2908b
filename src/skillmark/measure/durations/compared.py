"""What a comparison of groups says: curves, differences, a test, a model, a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skillmark.measure.durations.competing import Incidence
from skillmark.measure.durations.cox import Cox
from skillmark.measure.durations.cox_checks import Proportionality
from skillmark.measure.durations.curves import Curve
from skillmark.measure.durations.logrank import LogRank
from skillmark.measure.durations.restricted import Restricted
from skillmark.measure.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Group:
    """One group's curve, written out at the same times as the others'."""

    name: str
    curve: Curve
    incidence: tuple[tuple[int, Incidence], ...]
    """Where something else can happen first: the share of each event."""
    at_risk: tuple[int, ...]
    mean: Estimate | None
    """Restricted to the horizon; `None` where the group was not watched that long."""


@dataclass(frozen=True, slots=True)
class Model:
    """A Cox regression with what is to be thought of it."""

    fitted: Cox
    checks: tuple[Proportionality, ...]
    concordance: float


@dataclass(frozen=True, slots=True)
class Compared:
    """What can be said about how long it takes."""

    n: int
    events: int
    competing: int
    horizon: float
    times: tuple[float, ...]
    groups: tuple[Group, ...]
    differences: tuple[tuple[str, Restricted], ...]
    """Each further group less the first, in restricted mean time."""
    test: LogRank | None
    model: Model | None
    notes: tuple[str, ...]
    wanted: float | None = None
    """The smallest difference worth knowing, in time; `None`: the one estimated."""

    @property
    def people_needed(self) -> int | None:
        """Return how many people of this mix would show what is wanted four times in five."""
        if len(self.differences) != 1:
            return None
        return self.differences[0][1].difference.needed(self.n, self.wanted)

    @property
    def remedy(self) -> str:
        """What would settle it, where it is open."""
        if self.established is not False or self.people_needed is None:
            return ""
        size = abs(self.wanted or self.differences[0][1].difference.value)
        return f"about {self.people_needed:,} people of this mix would show {size:,.3g}"

    @property
    def established(self) -> bool | None:
        """Whether the groups differ; `None` where there is one. Two: by the restricted mean."""
        if len(self.differences) == 1:
            return not self.differences[0][1].difference.covers_zero
        return None if self.test is None else self.test.p < 0.05

    @property
    def reason(self) -> str:
        """Why, in words."""
        if self.established is None:
            return "one group is described; nothing is compared"
        if len(self.differences) == 1:
            kind = "covers" if not self.established else "leaves out"
            return f"the interval of the difference up to {self.horizon:g} {kind} zero"
        kind = "no difference" if not self.established else "differences"
        return f"the log-rank test finds {kind} between the groups"

    def as_json(self) -> dict[str, Any]:
        """Return everything as the command line prints it; keys are stable."""
        return {
            "people": self.n,
            "events": self.events,
            "competing_events": self.competing,
            "horizon": self.horizon,
            "groups": [_group_json(group, self.times) for group in self.groups],
            "differences": [
                {
                    "group": name,
                    "compared_with": self.groups[0].name,
                    "restricted_mean_difference": _json(found.difference),
                    "ratio": found.ratio,
                }
                for name, found in self.differences
            ],
            "log_rank": None
            if self.test is None
            else {
                "statistic": self.test.statistic,
                "degrees": self.test.degrees,
                "p": self.test.p,
                "observed": list(self.test.observed),
                "expected": list(self.test.expected),
            },
            "cox": None if self.model is None else _model_json(self.model),
            "notes": list(self.notes),
            "verdict": {True: "established", False: "not established", None: None}[
                self.established
            ],
            "reason": self.reason,
            "remedy": self.remedy,
            "detectable": self.differences[0][1].difference.detectable
            if len(self.differences) == 1
            else None,
            "people_needed": self.people_needed,
        }


def _json(x: Estimate) -> dict[str, Any]:
    return {"estimate": x.value, "se": x.se, "ci": [x.low, x.high]}


def _group_json(group: Group, times: tuple[float, ...]) -> dict[str, Any]:
    median, low, high = group.curve.median()
    heights = [group.curve.at(time) for time in times]
    return {
        "group": group.name,
        "people": group.curve.n,
        "events": group.curve.events,
        "median": median,
        "median_ci": [low, high],
        "restricted_mean": None if group.mean is None else _json(group.mean),
        "curve": [
            {"time": time, "at_risk": n, "waiting": s, "ci": [a, b]}
            for time, n, (s, a, b) in zip(times, group.at_risk, heights, strict=True)
        ],
        "incidence": [
            {
                "event": kind,
                "curve": [
                    {"time": time, "share": x, "ci": [a, b]}
                    for time in times
                    for x, a, b in [found.at(time)]
                ],
            }
            for kind, found in group.incidence
        ],
    }


def _model_json(model: Model) -> dict[str, Any]:
    return {
        **model.fitted.as_json(),
        "proportional_hazards": [
            {"covariate": c.covariate or "all", "statistic": c.statistic, "p": c.p}
            for c in model.checks
        ],
        "concordance": model.concordance,
    }
