"""Draws of all quantities of a model, the same to the digit for the same seed.

Every quantity has a stream of random numbers of its own, named by the seed and the quantity: an
assumption that is added or changed leaves the draws of all others as they were, so that two models
differ by what was changed and not by chance. Estimates that share their data share a common part.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from scipy.special import ndtr

from skillmark.measure.costs.assumption import Assumption
from skillmark.measure.costs.model import Model
from skillmark.measure.table import Floats

Draws = dict[str, Floats]


def factors(model: Model) -> dict[str, tuple[str, ...]]:
    """Return what varies by itself: single quantities, and groups that share their data."""
    found: dict[str, list[str]] = {}
    for one in model.quantities:
        if not one.sure:
            shared = one.shares_data if model.together > 0 else ""
            found.setdefault(f"data:{shared}" if shared else one.name, []).append(one.name)
    return {name: tuple(names) for name, names in found.items()}


def draw(model: Model, *, seed: int, size: int, copy: int = 0) -> Draws:
    """Draw `size` values of every quantity; `copy` names independent sets of draws."""
    groups: dict[str, list[Assumption]] = {}
    drawn: Draws = {}
    for one in model.quantities:
        if one.shares_data and not one.sure:
            groups.setdefault(one.shares_data, []).append(one)
        else:
            drawn[one.name] = one.draw(_stream(seed, copy, one.name), size)
    for mark, members in groups.items():
        common = _stream(seed, copy, f"data:{mark}").standard_normal(size)
        for one in members:
            own = _stream(seed, copy, one.name).standard_normal(size)
            z = np.sqrt(model.together) * common + np.sqrt(1 - model.together) * own
            drawn[one.name] = one.quantile(ndtr(z))
    return drawn


def _stream(seed: int, copy: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, copy, crc32(name.encode())])
