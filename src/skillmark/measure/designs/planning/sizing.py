"""How many people are enough: sizes are tried where the number is believed to lie.

Every trial says two things. How large the error is, and how it is judged, changes with the size
in a known way (the error with the root of it, degrees of freedom in proportion), so that all
trials speak about every size: the power among samples that are comparable is that of a
noncentral t. Whether a sample is comparable at all is a yes or no, whose share grows with the
size along a logistic curve that nobody knows beforehand: what is believed of it is kept on a grid
and sharpened by every trial, as doses are found in first trials of a drug (the continual
reassessment of O'Quigley, Pepe and Fisher 1990). Each round of trials is made at the number that
is then believed to be needed.

Few trials leave doubt. The number asked for is the one at which the power reaches `POWER` by its
lower limit (one-sided, `SURE`), and trials end when their mean would not ask for much fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, log
from typing import Final

import numpy as np
from scipy.special import expit, log_expit, nctdtr, ndtri, stdtrit

from skillmark.measure.designs.design import Design
from skillmark.measure.designs.planning.formula import POWER, passes
from skillmark.measure.designs.planning.trying import Population, Trial
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

ROUND, ROUNDS = 12, 6
"""Samples in a round, and most rounds."""
SURE: Final = 0.95
"""How sure the power is to be at least what is promised, as far as trials leave it open."""
CLOSE = 1.03
"""Trials end when certainty would save less than 3 % of the people."""
LARGE = 2_000
"""Samples beyond this size are no different but larger: they are tried at it."""
_LEVELS: Final = np.linspace(-5.0, 8.0, 66)[:, None]
"""Log-odds that a sample of the size tried first is comparable."""
_SLOPES: Final = np.linspace(0.5, 3.0, 11)[None, :]
"""By how much they grow where people become e times as many."""
_BEFORE: Final = -((_LEVELS - 2.5) ** 2) / 2 + 0 * _SLOPES
"""Logarithm of what is believed beforehand: nine in ten samples are comparable, between two thirds
and ninety-nine in a hundred (log-odds normal around 2.5 with a standard deviation of 1), as in
simulated organisations; all slopes alike."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many are enough, and what was tried."""

    size: int
    stopped: float
    """Share of samples of that size that are not comparable."""
    trials: int


@dataclass(frozen=True, slots=True)
class Believed:
    """Power at one size: what the trials so far say on average, and how sure that is."""

    mean: float
    se: float
    comparable: float

    def at_least(self, sure: float) -> float:
        """Return the power that is reached with this certainty."""
        return self.mean - float(ndtri(sure)) * self.se


def enough(
    design: Design, wanted: float, sd: float, population: Population, *, begin: int, fewest: int
) -> Found:
    """Return how many people (teams) establish an effect of `wanted` with a power of `POWER`.

    `sd` is what the covariates leave of the outcome's spread, in the unit of `wanted`; trials
    begin at `begin` people, and `fewest` are needed at least. Raises `InputError` (`separation`)
    where samples of `LARGE` people are more often not comparable than comparable.
    """
    effect = abs(wanted) / sd
    size, trials = max(begin, fewest), list[Trial]()
    for _ in range(ROUNDS):
        trials += [
            population.tried(design, min(size, LARGE), np.random.default_rng(len(trials) + k))
            for k in range(ROUND)
        ]
        most = 4 * size
        size = _least(design, effect, trials, begin, SURE, fewest=fewest, most=most)
        likely = _least(design, effect, trials, begin, 0.5, fewest=fewest, most=size)
        if size < most and size <= CLOSE * likely:
            break
    found = believed(design, effect, trials, begin, size)
    if size >= LARGE and comparable(trials, begin, LARGE)[0] < 0.5:
        raise InputError(
            "those with and without the credential are too different to be compared, however many",
            remedy="find comparison people who could have had it, or adjust for less",
            code="separation",
        )
    return Found(size, 1 - found.comparable, len(trials))


def believed(
    design: Design, effect: float, trials: Sequence[Trial], begin: int, size: int
) -> Believed:
    """Return the power at `size` for an effect in standard deviations, by all trials."""
    known = [
        (trial.size, trial.error, trial.freedom) for trial in trials if trial.error is not None
    ]
    share, doubt = comparable(trials, begin, size)
    if not known:
        return Believed(0.0, 0.0, share)
    tried, error, freedom = np.array(known, dtype=np.float64).T
    each = _power(effect * (size / tried) ** 0.5 / error, freedom * size / tried, design.alpha_each)
    power = float(each.mean())
    variance = (power * doubt) ** 2 + share**2 * float(each.var()) / len(each)
    through = passes(design)
    return Believed(through * power * share, through * variance**0.5, share)


def _power(errors: Floats, freedom: Floats, alpha: float) -> Floats:
    """Return the chance that an effect of so many standard errors is told from none."""
    free = np.minimum(freedom, 1e6)
    limit = stdtrit(free, 1 - alpha / 2)
    return np.asarray(1 - nctdtr(free, np.minimum(errors, 30.0), limit))


def comparable(trials: Sequence[Trial], begin: int, size: int) -> tuple[float, float]:
    """Return the believed share of comparable samples of `size`, and its standard deviation."""
    weight = _BEFORE
    for tried in {trial.size for trial in trials}:
        yes = [trial.error is not None for trial in trials if trial.size == tried]
        odds = _log_odds(tried, begin)
        weight = weight + sum(yes) * log_expit(odds) + (len(yes) - sum(yes)) * log_expit(-odds)
    weight = np.exp(weight - weight.max())
    weight = weight / weight.sum()
    share = expit(_log_odds(size, begin))
    mean = float((weight * share).sum())
    return mean, float((weight * (share - mean) ** 2).sum()) ** 0.5


def _log_odds(size: float, begin: int) -> Floats:
    return np.asarray(_LEVELS + _SLOPES * log(size / begin))


def _least(
    design: Design,
    effect: float,
    trials: Sequence[Trial],
    begin: int,
    sure: float,
    *,
    fewest: int,
    most: int,
) -> int:
    """Return the least size, up to `most`, whose power is believed with this certainty."""

    def holds(size: int) -> bool:
        return believed(design, effect, trials, begin, size).at_least(sure) >= POWER

    low, high = fewest, max(most, fewest)
    if holds(low):
        return low
    # To a two-hundredth: less than what the trials leave open.
    while high > low + max(1, low // 200):
        middle = ceil(exp((log(low) + log(high)) / 2))
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
