"""Responses of learners who do not exist, for demonstrations: everything here is simulated.

The model is that of `skillmark.assess.expected`: a person knows the answer to an item with a
probability that depends on ability and intended level, and guesses blindly otherwise. Whoever
knows answers by the key. Guessing means a random option, a coin toss for every option of a
`multiple`, a random order, a random pair of best and worst, a wrong number. A short answer is
rated criterion by criterion: known counts full; else half with probability 0.3; else nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from skillmark.assess.expected import PARTIAL, knows
from skillmark.assess.items import Item, ItemType, Response, Test
from skillmark.assess.sjt import best_and_worst

SHORT_ANSWER = "[simulated answer]"


@dataclass(frozen=True, slots=True)
class SimulatedAttempt:
    """One attempt by nobody. Results made of it must say `simulated=True`."""

    ability: float
    responses: Mapping[str, Response]
    ratings: Mapping[str, Mapping[str, float]]
    """What a simulated rater gives for the short answers."""
    simulated: bool = True


def simulate_attempt(
    test: Test, item_ids: Iterable[str], *, ability: float, rng: Random
) -> SimulatedAttempt:
    """Return the responses of a simulated person of `ability` (standard deviations).

    The same state of `rng` gives the same attempt. Every item is answered.
    """
    responses: dict[str, Response] = {}
    ratings: dict[str, Mapping[str, float]] = {}
    for name in item_ids:
        item = test.item(name)
        if item.needs_rater:
            responses[name] = SHORT_ANSWER
            ratings[name] = _rate(item, knows(item, ability), rng)
        else:
            known = rng.random() < knows(item, ability)
            responses[name] = right_response(item) if known else _guess(item, rng)
    return SimulatedAttempt(ability, responses, ratings)


def right_response(item: Item) -> Response:
    """Return a response that earns full points; `None` for short answers, which have no key."""
    match item.type:
        case ItemType.CHOICE:
            return item.key[0]
        case ItemType.NUMERIC:
            return item.numeric.value if item.numeric else None
        case ItemType.BEST_WORST:
            best, worst = best_and_worst(item)
            return {"best": best, "worst": worst}
        case ItemType.SHORT:
            return None
        case _:
            return list(item.key)


def _guess(item: Item, rng: Random) -> Response:
    ids = [option.id for option in item.options]
    match item.type:
        case ItemType.CHOICE:
            return rng.choice(ids)
        case ItemType.MULTIPLE:
            return [name for name in ids if rng.random() < 0.5]
        case ItemType.ORDER:
            return rng.sample(ids, len(ids))
        case ItemType.BEST_WORST:
            best, worst = rng.sample(ids, 2)
            return {"best": best, "worst": worst}
        case _:
            return _wrong_number(item, rng)


def _wrong_number(item: Item, rng: Random) -> float:
    """Return a number that is off by more than the tolerance, on either side."""
    assert item.numeric is not None  # noqa: S101 (an item of this type has one)
    scale = max(abs(item.numeric.value), 1.0)
    off = 2 * item.numeric.tolerance + scale * rng.uniform(0.1, 0.5)
    return item.numeric.value + rng.choice((-1, 1)) * off


def _rate(item: Item, known: float, rng: Random) -> dict[str, float]:
    earned = {}
    for criterion in item.rubric:
        if rng.random() < known:
            earned[criterion.id] = criterion.points
        else:
            earned[criterion.id] = criterion.points / 2 if rng.random() < PARTIAL else 0.0
    return earned
