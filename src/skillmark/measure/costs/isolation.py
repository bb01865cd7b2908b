"""The isolation step: how much of a change is due to the programme and not to everything else.

Three ways, in the order of what they can carry (Phillips 1997, chapter 4). A comparison group
answers the question. A trend line supposes that the past would simply have gone on. Participants'
estimates, even cut by their confidence, are what people believe: they stay a belief however large
the number of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import stdtrit

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.costs.assumption import LARGEST, Assumption, Isolation
from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

LEAST_BEFORE = 4
"""Periods before the start that a trend line needs: fewer leave no room for its error."""


@dataclass(frozen=True, slots=True)
class Isolated:
    """A change with how it was isolated. `estimate` is per person or period, as the source was."""

    name: str
    """Name of the quantity in the catalogue."""
    estimate: Estimate
    method: Isolation
    established: bool
    n: int
    source: str = ""
    said: str = ""
    """What speaks against it, or for it, in one sentence."""
    simulated: bool = False
    shares_data: str = ""

    def as_assumption(self) -> Assumption:
        """Return it as a quantity of the model."""
        return Assumption.of_estimate(
            self.name,
            self.estimate,
            isolation=self.method,
            established=self.established,
            source=self.source,
            simulated=self.simulated,
            shares_data=self.shares_data,
        )


def by_comparison(
    name: str,
    estimate: Estimate,
    *,
    established: bool,
    n: int,
    sign: float = 1.0,
    source: str = "",
    said: str = "",
    simulated: bool = False,
    shares_data: str = "",
) -> Isolated:
    """Return an effect against a comparison group; `sign` -1 turns "days" into "days faster"."""
    ends = sorted((sign * estimate.low, sign * estimate.high))
    turned = Estimate(sign * estimate.value, estimate.se, ends[0], ends[1])
    return Isolated(
        name, turned, Isolation.COMPARISON, established, n, source, said, simulated, shares_data
    )


def by_trend(
    name: str,
    before: Sequence[tuple[float, float]],
    after: Sequence[tuple[float, float]],
    *,
    source: str = "",
) -> Isolated:
    """Return the mean distance of `after` from the line through `before`: pairs of time and value.

    The interval is Student's: that of the mean of as many future values of the line, with its own
    error (least squares). Raises `InputError` with fewer than 4 periods before, or none after.
    """
    n, m = len(before), len(after)
    if n < LEAST_BEFORE or m < 1:
        raise InputError(
            f"{n} periods before and {m} after",
            remedy=f"a trend line needs at least {LEAST_BEFORE} before and 1 after",
            code="too_short",
        )
    early, late = np.asarray(before, np.float64), np.asarray(after, np.float64)
    _sane(early, late)
    x, y = early.T - early.mean(axis=0)[:, None]
    spread = float(x @ x)
    if spread <= 1e-12 * n * float(np.abs(early[:, 0]).max()) ** 2:
        raise InputError("the periods before cannot be told apart", remedy="number them 1, 2, 3")
    slope = float(x @ y) / spread
    freedom = n - 2
    residual = float(((y - slope * x) ** 2).sum()) / freedom
    ahead = float(late[:, 0].mean() - early[:, 0].mean())
    difference = float(late[:, 1].mean() - early[:, 1].mean()) - slope * ahead
    se = sqrt(residual * (1 / m + 1 / n + ahead**2 / spread))
    half = float(stdtrit(freedom, 0.975)) * se
    estimate = Estimate(difference, se, difference - half, difference + half)
    return Isolated(
        name, estimate, Isolation.TREND, established=False, n=n + m, source=source,
        said="supposes that the line of the past would have gone on, and that nothing else changed",
    )  # fmt: skip


def by_participants(
    name: str, answers: Sequence[tuple[float, float, float]], *, source: str = ""
) -> Isolated:
    """Return the mean of changes, each cut by the share due to the programme and by confidence.

    `answers` are triples: change, share (0 to 1) that the person puts down to the programme, and
    confidence (0 to 1) in that answer. Both cut, as Phillips does it: 60 % at a confidence of 80 %
    counts as 48 %. The interval says how much people differ, not how right they are. Raises
    `InputError` for fewer answers than may be shown.
    """
    if len(answers) < LEAST_CELL:
        raise InputError(
            f"{len(answers)} answers",
            remedy=f"at least {LEAST_CELL} are needed: fewer could be traced to people",
            code="too_few_people",
        )
    given = np.asarray(answers, dtype=np.float64)
    _sane(given)
    if not ((given[:, 1:] >= 0) & (given[:, 1:] <= 1)).all():
        raise InputError("shares and confidence are numbers from 0 to 1")
    adjusted = given.prod(axis=1)
    n = len(adjusted)
    se = float(adjusted.std(ddof=1)) / sqrt(n)
    half = float(stdtrit(n - 1, 0.975)) * se
    value = float(adjusted.mean())
    return Isolated(
        name, Estimate(value, se, value - half, value + half), Isolation.PARTICIPANTS,
        established=False, n=n, source=source,
        said="what people believe, cut by their confidence: no comparison stands behind it",
    )  # fmt: skip


def _sane(*arrays: Floats) -> None:
    """Refuse numbers that nothing here can have, before they overflow."""
    if not all((np.abs(array) <= LARGEST).all() for array in arrays):
        raise InputError(f"a number beyond {LARGEST:g}", remedy="use another unit")
