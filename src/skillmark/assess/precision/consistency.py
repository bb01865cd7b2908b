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

Other programs differ in a few ways. They round the effective length and the cut on it to whole
items, which moves the pass mark by up to half an item (`whole=True` does the same). Where four
parameters lead outside 0 to 1, R's `betafunctions` goes to two at once, Brennan's BB-CLASS and
Haakstad's BBClassify to three, as here. `betafunctions` also takes x (x - 1) as 0 where x, no
whole number, is below 2, and rounds one form's cut down where it rounds the other's up. BB-CLASS
takes the lowest and highest score that were seen for those that are possible, which shortens
the effective test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

FINENESS = 60
"""Slices to a standard deviation of an observed score, where we integrate over true scores."""
REACH = 6
"""Standard deviations beyond which passing is sure or hopeless."""


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
    passed: float
    """Share of people who would pass, under the model."""

    @property
    def truly_above(self) -> float:
        """P(true score at or above the cut | passed)."""
        return _share(self.passed - self.false_pass, self.passed)

    @property
    def truly_below(self) -> float:
        """P(true score below the cut | failed)."""
        return _share(1 - self.passed - self.false_fail, 1 - self.passed)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where passing begins on a scale from `minimum` to `maximum`.

    `step` is the distance between scores that can be had (0: any score can); a cut between two
    of them is the upper one. `true` is where true scores pass, in score points. Raises
    `InputError` where the cut lies outside the scale.
    """

    score: float
    maximum: float
    minimum: float = 0.0
    step: float = 1.0
    true: float | None = None

    def __post_init__(self) -> None:
        finite = np.isfinite([self.score, self.maximum, self.minimum]).all()
        if not finite or not self.minimum < self.score <= self.maximum:
            raise InputError(
                f"a cut score of {self.score:g} decides nothing on a scale of"
                f" {self.minimum:g} to {self.maximum:g}",
                remedy=f"give a number above {self.minimum:g} and not above {self.maximum:g}",
            )
        if not 0 <= self.step < np.inf:
            raise InputError(f"scores cannot be {self.step:g} apart")

    @property
    def span(self) -> float:
        """How many points lie between minimum and maximum."""
        return self.maximum - self.minimum

    @property
    def share(self) -> float:
        """Where true scores pass, as a share of the scale."""
        return ((self.score if self.true is None else self.true) - self.minimum) / self.span

    @property
    def lowest(self) -> float:
        """The share of the scale at which observed scores begin to pass.

        Half a step below the lowest score that passes, as whole numbers need.
        """
        step = min(self.step, self.span)
        if step == 0:
            return (self.score - self.minimum) / self.span
        steps = np.ceil((self.score - self.minimum) / step - 1e-9)
        return float(min(steps * step, self.span) - step / 2) / self.span


def livingston_lewis(
    scores: Floats,
    *,
    reliability: float,
    cut: float,
    maximum: float,
    minimum: float = 0.0,
    true_cut: float | None = None,
    step: float = 1.0,
    parameters: int = 4,
    whole: bool = False,
) -> Decision:
    """Return accuracy, consistency and kappa of the decision "score >= `cut`".

    `scores` are total scores of people between `minimum` and `maximum`, `step` apart;
    `reliability` is alpha or another coefficient. `true_cut` is where true scores pass, as a
    share of the range, if that is not the cut itself. `parameters` is how many the true scores'
    beta distribution may have (4 or 2), `whole` rounds as Livingston and Lewis do. Raises
    `InputError` for a cut outside the range of scores, a reliability that is not between 0 and
    1, scores that do not vary or are no numbers.
    """
    true = None if true_cut is None else minimum + true_cut * (maximum - minimum)
    mark = Cut(cut, maximum, minimum, step, true)
    shares = (np.asarray(scores, dtype=float) - minimum) / mark.span
    if len(shares) and not np.isfinite(shares).all():
        raise InputError("a score is not a number")
    raw = np.array([np.mean(shares**r) for r in range(1, 5)]) if len(shares) else np.zeros(4)
    return from_moments(
        raw, len(shares), reliability=reliability, cut=mark, parameters=parameters, whole=whole
    )


def from_moments(
    raw: Floats,
    persons: float,
    *,
    reliability: float,
    cut: Cut,
    parameters: int = 4,
    whole: bool = False,
    fineness: int = FINENESS,
) -> Decision:
    """Return the same from the first four raw moments of the scores, as shares of the scale.

    `fineness` says how finely the true scores are integrated over.
    """
    if not 0 < reliability < 1:
        raise InputError(
            f"with a reliability of {reliability:.3f} decisions cannot be told from chance",
            remedy="it must lie between 0 and 1: use more or better items",
        )
    mean = float(raw[0])
    variance = float(raw[1] - mean**2) * persons / (persons - 1) if persons > 1 else 0.0
    if variance <= 1e-12:
        raise InputError("all people have the same score: nothing can be said of decisions")
    # Equation 4, on shares of the maximum: (m(1 - m) - r v) / (v(1 - r)).
    length = (mean * (1 - mean) - reliability * variance) / (variance * (1 - reliability))
    length = max(length, 1.0)
    true = _fit(raw, length, parameters)
    # Half a point of the effective test is given back: the incomplete beta counts from there.
    trials, begin = length, length * cut.lowest + 0.5
    if whole:
        trials = float(round(length))
        begin = float(round(trials * (cut.score - cut.minimum) / cut.span))
    return _decide(true, cut.share, begin, trials, fineness)


def _share(part: float, of: float) -> float:
    return min(max(part / of, 0.0), 1.0) if of > 1e-12 else float("nan")


def _fit(raw: Floats, length: float, parameters: int) -> TrueScores:
    """Fit the true scores (shares of the maximum) to the raw moments of observed shares.

    On the effective test x = length * share, and true moments are ratios of factorial ones:
    E[p^r] = E[x (x-1) ... (x-r+1)] / (n (n-1) ... (n-r+1)).
    """
    if length <= 1:
        return _two_parameters(float(raw[0]), 0.0)
    x1, x2, x3, x4 = raw * length ** np.arange(1, 5)
    falling = (x1, x2 - x1, x3 - 3 * x2 + 2 * x1, x4 - 6 * x3 + 11 * x2 - 6 * x1)
    m = [falling[0] / length, falling[1] / (length * (length - 1))]
    variance = m[1] - m[0] ** 2
    fallback = _two_parameters(float(m[0]), float(variance))
    if parameters == 2 or length <= 4 or variance <= 0:
        return fallback
    m.append(falling[2] / (length * (length - 1) * (length - 2)))
    m.append(falling[3] / (length * (length - 1) * (length - 2) * (length - 3)))
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


def _two_parameters(mean: float, variance: float) -> TrueScores:
    """Return the beta on 0 to 1 with this mean and variance."""
    true = min(max(variance, 1e-9), mean * (1 - mean) * (1 - 1e-9))
    total = mean * (1 - mean) / true - 1
    return TrueScores(mean * total, (1 - mean) * total)


def _decide(true: TrueScores, cut: float, begin: float, length: float, fineness: int) -> Decision:
    weights, above, passing = _grid(true, cut, begin, length, fineness)
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
        passed=passed,
    )


def _grid(
    true: TrueScores, cut: float, begin: float, length: float, fineness: int
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Return probabilities of true scores, which are at or above the cut, and P(pass).

    True scores are sliced; a slice has its exact probability and stands at its exact mean, so
    that no density is evaluated and parameters below 1 do no harm. Slices are fine where
    passing is neither sure nor hopeless, on the scale of the arc sine, where the standard
    deviation of a binomial share is the same everywhere.
    """
    spread = 0.5 / np.sqrt(length)
    middle = _arcsine(np.clip((begin - 0.5) / length, 0, 1))
    fine = middle + spread * np.linspace(-REACH, REACH, 2 * REACH * fineness + 1)
    coarse = np.linspace(_arcsine(true.low), _arcsine(true.high), 4 * fineness)
    inside = np.sin(np.clip(np.concatenate([fine, coarse]), 0, np.pi / 2)) ** 2
    edges = np.unique(np.clip(np.append(inside, cut), true.low, true.high))
    width = true.high - true.low
    at = (edges - true.low) / width
    weights = np.diff(special.betainc(true.alpha, true.beta, at))
    share = true.alpha / (true.alpha + true.beta)
    sums = np.diff(special.betainc(true.alpha + 1, true.beta, at)) * share
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(weights > 1e-12, sums / weights, (at[1:] + at[:-1]) / 2)
    p = true.low + width * np.clip(means, at[:-1], at[1:])
    passing = np.ones_like(p) if begin <= 0 else special.betainc(begin, length - begin + 1, p)
    return weights, edges[:-1] >= cut, passing


def _arcsine(share: float) -> float:
    return float(np.arcsin(np.sqrt(share)))
