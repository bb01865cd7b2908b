"""Distractor analysis: who chooses which option of a multiple choice item.

Haladyna and Downing (1993), Educational and Psychological Measurement 53, 999-1010: a
distractor works if some choose it (5 % by their rule), and if those who do know less than
those who choose the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.precision.items import wilson
from skillmark.assess.precision.minimums import lacking
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

RARE = 0.05


@dataclass(frozen=True, slots=True)
class Option:
    """Who chose one option of an item."""

    option: str
    is_key: bool
    persons: int
    share: Interval
    """Of those who answered the item, with Wilson's interval."""
    mean_rest: float | None
    """Their mean score on the other items; `None` if nobody chose it."""
    looks: tuple[str, ...]


def distractors(
    choices: Sequence[str],
    rest: Floats,
    key: str,
    options: Sequence[str] = (),
    *,
    confidence: float = 0.95,
) -> tuple[Option, ...]:
    """Return every option of an item in the order of its name.

    `choices` is what everybody chose (empty: no answer, left out), `rest` their score on the
    other items; `options` names options that nobody may have chosen. Raises `InputError` where
    both differ in length, nobody answered, or the score of somebody is not a number.
    """
    chosen = np.array([str(choice) for choice in choices], dtype=object)
    rest = np.asarray(rest, dtype=float)
    if len(chosen) != len(rest):
        raise InputError(f"{len(chosen)} choices for {len(rest)} people")
    answered = chosen != ""
    number = int(answered.sum())
    if not number:
        raise InputError("nobody answered this item")
    if not np.isfinite(rest[answered]).all():
        raise InputError("a score on the other items is not a number")
    names = sorted({*options, key, *chosen[answered].tolist()})
    few = lacking("discrimination", number)
    right = rest[chosen == key]
    found = []
    for name in names:
        scores = rest[chosen == name]
        share = wilson(len(scores) / number, number, confidence)
        mean = float(scores.mean()) if len(scores) else None
        looks = (few,) if few else _looks(scores, right, share, is_key=name == key)
        found.append(Option(name, name == key, len(scores), share, mean, looks))
    return tuple(found)


def _looks(scores: Floats, right: Floats, share: Interval, *, is_key: bool) -> tuple[str, ...]:
    if is_key:
        return ("nobody chose the key: is it the right one?",) if not len(scores) else ()
    if not len(scores):
        return ("nobody chose it: as a distractor it does nothing",)
    words = []
    if share.high < RARE:
        words.append("hardly anybody chose it: as a distractor it does little")
    if len(right) and len(scores) >= 10 and scores.mean() > right.mean():
        words.append("those who chose it do better elsewhere than those who chose the key")
    return tuple(words)
