"""Whether panellists rate as people do who know the work: across rounds, and against difficulty.

Nothing here leads to leaving somebody out by itself. Whose ratings do not follow what is hard
for real people is told to the facilitator, who talks with them, and to nobody else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from skillmark.assess.standards.ratings import Floats, Ratings
from skillmark.nouns.credibility import Interval

FEWEST_ITEMS = 10
"""With fewer items in common a correlation says nothing."""
FEWEST_PER_ITEM = 10
"""People an item needs before its difficulty counts."""


@dataclass(frozen=True, slots=True)
class Panellist:
    """One panellist beside the panel; figures that cannot be told are `None`."""

    name: str
    cut: float
    severity: float
    """Points above (or below) the panel's mean cut."""
    with_difficulty: Interval | None
    """Correlation of the ratings with the share of points that real people earn."""
    with_first: float | None
    """Correlation of the last round's ratings with the first round's."""
    moved: float | None
    """Mean absolute change of a rating between those rounds, in points."""
    follows: bool | None
    """False: the ratings do not follow difficulty beyond chance, though the panel's do."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """A panel looked at person by person. For the facilitator's eyes."""

    panellists: tuple[Panellist, ...]
    panel: Interval | None
    """Correlation of the panel's mean ratings with difficulty."""
    why_not: str
    """Why there are no correlations with difficulty; empty where there are."""
    constant: tuple[str, ...] = ()
    """Panellists who gave every item the same."""

    @property
    def to_talk_with(self) -> tuple[str, ...]:
        """Panellists whose ratings do not follow difficulty, or judged no item."""
        return tuple(
            one.name for one in self.panellists if one.follows is False or one.name in self.constant
        )


def consistency(
    last: Ratings,
    *,
    first: Ratings | None = None,
    difficulty: Mapping[str, float] | None = None,
) -> Consistency:
    """Look at every panellist of the round `last`.

    `difficulty` is the share of the points (0 hard to 1 easy) that real people earned, by item:
    items that too few have answered are to be left out. Pearson's correlation with Fisher's
    interval; somebody is said not to follow difficulty where the correlation is not above zero
    at the 5 % level (one-sided) while that of the panel's mean ratings is.
    """
    shares = last.values / np.asarray(last.maxima)
    known = [k for k, item in enumerate(last.items) if item in (difficulty or {})]
    easy = np.array([(difficulty or {})[last.items[k]] for k in known])
    why_not = ""
    if difficulty is None:
        why_not = "no field data: nobody real has answered"
    elif len(known) < FEWEST_ITEMS:
        why_not = f"{len(known)} items with real answers are too few; {FEWEST_ITEMS} are needed"
    elif easy.std() < 1e-12:
        why_not = "all items are equally hard"
    panel = None if why_not else correlation(shares[:, known].mean(axis=0), easy)
    clear = panel is not None and _above_zero(panel.estimate, len(known))
    before = _before(first, last)
    cuts = last.values.sum(axis=1)
    found = []
    for k, name in enumerate(last.panellists):
        own = None if why_not else correlation(shares[k, known], easy)
        earlier = before.get(name)
        again = None if earlier is None else correlation(earlier, last.values[k])
        follows = None
        if clear:
            follows = own is not None and _above_zero(own.estimate, len(known))
        found.append(
            Panellist(
                name,
                float(cuts[k]),
                float(cuts[k] - cuts.mean()),
                own,
                again.estimate if again else None,
                None if earlier is None else float(np.abs(last.values[k] - earlier).mean()),
                follows,
            )
        )
    return Consistency(tuple(found), panel, why_not, last.constant)


def _before(first: Ratings | None, last: Ratings) -> dict[str, Floats]:
    """Return the first round's ratings by panellist, items in the order of the last."""
    if first is None or first is last or set(first.items) != set(last.items):
        return {}
    at = [first.items.index(item) for item in last.items]
    return {name: row[at] for name, row in zip(first.panellists, first.values, strict=True)}


def _above_zero(estimate: float, count: int) -> bool:
    bounded = float(np.clip(estimate, -1 + 1e-12, 1 - 1e-12))
    return math.atanh(bounded) * math.sqrt(count - 3) > float(ndtri(0.95))


def correlation(x: Floats, y: Floats) -> Interval | None:
    """Return Pearson's correlation with Fisher's interval, `None` where nothing varies."""
    if len(x) < 4 or x.std() < 1e-12 or y.std() < 1e-12:
        return None
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    z = math.atanh(float(np.clip(r, -1 + 1e-12, 1 - 1e-12)))
    half = float(ndtri(0.975)) / math.sqrt(len(x) - 3)
    return Interval(r, math.tanh(z - half), math.tanh(z + half))
