"""What a pathway takes: the least that anybody can get through it with, and the most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from skillmark.define.shortest import shortest
from skillmark.define.ways import ways
from skillmark.nouns.held import Held, Holding
from skillmark.nouns.pathway import Pathway

MOST_LOOKS = 1500
"""Sets of achievements that are looked at; beyond that the most is not worked out."""
Range = tuple[float, float]
Cost = Callable[[str], Range | None]
"""Least and most that one achievement takes, by its id; `None` where nobody has said."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Least and most of something (hours, credits, money) over the ways through a pathway."""

    least: float
    most: float | None
    """`None` where there are too many ways to look at."""
    complete: bool = True
    """False where some achievement on a way says nothing: then it is at least this much."""


def effort(pathway: Pathway, offered: Mapping[str, Holding], cost: Cost) -> Effort | None:
    """Return what the ways through a pathway take; `None` where no achievement says.

    A way is a smallest set of achievements that completes it (`define.ways`). What of it says
    nothing counts as nothing. `offered` says what achievements are worth. `least <= most`.
    """
    own = pathway.root.achievements()
    found = ways(pathway, offered, most=MOST_LOOKS)
    if found:
        taken = {one for way in found for one in way}
        if not any(cost(one) for one in taken):
            return None
        sums = [[cost(one) or (0.0, 0.0) for one in way] for way in found]
        return Effort(
            least=min(sum(low for low, _high in way) for way in sums),
            most=max(sum(high for _low, high in way) for way in sums),
            complete=all(cost(one) is not None for one in taken),
        )
    said = [cost(one) for one in own]
    cheapest = shortest(pathway, Held(), offered, cost=lambda one: _low(cost(one.achievement)))
    if cheapest is None or not any(said):
        return None
    least = sum(_low(cost(one)) for one in cheapest.taken)
    return Effort(least, None, all(one is not None for one in said))


def _low(said: Range | None) -> float:
    return said[0] if said else 0.0
