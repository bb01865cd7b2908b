"""What to expect of an item before anybody has answered it: the author's model.

A person of ability theta knows the answer to an item of intended level L with probability

    K = 1 / (1 + exp(-(theta - b))),   b = 0.7 (L - 3)

and guesses blindly otherwise (in short answers a rater then sees something of a criterion,
worth half its points, with probability 0.3). Ability 0 is where half of the items of level 3
are known, and a level of the 1-8 scale is 0.7 standard deviations. These numbers are
assumptions, written down here so that they can be contested; calibration replaces them by
estimates.
"""

from __future__ import annotations

import math
from itertools import product

from skillmark.assess.items import Item, ItemType

LEVEL_AT_ZERO = 3
LEVEL_STEP = 0.7
RESPONSE_PROBABILITY = 0.67
"""Of knowing, at which an item counts as mastered (bookmark method's RP67)."""
PARTIAL = 0.3
"""Probability that someone who does not know earns half of a rubric's criterion."""


def location(level: int) -> float:
    """Return the ability at which half of the items of this level are known."""
    return LEVEL_STEP * (level - LEVEL_AT_ZERO)


def knows(item: Item, ability: float) -> float:
    """Return the probability that a person of this ability knows the answer."""
    return 1 / (1 + math.exp(-(ability - location(item.level))))


def expected_points(item: Item, ability: float) -> float:
    """Return the points that a person of this ability can expect, blind guesses included."""
    known = knows(item, ability)
    return item.points * (known + (1 - known) * _guessed(item))


def _guessed(item: Item) -> float:
    """Return the share of the points that blind guessing earns."""
    options = len(item.options)
    match item.type:
        case ItemType.CHOICE:
            return 1 / options
        case ItemType.ORDER:
            # Each of the n - 1 pairs of the key is side by side in 1 of n shufflings.
            return 1 / options
        case ItemType.MULTIPLE:
            return _coin_flips(len(item.key), options - len(item.key))
        case ItemType.SHORT:
            return PARTIAL / 2
        case _:
            # Best-worst: right and swapped guesses cancel. Numbers are not guessed.
            return 0.0


def _coin_flips(right: int, wrong: int) -> float:
    """Return the expected share when every option is chosen by the toss of a coin."""
    total = sum(
        math.comb(right, r) * math.comb(wrong, w) * max(0, r - w)
        for r, w in product(range(right + 1), range(wrong + 1))
    )
    return float(total / right / 2 ** (right + wrong))
