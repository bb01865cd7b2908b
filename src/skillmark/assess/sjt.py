"""Situational judgement: one scenario, several reactions, pick the best and the worst.

Scored after Motowidlo, Dunnette and Carter (1990, Journal of Applied Psychology 75, 640-647):
+1 for naming the most effective reaction as best, +1 for naming the least effective one as
worst, -1 for each of the two named the other way round. A scenario earns -2 to +2.
"""

from __future__ import annotations

from skillmark.assess.items import Item

LOWEST, HIGHEST = -2.0, 2.0
"""What one scenario can earn, in units of half its points."""


def best_and_worst(item: Item) -> tuple[str, str]:
    """Return the ids of the most and the least effective reaction."""
    ranked = sorted(item.options, key=lambda option: option.effectiveness or 0.0)
    return ranked[-1].id, ranked[0].id


def judgement(item: Item, best: str, worst: str) -> float:
    """Score one choice of best and worst, from -2 to +2."""
    item.option(best)
    item.option(worst)
    keyed_best, keyed_worst = best_and_worst(item)
    right = (best == keyed_best) + (worst == keyed_worst)
    swapped = (best == keyed_worst) + (worst == keyed_best)
    return float(right - swapped)
