"""The doubly robust average treatment effect on the treated.

Augmented inverse probability weighting with normalised (Hajek) weights: consistent if either the
propensity model or the outcome model is right (Robins, Rotnitzky and Zhao 1994; the estimator for
the treated and its influence function, nuisance estimation included, as in Sant'Anna and Zhao
2020, Journal of Econometrics 219, "traditional" version). Errors are made up for small samples
and follow clusters where there are any: see `clusters`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from skillmark.measure.effects.clusters import Spread, adjusted, enlarged, spread
from skillmark.measure.effects.fit import Fit, check, effective, levels
from skillmark.measure.effects.overlap import COMMON_SUPPORT, Overlap, Rule
from skillmark.measure.effects.study import Ints
from skillmark.measure.estimate import Estimate
from skillmark.measure.regression import logistic, matrix
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


def att(
    treatment: Floats,
    outcome: Floats,
    covariates: Floats,
    names: tuple[str, ...],
    *,
    clusters: Ints | None = None,
    rule: Rule = COMMON_SUPPORT,
) -> Fit:
    """Estimate the average effect on the treated.

    `treatment` is 0/1, `outcome` any number, `covariates` people by columns, all measured before
    the treatment. The propensity score is fitted, people without counterpart by `rule` are left
    out, and both models are fitted on those who stay. Raises `InputError` for groups that are
    missing, separated, or too few, and for covariates that are constant or redundant.
    """
    check(treatment, outcome)
    x, keep, propensity = comparable(treatment, covariates, names, rule)
    d, y = treatment[keep], outcome[keep]
    check(d, y)
    among = None if clusters is None else clusters[keep]
    untreated = d == 0
    if untreated.sum() <= x.shape[1] or matrix.redundant(x[untreated]) is not None:
        raise InputError(
            f"{int(untreated.sum())} comparable untreated people cannot carry "
            f"{len(names)} covariates",
            remedy="use fewer covariates or find more comparable people",
            code="too_few_people",
        )
    value, influence, pull, found = _doubly_robust(d, y, x, propensity, among)
    p = propensity.probabilities
    odds = p / (1 - p)
    return Fit(
        att=Estimate.student(value, found.se, found.freedom),
        overlap=Overlap.of(treatment, keep, p, str(rule)),
        kept=keep.astype(float),
        weights=np.where(untreated, odds, 1.0),
        effective_untreated=effective(odds[untreated]),
        propensity=p,
        freedom=found.freedom,
        levels=levels(y, d, value, influence, found),
        clusters=found.clusters,
        heaviest=found.heaviest,
        pull=np.where(untreated, -pull, pull),
    )


def comparable(
    treatment: Floats, covariates: Floats, names: tuple[str, ...], rule: Rule
) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool]], logistic.Logit]:
    """Return the design of those with a counterpart, who they are, and their propensity."""
    x = matrix.design(covariates, names)
    first = logistic.fit(x, treatment, names)
    keep = rule.keep(treatment, first.probabilities)
    if keep.all():
        return x, keep, first
    del x
    check_kept(treatment, covariates, names, keep)
    x = matrix.design(covariates[keep], names)
    return x, keep, logistic.fit(x, treatment[keep], names)


def check_kept(
    treatment: Floats,
    covariates: Floats,
    names: tuple[str, ...],
    keep: np.ndarray[tuple[int], np.dtype[np.bool]],
) -> None:
    """Refuse a covariate in which comparable people do not differ, though others do."""
    if not (keep & (treatment == 1)).any() or not (keep & (treatment == 0)).any():
        raise InputError(
            "the rule for overlap leaves nobody to compare",
            remedy="choose a wider rule, or find comparison people who could have been treated",
            code="one_group",
        )
    for index, name in enumerate(names):
        inside = covariates[keep, index]
        if float(np.ptp(inside)) == 0:
            raise InputError(
                f"covariate {name!r} is {inside[0]:g} for everybody who has a counterpart: in it "
                "some people differ from all of the other group",
                remedy=f"keep only people with {name} = {inside[0]:g} and leave the covariate out",
                code="separation",
            )


def _doubly_robust(
    d: Floats, y: Floats, x: Floats, propensity: logistic.Logit, clusters: Ints | None
) -> tuple[float, Floats, Floats, Spread]:
    """Return the estimate, each person's influence on it, by how much each outcome counts in it,
    and how far it scatters."""
    n = len(d)
    p = propensity.probabilities
    untreated = 1 - d
    others = d == 0
    inverse = np.asarray(np.linalg.inv(matrix.gram(x, untreated)), dtype=np.float64)
    beta = inverse @ (x.T @ (untreated * y))
    residual = y - x @ beta

    w1, w0 = d / d.sum(), p * untreated / (1 - p)
    w0 /= w0.sum()
    eta1, eta0 = float(w1 @ residual), float(w0 @ residual)

    # By how much each outcome counts: of the untreated directly, and through the coefficients.
    pull = np.where(others, w0 + x @ (inverse @ (x.T @ (w1 - w0))), w1)
    # Deviations as large as errors are, those from their weighted mean and those from the line.
    large, mean = residual.copy(), np.full(n, eta0)
    large[others], mean[others] = adjusted(
        np.column_stack([residual[others], mean[others]]),
        x[others],
        inverse,
        None if clusters is None else clusters[others],
    ).T
    deviation = (residual - eta1) * enlarged(d, clusters)
    # How each person moves the propensity's coefficients, and these the estimate.
    through = propensity.covariance @ (x.T @ (w0 * (residual - eta0)))
    influence = n * (
        np.where(others, w0 * mean - pull * large, pull * deviation) - (d - p) * (x @ through)
    )
    found = spread(
        influence,
        treated=d,
        pull=pull,
        fitted=x.shape[1],
        clusters=clusters,
        residual=np.where(others, residual, residual - eta1),
    )
    return eta1 - eta0, influence, pull, found


def bootstrap(
    estimate: Callable[[np.ndarray[tuple[int], np.dtype[np.intp]]], float],
    treatment: Floats,
    *,
    rng: np.random.Generator,
    draws: int = 500,
    clusters: Ints | None = None,
) -> Estimate:
    """Return the estimate with a percentile interval from resampling people within each group.

    `estimate` estimates from the people of the given rows, the choice of comparable people
    included. Whole clusters are drawn where there are any (within each group, where a cluster is
    all treated or all untreated). Draws that cannot be estimated are drawn again, at most as often
    as `draws`; then `InputError`.
    """
    value = estimate(np.arange(len(treatment)))
    groups = _groups(treatment, clusters)
    drawn: list[float] = []
    failed = 0
    while len(drawn) < draws:
        rows = np.concatenate(
            [group[k] for group in groups for k in rng.choice(len(group), size=len(group))]
            if clusters is not None
            else [rng.choice(group[0], size=len(group[0])) for group in groups]
        )
        try:
            drawn.append(estimate(rows))
        except InputError:
            failed += 1
            if failed > draws:
                raise InputError(
                    "too few people to resample", remedy="use the analytic interval instead"
                ) from None
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Estimate(value, float(np.std(drawn, ddof=1)), float(low), float(high))


def _groups(
    treatment: Floats, clusters: Ints | None
) -> list[list[np.ndarray[tuple[int], np.dtype[np.intp]]]]:
    """Return what is drawn within: for each group its people, or its clusters of people."""
    if clusters is None:
        return [[np.flatnonzero(treatment == group)] for group in (0, 1)]
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order])) + 1
    members = np.split(order, starts)
    kinds: dict[float, list[np.ndarray[tuple[int], np.dtype[np.intp]]]] = {}
    for rows in members:
        share = float(treatment[rows].mean())
        kinds.setdefault(share if share in (0.0, 1.0) else 0.5, []).append(rows)
    return [kinds[share] for share in sorted(kinds)]
