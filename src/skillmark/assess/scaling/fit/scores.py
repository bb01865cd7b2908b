"""How likely each number of right responses is at every ability."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skillmark.assess.scaling.response_model import Floats


def with_item(distribution: Floats, probability: Floats) -> Floats:
    """Return the distribution of the score, scores x nodes, with one more item.

    The recursion of Lord and Wingersky (1984, Applied Psychological Measurement 8, 453-461).
    """
    longer = np.zeros((len(distribution) + 1, distribution.shape[1]))
    longer[:-1] = distribution * (1 - probability)
    longer[1:] += distribution * probability
    return longer


def leaving_one_out(probabilities: Floats) -> Iterator[tuple[int, Floats]]:
    """Yield every item with the distribution of the score on all others, scores x nodes.

    `probabilities` is items x nodes. Half of the items at a time join the rest, so that all
    distributions together take n^2 log n steps and no division, which would lose digits.
    """
    alone = np.ones((1, probabilities.shape[1]))
    return _leaving(probabilities, 0, len(probabilities), alone)


def _leaving(
    probabilities: Floats, low: int, high: int, others: Floats
) -> Iterator[tuple[int, Floats]]:
    """Yield the items from `low` to `high`; `others` is the score on all outside."""
    if high - low == 1:
        yield low, others
        return
    middle = (low + high) // 2
    for first, last, joining in ((low, middle, (middle, high)), (middle, high, (low, middle))):
        more = others
        for item in range(*joining):
            more = with_item(more, probabilities[item])
        yield from _leaving(probabilities, first, last, more)
