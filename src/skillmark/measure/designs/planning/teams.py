"""A plan for a programme that teams start one after the other: how much their quarters vary.

How much a team's quarters vary by themselves comes from the teams that have not started. Teams
of a sample start when a team of the ledger does, drawn with replacement, and the estimator runs
on noise in place of their outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from skillmark.measure.designs import cohort as cohorts
from skillmark.measure.designs.design import Design
from skillmark.measure.designs.planning.formula import careful
from skillmark.measure.designs.planning.terms import Plan
from skillmark.measure.designs.planning.trying import Trial
from skillmark.measure.designs.staggered import team_quarters
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.panels.did import Comparison, Panel, group_time
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True, eq=False)
class Teams:
    """When teams start, and the quarters seen."""

    first_treated: Floats
    periods: tuple[float, ...]

    def tried(self, design: Design, size: int, rng: np.random.Generator) -> Trial:
        """Draw `size` teams and return what the estimator makes of noise in their quarters."""
        who, noise = rng.spawn(2)
        first = self.first_treated[(who.random(size) * len(self.first_treated)).astype(np.intp)]
        cohort = np.isfinite(first) & (first > self.periods[0])
        if min(cohort.sum(), np.isinf(first).sum()) < design.overlap.least_people:
            return Trial(size, None)
        outcome = noise.standard_normal((size, len(self.periods)))
        panel = Panel(tuple(map(str, range(size))), self.periods, first, outcome)
        try:
            found = group_time(panel, comparison=Comparison.NOT_YET_TREATED)
        except InputError:
            return Trial(size, None)
        if found.placebo is None:
            return Trial(size, None)
        return Trial(size, found.overall.se)


def known(design: Design, ledger: Ledger, today: date) -> tuple[Plan, float, Teams]:
    """Return the plan without its number, the spread of a team's quarter, and the teams."""
    made = team_quarters(design, cohorts.cohort(design, ledger, day=today))
    panel = made.panel
    periods = np.array(panel.periods)
    quiet = periods[None, :] < panel.first_treated[:, None]
    teams = quiet.sum(axis=1) >= 2
    values, seen = panel.outcome[teams], quiet[teams]
    residual = _two_way(values, seen)
    freedom = max(1, int(seen.sum()) - len(values) - len(periods) + 1)
    sd = float((residual[seen] ** 2).sum() / freedom) ** 0.5
    starts = np.isfinite(panel.first_treated) & (panel.first_treated > periods[0])
    p = float(starts.mean())
    if not 0 < p < 1 or sd == 0:
        raise InputError("all teams, or none, start in the quarters seen", code="one_group")
    after = float((periods[None, :] >= panel.first_treated[starts, None]).sum(axis=1).mean())
    plan = Plan(
        design,
        design.worth_knowing,
        0,
        sd,
        p,
        (1 + 1 / max(after, 1.0)) * (1 / p + 1 / (1 - p)),
        people_now=len(panel.units),
        hires_now=made.hires,
        mean=float(values[seen].mean()),
    )
    return plan, careful(sd, freedom), Teams(panel.first_treated, panel.periods)


def _two_way(values: Floats, seen: np.ndarray[Any, np.dtype[np.bool]]) -> Floats:
    """Return what is left after team and quarter means, over the cells seen."""
    residual = np.where(seen, values, 0.0)
    weight = seen.astype(float)
    for _ in range(50):
        residual -= np.where(seen, (residual.sum(1) / weight.sum(1))[:, None], 0.0)
        columns = np.maximum(weight.sum(0), 1.0)
        residual -= np.where(seen, (residual.sum(0) / columns)[None, :], 0.0)
    return residual
