"""What a calibration will need, said before it starts."""

from __future__ import annotations

from skillmark.assess.scaling.marginal import SHARES
from skillmark.assess.scaling.response_model import Model
from skillmark.nouns.errors import InputError

COPIES = 6
"""Bytes a response while patterns are looked for: itself, sorted, right, seen, and their keys."""
MATRICES = 6
"""Free x free: informations, factor, inverse, and those that are being added up."""


def bytes_needed(persons: int, items: int, model: Model, *, standard_errors: bool) -> int:
    """Return about how much memory a calibration takes at most."""
    free = {Model.ONE: items + 1, Model.TWO: 2 * items, Model.THREE: 3 * items}[model]
    matrices = 8 * free**2 * (MATRICES + SHARES) if standard_errors else 0
    return 100_000_000 + COPIES * persons * items + matrices


def check(
    persons: int, items: int, model: Model, *, standard_errors: bool, memory: float | None
) -> None:
    """Raise `InputError` (`too_large`) where it is more than `memory` bytes."""
    needed = bytes_needed(persons, items, model, standard_errors=standard_errors)
    if memory is None or needed <= memory:
        return
    quick = bytes_needed(persons, items, model, standard_errors=False)
    raise InputError(
        f"{persons:,} people and {items:,} items need about {needed / 1e9:.1f} GB of memory;"
        f" there are {memory / 1e9:.1f} GB",
        remedy=(
            f"without standard errors it takes {quick / 1e9:.1f} GB (--quick)"
            if standard_errors and quick <= memory
            else "calibrate a random part of the people, or parts of the test that share items"
        ),
        code="too_large",
    )
