"""What would have to be true: the value of one quantity at which the programme just pays.

The net benefit is a straight line in every quantity but years and rates, so that the value follows
from two points, for each draw of all the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf
from typing import Final

import numpy as np

from skillmark.measure.costs.assumption import Assumption
from skillmark.measure.costs.drawing import Draws
from skillmark.measure.costs.model import Model
from skillmark.measure.costs.savings import LINES, Line, Status
from skillmark.measure.costs.spread import Spread

ASKED: Final = (
    "day_worth",
    "days_faster",
    "hires",
    "training_saved",
    "manager_hours_saved",
    "peer_hours_saved",
    "leavers_fewer",
    "replacement_cost",
    "errors_fewer",
    "error_cost",
)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """It pays if `name` is at least this, everything else as it stands."""

    name: str
    least: Spread
    """Over the draws of everything else; ends may be infinite, values below 0 mean: in any case."""
    given: Assumption | None
    """What is known of it; `None` where nothing is."""
    rests_on: tuple[str, ...]
    """Effects in these lines that are not established: it pays only if they are true as well."""

    @property
    def in_any_case(self) -> bool:
        """Whether it pays without any of it."""
        return self.least.high <= 0

    @property
    def never(self) -> bool:
        """Whether no value of it would do, at the median of the draws."""
        return isinf(self.least.median)

    @property
    def beyond_ceiling(self) -> bool:
        """Whether even the ceiling that was entered is not enough, at the median of the draws."""
        return self.given is not None and self.least.median > self.given.cap


def break_even(model: Model, name: str, draws: Draws) -> BreakEven | None:
    """Return from which value of `name` on the net benefit is above 0.

    Counted are the lines that count anyway and those that need `name` and know everything else.
    `None` where no line needs it, or none of them is known otherwise.
    """
    counted = model.lines(Status.COUNTED)
    included = model.lines(Status.INCLUDED)
    needing = tuple(
        line
        for line in LINES
        if name in line.needs
        and line not in included
        and all(other == name or other in draws for other in line.needs)
    )
    if not needing or not model.costs(model.means):
        return None
    # Where a line begins to count, the lines that it contains no longer do.
    contained = {line for line in counted if set(line.within) & {one.name for one in needing}}
    lines = tuple(line for line in counted if line not in contained and line not in needing)
    lines += needing
    size = len(next(iter(draws.values())))
    at_0 = model.net({**draws, name: np.zeros(size)}, lines)
    slope = np.asarray(model.net({**draws, name: np.ones(size)}, lines) - at_0)
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.where(slope > 0, -np.asarray(at_0) / slope, np.inf)
    if not np.isfinite(least).any():
        return None
    return BreakEven(name, Spread.of(least), model.assumed.get(name), _open(model, needing, name))


def _open(model: Model, lines: tuple[Line, ...], name: str) -> tuple[str, ...]:
    effects = dict.fromkeys(line.effect for line in lines if line.effect not in {"", name})
    return tuple(effect for effect in effects if not model.assumed[effect].established)


def all_break_evens(model: Model, draws: Draws) -> tuple[BreakEven, ...]:
    """Return what would have to be true, for every quantity that one would ask it of."""
    found = (break_even(model, name, draws) for name in ASKED)
    counting = {name for line in model.lines(Status.COUNTED) for name in line.needs}
    # Of what plays no part yet one asks only while it does not pay without.
    return tuple(
        one for one in found if one is not None and (one.name in counting or one.least.median > 0)
    )
