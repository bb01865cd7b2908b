"""Quantiles of the share that will be counted, and what they are worth once it has been."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from skillmark.plan.foresight.model import Betas, Floats
from skillmark.plan.foresight.panel import Counts

LEVELS = (0.025, 0.05, *(round(0.1 + 0.05 * k, 2) for k in range(17)), 0.95, 0.975)
"""Of the quantiles that a forecast is made of; the ends of its intervals are among them."""
LOW95, LOW80, HIGH80, HIGH95 = (LEVELS.index(level) for level in (0.025, 0.1, 0.9, 0.975))
EXACT = 200
"""Up to so many sources the beta-binomial distribution is summed; beyond, it is smooth enough."""


def counted(shares: Betas, of: Counts) -> Floats:
    """Return the quantiles `LEVELS` of counted share: (series, levels), in [0, 1].

    `of` sources each ask with the same unknown share, so the count is beta-binomial. For many
    sources a beta distribution of its mean and variance stands in for it.
    """
    n = np.maximum(of, 1)
    found = np.empty((len(n), len(LEVELS)))
    few = n <= EXACT
    for chosen, quantiles in ((few, _summed), (~few, _smooth)):
        if chosen.any():
            found[chosen] = quantiles(Betas(shares.a[chosen], shares.b[chosen]), n[chosen])
    return found


def _smooth(shares: Betas, n: Counts) -> Floats:
    size = shares.a + shares.b
    mean = shares.a / size
    together = 1 / (size + 1)
    factor = (1 + (n - 1) * together) / n
    left = np.maximum(1 / factor - 1, 1e-3)
    levels = np.array(LEVELS)[None, :]
    return np.asarray(
        betaincinv((mean * left)[:, None], ((1 - mean) * left)[:, None], levels), dtype=np.float64
    )


def _summed(shares: Betas, n: Counts) -> Floats:
    # each probability from the one before it: gamma functions would cost most of the time
    whole, a, b = n[:, None], shares.a[:, None], shares.b[:, None]
    k = np.arange(int(n.max()))[None, :]
    inside = k < whole
    rest = np.where(inside, whole - k, 1)
    ratio = np.log(rest * (a + k) / ((k + 1) * (b + rest - 1)))
    log = np.zeros((len(n), k.shape[1] + 1))
    np.cumsum(np.where(inside, ratio, 0.0), axis=1, out=log[:, 1:])
    mass = np.exp(log - log.max(axis=1, keepdims=True))
    mass[:, 1:] *= inside
    below = np.cumsum(mass, axis=1)
    below /= below[:, -1:]
    place: NDArray[np.int64] = np.stack(
        [(below < level - 1e-12).sum(axis=1) for level in LEVELS], axis=1
    )
    found: Floats = np.minimum(place, whole) / whole
    return found


def pinball(quantiles: Floats, seen: Floats) -> Floats:
    """Return the mean quantile loss of each series, 0 at best, on the scale of shares.

    Twice its mean over all levels is the continuous ranked probability score (Gneiting and Raftery
    2007, JASA 102, 359-378).
    """
    levels = np.array(LEVELS)[None, :]
    error = seen[:, None] - quantiles
    loss: Floats = np.maximum(levels * error, (levels - 1) * error).mean(axis=1)
    return loss
