"""Reliability: would the same people get much the same scores again?"""

from __future__ import annotations

import numpy as np

from skillmark.assess.precision.classical import Floats, Reliability
from skillmark.assess.precision.classical import reliability as classical
from skillmark.assess.precision.conditional import conditional_errors
from skillmark.assess.quality.average_form import AverageForm
from skillmark.assess.quality.figure import Column, Figure, Grid, Part, State, Unit, unknown
from skillmark.assess.quality.findings import Findings, Refusal
from skillmark.assess.quality.judging import at_least, at_most
from skillmark.assess.quality.sample import Sample
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

GOOD, LEAST = 0.80, 0.70
"""EFPA's review model (2013): 0.80 good, below 0.70 inadequate for decisions about people."""
DRAWS = 1000
GAPS_DRAWS = 100
LEAST_DRAWS = 90
"""Draws that must give a figure for an interval to be told."""
WIDE = 0.15
"""Share of the score range beyond which the error of measurement is called large; our own bar."""


def part(found: Findings) -> Part:
    """Return the section."""
    known = found.reliability
    if isinstance(known, Refusal):
        alpha = unknown("alpha", Unit.COEFFICIENT, known.why, **known.facts, good=GOOD, poor=LEAST)
        error = unknown("sem", Unit.POINTS, known.why, **known.facts)
    else:
        alpha = _coefficient("alpha", known.alpha)
        error = _error(known, found)
    at_cut, grids = _conditional(found)
    return Part("reliability", (alpha, _omega(found), error, *at_cut), grids)


def _omega(found: Findings) -> Figure:
    known = found.omega
    if isinstance(known, Refusal):
        return unknown("omega", Unit.COEFFICIENT, known.why, **known.facts, good=GOOD, poor=LEAST)
    return _coefficient("omega", known)


def _conditional(found: Findings) -> tuple[tuple[Figure, ...], tuple[Grid, ...]]:
    """Return the standard error at the cut, and at every score."""
    sample, known = found.sample, found.conditional
    if isinstance(known, Refusal):
        return (unknown("sem_at_cut", Unit.POINTS, known.why, **known.facts),), ()
    scores, errors = [one.score for one in known], [one.error for one in known]
    columns = (
        Column("score", Unit.POINTS, tuple(scores)),
        Column("error", Unit.POINTS, tuple(errors)),
    )
    grid = Grid("errors", columns)
    if sample.cut is None:
        return (unknown("sem_at_cut", Unit.POINTS, "no_cut"),), (grid,)
    if not scores[0] <= sample.cut.score <= scores[-1]:
        return (unknown("sem_at_cut", Unit.POINTS, "cut_off_scale"),), (grid,)
    at = float(np.interp(sample.cut.score, scores, errors))
    return (_at_cut(at, _drawn_at_cut(found, sample.cut.score), sample),), (grid,)


def _at_cut(error: float, drawn: list[float], sample: Sample) -> Figure:
    bars = _bars(sample)
    low, high = np.quantile([error] if len(drawn) < LEAST_DRAWS else drawn, [0.025, 0.975])
    interval = Interval(error, min(float(low), error), max(float(high), error))
    state = at_most(interval, good=bars["good"], poor=bars["poor"])
    if len(drawn) < LEAST_DRAWS:
        # Without an interval it cannot be told whether all of it is within the bar.
        known = State.POOR if state is State.POOR else State.LOOK
        return Figure("sem_at_cut", known, Unit.POINTS, error, facts=bars)
    return Figure("sem_at_cut", state, Unit.POINTS, error, interval, facts=bars)


def _drawn_at_cut(found: Findings, cut: float) -> list[float]:
    """Return the error at the cut in draws of the people or, for drawn forms, of parameters."""
    sample, rng, drawn = found.sample, found.rng("sem_at_cut"), []
    if not sample.complete:
        known = found.calibration
        if isinstance(known, Refusal):
            return []
        form = AverageForm.of(sample, known)
        for one in form.drawn(known, rng, GAPS_DRAWS):
            at = one.ability_at(cut)
            if at is not None:
                drawn.append(float(one.error(np.array([at]))[0]))
        return drawn
    points = sample.answered.points
    for _ in range(GAPS_DRAWS):
        rows = rng.integers(len(points), size=len(points))
        try:
            at = conditional_errors(points[rows], sample.maxima).at(cut / sample.scale)
        except InputError:
            continue
        if at is not None:
            drawn.append(at * sample.scale)
    return drawn


def _bars(sample: Sample) -> dict[str, float]:
    span = sample.maximum - sample.minimum
    return {"good": span * WIDE / 1.5, "poor": span * WIDE}


def _coefficient(name: str, interval: Interval) -> Figure:
    return Figure(
        name,
        at_least(interval, good=GOOD, poor=LEAST),
        Unit.COEFFICIENT,
        interval.estimate,
        interval,
        facts={"good": GOOD, "poor": LEAST},
    )


def standard_error(known: Reliability, found: Findings) -> Interval:
    """Return the standard error of measurement with its interval, on the scale of the cut.

    The interval holds the middle of what people drawn with replacement give (Efron and
    Tibshirani 1993).
    """
    sample, rng = found.sample, found.rng("sem")
    points = sample.answered.points
    drawn = _drawn(points, sample.length, rng) if sample.complete else []
    while not sample.complete and len(drawn) < GAPS_DRAWS:
        rows = rng.integers(len(points), size=len(points))
        try:
            drawn.append(classical(points[rows], length=sample.length).sem)
        except InputError:
            drawn.append(known.sem)  # nobody differs in this draw: it says nothing
    error = known.sem * sample.scale
    tail = (1 - known.alpha.confidence) / 2
    low, high = np.quantile([one * sample.scale for one in drawn], [tail, 1 - tail])
    return Interval(error, min(float(low), error), max(float(high), error), known.alpha.confidence)


def _drawn(points: Floats, length: int, rng: np.random.Generator) -> list[float]:
    """Return the standard error of measurement in every draw of the people.

    A draw is how often everybody was drawn, so that all of it is products of matrices.
    """
    persons = len(points)
    times = rng.multinomial(persons, np.full(persons, 1 / persons), size=DRAWS).astype(float)
    centred = points - points.mean(axis=0)
    sums = centred.sum(axis=1)
    freedom = persons / (persons - 1)
    own = ((times @ centred**2) / persons - ((times @ centred) / persons) ** 2).sum(axis=1)
    total = (times @ sums**2) / persons - ((times @ sums) / persons) ** 2
    # length x (mean variance of an item - mean covariance of two)
    square = freedom * (own - (total - own) / (length - 1))
    return [float(one) for one in np.sqrt(np.maximum(square, 0))]


def _error(known: Reliability, found: Findings) -> Figure:
    interval = standard_error(known, found)
    span = found.sample.maximum - found.sample.minimum
    share = Interval(*(one / span for one in (interval.estimate, interval.low, interval.high)))
    return Figure(
        "sem",
        at_most(share, good=WIDE / 1.5, poor=WIDE),
        Unit.POINTS,
        interval.estimate,
        interval,
        facts={
            "maximum": found.sample.maximum,
            "twice": 2 * interval.estimate,
            **_bars(found.sample),
        },
    )
