"""How far another panel would differ: variance components of panellists x items.

A fully crossed design with one rating a cell: x = mean + panellist + item + rest. Expected mean
squares give the components (Brennan 2001, Generalizability Theory, chapters 2 to 4; for
standard setting: Brennan and Lockwood 1980, Applied Psychological Measurement 4, 219-240).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from skillmark.assess.standards.ratings import Ratings
from skillmark.nouns.errors import InputError

MOST_PANELLISTS = 10_000
"""A design that needs more than this is none."""


@dataclass(frozen=True, slots=True)
class Components:
    """Variance components of one rating, in points squared; an estimate below 0 counts as 0."""

    panellist: float
    """How far panellists are more or less severe than each other, over all items."""
    item: float
    """How far items differ in what is expected of them."""
    rest: float
    """Panellists who see single items differently, and all else."""
    panellists: int
    items: int
    mean_square_panellist: float
    mean_square_item: float
    mean_square_rest: float

    def error(self, panellists: int | None = None, *, items_too: bool = False) -> float:
        """Return the standard error of the cut, in points of the form, with so many panellists.

        That of other panels of this size on the same items; with `items_too`, of other panels
        on other forms of as many such items (then it has a floor that no panel gets below).
        """
        n = self.panellists if panellists is None else panellists
        if n < 1:
            raise InputError("a panel has at least one member")
        # Same items: panellist + rest / items is the mean square over the items, never below 0.
        variance = self.mean_square_panellist / self.items / n
        if items_too:
            variance = (self.panellist + self.rest / self.items) / n + self.item / self.items
        return self.items * math.sqrt(variance)

    def panellists_for(self, error: float, *, items_too: bool = False) -> int | None:
        """Return how many panellists bring the standard error down to `error`, `None` if none do.

        The D study: error(n)**2 = A / n + B, where B is 0 for the same items.
        """
        if not error > 0:
            return None
        floor = self.items * self.item if items_too else 0.0
        slope = self.error(1, items_too=items_too) ** 2 - floor
        room = error**2 - floor
        if room <= 0 or slope > room * MOST_PANELLISTS:
            return None
        return max(1, math.ceil(slope / room - 1e-9))


def components(ratings: Ratings) -> Components:
    """Return the variance components of a round.

    Raises `InputError` (code `too_few`) for fewer than two items: then severity and chance
    cannot be told apart.
    """
    values = ratings.values
    panellists, items = values.shape
    if items < 2:
        raise InputError("variance components need at least two items", code="too_few")
    mean = values.mean()
    by_panellist, by_item = values.mean(axis=1), values.mean(axis=0)
    squares_panellist = items * float(((by_panellist - mean) ** 2).sum())
    squares_item = panellists * float(((by_item - mean) ** 2).sum())
    rest = values - by_panellist[:, None] - by_item[None, :] + mean
    p = squares_panellist / (panellists - 1)
    i = squares_item / (items - 1)
    r = float((rest**2).sum()) / ((panellists - 1) * (items - 1))
    return Components(
        panellist=max(0.0, (p - r) / items),
        item=max(0.0, (i - r) / panellists),
        rest=r,
        panellists=panellists,
        items=items,
        mean_square_panellist=p,
        mean_square_item=i,
        mean_square_rest=r,
    )
