"""An effect with everything needed to believe or doubt it, and a verdict.

The verdict is the point: "established" only where the interval leaves out zero, the people
compared are comparable, and a placebo finds nothing where there is nothing. Otherwise "not
established" with the reason and with what would settle it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

import numpy as np

from skillmark.measure.effects import logistic
from skillmark.measure.effects.aipw import Fit, Overlap, att, bootstrap, naive
from skillmark.measure.effects.balance import TOO_MUCH, Balance, balance
from skillmark.measure.effects.sensitivity import Sensitivity, sensitivity
from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Study
from skillmark.nouns.errors import InputError

ESTIMAND = "average treatment effect on the treated"
PERMUTED = "permuted treatment"
LEAST_PEOPLE = 20
"""Fewer treated, or fewer effective untreated people, and a normal interval is a guess."""
MOST_LEFT_OUT = 0.1
POWER = 1.959963984540054 + 0.8416212335729143
"""Standard errors that an effect must measure to be found four times in five."""


@dataclass(frozen=True, slots=True)
class Placebo:
    """The same procedure where the truth is zero."""

    kind: str
    """`placebo outcome`, `placebo group`, or `permuted treatment` where neither was given."""
    estimate: Estimate
    passed: bool
    note: str
    false_alarms: float | None = None
    """Permuted treatment only: share of shuffles whose 95% interval leaves out zero."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the data establish an effect, why, and what data would settle it."""

    established: bool
    code: str
    """`established`, or the first objection: `unadjusted`, `few_people`, `no_counterpart`,
    `imbalance`, `placebo`, `covers_zero`."""
    reason: str
    remedy: str = ""
    detectable: float = 0.0
    """Smallest effect that data like these find four times in five."""
    people_needed: int | None = None
    """People in the estimate needed to find `wanted`."""
    wanted: float = 0.0
    """The effect asked for, or else the one estimated."""

    def __str__(self) -> str:
        return "established" if self.established else "not established"


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimated effect and the case for and against it."""

    treatment: str
    outcome: str
    naive: Estimate
    estimate: Estimate
    interval: str
    overlap: Overlap
    effective_sample_size: float
    balance: tuple[Balance, ...]
    placebo: Placebo
    sensitivity: Sensitivity
    verdict: Verdict
    covariates: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the effect as the command line prints it; keys are stable."""
        overlap = self.overlap
        return {
            "estimand": ESTIMAND,
            "treatment": self.treatment,
            "outcome": self.outcome,
            "covariates": list(self.covariates),
            "naive": self.naive.value,
            "naive_ci": [self.naive.low, self.naive.high],
            "estimate": self.estimate.value,
            "se": self.estimate.se,
            "ci": [self.estimate.low, self.estimate.high],
            "interval": self.interval,
            "placebo": {
                "kind": self.placebo.kind,
                "estimate": self.placebo.estimate.value,
                "se": self.placebo.estimate.se,
                "ci": [self.placebo.estimate.low, self.placebo.estimate.high],
                "passed": self.placebo.passed,
                "false_alarms": self.placebo.false_alarms,
                "note": self.placebo.note,
            },
            "overlap": {
                "treated": overlap.treated,
                "untreated": overlap.untreated,
                "treated_left_out": overlap.treated_left_out,
                "untreated_left_out": overlap.untreated_left_out,
                "share_treated_left_out": overlap.share_treated_left_out,
                "propensity_treated": list(overlap.propensity_treated),
                "propensity_untreated": list(overlap.propensity_untreated),
            },
            "effective_sample_size": self.effective_sample_size,
            "balance": [
                {"covariate": row.covariate, "before": row.before, "after": row.after}
                for row in self.balance
            ],
            "sensitivity": {
                "e_value": self.sensitivity.e_value,
                "e_value_limit": self.sensitivity.e_value_limit,
                "robustness_value": self.sensitivity.robustness_value,
            },
            "verdict": str(self.verdict),
            "code": self.verdict.code,
            "reason": self.verdict.reason,
            "remedy": self.verdict.remedy,
            "detectable": self.verdict.detectable,
            "people_needed": self.verdict.people_needed,
        }


def effect(
    study: Study,
    *,
    rng: np.random.Generator,
    resample: int = 0,
    shuffles: int = 99,
    worth_knowing: float | None = None,
    placebo: Placebo | None = None,
) -> Effect:
    """Estimate the effect of a study's treatment on those who had it, and judge it.

    `resample` draws of the bootstrap replace the analytic interval; `shuffles` permutations of
    the treatment stand in for a placebo where the study has none; `worth_knowing` is the size of
    effect for which `people_needed` is computed; `placebo` is one done elsewhere. Raises
    `InputError` where nothing can be estimated (see `aipw.att`).
    """
    d, y, x = study.treatment, study.outcome, study.covariates
    fitted = att(d, y, x, study.names)
    estimate = bootstrap(d, y, x, study.names, rng=rng, draws=resample) if resample else fitted.att
    kept = fitted.kept == 1
    compared = balance(d, x, study.names, fitted)
    placebo = placebo or _placebo(study, rng=rng, shuffles=shuffles)
    return Effect(
        treatment=study.treatment_name,
        outcome=study.outcome_name,
        naive=naive(d, y),
        estimate=estimate,
        interval=f"bootstrap, {resample} draws" if resample else "influence function",
        overlap=fitted.overlap,
        effective_sample_size=fitted.effective_untreated,
        balance=compared,
        placebo=placebo,
        sensitivity=sensitivity(estimate, d[kept], y[kept], logistic.design(x[kept], study.names)),
        verdict=judge(estimate, fitted, compared, placebo, worth_knowing=worth_knowing),
        covariates=study.names,
    )


def judge(
    estimate: Estimate,
    fitted: Fit,
    compared: tuple[Balance, ...],
    placebo: Placebo,
    *,
    worth_knowing: float | None = None,
) -> Verdict:
    """Say whether the estimate establishes an effect: the first thing that speaks against it."""
    overlap = fitted.overlap
    detectable = POWER * estimate.se
    wanted = abs(worth_knowing) if worth_knowing else abs(estimate.value)
    people = overlap.treated + overlap.untreated
    size = people * (detectable / wanted) ** 2 if wanted else float("inf")
    needed = ceil(size) if isfinite(size) and size < 1e12 else None
    objections = list(_objections(estimate, fitted, compared, placebo))
    if objections:
        code, reason, remedy = objections[0]
    else:
        code, reason, remedy = "established", _in_favour(placebo), ""
    if needed and estimate.covers_zero and not remedy:
        remedy = f"about {needed:,} people of this mix would show an effect of {wanted:,.4g}"
    return Verdict(not objections, code, reason, remedy, detectable, needed, wanted)


def _in_favour(placebo: Placebo) -> str:
    shown = (
        "shuffling the treatment shows nothing; what was not measured can still bias it"
        if placebo.kind == PERMUTED
        else f"the {placebo.kind} shows nothing"
    )
    return f"the interval leaves out zero, the groups are comparable, and {shown}"


def _objections(
    estimate: Estimate, fitted: Fit, compared: tuple[Balance, ...], placebo: Placebo
) -> Iterator[tuple[str, str, str]]:
    """Yield what speaks against an effect, weightiest first: code, reason, remedy."""
    overlap = fitted.overlap
    if not compared:
        reason = "nothing was adjusted for: this is the naive difference"
        yield (
            "unadjusted",
            reason,
            "measure what decides who gets the treatment, before they get it",
        )
    if min(overlap.treated, fitted.effective_untreated) < LEAST_PEOPLE:
        reason = (
            f"{overlap.treated} treated and the weight of {fitted.effective_untreated:.0f} "
            "untreated people are too few for an interval to be trusted"
        )
        yield (
            "few_people",
            reason,
            f"observe at least {LEAST_PEOPLE} comparable people in each group",
        )
    if overlap.share_treated_left_out > MOST_LEFT_OUT:
        reason = f"{overlap.share_treated_left_out:.0%} of the treated have no counterpart"
        yield "no_counterpart", reason, "find comparison people like them"
    worst = max(compared, key=lambda row: abs(row.after), default=None)
    if worst and abs(worst.after) > TOO_MUCH:
        reason = (
            f"the groups still differ by {abs(worst.after):.2f} standard deviations in "
            f"{worst.covariate}"
        )
        yield "imbalance", reason, "find comparison people who are alike in it"
    if not placebo.passed:
        reason = f"the placebo does not hold: {placebo.note}"
        yield "placebo", reason, "measure what else tells the groups apart"
    if estimate.covers_zero:
        yield "covers_zero", "the interval covers zero: an effect and none fit these data alike", ""


def _placebo(study: Study, *, rng: np.random.Generator, shuffles: int) -> Placebo:
    if study.placebo is not None:
        found = att(study.treatment, study.placebo, study.covariates, study.names).att
        return Placebo(
            "placebo outcome",
            found,
            found.covers_zero,
            f"an effect on {study.placebo_name} of {found.value:,.4g} "
            f"({found.low:,.4g} to {found.high:,.4g}), which the treatment cannot have changed",
        )
    return _permuted(study, rng=rng, shuffles=shuffles)


def _permuted(study: Study, *, rng: np.random.Generator, shuffles: int) -> Placebo:
    """Shuffle who was treated: the procedure must then find about nothing.

    It shows that estimate and interval behave on these data. It cannot show that nothing
    unmeasured biases the estimate; only a placebo outcome or an experiment speaks to that.
    """
    found = []
    for _ in range(shuffles):
        try:
            shuffled = rng.permutation(study.treatment)
            found.append(att(shuffled, study.outcome, study.covariates, study.names).att)
        except InputError:
            continue
    if len(found) < max(shuffles // 2, 2):
        nothing = Estimate(0.0, float("nan"), float("nan"), float("nan"))
        return Placebo(PERMUTED, nothing, False, "too few people to shuffle")
    values = np.array([estimate.value for estimate in found])
    alarms = float(np.mean([not estimate.covers_zero for estimate in found]))
    low, high = (float(q) for q in np.quantile(values, [0.025, 0.975]))
    return Placebo(
        PERMUTED,
        Estimate(float(values.mean()), float(values.std(ddof=1)), low, high),
        passed=alarms <= 0.15 and low <= 0 <= high,
        note=f"of {len(found)} shuffles of the treatment, {alarms:.0%} gave an interval without "
        "zero (5% expected); this says nothing about causes that were not measured",
        false_alarms=alarms,
    )
