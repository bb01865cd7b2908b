"""An effect with everything needed to believe or doubt it, and a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from skillmark.compute.blas import one_thread
from skillmark.measure.effects.aipw import bootstrap
from skillmark.measure.effects.balance import Balance, balance
from skillmark.measure.effects.clusters import Clusters
from skillmark.measure.effects.fit import Fit, Levels, naive
from skillmark.measure.effects.method import DOUBLY_ROBUST, Method, Way
from skillmark.measure.effects.overlap import Overlap
from skillmark.measure.effects.placebo import PERMUTED, Placebo, placebo_of
from skillmark.measure.effects.sensitivity import Sensitivity, sensitivity
from skillmark.measure.effects.study import Study
from skillmark.measure.effects.verdict import LEAST_PEOPLE, Verdict, judge
from skillmark.measure.estimate import Estimate

__all__ = ["ESTIMAND", "LEAST_PEOPLE", "PERMUTED", "Effect", "Placebo", "Verdict", "effect"]

ESTIMAND = "average treatment effect on the treated"
HEAVY = 0.25
"""Share of the variance from which on it is said that one person carries it."""


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
    method: Method
    levels: Levels
    freedom: float
    clusters: Clusters | None
    binary: bool
    """The outcome is a yes or no: the estimate is a difference of risks, `levels.ratio` theirs."""
    notes: tuple[str, ...]
    """What a reader has to know beside the verdict."""

    def as_json(self) -> dict[str, Any]:
        """Return the effect as the command line prints it; keys are stable."""
        overlap, ratio = self.overlap, self.levels.ratio
        return {
            "estimand": ESTIMAND,
            "treatment": self.treatment,
            "outcome": self.outcome,
            "covariates": list(self.covariates),
            "method": str(self.method),
            "naive": self.naive.value,
            "naive_ci": [self.naive.low, self.naive.high],
            "estimate": self.estimate.value,
            "se": self.estimate.se,
            "ci": [self.estimate.low, self.estimate.high],
            "interval": self.interval,
            "degrees_of_freedom": self.freedom,
            "outcome_treated": self.levels.treated,
            "outcome_without": self.levels.without,
            "risk_ratio": (
                {"estimate": ratio.value, "ci": [ratio.low, ratio.high]}
                if self.binary and ratio
                else None
            ),
            "placebo": self.placebo.as_json(),
            "overlap": {
                "rule": overlap.rule,
                "treated": overlap.treated,
                "untreated": overlap.untreated,
                "treated_left_out": overlap.treated_left_out,
                "untreated_left_out": overlap.untreated_left_out,
                "share_treated_left_out": overlap.share_treated_left_out,
                "propensity_treated": list(overlap.propensity_treated),
                "propensity_untreated": list(overlap.propensity_untreated),
            },
            "effective_sample_size": self.effective_sample_size,
            "clusters": asdict(self.clusters) if self.clusters else None,
            "balance": [row.as_json() for row in self.balance],
            "sensitivity": self.sensitivity.as_json(),
            "notes": list(self.notes),
            "verdict": str(self.verdict),
            "code": self.verdict.code,
            "reason": self.verdict.reason,
            "remedy": self.verdict.remedy,
            "detectable": self.verdict.detectable,
            "people_needed": self.verdict.people_needed,
        }


@one_thread()
def effect(
    study: Study,
    *,
    rng: np.random.Generator,
    resample: int = 0,
    shuffles: int = 99,
    worth_knowing: float | None = None,
    placebo: Placebo | None = None,
    method: Method = DOUBLY_ROBUST,
) -> Effect:
    """Estimate the effect of a study's treatment on those who had it, and judge it.

    `resample` draws of the bootstrap replace the analytic interval; `shuffles` new draws of the
    treatment stand in for a placebo where the study has none; `worth_knowing` is the size of
    effect for which `people_needed` is computed; `placebo` is one done elsewhere; `method` is how
    the treated are compared. Where the study has clusters, every error follows them. Raises
    `InputError` where nothing can be estimated (see `Study.checked` and `aipw.att`).
    """
    study.checked()
    d, y, x = study.treatment, study.outcome, study.covariates
    fitted = method.fit(d, y, x, study.names, study.clusters)
    estimate, interval = fitted.att, _interval(fitted, method)
    if resample:
        estimate = bootstrap(
            lambda rows: method.fit(d[rows], y[rows], x[rows], study.names).att.value,
            d,
            rng=rng,
            draws=resample,
            clusters=study.clusters,
        )
        interval = f"bootstrap, {resample} draws"
    compared = balance(d, x, study.names, fitted)
    placebo = placebo or placebo_of(study, method, estimate, rng=rng, shuffles=shuffles)
    kept = slice(None) if fitted.kept.all() else fitted.kept == 1
    return Effect(
        treatment=study.treatment_name,
        outcome=study.outcome_name,
        naive=naive(d, y, study.clusters),
        estimate=estimate,
        interval=interval,
        overlap=fitted.overlap,
        effective_sample_size=fitted.effective_untreated,
        balance=compared,
        placebo=placebo,
        sensitivity=sensitivity(fitted, estimate, d[kept], y[kept], x[kept], binary=study.binary),
        verdict=judge(estimate, fitted, compared, placebo, worth_knowing=worth_knowing),
        covariates=study.names,
        method=method,
        levels=fitted.levels,
        freedom=fitted.freedom,
        clusters=fitted.clusters,
        binary=study.binary,
        notes=tuple(_notes(study, fitted, placebo)),
    )


def _interval(fitted: Fit, method: Method) -> str:
    if fitted.clusters:
        return "influence function, clustered"
    return "influence function" if method.way is Way.AIPW else "Abadie and Imbens"


def _notes(study: Study, fitted: Fit, placebo: Placebo) -> Iterator[str]:
    if fitted.heaviest > HEAVY:
        who = "cluster" if fitted.clusters else "person"
        yield (
            f"one {who} carries {fitted.heaviest:.0%} of the variance: the mean rests on few; "
            "look at them, or ask about the bulk by pulling in the tails, which the result will say"
        )
    if fitted.overlap.treated_left_out:
        yield (
            f"{fitted.overlap.treated_left_out:,} treated people without counterpart were left "
            "out: the effect is that on the others"
        )
    if study.binary and fitted.levels.ratio is None:
        yield "the share without the treatment comes out as none: a ratio has no value here"
    if placebo.p is not None:
        yield f"drawn anew, a treatment without effect looks as strong with p = {placebo.p:.2g}"
