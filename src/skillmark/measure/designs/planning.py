"""How many people a design needs, before there are data or from the comparison group alone.

An effect is "established" where the interval leaves out zero and nothing speaks against it. A
sound study is stopped by an objection now and then (a placebo at 5 % fails once in twenty), so the
interval has to find more than four in five: `ALLOWANCE` is what the simulations found that share
to be at most (`bench/measure_designs.py`).

The variance is that of an average effect on the treated with the covariates known (Hahn 1998):
(p E[sigma^2 | treated] + E[sigma^2 e^2 / (1 - e)]) / (n p^2), with p the share of the treated, e
the propensity and sigma the spread that the covariates do not explain. From a ledger, e comes
from covariates and credentials and sigma from those without a credential, weighted to be like
those who have one: no outcome of anybody with a credential is looked at, so a plan gives nothing
away. Where treatment and outcome both go by teams, the variance grows by Moulton's (1986) factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import ceil
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, ndtri

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.designs import cohort as cohorts
from skillmark.measure.designs.design import Design, Question, Unit
from skillmark.measure.designs.outcomes import measured
from skillmark.measure.effects import logistic
from skillmark.measure.effects.aipw import common_support
from skillmark.measure.estimate import Estimate
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

POWER = 0.8
ALLOWANCE: Final[Mapping[Question, float]] = MappingProxyType(
    {
        Question.STARTING_PAY: 0.07,
        Question.DAYS_TO_PRODUCTIVITY: 0.02,
        Question.TRAINING_COST: 0.02,
        Question.RETENTION: 0.02,
        Question.PROMOTION: 0.02,
        Question.PROGRAMME: 0.08,
    }
)
"""Share of sound studies that an objection other than the interval stops."""


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
            "allowance": ALLOWANCE[self.design.question],
        }


def multiple(design: Design) -> float:
    """Return how many standard errors an effect must measure to be established four times in
    five: at alpha of one reading, objections allowed for."""
    power = min(POWER / (1 - ALLOWANCE[design.question]), 0.99)
    return float(ndtri(1 - design.alpha_each / 2) + ndtri(power))


def deciding(estimate: Estimate, design: Design) -> Estimate:
    """Return the estimate with the interval at 1 - alpha of one reading."""
    half = float(ndtri(1 - design.alpha_each / 2)) * estimate.se
    return Estimate(estimate.value, estimate.se, estimate.value - half, estimate.value + half)


def worth(design: Design, mean: float | None) -> float | None:
    """Return the smallest effect worth knowing in the outcome's unit; a percentage needs the
    comparison group's mean."""
    unit = design.settled.unit
    if unit is Unit.DAYS:
        return design.worth_knowing
    if unit is Unit.POINTS:
        return design.worth_knowing / 100
    return None if mean is None else design.worth_knowing / 100 * abs(mean)


def plan(design: Design, given: Ledger | Assumptions, *, today: date | None = None) -> Plan:
    """Return what a design needs. From a ledger, `today` says until when it may be read.

    Raises `InputError` where neither the ledger nor the assumptions carry a plan (`NotWatchedError`
    names the day on which the ledger can).
    """
    if isinstance(given, Assumptions):
        return _assumed(design, given)
    if today is None:
        raise InputError("a plan from a ledger needs the day", where="today")
    if design.question is Question.PROGRAMME:
        return _teams(design, given, today)
    return _from(design, given, today)


def _assumed(design: Design, given: Assumptions) -> Plan:
    if not (0 < given.share_treated < 1 and given.sd > 0 and 0 <= given.r2 < 1):
        raise InputError(
            "a plan needs a share between 0 and 1, a spread above 0 and an r2 below 1",
            code="assumptions",
        )
    p = given.share_treated
    factor = 1 / p + 1 / (1 - p)
    if design.question is Question.PROGRAMME:
        factor *= 1 + 1 / given.periods_after
    else:
        factor = weighting(p, given.separation)
    sd = given.sd * (1 - given.r2) ** 0.5
    wanted = worth(design, given.mean)
    if not wanted:
        raise InputError("a percentage needs a mean other than 0", where="mean")
    made = Plan(design, wanted, 0, sd, p, factor, mean=given.mean)
    return replace(made, people_needed=_needed(made))


def weighting(share: float, separation: float) -> float:
    """Return (p + E[e^2/(1-e)]) / p^2 for a propensity whose log-odds are normal with standard
    deviation `separation` and whose mean is `share`."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()

    def off(middle: float) -> float:
        return float(weights @ expit(middle + separation * nodes)) - share

    e = expit(brentq(off, -40, 40) + separation * nodes)
    return float((share + weights @ (e**2 / (1 - e))) / share**2)


def _needed(made: Plan) -> int:
    variance = made.sd**2 * made.weighting * made.moulton
    size = (multiple(made.design) / made.wanted) ** 2 * variance
    p, least = made.share_treated, made.design.overlap.least_people
    # Fewer than the design's least in a group is an objection of its own.
    return max(ceil(size), ceil(least / min(p, 1 - p)))


def _from(design: Design, ledger: Ledger, today: date) -> Plan:
    people = cohorts.adjustable(design, cohorts.cohort(design, ledger, day=today))
    hires = int((~np.isnat(cohorts.as_of(ledger, today).day("hired"))).sum())
    treated = people.treated
    if min(treated.sum(), (~treated).sum()) < LEAST_CELL:
        raise InputError(
            f"fewer than {LEAST_CELL} people with, or without, the credential",
            remedy="plan from assumptions until there are more",
            code="too_few_people",
        )
    known = measured(design, people)
    treated = known.cohort.treated
    names, columns = cohorts.covariates(design, known.cohort.people)
    matrix = logistic.design(columns, names) if names else np.ones((len(treated), 1))
    e = logistic.fit(matrix, treated.astype(float), names).probabilities
    # As in the estimate: people without a counterpart are left out.
    keep = common_support(treated.astype(float), e)
    matrix, e, treated = matrix[keep], e[keep], treated[keep]
    outcome = known.outcome[keep][~treated]
    mine = matrix[~treated]
    residual = outcome - mine @ np.linalg.lstsq(mine, outcome)[0]
    residual *= (len(outcome) / max(1, len(outcome) - mine.shape[1])) ** 0.5
    odds = (e / (1 - e))[~treated]
    sd = float(np.average(residual**2, weights=odds)) ** 0.5
    n1 = float(treated.sum())
    variance = (n1 * sd**2 + float(odds**2 @ residual**2)) / n1**2
    p, mean = float(treated.mean()), float(outcome.mean())
    wanted = worth(design, mean)
    if not wanted or sd == 0:
        raise InputError("the outcome is the same for everybody", code="no_variation")
    team = cohorts.clusters(design, known.cohort.people.where(keep))
    made = Plan(
        design,
        wanted,
        0,
        sd,
        p,
        len(treated) * variance / sd**2 if sd else 0.0,
        moulton=1.0 if team is None else moulton(team, treated - e, residual, ~treated),
        people_now=len(treated),
        hires_now=hires,
        mean=mean,
        notes=known.notes,
    )
    return replace(
        made,
        people_needed=_needed(made),
        detectable_now=multiple(design) * (variance * made.moulton) ** 0.5,
    )


def moulton(
    team: np.ndarray[Any, np.dtype[np.int64]],
    treatment: Floats,
    residual: Floats,
    among: np.ndarray[Any, np.dtype[np.bool]],
) -> float:
    """Return the factor by which teams raise the variance: 1 + (m - 1) rho_x rho_u, with m the
    size of a team and rho the intraclass correlations of treatment and outcome."""
    sizes = np.bincount(team)
    m = float((sizes**2).sum() / sizes.sum())
    return 1 + (m - 1) * intraclass(team, treatment) * intraclass(team[among], residual)


def intraclass(team: np.ndarray[Any, np.dtype[np.int64]], values: Floats) -> float:
    """Return the intraclass correlation by the analysis of variance, at least 0."""
    codes = np.unique(team, return_inverse=True)[1]
    sizes = np.bincount(codes).astype(float)
    k, n = len(sizes), len(values)
    if k < 2 or n <= k:
        return 0.0
    means = np.bincount(codes, values) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (k - 1)
    within = float(((values - means[codes]) ** 2).sum()) / (n - k)
    usual = (n - float((sizes**2).sum()) / n) / (k - 1)
    total = between + (usual - 1) * within
    return max(0.0, (between - within) / total) if total > 0 else 0.0


def _teams(design: Design, ledger: Ledger, today: date) -> Plan:
    """From the teams that have not started: how much a team's quarters vary by themselves."""
    from skillmark.measure.designs.staggered import team_quarters

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
    factor = (1 + 1 / max(after, 1.0)) * (1 / p + 1 / (1 - p))
    count = len(panel.units)
    plain = Plan(
        design,
        design.worth_knowing,
        0,
        sd,
        p,
        factor,
        people_now=count,
        hires_now=made.hires,
        mean=float(values[seen].mean()),
    )
    return replace(
        plain,
        people_needed=_needed(plain),
        detectable_now=multiple(design) * (sd**2 * factor / count) ** 0.5,
    )


def _two_way(values: Floats, seen: np.ndarray[Any, np.dtype[np.bool]]) -> Floats:
    """Return what is left after team and quarter means, over the cells seen."""
    residual = np.where(seen, values, 0.0)
    weight = seen.astype(float)
    for _ in range(50):
        residual -= np.where(seen, (residual.sum(1) / weight.sum(1))[:, None], 0.0)
        columns = np.maximum(weight.sum(0), 1.0)
        residual -= np.where(seen, (residual.sum(0) / columns)[None, :], 0.0)
    return residual
