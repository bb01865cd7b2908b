"""How far a machine's opinions agree with people's ratings, criterion by criterion.

One version of one machine at a time. A pair is what a person gave before seeing the opinion, and
the opinion. Kappa has quadratic weights (Cohen 1968), which for points is close to an intraclass
correlation (Fleiss and Cohen 1973). It is read beside the exact and the adjacent agreement and
the mean difference: a machine that is always half a point too kind can have a fine kappa.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from skillmark.assess.precision.items import wilson
from skillmark.assess.precision.kappa import Weights, cohen
from skillmark.assess.precision.minimums import lacking
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Pair:
    """What a person and the machine gave one person's answer on one criterion."""

    person: str
    item: str
    criterion: str
    worth: float
    """The most points that the criterion gives."""
    human: float
    machine: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one criterion, or (`item` and `criterion` empty) on all of a test.

    `None` where there are too few people, or where the figure does not exist; `why` says it.
    Shares and differences of a whole test are in shares of a criterion's points.
    """

    item: str
    criterion: str
    persons: int
    ratings: int
    kappa: Interval | None
    """Cohen's, with quadratic weights."""
    exact: Interval | None
    """Share of the same points."""
    adjacent: Interval | None
    """Share of points that differ by no more than half of the criterion's: one level."""
    difference: Interval | None
    """Mean of machine minus human, in points."""
    why: str = ""


def by_criterion(pairs: Sequence[Pair], *, confidence: float = 0.95) -> list[Agreement]:
    """Return the agreement on every criterion, in the order in which they come.

    One pair a person and criterion: more of one person's are left out, the first one counts.
    """
    found: dict[tuple[str, str], dict[str, Pair]] = {}
    for pair in pairs:
        found.setdefault((pair.item, pair.criterion), {}).setdefault(pair.person, pair)
    return [
        _agreement(item, criterion, list(own.values()), confidence)
        for (item, criterion), own in found.items()
    ]


def overall(pairs: Sequence[Pair], *, confidence: float = 0.95) -> Agreement:
    """Return the agreement on all criteria together, in shares of their points.

    A person's answers hang together, so that intervals come from leaving one person out at a
    time (the jackknife over people), with Student's t.
    """
    shared = [
        Pair(
            one.person,
            "",
            "",
            1.0,
            one.human / one.worth,
            one.machine / one.worth,
        )
        for one in pairs
    ]
    return _agreement("", "", shared, confidence)


def _agreement(item: str, criterion: str, pairs: list[Pair], confidence: float) -> Agreement:
    persons = sorted({one.person for one in pairs})
    counts = (len(persons), len(pairs))
    why = lacking("agreement", len(persons))
    if why:
        return Agreement(item, criterion, *counts, None, None, None, None, why)
    human = np.array([one.human for one in pairs])
    machine = np.array([one.machine for one in pairs])
    apart = np.abs(machine - human)
    steps = np.array([one.worth / 2 for one in pairs])
    same, near = apart <= NEAR, apart <= steps + NEAR
    if len(pairs) == len(persons):
        exact = wilson(float(same.mean()), len(pairs), confidence)
        adjacent = wilson(float(near.mean()), len(pairs), confidence)
        kappa, why = _kappa(human, machine, confidence)
        difference = _mean(machine - human, confidence)
    else:
        whose = np.searchsorted(persons, [one.person for one in pairs])
        exact = _clustered(same.astype(float), whose, confidence)
        adjacent = _clustered(near.astype(float), whose, confidence)
        difference = _clustered(machine - human, whose, confidence, low=-1.0)
        kappa, why = _kappa(human, machine, confidence, whose)
    return Agreement(item, criterion, *counts, kappa, exact, adjacent, difference, why)


def _kappa(
    human: Floats, machine: Floats, confidence: float, whose: NDArray[np.intp] | None = None
) -> tuple[Interval | None, str]:
    try:
        plain = cohen(human, machine, weights=Weights.QUADRATIC, confidence=confidence)
    except InputError as error:
        return None, error.cause
    if whose is None:
        return plain, ""
    left = _without_each(human, machine, whose)
    if not np.isfinite(left).all():
        return None, "without one of the people all ratings are the same"
    return _jackknifed(plain.estimate, left, confidence, -1.0), ""


def _without_each(human: Floats, machine: Floats, whose: NDArray[np.intp]) -> Floats:
    """Return kappa without each of the people: 1 - mean (x-y)^2 / mean of it by chance.

    With quadratic weights both means follow from sums, so that leaving out is subtracting.
    """
    columns = np.stack(
        [np.ones(len(human)), human, machine, human**2, machine**2, (human - machine) ** 2]
    )
    sums = np.stack([np.bincount(whose, column) for column in columns])
    left = sums.sum(axis=1, keepdims=True) - sums
    x, y, xx, yy, apart = left[1:] / left[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - apart / (xx + yy - 2 * x * y))


def _clustered(
    values: Floats, whose: NDArray[np.intp], confidence: float, *, low: float = 0.0
) -> Interval:
    """Return the mean with its jackknife interval over people."""
    sums, counts = np.bincount(whose, values), np.bincount(whose)
    left = (sums.sum() - sums) / (counts.sum() - counts)
    return _jackknifed(float(values.mean()), left, confidence, low)


def _jackknifed(estimate: float, left: Floats, confidence: float, low: float) -> Interval:
    number = len(left)
    error = float(np.sqrt((number - 1) / number * ((left - left.mean()) ** 2).sum()))
    half = float(stdtrit(number - 1, (1 + confidence) / 2)) * error
    return Interval(estimate, max(low, estimate - half), min(1.0, estimate + half), confidence)


def _mean(values: Floats, confidence: float) -> Interval:
    half = float(
        stdtrit(len(values) - 1, (1 + confidence) / 2) * values.std(ddof=1) / np.sqrt(len(values))
    )
    middle = float(values.mean())
    return Interval(middle, middle - half, middle + half, confidence)
