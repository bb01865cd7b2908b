"""Adaptive measurement: the item that tells most about this person, until it is precise enough.

Ability after each answer is the posterior mean (EAP) under the calibration's population; the
next item has the most information there, of the area whose turn it is, among those eligible.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.adaptive.mastery import Reason, normalised
from skillmark.assess.adaptive.prepare import Prepared
from skillmark.assess.scaling.response_model import Floats

Places = NDArray[np.intp]
Flags = NDArray[np.bool_]


def estimate(test: Prepared, log_posterior: Floats) -> tuple[Floats, Floats]:
    """Return posterior mean and standard deviation, people x nodes in, one each out."""
    mass = normalised(log_posterior)
    mean = (mass * test.nodes).sum(axis=-1)
    spread = (mass * (test.nodes - mean[..., None]) ** 2).sum(axis=-1)
    return np.asarray(mean), np.asarray(np.sqrt(spread))


def choose(test: Prepared, position: int, theta: Floats, lot: Floats, free: Flags) -> Places:
    """Return the place in `test.ranking` of everybody's next item, -1 where none is left.

    `lot` (`selection.lots`) and `free` are people x items of the ranking.
    """
    columns = test.areas[test.plan[position]]
    place = np.clip(np.searchsorted(test.nodes, theta) - 1, 0, len(test.nodes) - 2)
    part = (theta - test.nodes[place]) / (test.nodes[place + 1] - test.nodes[place])
    table = test.information
    worth = (1 - part)[:, None] * table[place][:, columns]
    worth += part[:, None] * table[place + 1][:, columns]
    drawn = lot[:, columns]
    # what is not eligible comes after all that is, the lowest lot first
    worth = np.where(drawn < 1, worth, -drawn)
    worth[~free[:, columns]] = -np.inf
    best = worth.argmax(axis=1)
    gone = np.isneginf(worth[np.arange(len(theta)), best])
    return np.where(gone, -1, columns[best])


def stopping(test: Prepared, number: int, spread: Floats) -> NDArray[np.int8]:
    """Return the `Reason` to stop after `number` items with these standard errors."""
    rules = test.rules
    precise = (spread <= rules.standard_error) & (number >= rules.min_items)
    full = Reason.LENGTH if number >= rules.max_items else Reason.GOES_ON
    return np.where(precise, Reason.PRECISE, full).astype(np.int8)
