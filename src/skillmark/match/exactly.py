"""Two functions that give the same bits on every machine, for one number or for an array.

A score has to be recomputed bit for bit years later, elsewhere. What a C library makes of `exp`,
`pow` and `erfc` differs in the last digit from one to the next, and with the vector unit that
numpy happens to find. Only + - * / and the square root are exact by IEEE 754, so these are all
that is used here, in an order that is written down. A float and an element of an array go through
the same operations and come out the same.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Number = TypeVar("Number", float, Numbers)

WHOLE = 10**9
"""Probabilities and shares are counted in billionths, so that their sums are whole numbers."""
FARTHEST = 6.5
"""Beyond so many standard deviations a probability is 0 or 1 to a billionth."""
_LN2 = 0.6931471805599453
_DOUBLINGS = 1.4426950408889634
"""1 / ln 2."""
_ROOT = 0.3989422804014327
"""1 / sqrt(2 pi)."""
_TERMS = 18
"""Of the series of exp on [0, ln 2]: the next is less than 1e-17."""


def half_to_the(x: Number) -> Number:
    """Return 0.5 to the power of x, for x >= 0: exp(-y) by its series, halved as often as needed.

    The error is at most a few units of the sixteenth digit.
    """
    times = x // 1.0
    y = (x - times) * _LN2
    power = x * 0.0 + 1.0
    for term in range(_TERMS, 0, -1):
        power = 1.0 - y * power / term
    if isinstance(times, np.ndarray):
        return np.ldexp(power, -times.astype(np.int64))
    return math.ldexp(power, -int(times))


def billionths(z: Number) -> Number:
    """Return the probability that a standard normal number is at most z, in whole billionths.

    G. Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11(4), 2004:
    1/2 + density(z) * (z + z^3/3 + z^5/(3*5) + ...). Rounded half to even; the error before that is
    less than 1e-14. The result is a float (or an array of them) without a fraction.
    """
    if isinstance(z, np.ndarray):
        return _of_array(z)
    return _of_float(z)


def _of_float(z: float) -> float:
    if not -FARTHEST < z < FARTHEST:
        return 0.0 if z < 0 else float(WHOLE)
    square = z * z
    total = term = z
    count = 3.0
    while True:
        term = term * square / count
        added = total + term
        if added == total:
            break
        total = added
        count += 2.0
    density = half_to_the(square / 2.0 * _DOUBLINGS) * _ROOT
    return float(round((0.5 + density * total) * WHOLE))


def _of_array(given: Numbers) -> Numbers:
    inside = np.abs(given) < FARTHEST
    z = np.where(inside, given, 0.0)
    square = z * z
    total = term = z
    count = 3.0
    while True:
        # What no longer changes a sum does not do so later either: the terms only get smaller.
        term = term * square / count
        added = total + term
        if np.array_equal(added, total):
            break
        total = added
        count += 2.0
    density = half_to_the(square / 2.0 * _DOUBLINGS) * _ROOT
    found = np.rint((0.5 + density * total) * float(WHOLE))
    return np.where(inside, found, np.where(given < 0, 0.0, float(WHOLE)))
