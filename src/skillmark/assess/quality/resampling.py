"""Decisions at a cut score with intervals, for forms that may differ from person to person.

The figures are those of Livingston and Lewis (`skillmark.assess.precision.consistency`); the
intervals are percentiles over people drawn with replacement (Efron and Tibshirani 1993), with
reliability and the distribution of true scores estimated anew in every draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from skillmark.assess.precision.classical import reliability
from skillmark.assess.precision.consistency import Decision, livingston_lewis
from skillmark.assess.quality.sample import Sample
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

DRAWS = 200
FEWEST_DRAWS = 0.9
"""Share of the draws that must give figures for an interval to be told."""
NAMES = (
    "accuracy", "consistency", "kappa", "truly_above", "truly_below", "false_pass", "false_fail"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decisions:
    """What can be said of pass and fail at a cut score."""

    accuracy: Interval
    consistency: Interval
    kappa: Interval
    truly_above: Interval | None
    """P(true score >= cut | passed); `None` where hardly anybody passes."""
    truly_below: Interval | None
    """P(true score < cut | failed); `None` where hardly anybody fails."""
    false_pass: Interval
    false_fail: Interval


RARE = 0.01
"""With fewer people on one side of the cut, what is true of them cannot be told."""


def decide(
    sample: Sample, *, rng: np.random.Generator, draws: int = DRAWS, confidence: float = 0.95
) -> Decisions:
    """Return the figures of decisions at the sample's cut score, each with its interval.

    Raises `InputError` for what `livingston_lewis` and `reliability` refuse, and where so many
    draws have no figures that an interval would not be honest.
    """
    own = sample.answered
    first = _figures(own.points, own.scores, sample)
    made = []
    for _ in range(draws):
        rows = rng.integers(len(own.points), size=len(own.points))
        try:
            made.append(_figures(own.points[rows], own.scores[rows], sample))
        except InputError:
            continue
    if len(made) < FEWEST_DRAWS * draws:
        raise InputError("these responses are too few or too alike for decisions to be judged")
    tails = 100 * np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    spans = np.nanpercentile(np.array(made), tails, axis=0)
    found = {
        name: None
        if np.isnan(value)
        else Interval(float(value), min(low, value), max(high, value), confidence)
        for name, value, low, high in zip(NAMES, first, *spans.tolist(), strict=True)
    }
    return Decisions(**found)  # type: ignore[arg-type]  # only what may be None can be


def _figures(points: np.ndarray, scores: np.ndarray, sample: Sample) -> list[float]:  # type: ignore[type-arg]
    assert sample.cut is not None  # noqa: S101 (the caller has looked)
    alpha = reliability(points, length=sample.length).alpha.estimate
    decision = livingston_lewis(
        scores,
        reliability=alpha,
        cut=sample.cut.score,
        maximum=sample.maximum,
        minimum=sample.minimum,
    )
    share = (sample.cut.score - sample.minimum) / (sample.maximum - sample.minimum)
    return [
        decision.accuracy,
        decision.consistency,
        decision.kappa,
        *_truly(decision, share),
        decision.false_pass,
        decision.false_fail,
    ]


def _truly(decision: Decision, cut: float) -> tuple[float, float]:
    """Return P(above | passed) and P(below | failed)."""
    true = decision.true_scores
    split = float(np.clip((cut - true.low) / (true.high - true.low), 0, 1))
    above = 1 - float(special.betainc(true.alpha, true.beta, split))
    passed = above - decision.false_fail + decision.false_pass
    failed = 1 - passed
    return (
        1 - decision.false_pass / passed if passed > RARE else np.nan,
        1 - decision.false_fail / failed if failed > RARE else np.nan,
    )
