"""Standard errors of matching with replacement, which no bootstrap of people gives.

Abadie and Imbens (2006, Econometrica 74; 2008 on why not the bootstrap) for distances that are
known; Abadie and Imbens (2016, Econometrica 84) add what estimating the propensity score does,
which for the effect on the treated can go either way.
"""

from __future__ import annotations

import numpy as np

from skillmark.measure.effects.neighbours import Found, on_a_line
from skillmark.measure.regression.logistic import Logit
from skillmark.measure.table import Floats

ALIKE = 2
"""People of one group, the person included, from whom the scatter at a score is estimated."""


def variance(
    y: Floats, *, found: Found, alike: Found, uses: Floats, without: Floats, att: float
) -> float:
    """Return the variance of the effect on the treated whose counterparts had `without`.

    `alike` holds for each partner people of the same group who are like them, themselves included:
    they show how outcomes scatter among the alike. Whoever is partner of several counts with all
    of that at once.
    """
    n1 = len(found.treated)
    treated = float(((y[found.treated] - without - att) ** 2).sum())
    again = uses**2 - found.uses(len(y), power=2)
    return (treated + float(again[alike.treated] @ covariance_within(alike, y, y))) / n1**2


def estimated_score(
    d: Floats, y: Floats, score: Floats, *, x: Floats, propensity: Logit, att: float
) -> float:
    """Return what is added to the variance because the score was estimated; it may be negative.

    The derivative of the effect by the score's coefficients needs the effect given all covariates;
    it is taken from a regression in each group, where the paper matches on all covariates.
    """
    p = propensity.probabilities
    n1 = float(d.sum())
    slope = p * (1 - p)
    everybody = np.arange(len(d))
    groups = [
        on_a_line(
            score, everybody, np.flatnonzero(d == arm), ratio=ALIKE, within=np.inf, tie=_tie(score)
        )
        for arm in (0, 1)
    ]
    apart = groups[1].mean(y) - groups[0].mean(y) - att
    odds = p / (1 - p)
    lean = np.array(
        [
            slope
            @ (
                column * apart
                + covariance_within(groups[1], column, y)
                + odds * covariance_within(groups[0], column, y)
            )
            for column in x.T
        ]
    )
    lines = [np.linalg.lstsq(x[d == arm], y[d == arm])[0] for arm in (0, 1)]
    turn = x.T @ (slope * (x @ (lines[1] - lines[0]) - att))
    lean, turn = lean / n1, turn / n1
    return float(turn @ propensity.covariance @ turn - lean @ propensity.covariance @ lean)


def covariance_within(groups: Found, a: Floats, b: Floats) -> Floats:
    """Return the covariance of two columns in each group (with `len - 1` below)."""
    size = groups.last - groups.first
    a, b = a - a.mean(), b - b.mean()
    products = groups.mean(a * b) - groups.mean(a) * groups.mean(b)
    return np.asarray(products * size / np.maximum(size - 1, 1))


def _tie(score: Floats) -> float:
    return 1e-9 * (float(score.std()) or 1.0)
