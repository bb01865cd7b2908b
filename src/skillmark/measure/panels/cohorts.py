"""Which cohorts can be compared with whom, and the effect on one of them in one period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.panels.averages import Cell
from skillmark.measure.panels.influence import Sample
from skillmark.measure.panels.panel import Panel
from skillmark.measure.panels.staggered import Base, Comparison, GroupTime, Note
from skillmark.measure.panels.two_by_two import Method, two_by_two
from skillmark.nouns.errors import InputError

FEW_CLUSTERS = 10
"""Fewer treated or comparison clusters, and the intervals rest on very little."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How effects are estimated."""

    comparison: Comparison
    method: Method
    base: Base
    anticipation: int
    """Periods before the start in which units may act on the news of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """An effect with what averages and tests need of it."""

    effect: GroupTime
    cell: Cell
    steps: int
    """Periods from the base to the effect's own; below zero where the base is later."""


def cohorts_of(panel: Panel, choices: Choices) -> tuple[list[float], list[Note]]:
    """Return the cohorts with a period before treatment and two units, and who is left out."""
    first, last = panel.first_treated, panel.periods[-1]
    if np.isinf(first).all():
        raise InputError(
            "no unit is ever treated",
            remedy="check the column with the first period of treatment",
            code="one_group",
        )
    if choices.comparison is Comparison.NEVER_TREATED and not np.isinf(first).any():
        raise InputError(
            "no unit is never treated",
            remedy="compare with units not yet treated instead",
            code="no_comparison",
        )
    if choices.anticipation < 0:
        raise InputError("anticipation below zero", remedy="give a number of periods")
    cohorts: list[float] = []
    early, notes = 0, []
    for g, size in zip(*np.unique(first[first <= last], return_counts=True), strict=True):
        if _base(panel, float(g), choices) < 0:
            early += int(size)
        elif size == 1:
            text = f"the cohort of {g:g} is a single unit and left out: it has no error"
            notes.append(Note("single_unit", text))
        else:
            cohorts.append(float(g))
    if early:
        text = (
            f"{early} unit{'' if early == 1 else 's'} treated from the first period on left out: "
            "there is no before to compare with"
        )
        notes.insert(0, Note("from_start", text, early))
    return cohorts, notes


def few_clusters(panel: Panel, sample: Sample, groups: list[float], choices: Choices) -> list[Note]:
    """Refuse a single treated or comparison cluster; warn where there are few."""
    first = panel.first_treated
    never = choices.comparison is Comparison.NEVER_TREATED
    codes = np.arange(sample.n) if sample.codes is None else sample.codes
    notes = []
    for word, who in (
        ("treated", np.isin(first, groups)),
        ("comparison", np.isinf(first) if never else first > min(groups)),
    ):
        count = int(np.unique(codes[who]).size)
        if count < 2:
            raise one_cluster(f"{word} ")
        if count < FEW_CLUSTERS:
            what = "units" if sample.codes is None else "clusters"
            text = f"only {count} {word} {what}: the intervals rest on very little"
            notes.append(Note("few_clusters", text, count))
    return notes


def one_cluster(whose: str) -> InputError:
    """Return the refusal of (treated, comparison or all) units that share one cluster."""
    return InputError(
        f"all {whose}units are in one cluster: what happened there and the treatment cannot be "
        "told apart",
        remedy="observe several clusters, or cluster by something smaller",
        code="one_cluster",
    )


def effect_on(panel: Panel, g: float, index: int, choices: Choices, sample: Sample) -> Found | None:
    """Estimate the effect on cohort `g` in period `index`; `None` where nobody can be compared."""
    first, periods = panel.first_treated, panel.periods
    last = _base(panel, g, choices)
    against = last if index > last or choices.base is Base.UNIVERSAL else index - 1
    if against < 0 or against == index:
        return None
    treated: NDArray[np.bool] = first == g
    others = _others(panel, max(index, against), choices) & ~treated
    n1, n0, n = int(treated.sum()), int(others.sum()), len(first)
    if n0 < 2:
        return None
    rows = treated | others
    change = panel.outcome[rows, index] - panel.outcome[rows, against]
    earlier = min(index, against)
    covariates = panel.covariates[rows, earlier] if panel.names else np.empty((n1 + n0, 0))
    value, moves = two_by_two(
        change, treated[rows].astype(np.float64), covariates, panel.names, choices.method
    )
    influence = np.zeros(n)
    influence[rows] = moves * n / (n1 + n0)
    sums = sample.sums(influence)
    effect = GroupTime(
        group=g,
        time=float(periods[index]),
        att=sample.estimate(value, sums),
        treated=n1,
        comparison=n0,
        anticipated=bool(index > last and periods[index] < g),
    )
    return Found(effect, Cell(value, sums), index - against)


def _base(panel: Panel, g: float, choices: Choices) -> int:
    """Return the index of the last period in which cohort `g` cannot be affected yet."""
    return int(np.searchsorted(panel.periods, g)) - 1 - choices.anticipation


def base_time(panel: Panel, groups: list[float], choices: Choices) -> float | None:
    """Return the universal base's time since the start, if it is the same for all cohorts."""
    times = {float(panel.periods[_base(panel, g, choices)] - g) for g in groups}
    return times.pop() if choices.base is Base.UNIVERSAL and len(times) == 1 else None


def _others(panel: Panel, index: int, choices: Choices) -> NDArray[np.bool]:
    """Return who is not treated by period `index`, nor expecting it."""
    first, ahead = panel.first_treated, index + choices.anticipation
    if choices.comparison is Comparison.NEVER_TREATED or ahead >= len(panel.periods):
        return np.isinf(first)
    return np.asarray(first > panel.periods[ahead], dtype=np.bool)
