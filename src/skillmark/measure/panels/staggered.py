"""What a staggered start shows: effects, averages, bands, what speaks for and against them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from skillmark.measure.estimate import Estimate
from skillmark.measure.panels.averages import Aggregate
from skillmark.measure.panels.trends import Honest, PreTrend


class Comparison(StrEnum):
    """Whom a cohort is compared with."""

    NEVER_TREATED = "never-treated"
    NOT_YET_TREATED = "not-yet-treated"


class Base(StrEnum):
    """What a period before the start is compared with."""

    VARYING = "varying"
    """The period before it: a placebo is a change from one period to the next."""
    UNIVERSAL = "universal"
    """The last period before treatment, as every period after it: what a picture should show."""


REASONS = {
    "covers_zero": "the interval of the average effect covers zero",
    "no_before": "there are no earlier periods that could show whether trends were parallel",
    "too_few_units": "there are too few units to show whether trends were parallel",
    "not_parallel": "the groups moved apart before treatment began: trends were not parallel",
    "established": "the interval leaves out zero and the groups moved alike before treatment began",
}


@dataclass(frozen=True, slots=True)
class GroupTime:
    """The effect on one cohort in one period; before the start it is a placebo."""

    group: float
    time: float
    att: Estimate
    treated: int
    comparison: int
    anticipated: bool = False
    """Before the start, but when it could be acted on already: neither placebo nor effect."""

    @property
    def since(self) -> float:
        """Return the time since the start; below zero before it."""
        return self.time - self.group

    @property
    def is_placebo(self) -> bool:
        """Whether treatment had not begun: the truth is zero if trends are parallel."""
        return self.time < self.group and not self.anticipated

    @property
    def is_effect(self) -> bool:
        """Whether treatment had begun."""
        return self.time >= self.group


@dataclass(frozen=True, slots=True)
class Note:
    """What was left out or rests on little."""

    code: str
    """`from_start`, `single_unit`, `few_clusters` or `cell`."""
    text: str
    count: int = 1


Pairs = tuple[tuple[float, Estimate], ...]


@dataclass(frozen=True, slots=True)
class Averages:
    """Averages of the effects after the start."""

    overall: dict[Aggregate, Estimate]
    by_event_time: Pairs
    by_group: Pairs
    by_period: Pairs


@dataclass(frozen=True, slots=True)
class Staggered:
    """All group-time effects and their averages."""

    comparison: Comparison
    aggregate: Aggregate
    base: Base
    effects: tuple[GroupTime, ...]
    averages: Averages
    placebo: Estimate | None
    """Average of the effects before treatment; `None` where there is no earlier pair of periods."""
    pre_trend: PreTrend | None
    honest: Honest | None
    critical: float | None
    """Standard errors of a band over all times since the start; `None` without a bootstrap."""
    critical_cells: float | None
    """The same over all group-time effects."""
    bands: tuple[tuple[float, float, float], ...]
    """Time since the start and the ends of the band, where there was a bootstrap."""
    notes: tuple[Note, ...]
    units: int
    clusters: int
    base_time: float | None = None
    """With a universal base: its time since the start, where it is the same for all cohorts."""
    wanted: float | None = None
    """The smallest effect worth knowing; `None`: the one estimated."""

    @property
    def clusters_needed(self) -> int | None:
        """Return how many clusters of this mix would show what is wanted four times in five."""
        return self.overall.needed(self.clusters, self.wanted)

    @property
    def remedy(self) -> str:
        """What would settle it, where it is open."""
        if self.code in ("no_before", "too_few_units"):
            return "add earlier periods or more units"
        if self.code == "not_parallel":
            return "measure what made the groups move apart and adjust for it"
        if self.code == "covers_zero" and self.clusters_needed:
            size = abs(self.wanted or self.overall.value)
            what = "units" if self.clusters == self.units else "clusters"
            return f"about {self.clusters_needed:,} {what} of this mix would show {size:,.3g}"
        return ""

    @property
    def overall(self) -> Estimate:
        """Return the average over all treated cohorts and periods that was asked for."""
        return self.averages.overall[self.aggregate]

    @property
    def by_event_time(self) -> Pairs:
        """Return pairs of periods since the start (negative: before) and the average effect."""
        return self.averages.by_event_time

    @property
    def parallel_p(self) -> float | None:
        """Return the p of the test that effects before treatment are all zero."""
        return None if self.pre_trend is None else self.pre_trend.p

    @property
    def established(self) -> bool:
        """Whether the average leaves out zero and trends were parallel before, as far as seen."""
        return self.code == "established"

    @property
    def code(self) -> str:
        """Name the reason: `established`, or the first objection."""
        if self.overall.covers_zero:
            return "covers_zero"
        if self.pre_trend is None:
            return "no_before"
        if self.pre_trend.p is None:
            return "too_few_units"
        return "established" if self.pre_trend.p >= 0.05 else "not_parallel"

    @property
    def reason(self) -> str:
        """Why it is established or not, in words."""
        return REASONS[self.code]

    @property
    def caution(self) -> str:
        """What a passed test of the trends before does not show, with its figures."""
        test = self.pre_trend
        if test is None or test.p is None or test.p < 0.05:
            return ""
        return (
            f"that trends seemed parallel proves little: a steady drift of {test.detectable:.3g} "
            "a period would have been found four times in five, and would move the average by "
            f"{test.moves:.3g}"
        )

    def as_json(self) -> dict[str, Any]:
        """Return the effects as the command line prints them; keys are stable."""
        bands = {since: [low, high] for since, low, high in self.bands}
        return {
            "estimand": "group-time average treatment effects on the treated",
            "comparison": self.comparison.value,
            "base": self.base.value,
            "units": self.units,
            "clusters": self.clusters,
            "group_time": [
                {
                    "group": cell.group,
                    "time": cell.time,
                    **_json(cell.att),
                    "placebo": cell.is_placebo,
                    "anticipated": cell.anticipated,
                    "treated": cell.treated,
                    "comparison": cell.comparison,
                }
                for cell in self.effects
            ],
            "by_event_time": [
                {"event_time": e, **_json(x), "band": bands.get(e)} for e, x in self.by_event_time
            ],
            "by_group": [{"group": g, **_json(x)} for g, x in self.averages.by_group],
            "by_period": [{"time": t, **_json(x)} for t, x in self.averages.by_period],
            "aggregate": self.aggregate.value,
            "average": _json(self.overall),
            "averages": {kind.value: _json(x) for kind, x in self.averages.overall.items()},
            "critical": {"event_time": self.critical, "group_time": self.critical_cells},
            "placebo": None
            if self.placebo is None
            else {**_json(self.placebo), "p": self.parallel_p},
            "pre_trend": None if self.pre_trend is None else self.pre_trend.as_json(),
            "honest": None if self.honest is None else self.honest.as_json(),
            "notes": [{"code": n.code, "text": n.text, "count": n.count} for n in self.notes],
            "verdict": "established" if self.established else "not established",
            "code": self.code,
            "reason": self.reason,
            "remedy": self.remedy,
            "caution": self.caution,
            "detectable": self.overall.detectable,
            "clusters_needed": self.clusters_needed,
        }


def _json(x: Estimate) -> dict[str, Any]:
    return {"estimate": x.value, "se": x.se, "ci": [x.low, x.high]}
