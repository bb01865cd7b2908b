"""A programme that teams start in different quarters: teams by quarter, from the ledger.

A team's outcome in a quarter is the mean, over those hired into it in that quarter, of the days
they were not productive yet out of the first `horizon_days`. Who left before being productive
counts with the whole horizon: the team had no productive colleague from them. Only quarters whose
hires were all watched that long count, so nothing is censored. Teams without a hire in one of the
quarters are left out. Every team weighs the same: the question is what the programme does to a
team.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from skillmark.measure.designs import objections
from skillmark.measure.designs.cohort import Cohort
from skillmark.measure.designs.design import Design
from skillmark.measure.designs.finding import Finding, Objection, Placebo, Settle
from skillmark.measure.designs.outcomes import NotWatchedError
from skillmark.measure.designs.planning.formula import deciding, error, multiple
from skillmark.measure.effects.fit import naive
from skillmark.measure.ledger.store import Days
from skillmark.measure.panels.did import NEVER, Comparison, Panel, group_time
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

BEFORE = "before the start"
FEWEST_TEAMS = 2


@dataclass(frozen=True, slots=True, eq=False)
class TeamQuarters:
    """A panel with what it was made from."""

    panel: Panel
    hires: int
    known_on: Days
    left_out: tuple[tuple[str, int], ...]
    teams_left_out: int


def quarters(days: Days) -> Floats:
    """Return days as whole quarters since 1970."""
    return np.floor(days.astype("datetime64[M]").astype(np.int64) / 3).astype(np.float64)


def team_quarters(design: Design, people: Cohort) -> TeamQuarters:
    """Return the panel. Raises `InputError` where there are no starts or no quarters to compare."""
    if not design.starts:
        raise InputError(
            "no team is registered as starting",
            where="starts",
            remedy="register which team starts when",
            code="no_starts",
        )
    horizon = float(design.horizon_days or 0)
    found = people.where(people.people.word("team").known, "no_team")
    days = found.people.number("days_to_productivity")
    found = found.where(~np.isnan(days), "outcome_unknown")
    hired = found.people.day("hired")
    # The last day of the quarter must have been watched, so that whole quarters are in or out.
    ends = ((quarters(hired) + 1) * 3).astype(int).astype("datetime64[M]").astype("M8[D]")
    day = np.datetime64(found.day, "D")
    over = np.asarray(ends + np.timedelta64(round(horizon) - 1, "D") <= day)
    if len(over) and not over.any():
        raise NotWatchedError(horizon, None)
    found = found.where(over, "too_recent")
    words = found.people.word("team")
    registered = dict(design.starts)
    starts = np.array([registered.get(team, "NaT") for team in words.levels], dtype="M8[D]")
    hired, own = found.people.day("hired"), starts[words.codes]
    mixed = (quarters(hired) == quarters(own)) & (hired < own) & ~np.isnat(own)
    found = found.where(~mixed, "before_start_in_quarter")
    return _balanced(found, starts, horizon)


def _balanced(found: Cohort, starts: Days, horizon: float) -> TeamQuarters:
    words, hired = found.people.word("team"), found.people.day("hired")
    when = quarters(hired)
    periods = np.unique(when)
    if len(periods) < 2:
        raise InputError(
            "hires of fewer than two whole quarters",
            remedy="wait for more quarters",
            code="too_few_people",
        )
    days = np.minimum(found.people.number("days_to_productivity"), horizon)
    waits = found.people.flag("productivity_censored")
    days = np.where(waits, horizon, days)
    place = np.searchsorted(periods, when)
    size, shape = len(words.levels) * len(periods), (len(words.levels), len(periods))
    cell = words.codes * len(periods) + place
    count = np.bincount(cell, minlength=size).reshape(shape)
    total = np.bincount(cell, days, size).reshape(shape)
    hires = count.sum(axis=1) > 0
    whole = np.asarray((count > 0).all(axis=1))
    if whole.sum() < 2 * FEWEST_TEAMS:
        raise InputError(
            "fewer than four teams hired somebody in every quarter",
            remedy="take larger teams together",
            code="too_few_people",
        )
    first = np.where(np.isnat(starts), NEVER, quarters(starts))
    panel = Panel(
        units=tuple(team for team, there in zip(words.levels, whole, strict=True) if there),
        periods=tuple(float(period) for period in periods),
        # A team that starts after the last quarter is a comparison throughout.
        first_treated=np.where(first > periods[-1], NEVER, first)[whole],
        outcome=total[whole] / count[whole],
    )
    return TeamQuarters(
        panel=panel,
        hires=int(count[whole].sum()),
        known_on=hired[whole[words.codes]] + np.timedelta64(round(horizon), "D"),
        left_out=found.left_out,
        teams_left_out=int((hires & ~whole).sum()),
    )


def estimate(found: Finding, people: Cohort) -> tuple[Finding, Days, tuple[Objection, ...]]:
    """Estimate a programme's effect, with the quarters before the start as the placebo."""
    design = found.design
    made = team_quarters(design, people)
    panel = made.panel
    it = group_time(panel, comparison=Comparison.NOT_YET_TREATED)
    started = panel.first_treated[:, None] <= np.array(panel.periods)[None, :]
    cohort = np.isfinite(panel.first_treated) & (panel.first_treated > panel.periods[0])
    treated = int(cohort.sum())
    others = int(np.isinf(panel.first_treated).sum())
    decides = deciding(it.overall, design)
    nothing = replace(it.overall, value=float("nan"), se=float("nan"))
    placebo = Placebo(
        BEFORE,
        it.placebo or nothing,
        it.parallel_p is not None and it.parallel_p >= 0.05,
        {
            "p": it.parallel_p,
            "drift": it.pre_trend.detectable if it.pre_trend else None,
            "moves": it.pre_trend.moves if it.pre_trend else None,
            "breakdown": it.honest.breakdown if it.honest else None,
        },
    )
    case = objections.Case(
        deciding=decides,
        treated=treated,
        effective_untreated=float(others),
        share_left_out=0.0,
        balance=(),
        placebo=placebo,
        further=("no_quarters_before",) if it.placebo is None else (),
    )
    needed = None
    wanted = design.worth_knowing
    detectable = multiple(design) * error(it.overall)
    if np.isfinite(detectable):
        needed = int(np.ceil((treated + others) * (detectable / wanted) ** 2))
    finding = replace(
        found,
        left_out=made.left_out,
        settle=Settle(wanted, detectable, needed, treated + others),
        estimate=it.overall,
        deciding=decides,
        naive=naive(
            started.ravel().astype(float),
            panel.outcome.ravel(),
            np.repeat(np.arange(len(panel.units)), len(panel.periods)),
        ),
        placebo=placebo,
        treated=treated,
        untreated=others,
        effective_untreated=float(others),
        clusters=treated + others,
        event_times=tuple((float(since), one) for since, one in it.by_event_time),
        notes={"hires": made.hires, "teams_left_out": made.teams_left_out},
    )
    return finding, made.known_on, tuple(objections.of_data(design, case))
