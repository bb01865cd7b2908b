"""Scale: what the model of the items says about where the test measures well."""

from __future__ import annotations

import numpy as np

from skillmark.assess.precision.classical import Floats
from skillmark.assess.quality.figure import Column, Figure, Grid, Part, State, Unit, unknown
from skillmark.assess.quality.findings import MODEL, Findings, Refusal
from skillmark.assess.quality.judging import at_least
from skillmark.assess.quality.sample import FULL, Sample
from skillmark.assess.scaling.ability import test_information
from skillmark.assess.scaling.calibration import ADVISED_PERSONS, Calibration
from skillmark.assess.scaling.response_model import ItemParameters, Model
from skillmark.nouns.credibility import Interval

REACH = np.round(np.linspace(-4, 4, 81), 10)
GOOD, LEAST = 0.80, 0.70
"""Reliability at the cut, 1 - SE^2 / (1 + SE^2) for people whose abilities have variance 1."""
WELL = 0.5
"""Standard error, in standard deviations, up to which the test is said to measure well."""
DRAWS = 200


def part(found: Findings) -> Part:
    """Return the section."""
    known = found.calibration
    if isinstance(known, Refusal):
        names = (
            ("model", Unit.WORDS),
            ("reliability_at_cut", Unit.COEFFICIENT),
            ("range", Unit.WORDS),
        )
        return Part("scale", tuple(unknown(name, u, known.why, **known.facts) for name, u in names))
    weights, returns = _form(found.sample, known)
    curve = _information(known.parameters, weights, REACH)
    figures = (_model(known), *_at_cut(found, known, weights, returns), _range(curve))
    columns = (
        Column("ability", Unit.DEVIATIONS, tuple(float(one) for one in REACH)),
        Column("information", Unit.COEFFICIENT, tuple(round(float(one), 6) for one in curve)),
    )
    cut = _ability_at_cut(found.sample, known.parameters, weights, returns)
    facts = {} if cut is None else {"cut": cut}
    return Part("scale", figures, (Grid("information", columns, facts), _map(known)))


def _map(known: Calibration) -> Grid:
    p, e = known.parameters, known.errors
    columns = (
        Column("item", Unit.WORDS, known.items),
        Column("a", Unit.COEFFICIENT, _finite(p.a)),
        Column("a_error", Unit.COEFFICIENT, _finite(e.a)),
        Column("b", Unit.DEVIATIONS, _finite(p.b)),
        Column("b_error", Unit.DEVIATIONS, _finite(known.difficulty_errors)),
    )
    return Grid("parameters", columns)


def _finite(values: Floats) -> tuple[float | None, ...]:
    return tuple(float(one) if np.isfinite(one) else None for one in values)


def _model(known: Calibration) -> Figure:
    advised = ADVISED_PERSONS[Model(MODEL)]
    settled = known.converged and known.persons >= advised
    return Figure(
        "model",
        State.FINE if settled else State.LOOK,
        Unit.WORDS,
        said=known.model.value.upper(),
        facts={"people": known.persons, "advised": advised, "items": len(known.items)},
    )


def _form(sample: Sample, known: Calibration) -> tuple[Floats, Floats]:
    """Return how often each calibrated item is in a form, and its points short of full ones.

    The second is points x 2: what those who miss full points earn on average, and the maximum.
    """
    place = [sample.items.index(name) for name in known.items]
    points, maxima = sample.answered.points[:, place], sample.maxima[place]
    seen = ~np.isnan(points)
    short = seen & (points < maxima - FULL)
    partial = np.where(short, points, 0).sum(axis=0) / np.maximum(short.sum(axis=0), 1)
    return seen.mean(axis=0), np.stack([partial, maxima], axis=1)


def _information(parameters: ItemParameters, weights: Floats, theta: Floats) -> Floats:
    """Return the information of an average form: each item counts as often as it is asked."""
    each = [
        test_information(
            ItemParameters(
                parameters.a[k : k + 1], parameters.d[k : k + 1], parameters.c[k : k + 1]
            ),
            theta,
        )
        for k in range(len(weights))
    ]
    return np.asarray(weights @ np.array(each))


def _ability_at_cut(
    sample: Sample, parameters: ItemParameters, weights: Floats, returns: Floats
) -> float | None:
    """Return the ability whose expected score on an average form is the cut, if one is."""
    if sample.cut is None:
        return None
    theta = np.linspace(-6, 6, 1201)
    right = parameters.probability(theta)
    partial, full = returns.T[:, :, None]
    expected = weights @ (right * full + (1 - right) * partial)
    most = float(weights @ returns[:, 1])
    share = (sample.cut.score - sample.minimum) / (sample.maximum - sample.minimum)
    lowest = -most if sample.signed else 0.0
    wanted = lowest + share * (most - lowest)
    above = np.flatnonzero(expected >= wanted)
    if not len(above) or above[0] == 0:
        return None
    return float(theta[above[0]])


def _at_cut(
    found: Findings, known: Calibration, weights: Floats, returns: Floats
) -> tuple[Figure, ...]:
    """Return reliability and standard error at the cut.

    The interval comes from parameters drawn within their standard errors.
    """
    names = ("reliability_at_cut", "error_at_cut")
    units = (Unit.COEFFICIENT, Unit.DEVIATIONS)
    if found.sample.cut is None:
        return tuple(unknown(n, u, "no_cut") for n, u in zip(names, units, strict=True))
    at = _ability_at_cut(found.sample, known.parameters, weights, returns)
    if at is None:
        return tuple(unknown(n, u, "cut_off_scale") for n, u in zip(names, units, strict=True))
    rng = found.rng("scale")
    errors = np.nan_to_num(known.errors.a), np.nan_to_num(known.difficulty_errors)
    drawn = []
    for _ in range(DRAWS):
        a = known.parameters.a + rng.standard_normal(len(weights)) * errors[0]
        b = known.parameters.b + rng.standard_normal(len(weights)) * errors[1]
        one = ItemParameters(a, -a * b, known.parameters.c)
        theta = _ability_at_cut(found.sample, one, weights, returns)
        drawn.append(_information(one, weights, np.array([at if theta is None else theta]))[0])
    value = float(_information(known.parameters, weights, np.array([at]))[0])
    low, high = (float(one) for one in np.percentile(drawn, [2.5, 97.5]))
    information = Interval(value, min(low, value), max(high, value))
    steady = Interval(*(one / (one + 1) for one in _ends(information)))
    error = Interval(value**-0.5, information.high**-0.5, information.low**-0.5)
    state = at_least(steady, good=GOOD, poor=LEAST)
    facts = {"good": GOOD, "poor": LEAST, "at": at}
    return (
        Figure(names[0], state, units[0], steady.estimate, steady, facts=facts),
        Figure(names[1], State.FACT, units[1], error.estimate, error, facts={"at": at}),
    )


def _ends(one: Interval) -> tuple[float, float, float]:
    return one.estimate, one.low, one.high


def _range(curve: Floats) -> Figure:
    """Return between which abilities the standard error is at most half a deviation."""
    well = REACH[curve >= WELL**-2]
    if not len(well):
        return Figure("range", State.POOR, Unit.WORDS, said="nowhere", facts={"least": WELL})
    facts = {"from": float(well[0]), "to": float(well[-1]), "least": WELL}
    return Figure("range", State.FACT, Unit.WORDS, said="between", facts=facts)
