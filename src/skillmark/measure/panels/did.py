"""Group-time effects of a treatment that starts at different times for different units.

Callaway and Sant'Anna (2021, Journal of Econometrics 225): each cohort, by first period of
treatment, is compared with units not (yet) treated, period by period, so that no unit already
treated ever serves as a comparison, which is where two-way fixed effects go wrong. Without
covariates; standard errors from the influence function, clustered by unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats, need, number, read_rows
from skillmark.nouns.errors import InputError

NEVER = np.inf


class Comparison(StrEnum):
    """Whom a cohort is compared with."""

    NEVER_TREATED = "never-treated"
    NOT_YET_TREATED = "not-yet-treated"


@dataclass(frozen=True, slots=True)
class Panel:
    """A balanced panel: `outcome[i, t]` of unit `i` in period `periods[t]`."""

    units: tuple[str, ...]
    periods: tuple[float, ...]
    first_treated: Floats
    """First period of treatment of each unit; infinity for never."""
    outcome: Floats


@dataclass(frozen=True, slots=True)
class GroupTime:
    """The effect on one cohort in one period; before the start it is a placebo."""

    group: float
    time: float
    att: Estimate
    treated: int
    comparison: int

    @property
    def is_placebo(self) -> bool:
        """Whether treatment had not begun: the truth is zero if trends are parallel."""
        return self.time < self.group


@dataclass(frozen=True, slots=True)
class Staggered:
    """All group-time effects and their averages."""

    comparison: Comparison
    effects: tuple[GroupTime, ...]
    overall: Estimate
    """Average over all treated cohorts and periods, weighted by cohort size."""
    by_event_time: tuple[tuple[float, Estimate], ...]
    """Pairs of periods since the start (negative: before) and the average effect."""
    placebo: Estimate | None
    """Average of the effects before treatment; `None` where there is no earlier pair of periods."""
    parallel_p: float | None
    """Wald test that effects before treatment are all zero; small: trends were not parallel."""
    units: int

    def as_json(self) -> dict[str, Any]:
        """Return the effects as the command line prints them; keys are stable."""
        return {
            "estimand": "group-time average treatment effects on the treated",
            "comparison": self.comparison.value,
            "units": self.units,
            "group_time": [
                {
                    "group": cell.group,
                    "time": cell.time,
                    **_json(cell.att),
                    "placebo": cell.is_placebo,
                    "treated": cell.treated,
                    "comparison": cell.comparison,
                }
                for cell in self.effects
            ],
            "by_event_time": [{"event_time": e, **_json(x)} for e, x in self.by_event_time],
            "average": _json(self.overall),
            "placebo": None
            if self.placebo is None
            else {**_json(self.placebo), "p": self.parallel_p},
            "verdict": "established" if self.established else "not established",
            "reason": self.reason,
        }

    @property
    def established(self) -> bool:
        """Whether the average leaves out zero and trends were parallel before, as far as seen."""
        parallel = self.parallel_p is not None and self.parallel_p >= 0.05
        return parallel and not self.overall.covers_zero

    @property
    def reason(self) -> str:
        """Why it is established or not, in words."""
        if self.overall.covers_zero:
            return "the interval of the average effect covers zero"
        if self.parallel_p is None:
            return "there are no earlier periods that could show whether trends were parallel"
        if self.parallel_p < 0.05:
            return "the groups moved apart before treatment began: trends were not parallel"
        return "the interval leaves out zero and the groups moved alike before treatment began"


def read_panel(path: Path, *, unit: str, time: str, first_treated: str, outcome: str) -> Panel:
    """Read a panel from CSV, one row a unit and period.

    `first_treated` is the first period of treatment; empty, 0, "never" or "inf" for units never
    treated. A unit with two rows for a period, a missing period, or a changing first period is
    refused with its line.
    """
    columns, rows = read_rows(path)
    need(columns, [unit, time, first_treated, outcome], name=path.name)
    seen: dict[tuple[str, float], float] = {}
    starts: dict[str, float] = {}
    for row in rows:
        place = f"{path.name}, line {row.line}"
        who = row.cells[unit]
        when = number(row.cells[time], where=f"{place}, column {time}")
        if not who:
            raise InputError("a row without a unit", where=f"{place}, column {unit}")
        if (who, when) in seen:
            raise InputError(f"unit {who!r} has two rows for period {when:g}", where=place)
        start = _start(row.cells[first_treated], f"{place}, column {first_treated}")
        if starts.setdefault(who, start) != start:
            raise InputError(
                f"unit {who!r} has another first period than above",
                where=place,
                remedy="give the first period of treatment in every row; it stays treated after",
            )
        seen[who, when] = number(row.cells[outcome], where=f"{place}, column {outcome}")
    return _balanced(seen, starts, path.name)


def _json(x: Estimate) -> dict[str, Any]:
    return {"estimate": x.value, "se": x.se, "ci": [x.low, x.high]}


def _start(cell: str, where: str) -> float:
    if cell.lower() in ("", "0", "never", "inf", "na"):
        return NEVER
    return number(cell, where=where) or NEVER


def _balanced(seen: dict[tuple[str, float], float], starts: dict[str, float], name: str) -> Panel:
    units, periods = tuple(starts), tuple(sorted({when for _, when in seen}))
    if len(periods) < 2:
        raise InputError("only one period", where=name, remedy="a panel needs two or more periods")
    for who in units:
        for when in periods:
            if (who, when) not in seen:
                raise InputError(
                    f"unit {who!r} has no row for period {when:g}",
                    where=name,
                    remedy="complete the panel or leave the unit out",
                    code="unbalanced",
                )
    outcome = np.array([[seen[who, when] for when in periods] for who in units])
    return Panel(units, periods, np.array([starts[who] for who in units]), outcome)


def group_time(panel: Panel, *, comparison: Comparison = Comparison.NOT_YET_TREATED) -> Staggered:
    """Estimate every cohort's effect in every period, and the averages.

    From the start on, the base is the last period before treatment; before it, the period before
    (a placebo). Cohorts treated from the first period on have no before and are left out. Raises
    `InputError` where no cohort or no comparison is there.
    """
    first, periods = panel.first_treated, np.array(panel.periods)
    if comparison is Comparison.NEVER_TREATED and not np.isinf(first).any():
        raise InputError(
            "no unit is never treated", remedy="compare with units not yet treated instead"
        )
    cohorts = [g for g in np.unique(first[np.isfinite(first)]) if g > periods[0]]
    effects: list[GroupTime] = []
    influences: list[Floats] = []
    for g in cohorts:
        for index in range(1, len(periods)):
            found = _one(panel, float(g), index, comparison)
            if found is not None:
                effects.append(found[0])
                influences.append(found[1])
    if not any(not effect.is_placebo for effect in effects):
        raise InputError(
            "no cohort with a period before treatment and a comparison after it",
            remedy="add earlier periods, or units that are treated later or never",
            code="no_comparison",
        )
    after = [k for k, effect in enumerate(effects) if not effect.is_placebo]
    before = [k for k, effect in enumerate(effects) if effect.is_placebo]
    psi = np.array(influences)
    event_times = sorted({effect.time - effect.group for effect in effects})
    return Staggered(
        comparison=comparison,
        effects=tuple(effects),
        overall=_average(effects, psi, after, first),
        by_event_time=tuple(
            (e, _average(effects, psi, _at(effects, e), first)) for e in event_times
        ),
        placebo=_average(effects, psi, before, first) if before else None,
        parallel_p=_wald(effects, psi, before) if before else None,
        units=len(panel.units),
    )


def _at(effects: Sequence[GroupTime], event_time: float) -> list[int]:
    return [k for k, effect in enumerate(effects) if effect.time - effect.group == event_time]


def _one(
    panel: Panel, g: float, index: int, comparison: Comparison
) -> tuple[GroupTime, Floats] | None:
    first, periods = panel.first_treated, np.array(panel.periods)
    t = periods[index]
    base = int(np.searchsorted(periods, g)) - 1 if t >= g else index - 1
    treated: NDArray[np.bool] = first == g
    if comparison is Comparison.NEVER_TREATED:
        others: NDArray[np.bool] = np.isinf(first)
    else:
        # Not treated by either period of the pair, and not the cohort itself.
        others = (first > max(t, periods[base])) & (first != g)
    n1, n0, n = int(treated.sum()), int(others.sum()), len(first)
    if n1 < 2 or n0 < 2:
        return None
    change = panel.outcome[:, index] - panel.outcome[:, base]
    m1, m0 = float(change[treated].mean()), float(change[others].mean())
    influence = treated * (change - m1) * n / n1 - others * (change - m0) * n / n0
    estimate = Estimate.normal(m1 - m0, _se(influence))
    return GroupTime(g, float(t), estimate, n1, n0), influence


def _average(
    effects: Sequence[GroupTime], psi: Floats, chosen: Sequence[int], first: Floats
) -> Estimate:
    """Average by cohort size; that the sizes are estimated too enters the standard error."""
    member = np.array([first == effects[k].group for k in chosen], dtype=float)
    size = member.mean(axis=1)
    att = np.array([effects[k].att.value for k in chosen])
    weight = size / size.sum()
    centred = member - size[:, None]
    moves_weight = centred / size.sum() - np.outer(size, centred.sum(axis=0)) / size.sum() ** 2
    influence = weight @ psi[list(chosen)] + att @ moves_weight
    return Estimate.normal(float(weight @ att), _se(influence))


def _wald(effects: Sequence[GroupTime], psi: Floats, chosen: Sequence[int]) -> float:
    att = np.array([effects[k].att.value for k in chosen])
    covariance = np.atleast_2d(np.cov(psi[list(chosen)])) / psi.shape[1]
    # Placebos of several cohorts share comparison units; what is redundant counts once.
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True))
    statistic = float(att @ np.linalg.pinv(covariance, hermitian=True) @ att)
    return float(chdtrc(rank, statistic)) if rank else 1.0


def _se(influence: Floats) -> float:
    return float(influence.std(ddof=1) / np.sqrt(len(influence)))
