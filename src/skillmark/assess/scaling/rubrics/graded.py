"""The graded response model (Samejima 1969, Psychometrika Monograph 17).

P(category k or higher | theta) = 1 / (1 + exp(-(a theta + d_k))), d_1 > d_2 > ... > d_m

The threshold b_k = -d_k / a is the ability at which k or higher is as likely as not. There is
no factor of 1.7. With two categories this is the 2PL model.

A category's probability is the difference of two curves. Written as a product,
F(x) - F(y) = F(x) F(-y) (1 - exp(y - x)), it keeps its digits far out too.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics.parameters import CategoryParameters

WIDEST = 700.0
"""Lines further apart than this do not notice each other."""
CLOSEST = 1e-13
"""Lines nearer than this have met: nobody is between them."""


def logarithms(parameters: CategoryParameters, theta: Floats) -> Floats:
    """Return log P(category), items x categories x abilities; -inf where there is none."""
    z, gaps = _lines(parameters, theta), _gaps(parameters)
    items, steps, nodes = z.shape
    found = np.zeros((items, steps + 1, nodes))
    there = parameters.steps[:, :, None]
    found[:, 1:] -= np.where(there, np.logaddexp(0, -z), 0)
    found[:, :-1] -= np.where(there, np.logaddexp(0, z), 0)
    with np.errstate(divide="ignore"):
        found[:, 1:-1] += np.log(-np.expm1(-gaps))[:, :, None]
    found[~parameters.categories] = -np.inf
    return found


def scores(parameters: CategoryParameters, theta: Floats) -> Floats:
    """Return d log P / d(a, d_1, ..., d_m), items x categories x parameters x abilities."""
    curve = np.where(parameters.steps[:, :, None], expit(_lines(parameters, theta)), 0)
    items, steps, nodes = curve.shape
    above = np.zeros((items, steps + 1, nodes))  # 1 - F of the category's own line
    above[:, 1:] = np.where(parameters.steps[:, :, None], 1 - curve, 0)
    below = np.zeros((items, steps + 1, nodes))  # F of the next category's line
    below[:, :-1] = curve
    squeeze = np.zeros((items, steps + 1))
    with np.errstate(divide="ignore"):
        squeeze[:, 1:-1] = 1 / np.expm1(_gaps(parameters))
    found = np.zeros((items, steps + 1, steps + 1, nodes))
    found[:, :, 0] = theta * (above - below)
    k = np.arange(1, steps + 1)
    found[:, k, k] = (above + squeeze[:, :, None])[:, 1:]
    found[:, k - 1, k] = -(below + squeeze[:, :, None])[:, :-1]
    found[~parameters.categories] = 0
    found[:, :, 1:] *= parameters.steps[:, None, :, None]
    return found


def curves(parameters: CategoryParameters, theta: Floats) -> tuple[Floats, Floats]:
    """Return P' and P'' by ability, items x categories x abilities."""
    a = parameters.a[:, None, None]
    curve = np.where(parameters.steps[:, :, None], expit(_lines(parameters, theta)), 0)
    first = a * curve * (1 - curve)
    second = a * first * (1 - 2 * curve)
    return _differences(first), _differences(second)


def thresholds(parameters: CategoryParameters) -> Floats:
    """Return b_k = -d_k / a, items x steps; `nan` where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = -parameters.d / parameters.a[:, None]
    return np.where(parameters.steps, found, np.nan)


def threshold_slopes(parameters: CategoryParameters) -> Floats:
    """Return d b / d(a, d_1, ..., d_m), items x steps x parameters."""
    items, steps = parameters.d.shape
    found = np.zeros((items, steps, steps + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        found[:, :, 0] = parameters.d / parameters.a[:, None] ** 2
        k = np.arange(steps)
        found[:, k, k + 1] = -1 / parameters.a[:, None]
    return found


def intercepts(a: Floats, b: Floats) -> Floats:
    """Return d of thresholds b (items x steps)."""
    return np.asarray(-a[:, None] * b)


def _lines(parameters: CategoryParameters, theta: Floats) -> Floats:
    return np.asarray(parameters.a[:, None, None] * theta + parameters.d[:, :, None])


def _gaps(parameters: CategoryParameters) -> Floats:
    """Return d_k - d_(k+1), `WIDEST` where there is no next line."""
    gaps = parameters.d[:, :-1] - parameters.d[:, 1:]
    return np.asarray(np.where(parameters.steps[:, 1:], np.clip(gaps, CLOSEST, WIDEST), WIDEST))


def _differences(curve: Floats) -> Floats:
    """Return what a category has of a curve: its own less the next one's."""
    none = np.zeros((len(curve), 1, curve.shape[2]))
    return np.asarray(np.diff(np.concatenate([none, -curve, none], axis=1), axis=1))
