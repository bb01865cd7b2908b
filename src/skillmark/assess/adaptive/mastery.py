"""Mastery testing: pass or fail by a sequential likelihood ratio, with as few items as will do.

After every item the likelihood of the answers at the upper end of the indifference region is
compared with that at its lower end (Wald 1947; Reckase 1983; Spray and Reckase 1996; Eggen
1999). Beyond a bound the test stops. The generalised likelihood ratio (Thompson 2009) compares
the best ability above the region with the best one below. Whoever reaches the full length is
decided by the nearer bound. Curtailment (Finkelman 2008, Journal of Educational and Behavioral
Statistics 33, 442-463) stops when what remains cannot, or will hardly, change that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from skillmark.assess.adaptive.prepare import Prepared
from skillmark.assess.adaptive.rules import Curtail, Rule
from skillmark.assess.scaling.response_model import Floats

Places = NDArray[np.intp]
Flags = NDArray[np.bool_]


class Reason(IntEnum):
    """Why a test stops."""

    GOES_ON = 0
    BOUND = 1
    LENGTH = 2
    EXACT = 3
    STOCHASTIC = 4
    NO_ITEM = 5
    PRECISE = 6


@dataclass(frozen=True, eq=False)
class Course:
    """What happens after each item, people x positions, as if nobody ever stopped."""

    ratio: Floats
    """Log likelihood ratio, passing over failing."""
    reason: NDArray[np.int8]
    """`Reason` for stopping after this item; 0 to go on."""
    passed: Flags
    """The decision, were this the last item."""

    @property
    def lengths(self) -> Places:
        """Number of items that each person is asked."""
        return np.asarray((self.reason > 0).argmax(axis=1) + 1)


def turning_point(test: Prepared) -> float:
    """Return the ratio from which somebody at full length passes: the middle of the bounds."""
    fail, succeed = test.rules.bounds
    return (fail + succeed) / 2


def gains(test: Prepared) -> tuple[Floats, Floats]:
    """Return what a right and a wrong answer to each item add to the ratio of the SPRT."""
    low, high = test.low[0], test.high[0]
    return (
        test.log_right[:, high] - test.log_right[:, low],
        test.log_wrong[:, high] - test.log_wrong[:, low],
    )


def follow(test: Prepared, order: Places, right: Flags) -> Course:
    """Return the course of everybody's test: `order` and `right` are people x positions.

    A row depends on itself alone, and what is said of a position only on the answers up to it.
    """
    rules = test.rules
    used = np.union1d(test.low, test.high)
    low, high = np.searchsorted(used, test.low), np.searchsorted(used, test.high)
    when_right, when_wrong = test.log_right[order][..., used], test.log_wrong[order][..., used]
    so_far = np.where(right[..., None], when_right, when_wrong).cumsum(axis=1)

    def ratio(likelihood: Floats) -> Floats:
        return np.asarray(likelihood[..., high].max(axis=-1) - likelihood[..., low].max(axis=-1))

    found = ratio(so_far)
    turn = turning_point(test)
    there = order >= 0
    lengths = there.sum(axis=1)
    last = np.arange(order.shape[1]) == lengths[:, None] - 1
    short = np.where(lengths < len(test.plan), Reason.NO_ITEM, Reason.LENGTH)[:, None]
    reason = np.where(last, short, Reason.GOES_ON).astype(np.int8)
    if rules.rule is not Rule.FIXED:
        fail, succeed = rules.bounds
        _mark(reason, (found <= fail) | (found >= succeed), Reason.BOUND, over=True)
        if rules.curtail is Curtail.EXACT:
            none = ratio(so_far + _rest(when_right)) < turn
            sure = ratio(so_far + _rest(when_wrong)) >= turn
            _mark(reason, none | sure, Reason.EXACT)
        elif rules.curtail is Curtail.STOCHASTIC:
            _mark(reason, _hardly(test, order, found), Reason.STOCHASTIC)
        early = np.arange(order.shape[1]) < np.minimum(rules.min_items, lengths)[:, None] - 1
        reason[early] = Reason.GOES_ON
    reason[~there] = Reason.NO_ITEM
    return Course(found, reason, found >= turn)


def _mark(reason: NDArray[np.int8], where: Flags, what: Reason, *, over: bool = False) -> None:
    reason[where if over else where & (reason == 0)] = what


def _rest(steps: Floats) -> Floats:
    """Return, for each position, the sum over the positions after it."""
    return np.asarray(steps[:, ::-1].cumsum(axis=1)[:, ::-1] - steps)


def _hardly(test: Prepared, order: Places, ratio: Floats) -> Flags:
    """Return where even somebody at the other end would hardly turn the decision.

    The ratio at full length is about normal, its mean and variance known at either end.
    """
    when_right, when_wrong = gains(test)
    turn, far = turning_point(test), ndtri(1 - test.rules.gamma)
    found = np.zeros(order.shape, dtype=bool)
    for end, sign in ((test.low[0], 1), (test.high[0], -1)):
        chance = np.exp(test.log_right[:, end])
        chance[-1] = 0  # no item: nothing is added
        mean = chance * when_right + (1 - chance) * when_wrong
        variance = chance * (1 - chance) * (when_right - when_wrong) ** 2
        spread = np.sqrt(np.maximum(_rest(variance[order]), 0))
        found |= sign * (ratio + _rest(mean[order]) - turn) >= far * np.maximum(spread, 1e-9)
    return found


def log_posterior(test: Prepared, items: Places, right: Flags) -> Floats:
    """Return the log posterior (up to a constant) of one person at the nodes."""
    likelihood = np.zeros(len(test.nodes))
    for item, correct in zip(items, right, strict=True):
        likelihood += test.log_right[item] if correct else test.log_wrong[item]
    return np.asarray(likelihood + test.log_prior)


def normalised(log_posterior: Floats) -> Floats:
    """Return probabilities from log posteriors (last axis: nodes)."""
    mass = np.exp(log_posterior - log_posterior.max(axis=-1, keepdims=True))
    return np.asarray(mass / mass.sum(axis=-1, keepdims=True))


def chance_above(test: Prepared, log_posterior: Floats) -> Floats:
    """Return the probability that ability is at or above the cut, given the answers.

    The prior is the calibration's population, standard normal.
    """
    return np.asarray(normalised(log_posterior) @ test.above)
