"""Sittings of nobody, drawn with a seed, with and without something to find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from skillmark.assess.responses import MISSING, Responses


@dataclass
class World:
    """What was drawn: 2PL with some guessing, four options, lognormal times."""

    values: np.ndarray
    options: np.ndarray
    seconds: np.ndarray
    theta: np.ndarray
    difficulty: np.ndarray

    @property
    def responses(self) -> Responses:
        persons, items = self.values.shape
        return Responses(
            tuple(f"q{n}" for n in range(items)),
            self.values,
            tuple(f"p{n}" for n in range(persons)),
        )

    def copy(self, source, copier, items) -> None:
        """Let one person have the other's answers."""
        self.values[copier, items] = self.values[source, items]
        self.options[copier, items] = self.options[source, items]

    def leave_out(self, share, rng) -> None:
        """Let everybody be asked only some of the questions."""
        gone = rng.random(self.values.shape) < share
        self.values[gone], self.options[gone] = MISSING, MISSING


def draw(seed, *, persons=300, items=40, guessing=0.15) -> World:
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(persons)
    a, b = rng.lognormal(0, 0.3, items), rng.standard_normal(items)
    chance = guessing + (1 - guessing) / (1 + np.exp(-a * (theta[:, None] - b)))
    values = (rng.random((persons, items)) < chance).astype(np.int8)
    # Option 0 is right; how attractive the wrong ones are is up to the question, and to ability.
    lure, turn = rng.normal(0, 0.8, (items, 3)), rng.normal(0, 0.3, (items, 3))
    drawn = lure + theta[:, None, None] * turn + rng.gumbel(size=(persons, items, 3))
    options = np.where(values == 1, 0, drawn.argmax(axis=2) + 1).astype(np.int16)
    speed = rng.normal(0, 0.3, persons)
    intensity, spread = rng.normal(4, 0.4, items), rng.uniform(0.3, 0.6, items)
    seconds = np.exp(rng.normal(intensity - speed[:, None], spread))
    return World(values, options, seconds, theta, b)


@pytest.fixture(scope="session")
def drawing():
    """Return the function that draws a world."""
    return draw
