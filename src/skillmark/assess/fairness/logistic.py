"""Differential item functioning by logistic regression (Swaminathan and Rogers 1990).

Three nested models of a right response, each fitted by maximum likelihood:

1. the matching score alone;
2. and the group: the item is harder for one group by the same amount everywhere (uniform);
3. and their product: the difference changes with the score (non-uniform).

The likelihood ratios of 3 to 1 (two degrees of freedom), 2 to 1 and 3 to 2 (one each) test both
kinds together, the uniform and the non-uniform one. How large it is, is said by the difference
in Nagelkerke's R squared, classed as Jodoin and Gierl (2001: 0.035, 0.070) and as Zumbo and
Thomas (1997: 0.13, 0.26) propose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, expit, ndtri

from skillmark.assess.fairness.groups import compared
from skillmark.assess.fairness.matching import matched, names_left_out
from skillmark.assess.multiplicity import benjamini_hochberg
from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.credibility import Interval

Floats = NDArray[np.float64]

FLAGGED = 0.05
STEPS = 60
CLOSE = 1e-10
SEPARATED = 1e-8
"""Fitted probabilities nearer than this to 0 or 1 for all who decide: there is no maximum."""
ZUMBO_THOMAS = (0.13, 0.26)
JODOIN_GIERL = (0.035, 0.070)


class Kind(StrEnum):
    """Which difference is tested."""

    BOTH = "both"
    UNIFORM = "uniform"
    NON_UNIFORM = "non-uniform"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One likelihood ratio test, and how much better the larger model explains."""

    chi2: float
    df: int
    p: float
    r2: float
    """Difference in Nagelkerke's R squared."""
    p_adjusted: float | None = None
    """By Benjamini and Hochberg over all items."""

    @property
    def jodoin_gierl(self) -> str:
        """A negligible, B moderate, C large; A whatever the size where p is not below 0.05."""
        return _class(self, JODOIN_GIERL)

    @property
    def zumbo_thomas(self) -> str:
        """The same by the wider limits of Zumbo and Thomas."""
        return _class(self, ZUMBO_THOMAS)


@dataclass(frozen=True, slots=True)
class LogisticDif:
    """One item's tests; all `None`, with the reason, where a model has no estimate."""

    item: str
    both: Ratio | None
    uniform: Ratio | None
    non_uniform: Ratio | None
    log_odds: Interval | None
    """Of a right response in the focal group against the reference group at equal score (model
    2); negative: harder for the focal group."""
    reason: str = ""

    def test(self, kind: Kind) -> Ratio | None:
        """Return the test of one kind."""
        return {Kind.BOTH: self.both, Kind.UNIFORM: self.uniform}.get(kind, self.non_uniform)


@dataclass(frozen=True, slots=True)
class LogisticReport:
    """The tests of all items, and which group was compared with which."""

    reference: str
    focal: str
    counts: tuple[int, int]
    """People in the reference and in the focal group."""
    items: tuple[LogisticDif, ...]
    left_out: int = 0
    purified: bool = False
    unmatched: tuple[str, ...] = ()
    rounds: int = 0
    settled: bool = True


def logistic(
    responses: Responses,
    *,
    reference: str = "",
    focal: str = "",
    purify: bool = False,
    kind: Kind = Kind.BOTH,
) -> LogisticReport:
    """Test every item for differential functioning between two groups of `responses`.

    People are matched on their total score, the studied item included; a missing response does
    not enter the tests of its item and earns nothing in the score. `kind` is the test whose p
    (below 0.05) takes an item out of the score with `purify`. Groups and errors as in
    `mantel_haenszel`.
    """
    values, in_reference, first, second, left_out = compared(responses, reference, focal)

    def study(item: int, score: Floats) -> LogisticDif:
        seen = values[:, item] != MISSING
        right = (values[seen, item] == 1).astype(float)
        return _study(responses.items[item], right, score[seen], ~in_reference[seen])

    def flagged(item: LogisticDif) -> float | None:
        found = item.test(kind)
        return found.p if found is not None and found.p < FLAGGED else None

    found = matched((values == 1).astype(float), study, flagged, purify=purify)
    counts = (int(in_reference.sum()), int((~in_reference).sum()))
    return LogisticReport(
        first,
        second,
        counts,
        _adjusted(found.tests),
        left_out,
        purify,
        names_left_out(responses.items, found.anchors),
        found.rounds,
        found.settled,
    )


def _study(name: str, right: Floats, score: Floats, in_focal: NDArray[np.bool_]) -> LogisticDif:
    reason = _nothing_to_compare(right, score, in_focal)
    if reason:
        return LogisticDif(name, None, None, None, None, reason)
    ability = (score - score.mean()) / score.std()
    group = in_focal.astype(float)
    design = np.column_stack([np.ones_like(ability), ability, group, ability * group])
    fits = [fit(design[:, :width], right) for width in (2, 3, 4)]
    if any(one is None for one in fits):
        return LogisticDif(name, None, None, None, None, SEPARATION)
    first, second, third = (one for one in fits if one is not None)
    error = float(np.sqrt(second.covariance[2, 2]))
    estimate = float(second.weights[2])
    reach = float(ndtri(0.975)) * error
    null = _log_likelihood_of_mean(right)
    return LogisticDif(
        name,
        _ratio(first, third, null, len(right)),
        _ratio(first, second, null, len(right)),
        _ratio(second, third, null, len(right)),
        Interval(estimate, estimate - reach, estimate + reach),
    )


SEPARATION = (
    "the score or the group tells right from wrong without exception: the estimates are infinite"
)


def _nothing_to_compare(right: Floats, score: Floats, in_focal: NDArray[np.bool_]) -> str:
    if not in_focal.any() or in_focal.all():
        return "one of the groups has no response to it"
    if right.min() == right.max():
        return "everybody answered alike"
    return "all who answered it have the same score" if score.std() == 0 else ""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted logistic regression."""

    weights: Floats
    covariance: Floats
    log_likelihood: float


def fit(design: Floats, right: Floats, *, start: Floats | None = None) -> Fit | None:
    """Return the maximum likelihood fit of `right` (0/1) on the columns of `design`.

    Newton's method with halved steps where one would lose likelihood. `None` where there is
    no maximum: complete or quasi-complete separation (Albert and Anderson 1984), or columns
    that say the same. `start` are weights to begin with, where some are known to be near.
    """
    weights = np.zeros(design.shape[1]) if start is None else start
    for _ in range(STEPS):
        predicted = design @ weights
        value = _log_likelihood(predicted, right)
        chance = expit(predicted)
        information = (design * (chance * (1 - chance))[:, None]).T @ design
        slope = design.T @ (right - chance)
        try:
            step = np.linalg.solve(information, slope)
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(step).all():
            return None
        if float(slope @ step) < CLOSE:
            return _finished(design, weights, information, value)
        share = 1.0
        while _log_likelihood(design @ (weights + share * step), right) < value - 1e-12:
            share /= 2
            if share < 1e-6:
                return None
        weights = weights + share * step
        if np.abs(design @ weights).max() > 1e3:
            return None
    return None


def _finished(design: Floats, weights: Floats, information: Floats, value: float) -> Fit | None:
    """Return the fit unless its information has melted away, as it does under separation."""
    scale = np.sqrt(np.diag(design.T @ design))
    scaled = information / np.outer(scale, scale)
    if np.linalg.eigvalsh(scaled)[0] < SEPARATED:
        return None
    return Fit(weights, np.asarray(np.linalg.inv(information), dtype=float), value)


def _log_likelihood(predicted: Floats, right: Floats) -> float:
    return float(right @ predicted - np.logaddexp(0, predicted).sum())


def _log_likelihood_of_mean(right: Floats) -> float:
    share = right.mean()
    return float(len(right) * (share * np.log(share) + (1 - share) * np.log(1 - share)))


def _ratio(smaller: Fit, larger: Fit, null: float, persons: int) -> Ratio:
    chi2 = max(0.0, 2 * (larger.log_likelihood - smaller.log_likelihood))
    df = len(larger.weights) - len(smaller.weights)
    gain = _nagelkerke(larger, null, persons) - _nagelkerke(smaller, null, persons)
    return Ratio(chi2, df, float(chdtrc(df, chi2)), gain)


def _nagelkerke(model: Fit, null: float, persons: int) -> float:
    """Return Nagelkerke's R squared (1991, Biometrika 78, 691-692)."""
    return float(
        -np.expm1(2 * (null - model.log_likelihood) / persons) / -np.expm1(2 * null / persons)
    )


def _class(ratio: Ratio, limits: tuple[float, float]) -> str:
    if ratio.p >= FLAGGED or ratio.r2 < limits[0]:
        return "A"
    return "C" if ratio.r2 >= limits[1] else "B"


def _adjusted(items: tuple[LogisticDif, ...]) -> tuple[LogisticDif, ...]:
    def column(tests: list[Ratio | None]) -> list[Ratio | None]:
        p = benjamini_hochberg([np.nan if one is None else one.p for one in tests]).tolist()
        return [
            None if one is None else replace(one, p_adjusted=q)
            for one, q in zip(tests, p, strict=True)
        ]

    columns = zip(
        column([item.both for item in items]),
        column([item.uniform for item in items]),
        column([item.non_uniform for item in items]),
        strict=True,
    )
    return tuple(
        replace(item, both=both, uniform=uniform, non_uniform=non_uniform)
        for item, (both, uniform, non_uniform) in zip(items, columns, strict=True)
    )
