"""The distribution of summed scores at an ability: Lord and Wingersky's (1984) recursion.

Applied Psychological Measurement 8, 453-461; for items of several categories Hanson (1994) and
Thissen, Pommerich, Billeaud and Williams (1995).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]


def summed_scores(categories: Sequence[Floats]) -> Floats:
    """Return P(summed score), scores 0 to the maximum x abilities.

    `categories` has an array for each item, its categories 0, 1, ... x abilities, whose columns
    sum to 1. Raises `InputError` without items or with probabilities that do not sum to 1.
    """
    if not categories:
        raise InputError("without items there is no score")
    abilities = categories[0].shape[1]
    scores = np.ones((1, abilities))
    for place, chances in enumerate(categories, start=1):
        fits = chances.ndim == 2 and chances.shape[1] == abilities and (chances >= 0).all()
        if not fits or np.abs(chances.sum(axis=0) - 1).max(initial=0) > 1e-6:
            raise InputError("the probabilities of its categories are none", where=f"item {place}")
        longer = np.zeros((len(scores) + len(chances) - 1, abilities))
        for category, chance in enumerate(chances):
            longer[category : category + len(scores)] += scores * chance
        scores = longer
    return scores


def right_or_wrong(parameters: ItemParameters, theta: Floats) -> list[Floats]:
    """Return the categories (wrong, right) of 0/1 items for `summed_scores`."""
    return [np.stack([1 - p, p]) for p in parameters.probability(theta)]
