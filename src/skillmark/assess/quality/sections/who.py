"""Whom and what: who sat which version of the test, and does it ask what it should?"""

from __future__ import annotations

import numpy as np

from skillmark.assess.quality.figure import Column, Figure, Grid, Part, State, Unit, unknown
from skillmark.assess.quality.findings import Findings
from skillmark.assess.quality.judging import FEWEST_PERSONS
from skillmark.assess.quality.sample import Sample

ADVISED_PERSONS = 200
"""From here on the usual statistics of a test and its items are reasonably steady."""


def part(found: Findings) -> Part:
    """Return the section."""
    sample = found.sample
    figures = [
        _persons(sample),
        Figure("field_data", State.FACT, Unit.WORDS, said=sample.field_data.value),
        _days(sample),
        Figure("version", State.FACT, Unit.WORDS, said=sample.version)
        if sample.version
        else unknown("version", Unit.WORDS, "not_said"),
        Figure(
            "length",
            State.FACT,
            Unit.COUNT,
            float(sample.length),
            facts={"pool": len(sample.items), "same": "yes" if sample.complete else "no"},
        ),
    ]
    if not sample.blueprint:
        figures.append(unknown("blueprint", Unit.SHARE, "no_blueprint"))
        return Part("who", tuple(figures))
    grid, met = _blueprint(sample)
    if not sample.persons:
        figures.append(unknown("blueprint", Unit.SHARE, "nobody"))
    else:
        state = State.FINE if met == 1 else State.LOOK
        figures.append(Figure("blueprint", state, Unit.SHARE, met))
    return Part("who", tuple(figures), (grid,))


def _persons(sample: Sample) -> Figure:
    count = sample.persons
    state = State.FINE if count >= ADVISED_PERSONS else State.LOOK
    return Figure(
        "persons",
        State.POOR if count < FEWEST_PERSONS else state,
        Unit.COUNT,
        float(count),
        facts={"advised": ADVISED_PERSONS, "need": FEWEST_PERSONS},
    )


def _days(sample: Sample) -> Figure:
    if sample.days is None:
        return unknown("days", Unit.WORDS, "no_days")
    first, last = (day.isoformat() for day in sample.days)
    return Figure("days", State.FACT, Unit.WORDS, said=f"{first}/{last}")


def _blueprint(sample: Sample) -> tuple[Grid, float]:
    """Return how many items a skill should have and has, and the share of forms that keep to it."""
    asked = ~np.isnan(sample.answered.points)
    keeps = np.ones(len(asked), dtype=bool)
    got, pool = [], []
    for skill, count in sample.blueprint:
        own = np.array([one == skill for one in sample.skills], dtype=bool)
        each = asked[:, own].sum(axis=1) if len(own) else np.zeros(len(asked))
        keeps &= each == count
        got.append(float(each.mean()) if len(each) else None)
        pool.append(float(own.sum()))
    columns = (
        Column("skill", Unit.WORDS, tuple(skill for skill, _ in sample.blueprint)),
        Column("wanted", Unit.COUNT, tuple(float(count) for _, count in sample.blueprint)),
        Column("asked", Unit.COEFFICIENT, tuple(got)),
        Column("pool", Unit.COUNT, tuple(pool)),
    )
    return Grid("blueprint", columns), float(keeps.mean()) if len(keeps) else 0.0
