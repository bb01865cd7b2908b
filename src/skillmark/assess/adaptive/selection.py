"""Which item is the best one to ask, and the order in which a test about a cut asks them.

At a cut, what an item is worth does not depend on the answers (Spray and Reckase 1994: select
at the cut, not at the ability, to classify). So the whole order of a mastery test is settled
when it begins: the content area of every position by the blueprint, and in each area the most
informative items that are eligible for this session, without enemies. That makes exact
curtailment exact, and a score easy to replay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.adaptive.rules import Criterion, Rules
from skillmark.assess.scaling.response_model import Floats, ItemParameters

if TYPE_CHECKING:
    from skillmark.assess.adaptive.prepare import Prepared

Places = NDArray[np.intp]
NEVER = 1e-9
"""In place of a probability of 0: such an item is asked where there is no other."""


def information(parameters: ItemParameters, theta: Floats) -> Floats:
    """Return Fisher's information of each item, items x abilities (Birnbaum 1968)."""
    right = parameters.probability(theta)
    curve = parameters.logistic(theta)
    slope = parameters.a[:, None] * (1 - parameters.c[:, None]) * curve * (1 - curve)
    return np.asarray(slope**2 / np.maximum(right * (1 - right), 1e-300))


def divergence(parameters: ItemParameters, low: float, high: float) -> Floats:
    """Return the Kullback-Leibler information of each item for `high` against `low`.

    What an answer adds to the log likelihood ratio, on average, for somebody at `high`
    (Eggen 1999, Applied Psychological Measurement 23, 249-261).
    """
    theta = np.array([low, high])
    right, wrong = parameters.logarithms(theta)
    chance = parameters.probability(theta)[:, 1]
    return np.asarray(
        chance * (right[:, 1] - right[:, 0]) + (1 - chance) * (wrong[:, 1] - wrong[:, 0])
    )


def value(parameters: ItemParameters, rules: Rules) -> Floats:
    """Return what each item is worth for a decision at the cut."""
    if rules.criterion is Criterion.KL:
        return divergence(parameters, rules.cut - rules.delta, rules.cut + rules.delta)
    return information(parameters, np.array([rules.cut]))[:, 0]


def lots(test: Prepared, seed: int) -> Floats:
    """Draw every item's lot for a session: below 1 it may use the item.

    That happens with the item's probability of being eligible (van der Linden and Veldkamp
    2004); where too few are, the next lots show which of the others come first.
    """
    drawn = np.random.Generator(np.random.PCG64(seed)).random(len(test.bank))
    return drawn / np.maximum(test.bank.eligibility, NEVER)


def orders(test: Prepared, drawn: Floats) -> Places:
    """Return the order of items for everybody, people x positions; -1 where none is left.

    `drawn` holds everybody's lots, people x items of the bank. Content goes before exposure: an
    area without an eligible item takes the one with the lowest lot.
    """
    lot = [drawn[:, test.ranking[columns]] for columns in test.areas]
    free = [np.ones(one.shape, dtype=bool) for one in lot]
    wanted = [one < 1 for one in lot]
    rows = np.arange(len(drawn))
    found = np.full((len(drawn), len(test.plan)), -1, dtype=np.intp)
    for position, area in enumerate(test.plan):
        first = wanted[area].argmax(axis=1)
        there = wanted[area][rows, first]
        if not there.all():
            short = ~there
            rest = np.where(free[area][short], lot[area][short], np.inf)
            first[short] = rest.argmin(axis=1)
            there = free[area][rows, first]
        taken = test.areas[area][first]
        found[there, position] = test.ranking[taken[there]]
        wanted[area][rows, first] = free[area][rows, first] = False
        if test.hostile is not None:
            friends = ~(test.hostile[taken] & there[:, None])
            for other, columns in enumerate(test.areas):
                wanted[other] &= friends[:, columns]
                free[other] &= friends[:, columns]
    found[np.cumsum(found < 0, axis=1) > 0] = -1
    return found
