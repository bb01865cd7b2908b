"""Response times: answers given too fast to have been thought about, and fast ones that are right.

Times follow van der Linden's lognormal model (2006, Journal of Educational and Behavioral
Statistics 31, 181-204): log time is the question's time intensity less the person's speed, plus
a normal error whose size is the question's own. Rapid guessing is found by a normative threshold
(Wise and Ma 2012): a tenth of the question's mean time, at most ten seconds. What a person gave
more thought is their response-time effort (Wise and Kong 2005); below 0.90 it is flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.integrity.chances import FEWEST_ITEMS, FEWEST_PERSONS, Chances
from skillmark.assess.integrity.flags import LIMIT, Flag, Kind, Strength
from skillmark.assess.integrity.poisson_binomial import upper_tail
from skillmark.assess.multiplicity import holm
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

SHARE_OF_MEAN, MOST_SECONDS = 0.10, 10.0
EFFORT = 0.90
FASTEST = 0.05
"""An answer is fast where it is among this share of the fastest to its question."""
HARD = 0.5
"""A question is hard for a person whose chance of a right answer is below this."""
STEPS = 500
CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class Speeds:
    """The lognormal model, fitted by maximum likelihood; speeds have mean zero."""

    intensity: Floats
    """Of every item: log seconds a person of average speed needs (beta)."""
    precision: Floats
    """Of every item: one over the standard deviation of log times (alpha)."""
    speed: Floats
    """Of every person (tau); `nan` without a time."""
    residuals: Floats
    """Persons x items, standardised; below zero: faster than person and item explain."""


def check(seconds: Floats) -> None:
    """Raise `InputError` for times that are no times, and for too few of them."""
    if np.isinf(seconds).any() or (seconds[~np.isnan(seconds)] < 0).any():
        raise InputError("a response time is infinite or negative")
    if (~np.isnan(seconds)).any(axis=1).sum() < FEWEST_PERSONS:
        raise InputError(f"fewer than {FEWEST_PERSONS} people have response times", code="too_few")
    if (~np.isnan(seconds)).any(axis=0).sum() < FEWEST_ITEMS:
        raise InputError(f"fewer than {FEWEST_ITEMS} questions have times", code="too_few")


def fit_speeds(seconds: Floats) -> Speeds:
    """Fit the lognormal model; `seconds` is persons x items, `nan` where there is no time.

    Zero counts as half the shortest time. Items that fewer than two people have times for have
    `nan`. Raises `InputError` as `check` does.
    """
    check(seconds)
    positive = seconds[seconds > 0]
    if not len(positive):
        raise InputError("no response took any time")
    logs = np.log(np.where(seconds <= 0, positive.min() / 2, seconds))
    seen = ~np.isnan(logs)
    seen &= seen.sum(axis=0) >= 2
    filled = np.where(seen, logs, 0.0)
    persons, items = seen.sum(axis=1), seen.sum(axis=0)
    intensity = filled.sum(axis=0) / np.maximum(items, 1)
    weight = np.ones(seen.shape[1])
    speed = np.zeros(len(seen))
    for _ in range(STEPS):
        before = speed
        speed = (seen * weight * (intensity - filled)).sum(axis=1)
        speed = speed / np.maximum((seen * weight).sum(axis=1), 1e-12)
        speed -= speed[persons > 0].mean()
        intensity = (seen * (filled + speed[:, None])).sum(axis=0) / np.maximum(items, 1)
        error = np.where(seen, filled - intensity + speed[:, None], 0.0)
        # A person's own speed takes up part of the error, an item's intensity one part in n.
        share = seen * weight / np.maximum((seen * weight).sum(axis=1), 1e-12)[:, None]
        free = np.maximum(np.where(seen, 1 - share, 0.0).sum(axis=0) - 1, 1.0)
        weight = 1 / np.maximum((error**2).sum(axis=0) / free, 1e-4)
        if np.abs(speed - before).max() < CLOSE:
            break
    alone = np.sqrt(np.clip(1 - share, 1e-6, 1))
    residuals = np.where(seen, error * np.sqrt(weight) / alone, np.nan)
    nothing = items == 0
    return Speeds(
        np.where(nothing, np.nan, intensity),
        np.where(nothing, np.nan, np.sqrt(weight)),
        np.where(persons > 0, speed, np.nan),
        residuals,
    )


def thresholds(seconds: Floats) -> Floats:
    """Return the seconds below which an answer to an item counts as a rapid guess."""
    seen = ~np.isnan(seconds)
    mean = np.where(seen, seconds, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    return np.asarray(np.minimum(SHARE_OF_MEAN * mean, MOST_SECONDS))


def effort(seconds: Floats) -> Floats:
    """Return everyone's response-time effort: the share of answers that are no rapid guess."""
    seen = ~np.isnan(seconds)
    thought = (seen & (seconds >= thresholds(seconds))).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(thought / seen.sum(axis=1))


def hasty(seconds: Floats, persons: Sequence[str]) -> tuple[Flag, ...]:
    """Return a flag a person whose response-time effort is below 0.90.

    People with fewer than ten times are not looked at. This is a rule, not a test.
    """
    check(seconds)
    times = (~np.isnan(seconds)).sum(axis=1)
    found = effort(seconds)
    looked_at = int((times >= FEWEST_ITEMS).sum())
    chosen = np.flatnonzero((times >= FEWEST_ITEMS) & (found < EFFORT))
    return tuple(
        Flag(
            Kind.HASTE,
            (persons[place],),
            (),
            Strength(None, None, looked_at),
            f"{round(times[place] * (1 - found[place]))} of {times[place]} answers came faster "
            "than the question can be read",
            {
                "rapid": float(round(times[place] * (1 - found[place]))),
                "answers": float(times[place]),
                "effort": float(found[place]),
            },
        )
        for place in chosen[np.argsort(found[chosen], kind="stable")]
    )


def fast_and_right(
    chances: Chances, seconds: Floats, persons: Sequence[str]
) -> tuple[tuple[Flag, ...], int]:
    """Return a flag a person who is fast and right on hard questions oftener than all people are.

    Fast: among the fastest 5 % of answers to the question, given the person's own speed. What
    counts is how often a person is both; the chance of both is the product of the two, raised
    for questions where fast answers are right oftener than others. Rapid guesses are left out.
    Returns the number of people looked at too.
    """
    if seconds.shape != chances.chosen.shape:
        raise InputError("times and responses have different shapes")
    thought = np.where(seconds >= thresholds(seconds), seconds, np.nan)
    residuals = fit_speeds(thought).residuals
    seen = ~np.isnan(residuals) & chances.seen
    usable = seen.sum(axis=0) >= 1 / FASTEST
    seen &= usable
    fast = np.zeros_like(seen)
    for item in np.flatnonzero(usable):
        who = seen[:, item]
        fast[who, item] = residuals[who, item] <= np.quantile(residuals[who, item], FASTEST)
    rate = fast.sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    hits = (fast & chances.right).sum(axis=0)
    foreseen = (fast * chances.right_chance).sum(axis=0)
    lift = np.maximum(1.0, (hits + 1) / (foreseen + 1))
    hard = seen & (chances.right_chance < HARD)
    both = np.where(hard, np.minimum(rate * lift * chances.right_chance, 1.0), 0.0)
    count = (hard & fast & chances.right).sum(axis=1)
    looked_at = np.flatnonzero(hard.sum(axis=1) > 0)
    p = upper_tail(both[looked_at], count[looked_at])
    adjusted = holm(p)
    flags = [
        Flag(
            Kind.FAST_AND_RIGHT,
            (persons[place],),
            (),
            Strength(float(p[k]), float(adjusted[k]), len(looked_at)),
            f"{count[place]} of {hard[place].sum()} questions that are hard at this ability were "
            f"answered unusually fast and right; {both[place].sum():.1f} are expected",
            {
                "count": float(count[place]),
                "hard": float(hard[place].sum()),
                "expected": float(both[place].sum()),
            },
        )
        for k, place in enumerate(looked_at.tolist())
        if adjusted[k] < LIMIT
    ]
    return tuple(sorted(flags, key=lambda flag: flag.strength.p or 0)), len(looked_at)
