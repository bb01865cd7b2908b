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
from skillmark.assess.interactions.base import Response
from skillmark.assess.interactions.rated import Rated
from skillmark.assess.items import Test


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
        way = item.interaction
        if isinstance(way, Rated):
            responses[name] = way.guess(rng)
            ratings[name] = _rate(way, knows(item, ability), rng)
        else:
            responses[name] = way.right() if rng.random() < knows(item, ability) else way.guess(rng)
    return SimulatedAttempt(ability, responses, ratings)


def _rate(way: Rated, known: float, rng: Random) -> dict[str, float]:
    earned = {}
    for criterion in way.rubric:
        if rng.random() < known:
            earned[criterion.id] = criterion.points
        else:
            earned[criterion.id] = criterion.points / 2 if rng.random() < PARTIAL else 0.0
    return earned
