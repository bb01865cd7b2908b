"""Common items whose parameters moved between two forms.

After linking, a common item should lie where it lay. Its displacement is held against the
displacements of the others (robust z: Huynh and Meyer 2010, Practical Assessment, Research and
Evaluation 15(2)) and against its own error, so strictly that among items none of which moved
one is named in one link of twenty at most (Bonferroni). An item that drifted pulls the link
along: people should look at it (printed otherwise, taught, leaked?) and link without it if so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from skillmark.assess.scaling.bank import Bank, BankItem
from skillmark.assess.scaling.linking.link import Link
from skillmark.assess.scaling.response_model import Floats

FEWEST = 5
"""With fewer common items there is nothing to compare one with."""
UNUSUAL = 1.645
CHANCE = 0.05
"""Chance that any item is named though none moved."""
IQR_TO_SD = 0.74
SMALLEST = 1e-6
"""Displacements below this are rounding."""


@dataclass(frozen=True, slots=True)
class Displacement:
    """How far one common item moved, old less new on the old scale.

    `robust_z` and `slope_z` are `None` with fewer than `FEWEST` common items; `error` is `None`
    where the banks carry no standard errors.
    """

    item: str
    difficulty: float
    error: float | None
    robust_z: float | None
    slope_ratio: float
    """New slope over old slope; 1 where it did not move."""
    slope_z: float | None
    limit: float
    """How many errors it may lie away."""

    @property
    def beyond_error(self) -> bool:
        """Whether the difficulty moved further than its error explains."""
        return self.error is None or abs(self.difficulty) > self.limit * self.error

    @property
    def unusual(self) -> bool:
        """Whether the difficulty moved unlike the others'."""
        return (
            self.robust_z is not None
            and abs(self.robust_z) > UNUSUAL
            and abs(self.difficulty) > SMALLEST
        )

    @property
    def drifted(self) -> bool:
        """Whether the difficulty moved unlike the others' and beyond its error."""
        return self.unusual and self.beyond_error


def displacements(new: Bank, old: Bank, found: Link) -> tuple[Displacement, ...]:
    """Return every anchor's displacement after `found` moved the new form to the old scale."""
    moved = new.of(found.anchors).moved(found.constants.slope, found.constants.shift)
    before = old.of(found.anchors)
    pairs = list(zip(moved.items, before.items, strict=True))
    difficulty = np.array([np.mean(old.b) - np.mean(new.b) for new, old in pairs])
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.array([new.a / old.a for new, old in pairs])
        logs = np.log(np.where(ratio > 0, ratio, np.nan))
    z, slope_z = robust_z(difficulty), robust_z(logs)
    few = len(pairs) < FEWEST
    limit = float(-ndtri(CHANCE / (2 * len(pairs))))
    return tuple(
        Displacement(
            name,
            float(difficulty[k]),
            _error(*pairs[k]),
            None if few else float(z[k]),
            float(ratio[k]),
            None if few or np.isnan(slope_z[k]) else float(slope_z[k]),
            limit,
        )
        for k, name in enumerate(found.anchors)
    )


def robust_z(values: Floats) -> Floats:
    """Return (value - median) / (0.74 * interquartile range)."""
    off = values - np.nanmedian(values)
    low, high = np.nanpercentile(values, [25, 75])
    off = np.where(np.abs(off) < SMALLEST, 0, off)
    return np.asarray(off / max(IQR_TO_SD * float(high - low), SMALLEST))


def _error(new: BankItem, old: BankItem) -> float | None:
    """Return the standard error of the difference of mean thresholds.

    Errors of the thresholds of one item go together; how far is not in the bank, so they are
    taken to go together wholly, which errs on the side of saying nothing.
    """
    sums = []
    for item in (new, old):
        known = [error for error in item.b_errors or () if error is not None]
        if len(known) < len(item.b):
            return None
        sums.append(float(np.mean(known)))
    return math.hypot(*sums)
