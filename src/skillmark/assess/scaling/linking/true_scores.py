"""True-score equating: which score on one form is worth a score on another.

Both forms are on one scale. The ability at which a score is the expected one on form A has an
expected score on form B too: that is its equivalent (Lord 1980; Kolen and Brennan 2014, chapter 6).
Below what guessing alone gives there is no such ability; there the table runs straight from
the lowest scores of both forms to their scores by guessing (Kolen 1981). Full marks are full
marks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillmark.assess.scaling.bank import Bank
from skillmark.assess.scaling.response_model import Floats
from skillmark.nouns.errors import InputError

REACH = 60.0
HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A score on form A, the ability it stands for (`None` at the ends), and form B's score."""

    score: int
    ability: float | None
    equated: float


def true_score_table(new: Bank, old: Bank) -> tuple[Equivalent, ...]:
    """Return the table of all scores of `new`; both banks are on one scale.

    Raises `InputError` where an item's slope is not positive: then no score belongs to one
    ability alone.
    """
    for bank in (new, old):
        falling = [item.name for item in bank.items if item.a <= 0]
        if falling:
            raise InputError(
                f"the expected score falls with ability on {falling[0]}",
                where=f"item {falling[0]}",
                remedy="leave out items with a negative slope",
            )
    low, high = _range(new)
    old_low, old_high = _range(old)
    floor, old_floor = _guessed(new), _guessed(old)
    scores = np.arange(low, high + 1)
    inner = (scores > floor) & (scores < high)
    abilities = _abilities(new, scores[inner].astype(float))
    equated = np.interp(scores, [low, max(floor, low + 1e-9)], [old_low, old_floor])
    equated[inner] = old.expected(abilities).sum(axis=0)
    equated[-1] = old_high
    at = dict(zip(scores[inner].tolist(), abilities.tolist(), strict=True))
    return tuple(
        Equivalent(int(score), at.get(int(score)), float(own))
        for score, own in zip(scores, equated, strict=True)
    )


def _range(bank: Bank) -> tuple[int, int]:
    return sum(levels[0] for levels in bank.levels), sum(levels[-1] for levels in bank.levels)


def _guessed(bank: Bank) -> float:
    """Return the expected score of the least able."""
    return float(
        sum(item.levels[0] + item.c * (item.levels[-1] - item.levels[0]) for item in bank.items)
    )


def _abilities(bank: Bank, scores: Floats) -> Floats:
    """Return the abilities whose expected scores these are."""
    low, high = np.full(len(scores), -REACH), np.full(len(scores), REACH)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        less = bank.expected(middle).sum(axis=0) < scores
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return np.asarray((low + high) / 2)
