"""Items: which of them do their work, and which should somebody look at?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from skillmark.assess.precision.classical import ItemStatistics, item_statistics
from skillmark.assess.quality.figure import Column, Figure, Grid, Part, State, Unit, unknown
from skillmark.assess.quality.findings import Findings
from skillmark.assess.quality.judging import FEWEST_PERSONS, at_least
from skillmark.nouns.credibility import Interval

GOOD, LEAST = 0.30, 0.20
"""Discrimination: Ebel and Frisbie (1991): 0.30 and up good, below 0.20 poor."""
DRAWS = 60
EASY, HARD = 0.95, 0.10


def part(found: Findings) -> Part:
    """Return the section."""
    sample = found.sample
    if found.few:
        figure = unknown("flagged", Unit.COUNT, found.few.why, **found.few.facts)
        return Part("items", (figure,))
    rows = found.statistics
    reasons = [
        _reasons(one) + (["misfit"] if name in found.misfits else [])
        for name, one in zip(sample.items, rows, strict=True)
    ]
    columns = (
        Column("item", Unit.WORDS, sample.items),
        Column("difficulty", Unit.COEFFICIENT, tuple(r.difficulty if r else None for r in rows)),
        Column(
            "discrimination",
            Unit.COEFFICIENT,
            tuple(r.discrimination if r else None for r in rows),
        ),
        Column("error", Unit.COEFFICIENT, tuple(_error(r) for r in rows)),
        Column("people", Unit.COUNT, tuple(float(r.persons) if r else 0.0 for r in rows)),
        Column("look", Unit.WORDS, tuple(" ".join(one) for one in reasons)),
    )
    figures = (_flagged(reasons), _median(rows, _drawn(found)))
    return Part("items", figures, (Grid("items", columns),))


def _reasons(row: ItemStatistics | None) -> list[str]:
    """Return codes of why somebody should look at an item."""
    if row is None or row.persons < FEWEST_PERSONS:
        return ["rare"]
    said = []
    if row.discrimination is None:
        said.append("constant")
    elif row.discrimination < 0:
        said.append("negative")
    elif row.discrimination < LEAST:
        said.append("weak")
    if row.difficulty > EASY and "constant" not in said:
        said.append("easy")
    if row.difficulty < HARD and "constant" not in said:
        said.append("hard")
    return said


def _error(row: ItemStatistics | None) -> float | None:
    """Return the standard error of a correlation, (1 - r^2) / sqrt(n - 1)."""
    if row is None or row.discrimination is None or row.persons < 3:
        return None
    return (1 - row.discrimination**2) / math.sqrt(row.persons - 1)


def _flagged(reasons: list[list[str]]) -> Figure:
    rare = sum("rare" in one for one in reasons)
    named = sum(bool(one) and "rare" not in one for one in reasons)
    facts = {
        "items": len(reasons),
        "rare": rare,
        "negative": sum("negative" in one for one in reasons),
        "need": FEWEST_PERSONS,
    }
    if rare == len(reasons):
        return unknown("flagged", Unit.COUNT, "rare_items", **facts)
    state = State.FINE if not named and not rare else State.LOOK
    if facts["negative"]:
        state = State.POOR
    return Figure("flagged", state, Unit.COUNT, float(named), facts=facts)


def _known(rows: Sequence[ItemStatistics | None], *, fewest: int) -> list[float]:
    return [
        row.discrimination
        for row in rows
        if row and row.discrimination is not None and row.persons >= fewest
    ]


def _drawn(found: Findings) -> list[float]:
    """Return the median discrimination in draws of the people."""
    own, rng = found.sample.answered, found.rng("discrimination")
    medians = []
    for _ in range(DRAWS):
        rows = rng.integers(len(own.points), size=len(own.points))
        points = own.points[rows]
        asked = (~np.isnan(points)).sum(axis=0) > 1
        known = _known(item_statistics(points[:, asked], own.maxima[asked]), fewest=3)
        if known:
            medians.append(float(np.median(known)))
    return medians


def _median(rows: tuple[ItemStatistics | None, ...], drawn: list[float]) -> Figure:
    known = _known(rows, fewest=FEWEST_PERSONS)
    if not known:
        return unknown("discrimination", Unit.COEFFICIENT, "rare_items", need=FEWEST_PERSONS)
    middle = float(np.median(known))
    low, high = (float(one) for one in np.quantile(drawn or [middle], [0.025, 0.975]))
    interval = Interval(middle, min(low, middle), max(high, middle))
    return Figure(
        "discrimination",
        at_least(interval, good=GOOD, poor=LEAST),
        Unit.COEFFICIENT,
        middle,
        interval,
        facts={
            "good": GOOD,
            "poor": LEAST,
            "least": float(min(known)),
            "most": float(max(known)),
        },
    )
