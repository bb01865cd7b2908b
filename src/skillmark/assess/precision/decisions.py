"""How often pass and fail are right, with intervals: Livingston and Lewis, drawn again and again.

The people are drawn with replacement, everybody with all their responses; reliability, moments
and decisions are worked out anew for every draw (Efron and Tibshirani 1993, chapter 13). What
lies between the quantiles of the draws is the interval.

Beside accuracy and consistency of all decisions, two questions that people ask: of those who
passed, how many are truly above the cut (`truly_above`); of those who failed, how many are
truly below it (`truly_below`). "Truly" means the true score of classical test theory: the mean
over many parallel forms on the same day. It is not what somebody can do in a workplace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.precision.classical import reliability as coefficient
from skillmark.assess.precision.consistency import Cut, Decision, from_moments
from skillmark.assess.precision.minimums import lacking, require
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

DRAWS = 1000
FINENESS = 6
"""Of the integration within a draw: errors stay below one in a thousand."""
CELLS = 4_000_000
"""How many numbers at most are held at a time while drawing."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What can be said of pass and fail at a cut score, each with its interval.

    A figure that is not there rests on too few people; `reasons` says which, and why.
    """

    accuracy: Interval
    """P(pass or fail is right)."""
    consistency: Interval
    """P(a second form would decide the same)."""
    kappa: Interval
    """Consistency beyond what chance alone would give."""
    truly_above: Interval | None
    """P(true score at or above the cut | passed)."""
    truly_below: Interval | None
    """P(true score below the cut | failed)."""
    false_pass: Interval
    """P(passed, although the true score is below the cut)."""
    false_fail: Interval
    cut: float
    maximum: float
    persons: int
    passed: int
    """How many reached the cut."""
    reliability: float
    """The coefficient that the decisions rest on; alpha unless it was given."""
    effective_length: float
    reasons: tuple[str, ...] = ()


def decide(
    points: Floats,
    *,
    cut: float,
    maximum: float,
    minimum: float = 0.0,
    reliability: float | None = None,
    rng: np.random.Generator,
    confidence: float = 0.95,
    draws: int = DRAWS,
) -> Decisions:
    """Return how far decisions "score >= `cut`" hold.

    `points` are persons x items, `nan` where an item was not asked (what was asked and left
    out is 0); a score is a row's sum, between `minimum` and `maximum`. With gaps, alpha is
    that of a form as long as the average one. `reliability`, if given, is taken as known, and
    its own uncertainty is not in the intervals. Raises `InputError`: code `too_few` with fewer
    than 50 people, and where alpha or `livingston_lewis` would.
    """
    points = np.asarray(points, dtype=float)
    if points.ndim != 2 or np.isinf(points).any():
        raise InputError("points must be a table of numbers, persons x items")
    persons = len(points)
    if not persons:
        raise InputError("there is nobody", code="too_few")
    scores = np.nansum(points, axis=1)
    _within(scores, minimum, maximum)
    mark = Cut(cut, maximum, minimum, step_of(points))
    length = round(float(np.mean((~np.isnan(points)).sum(axis=1))))
    known = reliability
    if known is None:
        known = coefficient(points, length=length).alpha.estimate
    powers = _powers((scores - minimum) / mark.span)
    found = from_moments(powers.mean(axis=0), persons, reliability=known, cut=mark)
    # Last, so that what is wrong whatever the number of people is said first.
    require("decisions", persons)
    passed = int((scores >= mark.minimum + mark.lowest * mark.span).sum())
    drawn = [
        from_moments(raw, persons, reliability=one, cut=mark, fineness=FINENESS)
        for raw, one in _draw(
            points, powers, known, anew=reliability is None, length=length, rng=rng, draws=draws
        )
    ]
    few_passed = lacking("truly above", passed)
    few_failed = lacking("truly below", persons - passed)

    def interval(figure: Callable[[Decision], float]) -> Interval:
        return _interval(figure(found), [figure(one) for one in drawn], confidence)

    return Decisions(
        accuracy=interval(lambda one: one.accuracy),
        consistency=interval(lambda one: one.consistency),
        kappa=interval(lambda one: one.kappa),
        truly_above=None if few_passed else interval(lambda one: one.truly_above),
        truly_below=None if few_failed else interval(lambda one: one.truly_below),
        false_pass=interval(lambda one: one.false_pass),
        false_fail=interval(lambda one: one.false_fail),
        cut=cut,
        maximum=maximum,
        persons=persons,
        passed=passed,
        reliability=known,
        effective_length=found.effective_length,
        reasons=tuple(reason for reason in (few_passed, few_failed) if reason),
    )


def step_of(points: Floats) -> float:
    """Return how far apart scores on these points can be: 1, a half, ..., 0 where any can be.

    It is the largest of 1, 1/2, 1/3, ... 1/12, 1/20, 1/100 of which all points are multiples;
    points that are all whole but share a divisor (0, 5, 10) have that.
    """
    values = np.unique(points[np.isfinite(points)])
    for parts in (1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 100):
        many = values * parts
        if np.abs(many - np.round(many)).max(initial=0) < 1e-6:
            whole = np.round(many).astype(np.int64)
            return float(max(int(np.gcd.reduce(whole)), 1)) / parts if len(whole) else 1.0
    return 0.0


def _within(scores: Floats, minimum: float, maximum: float) -> None:
    if scores.min() < minimum - 1e-9 or scores.max() > maximum + 1e-9:
        raise InputError(
            f"scores from {scores.min():g} to {scores.max():g} are not on a scale of"
            f" {minimum:g} to {maximum:g}",
            remedy="say what the lowest and highest possible score are",
        )


def _powers(shares: Floats) -> Floats:
    return np.stack([shares, shares**2, shares**3, shares**4], axis=1)


def _draw(
    points: Floats,
    powers: Floats,
    known: float,
    *,
    anew: bool,
    length: int,
    rng: np.random.Generator,
    draws: int,
) -> list[tuple[Floats, float]]:
    """Return moments and reliability of draws of the people; those that vary.

    A draw is how often everybody was drawn, so that all of it is products of matrices.
    """
    persons = len(points)
    found: list[tuple[Floats, float]] = []
    block = max(1, CELLS // max(persons, 1))
    whole = np.ones((1, persons))
    # The draws' alpha rests on means over all who have an item, the estimate on those who have
    # both items of a pair: without gaps that is the same, with gaps they are laid together.
    offset = known - float(_alphas(points, whole, length)[0]) if anew else 0.0
    for start in range(0, draws, block):
        times = rng.multinomial(
            persons, np.full(persons, 1 / persons), size=min(block, draws - start)
        ).astype(float)
        moments = times @ powers / persons
        alphas = _alphas(points, times, length) + offset if anew else np.full(len(times), known)
        varied = moments[:, 1] - moments[:, 0] ** 2 > 1e-9
        # A draw without reliability decides by chance: nearly that is as far as the model goes.
        alphas = np.clip(np.where(np.isfinite(alphas), alphas, 0.01), 0.01, 0.999)
        found += [
            (raw, float(one)) for raw, one in zip(moments[varied], alphas[varied], strict=True)
        ]
    return found


def _alphas(points: Floats, times: Floats, length: int) -> Floats:
    """Return Cronbach's alpha of a form of `length` items in every draw (rows of `times`)."""
    seen = (~np.isnan(points)).astype(float)
    centred = np.where(seen > 0, points - np.nanmean(points, axis=0), 0.0)
    counts = times @ seen
    means = times @ centred / np.maximum(counts, 1)
    squares = times @ centred**2 - counts * means**2
    # Sums over a person's items, about the means of the draw.
    sums = centred.sum(axis=1) - means @ seen.T
    each = seen.sum(axis=1)
    freedom = np.maximum(counts - 1, 0).sum(axis=1)
    variance = squares.sum(axis=1) / np.maximum(freedom, 1)
    # The squares of a person's own items are in the square of their sum.
    pairs = np.maximum(times @ (each * (each - 1)) - points.shape[1] * (points.shape[1] - 1), 1)
    covariance = ((times * sums**2).sum(axis=1) - squares.sum(axis=1)) / pairs
    total = length * variance + length * (length - 1) * covariance
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(length * length * covariance / total)


def _interval(estimate: float, drawn: list[float], confidence: float) -> Interval:
    values = np.array(drawn)
    values = values[np.isfinite(values)]
    tail = (1 - confidence) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return Interval(estimate, float(min(low, estimate)), float(max(high, estimate)), confidence)
