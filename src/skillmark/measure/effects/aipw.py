"""The doubly robust average treatment effect on the treated.

Augmented inverse probability weighting with normalised (Hajek) weights: consistent if either the
propensity model or the outcome model is right (Robins, Rotnitzky and Zhao 1994; the estimator for
the treated and its influence function, nuisance estimation included, as in Sant'Anna and Zhao
2020, Journal of Econometrics 219, "traditional" version).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillmark.measure.effects import logistic
from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Overlap:
    """Whom the estimate is about after people without counterpart were left out.

    Untreated people less likely to be treated than any treated person are left out, and treated
    people more likely than any untreated one (common support: Dehejia and Wahba 1999). The first
    does not change whom the effect is about; the second does, and its share decides.
    """

    treated: int
    untreated: int
    treated_left_out: int
    untreated_left_out: int
    propensity_treated: tuple[float, float, float, float, float]
    """Minimum, quartiles and maximum of the propensity score."""
    propensity_untreated: tuple[float, float, float, float, float]

    @property
    def share_treated_left_out(self) -> float:
        """Share of the treated about whom the estimate says nothing."""
        return self.treated_left_out / (self.treated + self.treated_left_out)


@dataclass(frozen=True, slots=True)
class Fit:
    """One estimate with what is needed to judge it."""

    att: Estimate
    overlap: Overlap
    kept: Floats
    """1 for people in the estimate, 0 for those left out (in the input's order)."""
    weights: Floats
    """Weights of the people kept: 1 for treated, odds of treatment for the others."""
    effective_untreated: float
    """Kish's effective number of untreated people."""


def check(treatment: Floats, outcome: Floats) -> None:
    """Refuse what nothing can be estimated from: a group missing, or nothing that varies."""
    for group, word in ((1, "treated"), (0, "untreated")):
        if not np.any(treatment == group):
            raise InputError(
                f"there are no {word} people",
                remedy="an effect needs people with and people without the treatment",
                code="one_group",
            )
    if float(np.ptp(outcome)) == 0:
        raise InputError("the outcome is the same for everybody", code="no_variation")


def naive(treatment: Floats, outcome: Floats) -> Estimate:
    """Return the raw difference in means with Welch's standard error: not an effect."""
    treated, others = outcome[treatment == 1], outcome[treatment == 0]
    variance = sum(
        float(group.var(ddof=1)) / len(group) if len(group) > 1 else float("inf")
        for group in (treated, others)
    )
    return Estimate.normal(float(treated.mean() - others.mean()), variance**0.5)


def att(treatment: Floats, outcome: Floats, covariates: Floats, names: tuple[str, ...]) -> Fit:
    """Estimate the average effect on the treated.

    `treatment` is 0/1, `outcome` any number, `covariates` people by columns, all measured before
    the treatment. The propensity score is fitted, people without counterpart are left out, and
    both models are fitted on those who stay. Raises `InputError` for groups that are missing,
    separated, or too few, and for covariates that are constant or redundant.
    """
    check(treatment, outcome)
    first = logistic.fit(logistic.design(covariates, names), treatment, names).probabilities
    keep = common_support(treatment, first)
    d, y = treatment[keep], outcome[keep]
    check(d, y)
    x = logistic.design(covariates[keep], names)
    untreated = d == 0
    if untreated.sum() <= x.shape[1] or logistic.redundant(x[untreated]) is not None:
        raise InputError(
            f"{int(untreated.sum())} comparable untreated people cannot carry "
            f"{len(names)} covariates",
            remedy="use fewer covariates or find more comparable people",
            code="too_few_people",
        )
    propensity = logistic.fit(x, d, names)
    p = propensity.probabilities
    estimate = _doubly_robust(d, y, x, propensity)
    odds = p / (1 - p)
    w = odds[untreated]
    return Fit(
        att=estimate,
        overlap=Overlap(
            treated=int(d.sum()),
            untreated=int(untreated.sum()),
            treated_left_out=int((treatment * ~keep).sum()),
            untreated_left_out=int(((1 - treatment) * ~keep).sum()),
            propensity_treated=_five(p[~untreated]),
            propensity_untreated=_five(p[untreated]),
        ),
        kept=keep.astype(float),
        weights=np.where(untreated, odds, 1.0),
        effective_untreated=float(w.sum() ** 2 / (w**2).sum()),
    )


def common_support(
    treatment: Floats, propensity: Floats
) -> np.ndarray[tuple[int], np.dtype[np.bool]]:
    """Return who has a counterpart (see `Overlap`)."""
    low = propensity[treatment == 1].min()
    high = propensity[treatment == 0].max()
    return np.asarray(
        np.where(treatment == 1, propensity <= high, propensity >= low), dtype=np.bool
    )


def _doubly_robust(d: Floats, y: Floats, x: Floats, propensity: logistic.Logit) -> Estimate:
    n = len(d)
    p = propensity.probabilities
    untreated = 1 - d
    # Outcome regression on the untreated, and how each person moves its coefficients.
    gram = np.linalg.inv((x * untreated[:, None]).T @ x / n)
    beta = gram @ (x.T @ (untreated * y) / n)
    residual = y - x @ beta
    moves_beta = (untreated * residual)[:, None] * x @ gram
    # The same for the propensity's coefficients.
    moves_gamma = (d - p)[:, None] * x @ (propensity.covariance * n)

    w1, w0 = d, p * untreated / (1 - p)
    eta1 = float((w1 * residual).mean() / w1.mean())
    eta0 = float((w0 * residual).mean() / w0.mean())

    influence1 = w1 * (residual - eta1) - moves_beta @ (w1[:, None] * x).mean(axis=0)
    influence0 = (
        w0 * (residual - eta0)
        + moves_gamma @ ((w0 * (residual - eta0))[:, None] * x).mean(axis=0)
        - moves_beta @ (w0[:, None] * x).mean(axis=0)
    )
    influence = influence1 / w1.mean() - influence0 / w0.mean()
    return Estimate.normal(eta1 - eta0, float(influence.std(ddof=1) / np.sqrt(n)))


def bootstrap(
    treatment: Floats,
    outcome: Floats,
    covariates: Floats,
    names: tuple[str, ...],
    *,
    rng: np.random.Generator,
    draws: int = 500,
) -> Estimate:
    """Return the estimate with a percentile interval from resampling people within each group.

    The whole procedure is repeated in each draw, the choice of comparable people included. Draws
    that cannot be estimated are drawn again, at most as often as `draws`; then `InputError`.
    """
    value = att(treatment, outcome, covariates, names).att.value
    groups = [np.flatnonzero(treatment == group) for group in (0, 1)]
    drawn: list[float] = []
    failed = 0
    while len(drawn) < draws:
        rows = np.concatenate([rng.choice(group, size=len(group)) for group in groups])
        try:
            drawn.append(att(treatment[rows], outcome[rows], covariates[rows], names).att.value)
        except InputError:
            failed += 1
            if failed > draws:
                raise InputError(
                    "too few people to resample", remedy="use the analytic interval instead"
                ) from None
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Estimate(value, float(np.std(drawn, ddof=1)), float(low), float(high))


def _five(p: Floats) -> tuple[float, float, float, float, float]:
    a, b, c, d, e = (float(q) for q in np.quantile(p, [0, 0.25, 0.5, 0.75, 1]))
    return a, b, c, d, e
