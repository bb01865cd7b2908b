"""Plans from assumptions, and from a ledger's comparison group.

From a ledger, chances come from covariates and credentials, and the spread from those without a
credential, weighted to be like those who have one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import ceil

import numpy as np
from scipy.special import expit

from skillmark.compute.blas import one_thread
from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.designs import cohort as cohorts
from skillmark.measure.designs.design import Design, Question
from skillmark.measure.designs.outcomes import measured
from skillmark.measure.designs.planning import teams
from skillmark.measure.designs.planning.formula import (
    careful,
    changed,
    intraclass,
    middle,
    moulton,
    multiple,
    weighting,
    worth,
)
from skillmark.measure.designs.planning.sizing import enough
from skillmark.measure.designs.planning.terms import Assumptions, Plan
from skillmark.measure.designs.planning.trying import People, Population, correlation
from skillmark.measure.effects.aipw import comparable
from skillmark.measure.effects.fit import effective
from skillmark.measure.effects.overlap import Rule
from skillmark.measure.ledger.store import Ledger
from skillmark.nouns.errors import InputError

ASSUMED = 20_000
"""People drawn from assumptions, of whom samples are drawn."""


@one_thread()
def plan(design: Design, given: Ledger | Assumptions, *, today: date | None = None) -> Plan:
    """Return what a design needs. From a ledger, `today` says until when it may be read.

    The same design and ledger give the same plan, a slightly different ledger a slightly
    different one. Raises `InputError` where neither the ledger nor the assumptions carry a plan
    (`NotWatchedError` names the day on which the ledger can).
    """
    if isinstance(given, Assumptions):
        return _assumed(design, given)
    if today is None:
        raise InputError("a plan from a ledger needs the day", where="today")
    if design.question is Question.PROGRAMME:
        return _sized(*teams.known(design, given, today))
    return _sized(*_known(design, given, today))


def _sized(made: Plan, sd: float, population: Population | None) -> Plan:
    """Return the plan with the number of people that establish what is wanted.

    `sd` is the spread that trials assume: the plan's own, on the safe side and with as much more
    as there is among the treated and those who weigh much.
    """
    variance = made.sd**2 * made.weighting * made.moulton
    p, least = made.share_treated, made.design.overlap.least_people
    # Fewer than the design's least in a group is an objection of its own.
    fewest = ceil(least / min(p, 1 - p))
    people = max(ceil((multiple(made.design) / made.wanted) ** 2 * variance), fewest)
    stopped, detectable = 0.0, None
    if population is not None:
        found = enough(made.design, made.wanted, sd, population, begin=people, fewest=fewest)
        people, stopped = found.size, found.stopped
    if made.people_now:
        # As the number needed is to the number there, so are the squares of the effects.
        detectable = made.wanted * (people / made.people_now) ** 0.5
    return replace(made, people_needed=people, stopped=stopped, detectable_now=detectable)


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
        return _sized(made, sd, None)
    spread = given.separation * np.random.default_rng(0).standard_normal(ASSUMED)
    log_odds = middle(p, given.separation) + spread
    return _sized(made, sd, People(expit(log_odds), log_odds[:, None], ("propensity",)))


def _known(design: Design, ledger: Ledger, today: date) -> tuple[Plan, float, People]:
    people = cohorts.adjustable(design, cohorts.cohort(design, ledger, day=today))
    hires = int((~np.isnat(cohorts.as_of(ledger, today).day("hired"))).sum())
    if min(people.treated.sum(), (~people.treated).sum()) < LEAST_CELL:
        raise InputError(
            f"fewer than {LEAST_CELL} people with, or without, the credential",
            remedy="plan from assumptions until there are more",
            code="too_few_people",
        )
    known = measured(design, people)
    everybody, held = known.cohort.people, known.cohort.treated
    names, columns = cohorts.covariates(design, everybody)
    rule = Rule.parse(design.overlap.rule)
    x, keep, logit = comparable(held.astype(float), columns, names, rule)
    e, treated = logit.probabilities, held[keep]
    outcome, mine = known.outcome[keep][~treated], x[~treated]
    residual = outcome - mine @ np.linalg.lstsq(mine, outcome)[0]
    residual *= (len(outcome) / max(1, len(outcome) - mine.shape[1])) ** 0.5
    odds, n, n1 = (e / (1 - e))[~treated], len(treated), float(treated.sum())
    sd = float(np.average(residual**2, weights=odds)) ** 0.5
    mean = float(outcome.mean())
    wanted = worth(design, mean)
    if not wanted or sd == 0:
        raise InputError("the outcome is the same for everybody", code="no_variation")
    more = changed(design, float(np.average(outcome, weights=odds)), wanted)
    variance = (n1 * sd**2 * more + float(odds**2 @ residual**2)) / n1**2
    # The same if the treated, and those who weigh much, scattered no more than the others.
    even = sd**2 * (n1 + float(odds @ odds)) / n1**2
    team = cohorts.clusters(design, everybody.where(keep))
    made = Plan(
        design,
        wanted,
        0,
        sd,
        float(treated.mean()),
        n * variance / sd**2,
        moulton=1.0 if team is None else moulton(team, treated - e, residual, ~treated),
        people_now=n,
        hires_now=hires,
        mean=mean,
        notes=known.notes,
    )
    population = People(
        e,
        columns[keep],
        names,
        team,
        together=0.0 if team is None else intraclass(team[~treated], residual),
        alike=0.0 if team is None else correlation(team, treated.astype(float), e),
    )
    own = effective(odds) - mine.shape[1]
    return made, careful(sd, own) * (variance / even) ** 0.5, population
