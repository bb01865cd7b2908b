"""Exact tests and intervals for two shares: small numbers are the rule in an audit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_SAME = 1e-7
"""Relative difference below which two tables are equally likely, as R and scipy have it."""
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Fisher:
    """Fisher's exact test of a two by two table, two-sided."""

    p: float
    """Probability of a table as unlikely as this one or more, margins given."""
    mid_p: float
    """The same with half of what is exactly as likely (Lancaster 1961)."""
    least: float
    """The smallest `p` that could have come out against the first group with these margins."""

    def can_tell(self, alpha: float = 0.05) -> bool:
        """Whether any outcome against the first group could have been told from chance."""
        return self.least < alpha


@lru_cache(maxsize=4096)
def fisher(first: int, of_first: int, second: int, of_second: int) -> Fisher:
    """Test whether `first` of `of_first` and `second` of `of_second` are the same share.

    Two-sided by the probabilities of the tables (Fisher 1935; Agresti, Categorical Data
    Analysis, 3rd ed., 3.5.1). Raises `ValueError` for counts that make no sense.
    """
    if not (0 <= first <= of_first and 0 <= second <= of_second):
        raise ValueError("a count lies outside of its total")
    selected, total = first + second, of_first + of_second
    low, high = max(0, selected - of_second), min(selected, of_first)
    every = [
        _log_choose(of_first, k) + _log_choose(of_second, selected - k)
        - _log_choose(total, selected)
        for k in range(low, high + 1)
    ]  # fmt: skip
    chances = [math.exp(one) for one in every]

    def two_sided(at: int) -> tuple[float, float]:
        limit = chances[at]
        less = math.fsum(one for one in chances if one < limit * (1 - _SAME))
        same = math.fsum(one for one in chances if abs(one - limit) <= limit * _SAME)
        return min(1.0, less + same), min(1.0, less + same / 2)

    p, mid_p = two_sided(first - low)
    return Fisher(p, mid_p, two_sided(0)[0])


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def ratio_interval(
    first: int, of_first: int, second: int, of_second: int, *, z: float = Z95
) -> tuple[float, float]:
    """Return the score interval of the ratio of two shares, first over second; 95 % by default.

    Koopman (1984), Biometrics 40, 513-517: those ratios that a chi-squared test with the shares
    estimated under that ratio does not reject. It has no difficulty with zeros: the upper end
    is infinite where nobody of the second is selected, the lower end 0 where nobody of the first.
    """
    if of_first < 1 or of_second < 1:
        return 0.0, math.inf
    limit = z * z

    def distance(ratio: float) -> float:
        return _koopman(first, of_first, second, of_second, ratio)

    if first == 0 and second == 0:
        return 0.0, math.inf
    estimate = (first / of_first) / (second / of_second) if second else math.inf
    low = 0.0 if first == 0 else _edge(distance, limit, inside=estimate, up=False)
    high = math.inf if second == 0 else _edge(distance, limit, inside=estimate, up=True)
    return low, high


def _koopman(x: int, m: int, y: int, n: int, ratio: float) -> float:
    """Return Koopman's chi-squared of `ratio`: that of both shares, estimated under it."""
    total = m + n
    b = ratio * (m + y) + x + n
    root = math.sqrt(max(0.0, b * b - 4 * ratio * total * (x + y)))
    # The smaller root of the quadratic, written so that nothing cancels.
    p = 2 * ratio * (x + y) / (b + root)
    return _term(x, m, p) + _term(y, n, p / ratio)


def _term(x: int, n: int, p: float) -> float:
    """Return the squared distance of a count from what is expected, in variances."""
    if p > 1 - 1e-12:
        return 0.0 if x == n else math.inf
    return (x - n * p) ** 2 / (n * p * (1 - p))


def _edge(distance: Callable[[float], float], limit: float, *, inside: float, up: bool) -> float:
    """Bisect for the ratio where the distance reaches the limit, above or below `inside`."""
    step = 2.0 if up else 0.5
    near = inside if 0 < inside < math.inf else (1e-9 if up else 1e9)
    far = near
    while distance(far) < limit:
        near, far = far, far * step
        if not 1e-12 < far < 1e12:
            return math.inf if up else 0.0
    for _ in range(100):
        middle = math.sqrt(near * far)
        if distance(middle) < limit:
            near = middle
        else:
            far = middle
    return math.sqrt(near * far)


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values adjusted for how many there are (Holm 1979), in the same order."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    adjusted = [0.0] * len(values)
    most = 0.0
    for place, index in enumerate(order):
        most = max(most, min(1.0, (len(values) - place) * values[index]))
        adjusted[index] = most
    return tuple(adjusted)
