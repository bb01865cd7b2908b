"""What a pathway takes: the least that anybody can get through it with, and the most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skillmark.nouns.achievement import Pathway, Step

Cost = Callable[[str], tuple[float, float] | None]
"""Least and most that one achievement takes, by its id; `None` where nobody has said."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Least and most of something (hours, credits, money) over the ways through a pathway."""

    least: float
    most: float
    complete: bool = True
    """False where some achievement says nothing: then it is at least this much."""


def effort(pathway: Pathway, cost: Cost) -> Effort | None:
    """Return what the ways through a pathway take, `None` where no achievement on them says.

    Of each step, as many options are taken as it needs, the cheapest for the least and the dearest
    for the most. An achievement that stands in several steps is counted in each: the least is then
    an upper bound. `least <= most` always.
    """
    said = [cost(one) for one in pathway.root.achievements()]
    if not any(found is not None for found in said):
        return None
    least, most = _step(pathway.root, cost)
    return Effort(least, most, all(found is not None for found in said))


def _step(step: Step, cost: Cost) -> tuple[float, float]:
    found = [
        _step(option, cost) if isinstance(option, Step) else cost(option) or (0.0, 0.0)
        for option in step.options
    ]
    low, high = sorted(one[0] for one in found), sorted((one[1] for one in found), reverse=True)
    return sum(low[: step.need]), sum(high[: step.need])
