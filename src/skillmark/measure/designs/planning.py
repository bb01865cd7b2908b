"""How many people a design needs, before there are data or from the comparison group alone.

An effect is "established" where the interval leaves out zero and nothing speaks against it. A
sound study is stopped by an objection now and then: a placebo at 5 % fails once in twenty, and in
small samples some people have no counterpart by bad luck. So the interval has to find more than
four in five. How wide the intervals are and how often the groups would not be comparable is tried
out: the estimator runs on samples of the planned size, drawn from covariates, credentials and
teams alone, with noise in place of the outcome.

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
from math import ceil, inf
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, ndtr, ndtri, stdtrit

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.designs import cohort as cohorts
from skillmark.measure.designs.design import Design, Question, Unit
from skillmark.measure.designs.outcomes import measured
from skillmark.measure.effects.aipw import att, comparable
from skillmark.measure.effects.balance import balance
from skillmark.measure.effects.clusters import LEAST_FREEDOM
from skillmark.measure.effects.overlap import Rule
from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.ledger.store import Flags, Ledger
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

POWER = 0.8
PLACEBO_FAILS: Final[Mapping[Question, float]] = MappingProxyType(
    {Question.STARTING_PAY: 0.05, Question.PROGRAMME: 0.06}
)
"""Share of sound studies that the placebo stops: one in twenty where it is a test of its own, about
none where the treatment is drawn anew (`effects.placebo`)."""
HARDLY = 0.005
DRAWS = 60
"""Samples of the planned size on which the estimator is tried."""
LUCK = 0.06
"""The first size that seems to suffice on so few samples seems better than it is: in simulations
of 1,000 runs power came out up to four points below what was tried."""
FAR, LONG_STEP, STEP = 0.65, 1.25, 1.06
"""Below this power a search for the number of people goes on in long steps."""
LARGE = 20_000
"""Samples of this size are as comparable as the ledger."""


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


def multiple(design: Design) -> float:
    """Return how many standard errors an effect must measure to be established four times in
    five: at alpha of one reading, in samples large enough to be comparable."""
    power = POWER / (1 - PLACEBO_FAILS.get(design.question, HARDLY))
    return float(ndtri(1 - design.alpha_each / 2) + ndtri(power))


def error(estimate: Estimate) -> float:
    """Return the standard error that a normal interval of the same width would have."""
    return (estimate.high - estimate.low) / 2 / Z95


def deciding(estimate: Estimate, design: Design, freedom: float = inf) -> Estimate:
    """Return the estimate with the interval at 1 - alpha of one reading: as many times wider as
    Student's quantile is larger."""
    usual, own = stdtrit(min(freedom, 1e9), [0.975, 1 - design.alpha_each / 2])
    half = (estimate.high - estimate.low) / 2 * float(own / usual)
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
    if design.question is Question.PROGRAMME or not given.separation:
        return _sized(made, None)
    rng = np.random.default_rng(0)
    log_odds = _middle(p, given.separation) + given.separation * rng.standard_normal(LARGE)
    treated = rng.random(LARGE) < expit(log_odds)
    return _sized(made, Groups(treated, log_odds[:, None], ("propensity",)))


def weighting(share: float, separation: float) -> float:
    """Return (p + E[e^2/(1-e)]) / p^2 for a propensity whose log-odds are normal with standard
    deviation `separation` and whose mean is `share`."""
    e = expit(_middle(share, separation) + separation * _NODES)
    return float((share + _WEIGHTS @ (e**2 / (1 - e))) / share**2)


_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def _middle(share: float, separation: float) -> float:
    """Return the mean of normal log-odds whose probabilities average to `share`."""

    def off(middle: float) -> float:
        return float(_WEIGHTS @ expit(middle + separation * _NODES)) - share

    found: float = brentq(off, -40, 40)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Who has the credential, what is known of everybody before, and the teams: no outcomes."""

    treated: Flags
    columns: Floats
    names: tuple[str, ...]
    team: NDArray[np.int64] | None = None
    together: float = 0.0
    """Intraclass correlation of the outcome in a team."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What samples of one size came to."""

    comparable: float
    """Share of the samples whose groups are comparable by the rule."""
    power: float
    """Share in which the effect wanted would be established."""


def tried(made: Plan, groups: Groups, people: int) -> Tried:
    """Return what the estimator itself makes of samples of `people`, drawn as whole teams, with
    noise in place of the outcome: how wide its intervals are, and whether it may be believed."""
    error = (made.sd**2 * made.weighting * made.moulton / people) ** 0.5
    passes = 1 - PLACEBO_FAILS.get(made.design.question, HARDLY)
    if people >= LARGE:
        half = float(ndtri(1 - made.design.alpha_each / 2)) * error
        return Tried(1.0, passes * float(ndtr((made.wanted - half) / error)))
    rng = np.random.default_rng(0)
    found = []
    for _ in range(DRAWS):
        multiple = _sample(made.design, groups, people, rng)
        found.append(0.0 if multiple is None else float(ndtr(made.wanted / error - multiple)))
    return Tried(float(np.mean(np.array(found) > 0)), passes * float(np.mean(found)))


def _sample(design: Design, groups: Groups, people: int, rng: np.random.Generator) -> float | None:
    """Draw one sample and return how many standard errors its interval reaches to one side;
    `None` where its groups are not comparable."""
    rows, team = _drawn(groups, people, rng)
    d, x = groups.treated[rows].astype(np.float64), groups.columns[rows]
    noise = rng.standard_normal(len(rows))
    if team is not None:
        shared = rng.standard_normal(int(team.max()) + 1)[team]
        noise = (1 - groups.together) ** 0.5 * noise + groups.together**0.5 * shared
    varies = np.ptp(x, axis=0) > 0
    x = x[:, varies]
    names = tuple(name for name, there in zip(groups.names, varies, strict=True) if there)
    rule = design.overlap
    try:
        fit = att(d, noise, x, names, clusters=team, rule=Rule.parse(rule.rule))
    except InputError:
        return None
    few = min(fit.overlap.treated, fit.effective_untreated) < rule.least_people
    if few or fit.overlap.share_treated_left_out > rule.most_left_out:
        return None
    if fit.clusters and fit.freedom < LEAST_FREEDOM:
        return None
    if any(abs(row.after) > rule.most_difference for row in balance(d, x, names, fit)):
        return None
    n1 = fit.overlap.treated
    odds = fit.weights[d[fit.kept == 1] == 0]
    plain = float(n1 + odds @ odds) ** 0.5 / n1
    own = deciding(fit.att, design, fit.freedom)
    return float((own.high - own.low) / 2 / plain)


def _drawn(
    groups: Groups, people: int, rng: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.int64] | None]:
    """Draw people, or whole teams until there are enough."""
    if groups.team is None:
        return rng.integers(len(groups.treated), size=people), None
    order = np.argsort(groups.team, kind="stable")
    sizes = np.bincount(groups.team)
    first = np.concatenate([[0], np.cumsum(sizes)])
    many = int(np.ceil(2 * people / sizes.mean())) + 20
    chosen = rng.integers(len(sizes), size=many)
    chosen = chosen[: int(np.searchsorted(np.cumsum(sizes[chosen]), people)) + 1]
    rows = [order[first[team] : first[team + 1]] for team in chosen]
    codes = np.repeat(np.arange(len(chosen), dtype=np.int64), sizes[chosen])
    return np.concatenate(rows)[:people], codes[:people]


def _sized(made: Plan, groups: Groups | None) -> Plan:
    """Return the plan with the number of people that establish what is wanted."""
    variance = made.sd**2 * made.weighting * made.moulton
    p, least = made.share_treated, made.design.overlap.least_people
    # Fewer than the design's least in a group is an objection of its own.
    fewest = ceil(least / min(p, 1 - p))
    people = max(ceil((multiple(made.design) / made.wanted) ** 2 * variance), fewest)
    share, detectable = 0.0, None
    if groups is not None:
        found = tried(made, groups, people)
        for _ in range(40):
            if found.power >= POWER + LUCK:
                break
            people = ceil(people * (LONG_STEP if found.power < FAR else STEP))
            found = tried(made, groups, people)
        share = 1 - found.comparable
    if made.people_now:
        detectable = multiple(made.design) * (variance / made.people_now) ** 0.5
        if groups is not None:
            # As the number needed is to the number there, so are the squares of the effects.
            detectable = made.wanted * (people / made.people_now) ** 0.5
    return replace(made, people_needed=people, stopped=share, detectable_now=detectable)


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
    everybody = known.cohort.people
    groups = Groups(treated, columns, names, cohorts.clusters(design, everybody))
    rule = Rule.parse(design.overlap.rule)
    matrix, keep, logit = comparable(treated.astype(float), columns, names, rule)
    e, treated = logit.probabilities, treated[keep]
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
    team = cohorts.clusters(design, everybody.where(keep))
    if team is not None:
        groups = replace(groups, together=intraclass(team[~treated], residual))
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
    return _sized(made, groups)


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
    return _sized(plain, None)


def _two_way(values: Floats, seen: np.ndarray[Any, np.dtype[np.bool]]) -> Floats:
    """Return what is left after team and quarter means, over the cells seen."""
    residual = np.where(seen, values, 0.0)
    weight = seen.astype(float)
    for _ in range(50):
        residual -= np.where(seen, (residual.sum(1) / weight.sum(1))[:, None], 0.0)
        columns = np.maximum(weight.sum(0), 1.0)
        residual -= np.where(seen, (residual.sum(0) / columns)[None, :], 0.0)
    return residual
