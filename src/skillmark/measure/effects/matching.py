"""Matching: beside each treated person those untreated who are most alike.

Nearest neighbours with replacement on the logit of the propensity score within a caliper
(Rosenbaum and Rubin 1985; 0.2 standard deviations: Austin 2011), or on Mahalanobis distance within
it; all who are equally near count. What is left of differences between partners is taken out by
regression (Abadie and Imbens 2011). Standard errors by Abadie and Imbens (2006); where the score
that people are matched on is itself estimated, by Abadie and Imbens (2016). With clusters, by the
sum of each cluster's influence on the bias-corrected estimate (as Otsu and Rai 2017 resample it).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from skillmark.compute.blas import one_thread
from skillmark.measure.effects import abadie_imbens
from skillmark.measure.effects.balance import Balance, balance
from skillmark.measure.effects.clusters import adjusted, enlarged, spread
from skillmark.measure.effects.fit import Fit, check, effective, levels
from skillmark.measure.effects.neighbours import Found, on_a_line, within_a_window
from skillmark.measure.effects.overlap import COMMON_SUPPORT, Overlap, Rule
from skillmark.measure.effects.study import Ints, Study
from skillmark.measure.estimate import Estimate
from skillmark.measure.regression import logistic, matrix
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

CALIPER = 0.2
_SAME_PLACE = 1e-8
_WIDE = 1.0


class Metric(StrEnum):
    """What makes two people alike."""

    PROPENSITY = "propensity"
    MAHALANOBIS = "mahalanobis"


_ALIKE = {Metric.PROPENSITY: abadie_imbens.ALIKE, Metric.MAHALANOBIS: abadie_imbens.ALIKE + 1}
"""How many alike people show the scatter at a place, the person included; on each metric as the
published implementation has it (Stata's `teffects psmatch` and `teffects nnmatch`)."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Treated people with their partners, and what comes of comparing them."""

    fit: Fit
    balance: tuple[Balance, ...]
    found: Found
    left_out: Ints
    """Rows of treated people without a partner."""
    within: float
    """The caliper, as a distance of logits."""
    ratio: int
    metric: Metric

    @property
    def att(self) -> Estimate:
        """The average effect on the treated who have a partner."""
        return self.fit.att

    def pairs(self) -> tuple[Ints, Ints, Floats]:
        """Return rows of treated people, of partners, and the weight of each partner."""
        return self.found.pairs()

    def as_json(self) -> dict[str, Any]:
        """Return the comparison without the people in it."""
        return {
            "estimate": self.att.value,
            "se": self.att.se,
            "ci": [self.att.low, self.att.high],
            "metric": self.metric,
            "ratio": self.ratio,
            "caliper": self.within,
            "treated": self.fit.overlap.treated,
            "left_out": len(self.left_out),
            "partners": self.fit.overlap.untreated,
            "effective_partners": self.fit.effective_untreated,
            "balance": [row.as_json() for row in self.balance],
        }


@one_thread()
def matched(
    study: Study,
    *,
    caliper: float | None = CALIPER,
    ratio: int = 1,
    metric: Metric = Metric.PROPENSITY,
    bias_adjusted: bool = True,
) -> Matched:
    """Match a study's treated people and estimate the average effect on them.

    `caliper` is in standard deviations of the logit of the propensity (`None`: no limit), `ratio`
    the number of partners. Raises `InputError` as `aipw.att` does, and where nobody has a partner.
    """
    if ratio < 1 or (caliper is not None and caliper <= 0):
        raise InputError("a ratio is at least 1 and a caliper above 0")
    return match(
        study.treatment,
        study.outcome,
        study.covariates,
        study.names,
        clusters=study.clusters,
        caliper=caliper,
        ratio=ratio,
        metric=metric,
        bias_adjusted=bias_adjusted,
    )


def match(
    d: Floats,
    y: Floats,
    covariates: Floats,
    names: tuple[str, ...],
    *,
    clusters: Ints | None = None,
    rule: Rule | None = None,
    caliper: float | None = CALIPER,
    ratio: int = 1,
    metric: Metric = Metric.PROPENSITY,
    bias_adjusted: bool = True,
) -> Matched:
    """Do the same from arrays; `rule` leaves people out before the others are matched."""
    check(d, y)
    x = matrix.design(covariates, names)
    propensity = logistic.fit(x, d, names)
    p = propensity.probabilities
    score = x @ propensity.coefficients
    inside = np.ones(len(d), dtype=np.bool) if rule is None else rule.keep(d, p)
    width = logit_spread(score, d)
    within = np.inf if caliper is None else caliper * width
    treated = np.flatnonzero((d == 1) & inside)
    others = np.flatnonzero((d == 0) & inside)
    tie = 1e-9 * (width or 1.0)

    def nearest(wanted: Ints, *, most: int, within: float) -> Found:
        if metric is Metric.PROPENSITY:
            return on_a_line(score, wanted, others, ratio=most, within=within, tie=tie)
        return within_a_window(
            x[:, 1:], score, wanted, others, ratio=most, within=within, tie=_SAME_PLACE
        )

    found = nearest(treated, most=ratio, within=within)
    if len(found.treated) == 0:
        raise InputError(
            "no treated person has a partner within the caliper",
            remedy="widen the caliper, or find comparison people like them",
            code="one_group",
        )
    kept = np.zeros(len(d), dtype=np.bool)
    kept[found.treated] = True
    uses = found.uses(len(d))
    kept |= uses > 0
    value, influence, without = _estimate(
        d, y, x, found, uses, bias_adjusted=bias_adjusted, clusters=clusters
    )
    n, n1 = len(d), len(found.treated)
    pull = np.where(d == 1, 1 / n1, uses / n1)[kept]
    scatter = spread(
        influence[kept] * kept.sum() / n,
        treated=d[kept],
        pull=pull,
        fitted=1,
        clusters=None if clusters is None else clusters[kept],
        residual=(influence / n * n1 / np.where(d == 1, 1, -np.maximum(uses, 1e-9)))[kept],
    )
    if clusters is None:
        used = np.flatnonzero(uses > 0)
        plain = abadie_imbens.variance(
            y,
            found=found,
            alike=nearest(used, most=_ALIKE[metric], within=max(within, _WIDE * width)),
            uses=uses,
            without=without,
            att=value,
        )
        more = (
            abadie_imbens.estimated_score(d, y, score, x=x, propensity=propensity, att=value)
            if metric is Metric.PROPENSITY and names
            else 0.0
        )
        # What estimating the score gains in large samples, bias adjustment takes on its own: in
        # simulations with few people it comes out twice, and intervals are too narrow.
        se = (plain + max(more, 0.0 if bias_adjusted else -plain / 2)) ** 0.5
    else:
        se = scatter.se
    fit = Fit(
        att=Estimate.student(value, se, scatter.freedom),
        overlap=Overlap.of(d, kept, p[kept], _said(rule, caliper)),
        kept=kept.astype(float),
        weights=np.where(d == 1, 1.0, uses)[kept],
        effective_untreated=effective(uses[uses > 0]),
        propensity=p[kept],
        freedom=scatter.freedom,
        levels=levels(y[kept], d[kept], value, influence[kept] * kept.sum() / n, scatter),
        clusters=scatter.clusters,
        pull=np.where(d[kept] == 1, pull, -pull),
        heaviest=scatter.heaviest,
    )
    missing = np.setdiff1d(np.flatnonzero(d == 1), found.treated)
    return Matched(fit, balance(d, covariates, names, fit), found, missing, within, ratio, metric)


def logit_spread(score: Floats, treatment: Floats) -> float:
    """Return the standard deviation of the logit within groups, both weighing the same."""
    arms = [score[treatment == group] for group in (1, 0)]
    return float(np.sqrt(np.mean([arm.var(ddof=1) if len(arm) > 1 else 0.0 for arm in arms])))


def _said(rule: Rule | None, caliper: float | None) -> str:
    words = "no caliper" if caliper is None else f"caliper {caliper:g}"
    return words if rule in (None, COMMON_SUPPORT) else f"{rule}, {words}"


def _estimate(
    d: Floats,
    y: Floats,
    x: Floats,
    found: Found,
    uses: Floats,
    *,
    bias_adjusted: bool,
    clusters: Ints | None,
) -> tuple[float, Floats, Floats]:
    """Return the estimate, each person's influence, and the counterparts' outcomes."""
    n, n1 = len(d), len(found.treated)
    used = np.flatnonzero(uses > 0)
    known = x if bias_adjusted and len(used) > x.shape[1] else np.ones((n, 1))
    # Covariates that vary among everybody but not among partners have no line: least of all.
    root = np.sqrt(uses[used])
    weighted = known[used] * root[:, None]
    beta, *_ = np.linalg.lstsq(weighted, y[used] * root)
    residual = y - known @ beta
    without = found.mean(residual) + y[found.treated] - residual[found.treated]
    value = float((y[found.treated] - without).mean())
    large = np.zeros(n)
    large[used] = (
        adjusted(
            (residual[used] * root)[:, None],
            weighted,
            np.asarray(np.linalg.pinv(weighted.T @ weighted), dtype=np.float64),
            None if clusters is None else clusters[used],
        )[:, 0]
        / root
    )
    matched_ones = np.zeros(n)
    matched_ones[found.treated] = 1.0
    larger = enlarged(matched_ones, clusters)[found.treated]
    influence = -n / n1 * uses * large
    influence[found.treated] = n / n1 * (residual[found.treated] - value) * larger
    return value, influence, without
