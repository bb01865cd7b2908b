"""Samples of simulated people, as many and as able as a test wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from skillmark.assess.quality.sample import Grouping, Sample
from skillmark.nouns.credibility import CutScore, FieldData

Draw = Callable[..., Sample]


def draw(
    persons: int = 300,
    items: int = 24,
    *,
    seed: int = 1,
    groups: tuple[str, ...] = (),
    field_data: FieldData = FieldData.REAL,
    **more: Any,
) -> Sample:
    """Return a sample of a two-parameter model; `groups` are dealt out at random."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(0.3, 1, persons)
    slope, place = rng.lognormal(0.1, 0.25, items), rng.normal(0, 0.9, items)
    chance = 1 / (1 + np.exp(-slope * (ability[:, None] - place)))
    points = (rng.random((persons, items)) < chance).astype(float)
    given = {
        "test": "drawn",
        "title": {"en": "Drawn test", "de": "Gezogener Test"},
        "organisation": "Academy",
        "items": tuple(f"secret-{k:02d}" for k in range(items)),
        "points": points,
        "maxima": np.ones(items),
        "field_data": field_data,
        "cut": CutScore(
            items / 2, items, "modified Angoff", "needed at work", "Board", date(2026, 5, 3)
        ),
        "days": (date(2026, 5, 4), date(2026, 6, 6)),
        "groupings": (Grouping("language", tuple(rng.choice(groups, persons).tolist())),)
        if groups
        else (),
        "seed": 7,
    }
    return Sample(**(given | more))


@pytest.fixture(scope="session")
def sample() -> Draw:
    """Return the function that draws samples."""
    return draw
