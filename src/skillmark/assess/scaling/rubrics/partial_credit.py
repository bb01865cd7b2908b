"""The partial credit models (Masters 1982, Psychometrika 47, 149-174; Muraki 1992, Applied
Psychological Measurement 16, 159-176).

P(category k | theta) is proportional to exp(k a theta + d_k), with d_0 = 0

The step b_k = -(d_k - d_(k-1)) / a is the ability at which k is as likely as k - 1. In the
partial credit model all items share one slope. There is no factor of 1.7. With two categories
these are the 2PL and the 1PL model.
"""

from __future__ import annotations

import numpy as np

from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics.parameters import CategoryParameters


def logarithms(parameters: CategoryParameters, theta: Floats) -> Floats:
    """Return log P(category), items x categories x abilities; -inf where there is none."""
    items, steps = parameters.d.shape
    rank = np.arange(steps + 1)
    height = np.zeros((items, steps + 1))
    height[:, 1:] = parameters.d
    z = (parameters.a[:, None] * rank)[:, :, None] * theta + height[:, :, None]
    z[~parameters.categories] = -np.inf
    top = z.max(axis=1, keepdims=True)
    return np.asarray(z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True)))


def scores(parameters: CategoryParameters, theta: Floats) -> Floats:
    """Return d log P / d(a, d_1, ..., d_m), items x categories x parameters x abilities."""
    chance = np.exp(logarithms(parameters, theta))
    items, categories, nodes = chance.shape
    rank = np.arange(categories)[:, None]
    found = np.zeros((items, categories, categories, nodes))
    found[:, :, 0] = theta * (rank - (rank * chance).sum(axis=1, keepdims=True))
    found[:, :, 1:] = -chance[:, None, 1:]
    k = np.arange(1, categories)
    found[:, k, k] += 1
    found[~parameters.categories] = 0
    return found


def curves(parameters: CategoryParameters, theta: Floats) -> tuple[Floats, Floats]:
    """Return P' and P'' by ability, items x categories x abilities."""
    chance = np.exp(logarithms(parameters, theta))
    rank = np.arange(chance.shape[1])[:, None]
    off = rank - (rank * chance).sum(axis=1, keepdims=True)
    variance = (off**2 * chance).sum(axis=1, keepdims=True)
    a = parameters.a[:, None, None]
    return np.asarray(a * chance * off), np.asarray(a**2 * chance * (off**2 - variance))


def thresholds(parameters: CategoryParameters) -> Floats:
    """Return the steps b_k, items x steps; `nan` where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = -np.diff(parameters.d, axis=1, prepend=0) / parameters.a[:, None]
    return np.where(parameters.steps, found, np.nan)


def threshold_slopes(parameters: CategoryParameters) -> Floats:
    """Return d b / d(a, d_1, ..., d_m), items x steps x parameters."""
    items, steps = parameters.d.shape
    found = np.zeros((items, steps, steps + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        found[:, :, 0] = np.diff(parameters.d, axis=1, prepend=0) / parameters.a[:, None] ** 2
        k = np.arange(steps)
        found[:, k, k + 1] = -1 / parameters.a[:, None]
        found[:, k[1:], k[1:]] = 1 / parameters.a[:, None]
    return found


def intercepts(a: Floats, b: Floats) -> Floats:
    """Return d of steps b (items x steps)."""
    return np.asarray(np.cumsum(-a[:, None] * b, axis=1))
