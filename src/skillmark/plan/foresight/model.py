"""Shares that move: a damped trend on the logit scale, observed through counts.

The share that asks for a skill in period t has the logit `level_t + noise_t`, where the level is a
random walk (standard deviation `wander` a period) that a slope carries along; of the slope a share
`damping` is left after a period, and it is renewed so that its standard deviation stays `slope`
(Gardner and McKenzie 1985, Management Science 31, 1237-1246, for why trends should fade). Shares
scatter by `noise` beyond counting (overdispersion). Counts are binomial given the share.

Every series is filtered by the conjugate steps of a dynamic generalised linear model (West,
Harrison and Migon 1985, JASA 80, 73-83): moments of the logit become a beta distribution, the
count updates it, and the change of moments updates level and slope (linear Bayes). With digamma and
trigamma approximated by log(x - 1/2) and 1/(x - 1/2) each step is in closed form. Nobody knows
`wander`, `slope`, `damping` and `noise` of a series of few points, so all combinations of `GRID`
run side by side and are weighed by how well they predicted so far; what they do not agree on widens
the interval. All series run at once: arrays have the axes series and combination.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from skillmark.plan.foresight.panel import Counts

Floats = NDArray[np.float64]
GRID = tuple(
    (wander, slope, damping, noise)
    for wander, (slope, damping), noise in product(
        (0.0, 0.1, 0.25, 0.5),
        ((0.0, 0.9), (0.05, 0.9), (0.05, 0.98), (0.15, 0.9)),
        (0.0, 0.3),
    )
)
"""`wander`, `slope`, `damping` and `noise`, in logits a period; a priori each as likely."""
START, START_SD = -2.2, 2.5
"""Before anything is seen: one in ten ask for a skill, or one in hundred, or most."""
FARTHEST = 9.0
"""Logits beyond which shares are 0 or 1 for anybody's purpose."""


@dataclass(frozen=True)
class Betas:
    """Beta distributions of shares: arrays of the same shape."""

    a: Floats
    b: Floats

    @property
    def mean(self) -> Floats:
        """Means."""
        mean: Floats = self.a / (self.a + self.b)
        return mean


@dataclass
class State:
    """What is believed of level and slope: means and covariances, series by combination."""

    level: Floats
    slope: Floats
    v_level: Floats
    v_both: Floats
    v_slope: Floats

    def later(self, wander: Floats, slope: Floats, p: Floats) -> State:
        """Return the belief one period on, before anything of it is seen."""
        return State(
            np.clip(self.level + p * self.slope, -FARTHEST, FARTHEST),
            p * self.slope,
            self.v_level + 2 * p * self.v_both + p * p * self.v_slope + wander**2,
            p * self.v_both + p * p * self.v_slope,
            p * p * self.v_slope + (1 - p * p) * slope**2,
        )


class Filter:
    """Runs over the periods of many series; can look ahead from wherever it is."""

    def __init__(self, series: int) -> None:
        wander, slope, damping, noise = (np.array(column) for column in zip(*GRID, strict=True))
        self.moves, self.noise = (wander, slope, damping), noise
        ones = np.ones((series, len(GRID)))
        self.state = State(START * ones, 0 * ones, START_SD**2 * ones, 0 * ones, ones * slope**2)
        self.evidence = 0 * ones
        """Log likelihood of each combination so far, one step ahead each time."""

    def see(self, asked: Counts, of: Counts) -> None:
        """Take in one period: counts of each series. Where `of` is 0, only time passes."""
        y, n = asked[:, None].astype(float), of[:, None].astype(float)
        ahead = self.state.later(*self.moves)
        f, q = ahead.level, ahead.v_level + self.noise**2
        a, b = _betas(f, q)
        self.evidence += betaln(a + y, b + n - y) - betaln(a, b)
        left, right = a + y - 0.5, b + n - y - 0.5
        moved = np.log(left / right) - f
        shrunk = 1 - (1 / left + 1 / right) / q
        k1, k2 = ahead.v_level / q, ahead.v_both / q
        seen = n > 0
        moved, shrunk = np.where(seen, moved, 0.0), np.where(seen, shrunk, 0.0)
        self.state = State(
            np.clip(f + k1 * moved, -FARTHEST, FARTHEST),
            ahead.slope + k2 * moved,
            ahead.v_level - k1 * ahead.v_level * shrunk,
            ahead.v_both - k1 * ahead.v_both * shrunk,
            ahead.v_slope - k2 * ahead.v_both * shrunk,
        )

    def ahead(self, horizons: int) -> list[Betas]:
        """Return the predicted shares of the next periods, all combinations weighed together.

        The mixture is replaced by the one beta distribution with its mean and variance.
        """
        weight = np.exp(self.evidence - self.evidence.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        state, found = self.state, []
        for _step in range(horizons):
            state = state.later(*self.moves)
            a, b = _betas(state.level, state.v_level + self.noise**2)
            mean = a / (a + b)
            square = mean * (a + 1) / (a + b + 1)
            m = (weight * mean).sum(axis=1)
            v = np.maximum((weight * square).sum(axis=1) - m * m, 1e-12)
            size = np.maximum(m * (1 - m) / v - 1, 1e-3)
            found.append(Betas(m * size, (1 - m) * size))
        return found


def _betas(f: Floats, q: Floats) -> tuple[Floats, Floats]:
    """Return the beta distributions whose logits have mean `f` and variance `q`, nearly."""
    return 0.5 + (1 + np.exp(f)) / q, 0.5 + (1 + np.exp(-f)) / q
