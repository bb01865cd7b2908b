"""Made-up answers with a known truth, for demonstrations and tests; nothing about real people.

Everybody has an inclination z, standard normal, that colours all answers. To each question a
latent answer `shift + lift + 0.7 z + e` (e standard normal) is cut into the points of its scale at
-1.1, -0.35, 0.4 and 1.2; `shift` is the question's own, `lift` what a wave or a group adds. One in
twelve answers "don't know". Who is asked answers with a chance that falls with the inclination:
those who like it answer more, so that non-response biases, as it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.surveys.instruments import Instrument, Question
from skillmark.measure.surveys.scales import Kind
from skillmark.measure.surveys.tally import Row
from skillmark.measure.table import Floats

CUTS = (-1.1, -0.35, 0.4, 1.2)
LOADING, DONT_KNOW = 0.7, 1 / 12


@dataclass(frozen=True, slots=True)
class Made:
    """Who answered, and what everybody who was asked would have said."""

    rows: tuple[Row, ...]
    asked: int
    truth: Mapping[str, float]
    """Share of the answers that count among everybody asked, by question."""


def simulate(
    instrument: Instrument,
    *,
    asked: int,
    rng: np.random.Generator,
    lift: Mapping[str, float] | None = None,
    group_lift: float = 0.5,
    response: float = 0.6,
) -> Made:
    """Draw the answers of `asked` people; `lift` moves questions, `group_lift` the first groups."""
    z = rng.normal(size=asked)
    groups = {
        one.id: rng.integers(1, len(one.scale.options) + 1, asked) for one in instrument.groups
    }
    first = next(iter(groups.values()), np.ones(asked, dtype=int))
    codes, truth = {}, {}
    for place, question in enumerate(instrument.scored):
        latent = (
            -0.25 + 0.18 * (place % 4) + (lift or {}).get(question.id, 0.0)
            + group_lift * (first <= 2) + LOADING * z + rng.normal(size=asked)
        )  # fmt: skip
        full = _cut(question, latent)
        truth[question.id] = float(np.isin(full, list(question.scale.favourable)).mean())
        unsure = rng.random(asked) < DONT_KNOW
        codes[question.id] = np.where(unsure, -1, full)
    likely = response + 0.12 * np.tanh(z)
    answers = rng.random(asked) < likely
    everything = {**codes, **groups}
    rows = tuple(
        {name: int(values[who]) for name, values in everything.items()}
        for who in np.flatnonzero(answers)
    )
    return Made(rows, asked, truth)


def _cut(question: Question, latent: Floats) -> NDArray[np.intp]:
    points = len(question.scale.options)
    if question.scale.kind is Kind.FACT:
        return np.where(latent > 0, 1, 2)
    code: NDArray[np.intp] = np.digitize(latent, CUTS[: points - 1]) + 1
    # On scales whose first points are the good ones, more is better means a lower code.
    return points + 1 - code if 1 in question.scale.favourable else code
