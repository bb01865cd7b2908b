"""How far raters agree: every statistic of it under one name, and what to make of them.

Which one? Two raters and categories: Cohen's kappa, with quadratic weights where categories
are ordered. More raters: Fleiss' kappa. Gaps, or ratings that are ordered or numbers:
Krippendorff's alpha. Points whose mean is used: the intraclass correlation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.precision.intraclass import Intraclass, intraclass
from skillmark.assess.precision.kappa import Weights, cohen, counted, fleiss, percent
from skillmark.assess.precision.krippendorff import Level, krippendorff

Floats = NDArray[np.float64]

OFTEN = 0.8
"""Agreement, and the share of one category, from which a low kappa may be a paradox."""
LOW = 0.6

__all__ = [
    "Intraclass",
    "Level",
    "Weights",
    "cohen",
    "fleiss",
    "intraclass",
    "krippendorff",
    "paradox",
    "percent",
]


def paradox(ratings: Floats, kappa: float) -> str:
    """Return why a kappa is low although raters mostly agree; empty where that is not so.

    Feinstein and Cicchetti (1990, Journal of Clinical Epidemiology 43, 543-549): where nearly
    all ratings are alike, chance agreement is high and leaves kappa little room.
    """
    counts, _ = counted(ratings)
    seen = percent(ratings).estimate
    shares = counts.sum(axis=0) / counts.sum()
    if seen < OFTEN or kappa >= LOW or shares.max() < OFTEN:
        return ""
    return (
        f"Raters agree on {seen:.0%}, yet kappa is {kappa:.2f}: {shares.max():.0%} of all ratings"
        " are the same one, so that chance alone would make raters agree on"
        f" {float(shares @ shares):.0%}. Kappa says how well they tell the rare ratings apart, of"
        f" which there are few here ({round(float(counts.sum() * (1 - shares.max()))):,});"
        " have more subjects rated that differ before you blame the raters."
    )
