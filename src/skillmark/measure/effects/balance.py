"""Whether the people compared are alike: differences in means and in spread, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from skillmark.measure.effects.fit import Fit
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
    ratio_before: float | None = None
    """Variance among the treated over that among the untreated; 0.5 to 2 is usual (Rubin 2001).
    `None` where one of the groups does not vary."""
    ratio_after: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the row."""
        return {
            "covariate": self.covariate,
            "before": self.before,
            "after": self.after,
            "variance_ratio_before": self.ratio_before,
            "variance_ratio_after": self.ratio_after,
        }


def balance(
    treatment: Floats, covariates: Floats, names: tuple[str, ...], fit: Fit
) -> tuple[Balance, ...]:
    """Compare treated and untreated, first everybody, then those in `fit` with their weights."""
    treated = treatment == 1
    kept = fit.kept == 1
    weights = np.zeros(len(treatment))
    weights[kept] = fit.weights
    inside, counterparts = treated & kept, ~treated & kept
    rows = []
    for index, name in enumerate(names):
        values = covariates[:, index]
        spread = float(values[treated].std(ddof=1)) if treated.sum() > 1 else 0.0
        # A covariate on which all treated agree is measured by everybody's spread.
        spread = spread or float(values.std(ddof=1))
        before = values[treated].mean() - values[~treated].mean()
        middle = np.average(values[counterparts], weights=weights[counterparts])
        after = np.average(values[inside]) - middle
        around = np.average((values[counterparts] - middle) ** 2, weights=weights[counterparts])
        rows.append(
            Balance(
                name,
                float(before / spread),
                float(after / spread),
                _ratio(values[treated].var(), values[~treated].var()),
                _ratio(values[inside].var(), around),
            )
        )
    return tuple(rows)


def _ratio(treated: float, untreated: float) -> float | None:
    return float(treated / untreated) if treated > 0 and untreated > 0 else None
