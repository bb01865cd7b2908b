"""Where competence becomes likely enough: logistic regression of group on score, many at once."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from skillmark.assess.standards.ratings import Floats

STEPS = 60
CLOSE = 1e-10
STEEPEST = 40.0
"""Slope, on standardised scores, that only groups without overlap go beyond."""


def crossings(seen: Floats, above: Floats, below: Floats, prior: Floats, weight: Floats) -> Floats:
    """Return, for every row of counts, the score at which passing and failing cost the same.

    `seen` are the distinct scores; `above` and `below` count masters and others at each (rows
    x scores). P(master | score) is fitted by maximum likelihood (Newton's method); `prior` is
    the log odds of being competent among those who will sit the test, `weight` the log ratio
    of the cost of a false pass to that of a false fail. Groups without overlap have no finite
    estimate; the limit of ever weaker penalties is the middle of the gap, which is taken.
    Rows in which masters do not score higher give `nan`.
    """
    centre, scale = float(seen.mean()), float(seen.std()) or 1.0
    x = (seen - centre) / scale
    total_above, total_below = above.sum(axis=1), below.sum(axis=1)
    sampled = np.log(total_above / total_below)
    level, slope = _fit(x, above, above + below, sampled)
    # Prior correction of the intercept (King and Zeng 2001) for groups sampled otherwise.
    with np.errstate(divide="ignore", invalid="ignore"):
        cut = centre + scale * (weight - level + sampled - prior) / slope
    cut[~(slope > 0)] = np.nan
    lowest_master = seen[np.argmax(above > 0, axis=1)]
    highest_other = seen[len(seen) - 1 - np.argmax((below > 0)[:, ::-1], axis=1)]
    apart = highest_other < lowest_master
    cut[apart] = (highest_other + lowest_master)[apart] / 2
    return np.asarray(cut)


def _fit(x: Floats, successes: Floats, trials: Floats, start: Floats) -> tuple[Floats, Floats]:
    """Return intercept and slope of every row, by Newton's method with bounded steps."""
    level, slope = start.copy(), np.zeros(len(start))
    for _ in range(STEPS):
        p = expit(level[:, None] + slope[:, None] * x)
        residual = successes - trials * p
        w = trials * p * (1 - p)
        g0, g1 = residual.sum(axis=1), residual @ x
        h00, h01, h11 = w.sum(axis=1), w @ x, w @ x**2
        determinant = np.maximum(h00 * h11 - h01**2, 1e-12)
        d0 = (h11 * g0 - h01 * g1) / determinant
        d1 = (h00 * g1 - h01 * g0) / determinant
        # Far from the maximum a full step may overshoot.
        shrink = np.minimum(1.0, 2.0 / np.maximum(np.maximum(np.abs(d0), np.abs(d1)), 1e-300))
        level, slope = level + shrink * d0, slope + shrink * d1
        running = np.abs(slope) < STEEPEST
        level, slope = np.clip(level, -1e3, 1e3), np.clip(slope, -STEEPEST, STEEPEST)
        if not (running & (np.maximum(np.abs(d0), np.abs(d1)) > CLOSE)).any():
            break
    return level, slope
