"""Who would pass: the share of people at the cut and up to two standard errors around it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from skillmark.nouns.credibility import FieldData, Interval
from skillmark.nouns.errors import InputError

SMALLEST_CELL = 10
"""Shares of fewer people are not shown: they are noise, and could point to somebody."""
STEPS = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Standard errors below and above the cut."""


@dataclass(frozen=True, slots=True)
class Passing:
    """How many of how many pass, with Wilson's interval."""

    passing: int
    people: int
    share: Interval


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """One possible cut."""

    steps: float
    """Standard errors away from the cut in question."""
    cut: float
    everybody: Passing
    groups: tuple[tuple[str, Passing | None], ...]
    """By group; `None` where a group is too small to be shown."""


@dataclass(frozen=True, slots=True)
class Impact:
    """Shares of passing at a row of cuts, and on whose scores they rest."""

    rows: tuple[ImpactRow, ...]
    field_data: FieldData
    hidden: tuple[str, ...]
    """Groups that are not shown, so that nobody can be recognised."""

    @property
    def words(self) -> str:
        """What a reader has to know first."""
        people = self.rows[0].everybody.people
        if self.field_data is FieldData.REAL:
            return f"{people} people who sat the test"
        return f"no field data: {people} simulated people of a documented model"


def impact(
    scores: Sequence[float],
    cut: float,
    standard_error: float,
    *,
    field_data: FieldData,
    groups: Sequence[str] = (),
    smallest: int = SMALLEST_CELL,
) -> Impact:
    """Return who would pass at `cut` and one and two standard errors around it.

    `scores` are on the scale of the cut, one a person; who reaches a cut passes. A group with
    fewer than `smallest` people is hidden; where it is the only one, so is the next smallest,
    or the difference to everybody would tell. Raises `InputError` with fewer than `smallest`
    people (code `too_few`), and for scores that are no numbers.
    """
    values = np.asarray(scores, dtype=float)
    if field_data is FieldData.NONE:
        raise InputError("there are scores: say whether they are real or simulated")
    if len(values) < smallest:
        raise InputError(
            f"{len(values)} people are too few to show who would pass",
            remedy=f"wait for {smallest}",
            code="too_few",
        )
    if not np.isfinite(values).all() or not math.isfinite(cut) or not standard_error >= 0:
        raise InputError("scores, cut and standard error must be numbers")
    if groups and len(groups) != len(values):
        raise InputError(f"{len(groups)} groups for {len(values)} people")
    hidden = _hidden(Counter(groups), smallest)
    names = np.asarray(groups, dtype=object)
    rows = []
    for steps in STEPS:
        at = cut + steps * standard_error
        rows.append(
            ImpactRow(
                steps,
                at,
                _passing(values, at),
                tuple(
                    (name, None if name in hidden else _passing(values[names == name], at))
                    for name in sorted(set(groups))
                ),
            )
        )
    return Impact(tuple(rows), field_data, tuple(sorted(hidden)))


def _hidden(sizes: Counter[str], smallest: int) -> set[str]:
    small = {name for name, count in sizes.items() if count < smallest}
    if len(small) == 1 and len(sizes) > 1:
        rest = [(count, name) for name, count in sizes.items() if name not in small]
        small.add(min(rest)[1])
    return small


def _passing(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], cut: float) -> Passing:
    # Scores are sums of points: a cut that a rounding error lifts above one fails nobody.
    passing = int((values >= cut - 1e-9).sum())
    return Passing(passing, len(values), wilson(passing, len(values)))


def wilson(count: int, people: int, *, confidence: float = 0.95) -> Interval:
    """Return a share with Wilson's interval (Wilson 1927, JASA 22, 209-212)."""
    if people < 1 or not 0 <= count <= people:
        raise InputError(f"{count} of {people} is no share")
    z = float(ndtri((1 + confidence) / 2))
    share, z2 = count / people, z * z
    middle = (share + z2 / (2 * people)) / (1 + z2 / people)
    half = (
        z * math.sqrt(share * (1 - share) / people + z2 / (4 * people * people)) / (1 + z2 / people)
    )
    # At 0 and 1 the limit is the share itself, which rounding may miss in the last digit.
    low, high = min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
    return Interval(share, low, high, confidence)
