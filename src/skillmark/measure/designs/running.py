"""Reading a design: from the ledger to a finding.

Nothing that the data are like raises an error here: what cannot be estimated is a finding too, not
established, with the reason and with what would settle it. A design is read on the days that were
registered, from what was known on those days, each with its part of alpha; the first reading that
establishes an effect ends it. Before the first of them the figures are preliminary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.designs import cohort as cohorts
from skillmark.measure.designs import objections, staggered
from skillmark.measure.designs.cohort import Cohort
from skillmark.measure.designs.design import Design, Question
from skillmark.measure.designs.finding import (
    Balance,
    Curve,
    Finding,
    Objection,
    Placebo,
    Settle,
    Timing,
    together,
)
from skillmark.measure.designs.outcomes import Measured, NotWatchedError, measured
from skillmark.measure.designs.planning.formula import deciding, error, multiple, worth
from skillmark.measure.designs.registry import Registration
from skillmark.measure.durations.competing import aalen_johansen
from skillmark.measure.durations.curves import kaplan_meier
from skillmark.measure.effects import effect as effects
from skillmark.measure.effects.aipw import att
from skillmark.measure.effects.method import Method
from skillmark.measure.effects.overlap import Rule
from skillmark.measure.effects.study import Study
from skillmark.measure.estimate import Estimate
from skillmark.measure.ledger.store import Days, Ledger
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError, SkillmarkError

LATER = "later holders"
LARGE = 100_000
"""People from which on two designs are read side by side."""
SHUFFLES = 99
POINTS_OF_A_CURVE = 60


def run(
    design: Design,
    ledger: Ledger,
    *,
    today: date,
    rng: np.random.Generator,
    registration: Registration | None = None,
    shuffles: int = SHUFFLES,
) -> Finding:
    """Read a design from a ledger as of `today`. `rng` shuffles the placebo.

    Under a `registration` the reading days decide what is looked at; without one the figures are
    of today and never established.
    """
    over = [day for day in design.readings if day <= today] if registration else []
    look = partial(_read, design, ledger, rng=rng, registration=registration, shuffles=shuffles)
    if not over:
        return look(today, None)
    for place, day in enumerate(over):
        found = look(day, place)
        if found.established:
            break
    return found


def run_all(
    registrations: Iterable[Registration],
    ledger: Ledger,
    *,
    today: date,
    rng: np.random.Generator,
    shuffles: int = SHUFFLES,
) -> tuple[Finding, ...]:
    """Read several designs from one ledger; each finding says whether it holds among all.

    Large ledgers are read for two designs at a time: numpy lets go of the interpreter meanwhile,
    and each design draws from a generator of its own, so that the answers are the same.
    """
    asked = tuple(registrations)

    def one_of(pair: tuple[Registration, np.random.Generator]) -> Finding:
        one, own = pair
        return run(one.design, ledger, today=today, rng=own, registration=one, shuffles=shuffles)

    pairs = zip(asked, rng.spawn(len(asked)), strict=True)
    if len(ledger) < LARGE:
        return together(tuple(map(one_of, pairs)))
    with ThreadPoolExecutor(max_workers=2) as pool:
        return together(tuple(pool.map(one_of, pairs)))


def _read(
    design: Design,
    ledger: Ledger,
    day: date,
    place: int | None,
    *,
    rng: np.random.Generator,
    registration: Registration | None,
    shuffles: int,
) -> Finding:
    found = Finding(
        design=design,
        as_of=day,
        ledger_day=day,
        settle=Settle(wanted=worth(design, None)),
        currency=ledger.currency,
        simulated=ledger.simulated,
        registration=registration.digest if registration else None,
        registered_at=registration.at if registration else None,
        reading=None if place is None else (place + 1, len(design.readings)),
    )
    people = cohorts.cohort(design, ledger, day=day)
    found = replace(found, ledger_day=people.day, left_out=people.left_out)
    try:
        if design.question is Question.PROGRAMME:
            found, known_on, against = staggered.estimate(found, people)
        else:
            found, known_on, against = _estimate(found, people, rng, shuffles)
    except SkillmarkError as error:
        return _refused(found, error, registration, day)
    timing = _timing(known_on, registration)
    written = objections.of_registration(design, registration, timing, day)
    return replace(found, timing=timing, objections=(*written, *against))


def _refused(
    found: Finding, error: SkillmarkError, registration: Registration | None, day: date
) -> Finding:
    figures: dict[str, Any] = {"said": str(error)}
    settle = found.settle
    if isinstance(error, NotWatchedError):
        figures |= {"horizon": error.horizon}
        settle = replace(settle, day=error.until)
    if error.code == "covariate_missing":
        figures["covariate"] = error.cause.split(" ")[0]
    written = objections.of_registration(found.design, registration, None, day)
    against = (*written, Objection(error.code, figures))
    return replace(found, refused=True, objections=against, settle=settle)


def _timing(known_on: Days, registration: Registration | None) -> Timing | None:
    if registration is None:
        return None
    decided = known_on[~np.isnat(known_on)]
    at = np.datetime64(registration.at.date(), "D")
    return Timing(int((decided <= at).sum()), len(decided))


def prepared(design: Design, people: Cohort) -> tuple[Measured, Study]:
    """Return the outcomes and the study that the estimate rests on; `InputError` for a refusal."""
    known = measured(design, cohorts.adjustable(design, people))
    treated = known.cohort.treated
    for there in (True, False):
        count = int((treated == there).sum())
        if count < LEAST_CELL:
            raise InputError(
                f"fewer than {LEAST_CELL} people {'with' if there else 'without'} the credential",
                remedy="more people of that group are needed",
                code="one_group" if not count else "too_few_people",
            )
    names, columns = cohorts.covariates(design, known.cohort.people)
    return known, Study(
        treatment=treated.astype(float),
        outcome=known.outcome,
        covariates=columns,
        names=names,
        treatment_name="credential at hiring",
        outcome_name=design.question.value,
        clusters=cohorts.clusters(design, known.cohort.people),
    )


def _estimate(
    found: Finding, people: Cohort, rng: np.random.Generator, shuffles: int
) -> tuple[Finding, Days, tuple[Objection, ...]]:
    design = found.design
    known, study = prepared(design, people)
    placebo = (
        later_holders(known.cohort, study) if design.question is Question.STARTING_PAY else None
    )
    given = None if placebo is None else _given(placebo)
    method = Method(rule=Rule.parse(design.overlap.rule))
    it = effects.effect(study, rng=rng, shuffles=shuffles, placebo=given, method=method)
    if placebo is None:
        placebo = _shuffled(it.placebo)
    treated = known.cohort.treated
    balance = tuple(Balance(row.covariate, row.before, row.after) for row in it.balance)
    decides = deciding(it.estimate, design, it.freedom)
    case = objections.Case(
        deciding=decides,
        treated=it.overlap.treated,
        effective_untreated=it.effective_sample_size,
        share_left_out=it.overlap.share_treated_left_out,
        balance=balance,
        placebo=placebo,
        known=known.known,
        freedom=it.freedom if it.clusters else None,
    )
    wanted = worth(design, float(known.outcome[~treated].mean()))
    made = replace(
        found,
        left_out=known.cohort.left_out,
        settle=settle(design, it.estimate, wanted, it.overlap.treated + it.overlap.untreated),
        estimate=it.estimate,
        deciding=decides,
        naive=it.naive,
        placebo=placebo,
        counterfactual=it.levels.without,
        treated=it.overlap.treated,
        untreated=it.overlap.untreated,
        treated_left_out=it.overlap.treated_left_out,
        effective_untreated=it.effective_sample_size,
        clusters=None if study.clusters is None else len(np.unique(study.clusters)),
        balance=balance,
        e_value=it.sensitivity.e_value,
        e_value_limit=it.sensitivity.e_value_limit,
        robustness_value=it.sensitivity.robustness_value,
        curves=_curves(known, design),
        notes=known.notes,
    )
    return made, known.known_on, tuple(objections.of_data(design, case))


def settle(design: Design, estimate: Estimate, wanted: float | None, people: int) -> Settle:
    """Return what data of this kind can establish, and how many people `wanted` needs."""
    detectable = multiple(design) * error(estimate)
    needed = None
    if not np.isfinite(detectable):
        return Settle(wanted, None, None, people)
    if wanted:
        needed = int(np.ceil(people * (detectable / wanted) ** 2))
    return Settle(wanted, detectable, needed, people)


def later_holders(people: Cohort, study: Study) -> Placebo | None:
    """Compare those who earned the credential after hiring with those who never did.

    What came later cannot have changed the pay they started with: a difference is what kind of
    people earn credentials. `None` where too few did for it to say anything.
    """
    awarded, hired = people.people.day("credential_date"), people.people.day("hired")
    later = people.people.word("credential").known & (awarded > hired)
    others = ~people.treated
    if min((later & others).sum(), (~later & others).sum()) < effects.LEAST_PEOPLE:
        return None
    of = replace(
        study,
        treatment=later[others].astype(float),
        outcome=study.outcome[others],
        covariates=study.covariates[others],
        clusters=None if study.clusters is None else study.clusters[others],
    )
    varies = np.ptp(of.covariates, axis=0) > 0 if of.covariates.size else np.ones(0, bool)
    names = tuple(name for name, there in zip(of.names, varies, strict=True) if there)
    try:
        it = att(
            of.treatment, of.outcome, of.covariates[:, varies], names, clusters=of.clusters
        ).att
    except InputError:
        return None
    return Placebo(LATER, it, it.covers_zero, {"people": int(later[others].sum())})


def _given(placebo: Placebo) -> effects.Placebo:
    return effects.Placebo(placebo.kind, placebo.estimate, placebo.passed, placebo.kind)


def _shuffled(placebo: effects.Placebo) -> Placebo:
    figures: Mapping[str, Any] = {"false_alarms": placebo.false_alarms, "p": placebo.p}
    return Placebo(placebo.kind, placebo.estimate, placebo.passed, figures)


def _curves(known: Measured, design: Design) -> tuple[Curve, ...]:
    if known.durations is None or design.horizon_days is None:
        return ()
    days, happened = known.durations
    grid: Floats = np.unique(np.round(np.linspace(0, design.horizon_days, POINTS_OF_A_CURVE + 1)))
    curves = []
    for there in (True, False):
        group = known.cohort.treated == there
        if not (happened[group] == 1).any():
            continue
        curve = (
            aalen_johansen(days[group], happened[group], 1)
            if design.question is Question.PROMOTION
            else kaplan_meier(days[group], happened[group] == 1)
        )
        heights = [curve.at(float(day)) for day in grid]
        share, low, high = (tuple(h[k] for h in heights) for k in range(3))
        curves.append(Curve(there, tuple(float(day) for day in grid), share, low, high))
    return tuple(curves)
