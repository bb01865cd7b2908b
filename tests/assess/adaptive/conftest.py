"""Banks that the tests of this room draw for themselves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from skillmark.assess.adaptive.bank import Bank, bank_of

BLUEPRINT = (("A", 0.4), ("B", 0.3), ("C", 0.2), ("D", 0.1))


@pytest.fixture(scope="session")
def drawn() -> Callable[..., Bank]:
    """Return a function that draws a bank of items from a seed."""

    def draw(items: int = 120, seed: int = 1, enemies: int = 0, guess: float = 0.0) -> Bank:
        rng = np.random.default_rng(seed)
        a, b = rng.lognormal(0.1, 0.3, items), rng.normal(0, 1, items)
        area = rng.choice(["A", "B", "C", "D"], items, p=[0.4, 0.3, 0.2, 0.1])
        rows = [
            {"item": f"q{k:03d}", "a": a[k], "b": b[k], "c": guess, "content": area[k]}
            for k in range(items)
        ]
        for k in range(enemies):
            rows[k]["enemies"] = [f"q{items - 1 - k:03d}"]
        return bank_of(rows)

    return draw
