"""How strong something unmeasured would have to be to explain an effect away."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, isinf, sqrt

import numpy as np

from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Two published measures; larger is sturdier."""

    e_value: float
    """Risk ratio that an unmeasured cause needs with both treatment and outcome, beyond the
    covariates, to explain the estimate (VanderWeele and Ding 2017); 1 is none at all."""
    e_value_limit: float
    """The same for the interval's limit nearer to zero; 1 where the interval covers zero."""
    robustness_value: float
    """Share of what is left unexplained of both treatment and outcome that an unmeasured cause
    must explain to bring the linear estimate to zero (Cinelli and Hazlett 2020); 0 to 1."""


def sensitivity(
    estimate: Estimate, treatment: Floats, outcome: Floats, design: Floats
) -> Sensitivity:
    """Judge `estimate`; people, treatment and `design` (with intercept) are those it rests on."""
    spread = float(outcome.std(ddof=1))
    nearest = 0.0 if estimate.covers_zero else min(estimate.low, estimate.high, key=abs)
    return Sensitivity(
        e_value=_e_value(estimate.value / spread),
        e_value_limit=_e_value(nearest / spread),
        robustness_value=_robustness(treatment, outcome, design),
    )


def _e_value(standardised: float) -> float:
    """For a standardised mean difference, by the approximation RR = exp(0.91 d)."""
    return e_value(exp(min(0.91 * abs(standardised), 300.0)))


def e_value(risk_ratio: float) -> float:
    """Return the E-value of a risk ratio; ratios below 1 count as their inverse."""
    ratio = risk_ratio if risk_ratio >= 1 else 1 / risk_ratio
    return ratio + sqrt(ratio * (ratio - 1))


def robustness_value(t: float, freedom: int) -> float:
    """Return the robustness value of a regression coefficient from its t statistic."""
    f2 = t * t / freedom
    return 1.0 if isinf(f2) else 0.5 * (sqrt(f2 * f2 + 4 * f2) - f2)


def _robustness(treatment: Floats, outcome: Floats, design: Floats) -> float:
    """Of the treatment in the linear regression of the outcome."""
    x = np.column_stack([treatment, design])
    freedom = len(outcome) - x.shape[1]
    beta, *_ = np.linalg.lstsq(x, outcome)
    residual = outcome - x @ beta
    left = treatment - design @ np.linalg.lstsq(design, treatment)[0]
    variance = float(residual @ residual) / freedom / float(left @ left)
    t = inf if variance == 0 else float(beta[0]) / sqrt(variance)
    return robustness_value(t, freedom)
