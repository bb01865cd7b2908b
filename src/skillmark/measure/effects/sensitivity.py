"""How strong something unmeasured would have to be to explain an effect away."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, isinf, sqrt
from typing import Any

import numpy as np
from scipy.special import stdtrit

from skillmark.measure.effects.bounds import Bounds, paired, rosenbaum
from skillmark.measure.effects.fit import Fit
from skillmark.measure.estimate import Estimate
from skillmark.measure.regression.matrix import triangle
from skillmark.measure.table import Floats

MOST_PAIRS = 5_000
"""Treated people for whom partners are sought; more would make Gamma larger, if anything."""
_CALIPER = 0.2


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Published measures; larger is sturdier."""

    e_value: float
    """Risk ratio that an unmeasured cause needs with both treatment and outcome, beyond the
    covariates, to explain the estimate (VanderWeele and Ding 2017); 1 is none at all."""
    e_value_limit: float
    """The same for the interval's limit nearer to zero; 1 where the interval covers zero."""
    robustness_value: float
    """Share of what is left unexplained of both treatment and outcome that an unmeasured cause
    must explain to bring the linear estimate to zero (Cinelli and Hazlett 2020); 0 to 1."""
    robustness_value_limit: float = 0.0
    """The same, to bring it so far that its interval covers zero."""
    bounds: Bounds | None = None
    """Rosenbaum's, of pairs alike in their propensity; `None` where there are no pairs."""

    def as_json(self) -> dict[str, Any]:
        """Return the measures; an infinite Gamma is `None`."""
        gamma = self.bounds.gamma if self.bounds else None
        return {
            "e_value": self.e_value,
            "e_value_limit": self.e_value_limit,
            "robustness_value": self.robustness_value,
            "robustness_value_limit": self.robustness_value_limit,
            "gamma": None if gamma is None or isinf(gamma) else gamma,
            "pairs": self.bounds.pairs if self.bounds else 0,
        }


def sensitivity(
    fit: Fit,
    estimate: Estimate,
    treatment: Floats,
    outcome: Floats,
    covariates: Floats,
    *,
    binary: bool = False,
) -> Sensitivity:
    """Judge `estimate`; people, treatment and covariates are those of `fit` that it kept.

    The E-value is that of the risk ratio where the outcome is a yes or no (and of the standardised
    difference where it is not, or the ratio has no value).
    """
    if binary and fit.levels.ratio is not None:
        ratio = fit.levels.ratio
        e, limit = e_value(ratio.value), e_value_limit(ratio.low, ratio.high)
    else:
        spread = float(outcome.std(ddof=1))
        nearest = 0.0 if estimate.covers_zero else min(estimate.low, estimate.high, key=abs)
        e, limit = e_value_mean(estimate.value / spread), e_value_mean(nearest / spread)
    middle, wide = covariates.mean(axis=0), covariates.std(axis=0)
    design = np.column_stack(
        [np.ones(len(outcome)), (covariates - middle) / np.where(wide > 0, wide, 1.0)]
    )
    upper = triangle(design, treatment, outcome)
    freedom = len(outcome) - design.shape[1] - 1
    left = float(upper[-1, -1]) ** 2 / freedom
    t = inf if left == 0 else float(upper[-2, -1]) / sqrt(left)
    return Sensitivity(
        e_value=e,
        e_value_limit=limit,
        robustness_value=robustness_value(t, freedom),
        robustness_value_limit=robustness_value(t, freedom, alpha=0.05),
        bounds=_bounds(fit.propensity, treatment, outcome, design),
    )


def _bounds(
    propensity: Floats, treatment: Floats, outcome: Floats, design: Floats
) -> Bounds | None:
    """Bounds of pairs alike in their propensity, of what covariates leave of the outcome.

    The regression does not know who was treated, so that under no effect its residuals owe
    nothing to the treatment (Rosenbaum 2002, Statistical Science 17). A yes or no stays as it is.
    """
    with np.errstate(divide="ignore"):
        score = np.log(propensity) - np.log1p(-propensity)
    score = np.clip(score, -40, 40)
    treated = np.flatnonzero(treatment == 1)
    every = -(-len(treated) // MOST_PAIRS)
    rows = np.sort(np.concatenate([treated[::every], np.flatnonzero(treatment == 0)]))
    arms = [score[treatment == group] for group in (0, 1)]
    width = _CALIPER * sqrt(float(np.mean([arm.var() for arm in arms])))
    mine, theirs = paired(score[rows], treatment[rows], within=width)
    if not len(mine):
        return None
    if not np.isin(outcome, (0.0, 1.0)).all():
        upper = triangle(design, outcome)
        beta = np.linalg.lstsq(upper[:, :-1], upper[:, -1])[0]
        outcome = outcome - design @ beta
    return rosenbaum(outcome[rows[mine]] - outcome[rows[theirs]])


def e_value_mean(standardised: float) -> float:
    """Return the E-value of a standardised mean difference, by RR = exp(0.91 d)."""
    return e_value(exp(min(0.91 * abs(standardised), 300.0)))


def e_value(risk_ratio: float) -> float:
    """Return the E-value of a risk ratio; ratios below 1 count as their inverse."""
    ratio = risk_ratio if risk_ratio >= 1 else 1 / risk_ratio
    return ratio + sqrt(ratio * (ratio - 1))


def e_value_limit(low: float, high: float) -> float:
    """Return the E-value of a ratio's interval: of the limit nearer to 1, or 1 if it covers it."""
    return 1.0 if low <= 1 <= high else e_value(low if low > 1 else high)


def risk_ratio_of_hazards(ratio: float, *, rare: bool) -> float:
    """Return the risk ratio that stands for a hazard ratio in an E-value.

    Where fewer than 15% have the event by the end it is the same; else by VanderWeele's (2017)
    approximation, which VanderWeele and Ding (2017) give.
    """
    if rare:
        return ratio
    return float((1 - 0.5 ** sqrt(ratio)) / (1 - 0.5 ** sqrt(1 / ratio)))


def robustness_value(t: float, freedom: int, *, alpha: float | None = None) -> float:
    """Return the robustness value of a regression coefficient from its t statistic.

    With `alpha`, that of its interval at this level: 0 where the interval covers zero.
    """
    if isinf(t):
        return 1.0
    f = abs(t) / sqrt(freedom)
    if alpha is not None:
        f -= float(stdtrit(freedom - 1, 1 - alpha / 2)) / sqrt(freedom - 1)
        f = max(f, 0.0)
    f2 = f * f
    return 0.5 * (sqrt(f2 * f2 + 4 * f2) - f2)
