"""Whether the people compared are alike: standardised mean differences before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillmark.measure.effects.aipw import Fit
from skillmark.measure.table import Floats

NOTICEABLE = 0.1
"""Above this, a difference deserves a look (Austin 2009)."""
TOO_MUCH = 0.25
"""Above this, regression adjustment cannot be trusted to repair it (Rubin 2001)."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One covariate: difference in means in standard deviations of the treated."""

    covariate: str
    before: float
    after: float


def balance(
    treatment: Floats, covariates: Floats, names: tuple[str, ...], fit: Fit
) -> tuple[Balance, ...]:
    """Compare treated and untreated, first everybody, then those in `fit` with their weights."""
    treated = treatment == 1
    kept = fit.kept == 1
    weights = np.zeros(len(treatment))
    weights[kept] = fit.weights
    rows = []
    for index, name in enumerate(names):
        values = covariates[:, index]
        spread = float(values[treated].std(ddof=1)) if treated.sum() > 1 else 0.0
        # A covariate on which all treated agree is measured by everybody's spread.
        spread = spread or float(values.std(ddof=1))
        before = values[treated].mean() - values[~treated].mean()
        after = np.average(values[treated & kept]) - np.average(
            values[~treated & kept], weights=weights[~treated & kept]
        )
        rows.append(Balance(name, float(before / spread), float(after / spread)))
    return tuple(rows)
