"""A panel: the same units in every period, and when each began to be treated."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

NEVER = np.inf


def _none() -> Floats:
    return np.empty((0, 0, 0))


@dataclass(frozen=True, slots=True)
class Panel:
    """A balanced panel: `outcome[i, t]` of unit `i` in period `periods[t]`."""

    units: tuple[str, ...]
    periods: tuple[float, ...]
    first_treated: Floats
    """First period of treatment of each unit; infinity for never."""
    outcome: Floats
    covariates: Floats = field(default_factory=_none)
    """Units by periods by covariates; the values of the base period are adjusted for."""
    names: tuple[str, ...] = ()
    clusters: NDArray[np.intp] | None = None
    """Codes of what units share (a site, a region); `None`: each unit for itself."""

    def __post_init__(self) -> None:
        n, t = len(self.units), len(self.periods)
        shapes = self.outcome.shape == (n, t) and self.first_treated.shape == (n,)
        if self.names:
            shapes = shapes and self.covariates.shape == (n, t, len(self.names))
        if self.clusters is not None:
            shapes = shapes and self.clusters.shape == (n,)
        if not shapes:
            raise InputError(f"the arrays of a panel of {n} units and {t} periods do not fit it")
        if not np.isfinite(self.outcome).all() or not np.isfinite(self.covariates).all():
            raise InputError(
                "an outcome or covariate is not a finite number", remedy="leave the unit out"
            )
