"""How often a pass/fail decision is right, and how often a second test would repeat it.

Livingston and Lewis (1995), Journal of Educational Measurement 32, 179-197, in steps:

1. Effective test length: the number of discrete, equally hard, locally independent items
   that give scores as reliable as these (their equation 4).
2. True scores follow a beta distribution with four parameters, fitted to the first four
   moments of the observed scores by way of factorial moments (Lord 1965; Hanson 1991). Where
   an end of it lies outside 0 to 1, that end is fixed there and three moments are fitted;
   failing that, both ends are fixed and two.
3. Given a true score, a score on the effective test is binomial.
4. Accuracy: true score and observed score fall on the same side of the cut. Consistency: two
   observed scores with the same true score do. Kappa: consistency beyond chance.

The binomial tail is taken as an incomplete beta function, which needs no whole numbers, so
neither the effective length nor the cut on its scale is rounded. Where the effective test is
the test itself (reliability KR-21, 0/1 items) this is the beta-binomial model, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

SLICES = 2000
"""Slices of equal probability on each side of the cut, over which we integrate."""


@dataclass(frozen=True, slots=True)
class TrueScores:
    """A beta distribution on `low` to `high`, within 0 to 1."""

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What can be said of pass/fail decisions at one cut score; all are probabilities."""

    accuracy: float
    consistency: float
    kappa: float
    false_pass: float
    """Passed, although the true score is below the cut."""
    false_fail: float
    effective_length: float
    true_scores: TrueScores


def livingston_lewis(
    scores: Floats,
    *,
    reliability: float,
    cut: float,
    maximum: float,
    minimum: float = 0.0,
    true_cut: float | None = None,
) -> Decision:
    """Return accuracy, consistency and kappa of the decision "score >= `cut`".

    `scores` are total scores of people between `minimum` and `maximum`; `reliability` is
    alpha or another coefficient. `true_cut` is where true scores pass, as a share of the range,
    if that is not the cut itself. Raises `InputError` for a cut outside the range of scores, a
    reliability that is not between 0 and 1, or scores that do not vary.
    """
    if not minimum < cut <= maximum:
        raise InputError(
            f"a cut score of {cut:g} decides nothing on a scale of {minimum:g} to {maximum:g}",
            remedy=f"give a number above {minimum:g} and not above {maximum:g}",
        )
    if not 0 < reliability < 1:
        raise InputError(
            f"with a reliability of {reliability:.3f} decisions cannot be told from chance",
            remedy="it must lie between 0 and 1: use more or better items",
        )
    span = maximum - minimum
    shares = (np.asarray(scores, dtype=float) - minimum) / span
    mean, variance = float(shares.mean()), float(shares.var(ddof=1)) if len(shares) > 1 else 0.0
    if variance <= 1e-12:
        raise InputError("all people have the same score: nothing can be said of decisions")
    # Equation 4, on shares of the maximum: (m(1 - m) - r v) / (v(1 - r)).
    length = (mean * (1 - mean) - reliability * variance) / (variance * (1 - reliability))
    length = max(length, 1.0)
    true = _fit(shares, length)
    # "score >= cut" begins half a point below the cut; half a point of the effective test is
    # given back because the incomplete beta counts from there.
    step = min(1.0, span)
    begin = length * (cut - minimum - step / 2) / span + 0.5
    share = (cut - minimum) / span if true_cut is None else true_cut
    return _decide(true, share, begin, length)


def _fit(shares: Floats, length: float) -> TrueScores:
    """Fit the true scores (shares of the maximum) to the moments of observed shares.

    On the effective test x = length * share, and true moments are ratios of factorial ones:
    E[p^r] = E[x (x-1) ... (x-r+1)] / (n (n-1) ... (n-r+1)).
    """
    fallback = _two_parameters(float(shares.mean()), float(shares.var(ddof=1)), length)
    if length <= 4:
        return fallback
    x, m = shares * length, []
    for r in range(1, 5):
        falling = np.prod([(x - j) / (length - j) for j in range(r)], axis=0)
        m.append(float(falling.mean()))
    variance = m[1] - m[0] ** 2
    if variance <= 0:
        return fallback
    skew = (m[2] - 3 * m[0] * m[1] + 2 * m[0] ** 3) / variance**1.5
    kurtosis = (m[3] - 4 * m[0] * m[2] + 6 * m[0] ** 2 * m[1] - 3 * m[0] ** 4) / variance**2
    four = _four_parameters(m[0], variance, skew, kurtosis)
    if four is not None and four.low >= 0 and four.high <= 1:
        return four
    # Whichever end lies outside 0 to 1 is put there; the other is found from three moments.
    if four is not None and four.low >= 0:
        return _three_parameters(m[0], variance, skew, lower_end=True) or fallback
    if four is not None and four.high <= 1:
        return _three_parameters(m[0], variance, skew, lower_end=False) or fallback
    return fallback


def _four_parameters(
    mean: float, variance: float, skew: float, kurtosis: float
) -> TrueScores | None:
    """Return the beta with these moments (Hanson 1991), `None` if no beta has them."""
    below = 6 + 3 * skew**2 - 2 * kurtosis
    r = 6 * (kurtosis - skew**2 - 1) / below if below > 0 else 0.0
    inner = (r + 2) * (r + 3) * kurtosis - 3 * (r + 1) * (r - 6)
    under = 1 - 24 * (r + 1) / inner if r > 0 and inner > 0 else -1.0
    if not 0 <= under < 1:
        return None
    root = np.sqrt(under)
    small, large = r / 2 * (1 - root), r / 2 * (1 + root)
    # A long right tail (positive skew) belongs to alpha < beta.
    a, b = (small, large) if skew > 0 else (large, small)
    width = np.sqrt(variance * (a + b) ** 2 * (a + b + 1) / (a * b))
    low = mean - width * a / (a + b)
    return TrueScores(float(a), float(b), float(low), float(low + width))


def _three_parameters(
    mean: float, variance: float, skew: float, *, lower_end: bool
) -> TrueScores | None:
    """Return the beta on `low` to 1 (or 0 to `high`) with these moments, `None` if none has."""
    if not lower_end:
        turned = _three_parameters(1 - mean, variance, -skew, lower_end=True)
        return turned and TrueScores(turned.beta, turned.alpha, 0.0, 1 - turned.low)

    def beta(low: float) -> TrueScores:
        share, spread = (mean - low) / (1 - low), variance / (1 - low) ** 2
        total = share * (1 - share) / spread - 1
        return TrueScores(share * total, (1 - share) * total, low, 1.0)

    def excess(low: float) -> float:
        found = beta(low)
        a, b = found.alpha, found.beta
        return float(2 * (b - a) * np.sqrt((a + b + 1) / (a * b)) / (a + b + 2) - skew)

    # Beyond this the variance is more than any distribution on `low` to 1 can have.
    highest = mean - variance / (1 - mean)
    ends = 0.0, highest - 1e-9
    if highest <= 0 or excess(ends[0]) * excess(ends[1]) > 0:
        return None
    return beta(float(optimize.brentq(excess, *ends)))


def _two_parameters(mean: float, variance: float, length: float) -> TrueScores:
    """Return the beta whose binomial scores on `length` items have this mean and variance."""
    # v = m(1-m)/n + (1 - 1/n) var_true
    true = (variance - mean * (1 - mean) / length) / (1 - 1 / length) if length > 1 else 0.0
    true = min(max(true, 1e-9), mean * (1 - mean) * (1 - 1e-9))
    total = mean * (1 - mean) / true - 1
    return TrueScores(mean * total, (1 - mean) * total)


def _decide(true: TrueScores, cut: float, begin: float, length: float) -> Decision:
    weights, above, passing = _grid(true, cut, begin, length)
    right = np.where(above, passing, 1 - passing)
    passed = float(weights @ passing)
    consistency = float(weights @ (passing**2 + (1 - passing) ** 2))
    chance = passed**2 + (1 - passed) ** 2
    kappa = (consistency - chance) / (1 - chance) if chance < 1 - 1e-12 else 0.0
    return Decision(
        accuracy=float(weights @ right),
        consistency=consistency,
        kappa=float(kappa),
        false_pass=float(weights @ np.where(above, 0.0, passing)),
        false_fail=float(weights @ np.where(above, 1 - passing, 0.0)),
        effective_length=length,
        true_scores=true,
    )


def _grid(
    true: TrueScores, cut: float, begin: float, length: float
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Return probabilities of true scores, which are at or above the cut, and P(pass)."""
    width = true.high - true.low
    split = float(np.clip((cut - true.low) / width, 0, 1))
    # Slices of equal probability on each side of the cut, each standing at its middle: no
    # density is evaluated, so parameters below 1 do no harm.
    below = float(special.betainc(true.alpha, true.beta, split))
    middles = (np.arange(SLICES) + 0.5) / SLICES
    ranks = np.concatenate([below * middles, below + (1 - below) * middles])
    weights = np.repeat([below / SLICES, (1 - below) / SLICES], SLICES)
    p = true.low + width * special.betaincinv(true.alpha, true.beta, ranks)
    passing = np.ones_like(p) if begin <= 0 else special.betainc(begin, length - begin + 1, p)
    return weights, np.repeat([False, True], SLICES), passing
