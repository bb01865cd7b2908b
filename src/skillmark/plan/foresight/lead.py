"""Whether one forecast's lead over another is more than chance.

Diebold and Mariano 1995 (Journal of Business and Economic Statistics 13, 253-263), with the small
sample's correction of Harvey, Leybourne and Newbold 1997 (International Journal of Forecasting 13,
281-291).
"""

from __future__ import annotations

from math import sqrt

from scipy.special import stdtr

from skillmark.plan.foresight.model import Floats


def chance(lead: Floats, horizons: int) -> float | None:
    """Return the probability of so large a mean lead where there is none; `None` for no lead.

    Neighbouring origins share periods that they predict: their covariances up to `horizons - 1`
    apart are part of the variance.
    """
    n, mean = len(lead), float(lead.mean())
    if mean <= 0:
        return None
    centred = lead - mean
    h = min(horizons, n - 1)
    variance = float(centred @ centred) / n
    whole = variance + 2 * sum(float(centred[k:] @ centred[:-k]) / n for k in range(1, h))
    whole = whole if whole > 0 else variance
    if whole <= 0:
        return 0.0
    small = sqrt(max(n + 1 - 2 * h + h * (h - 1) / n, 1.0) / n)
    return float(1 - stdtr(n - 1, small * mean / sqrt(whole / n)))
