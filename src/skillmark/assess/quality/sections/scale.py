"""Scale: what the model of the items says about where the test measures well."""

from __future__ import annotations

import numpy as np

from skillmark.assess.precision.classical import Floats
from skillmark.assess.quality.average_form import AverageForm
from skillmark.assess.quality.figure import Column, Figure, Grid, Part, State, Unit, unknown
from skillmark.assess.quality.findings import MODEL, Findings, Refusal
from skillmark.assess.quality.judging import FEWEST_PERSONS, at_least, at_most
from skillmark.assess.scaling.calibration import ADVISED_PERSONS, Calibration
from skillmark.assess.scaling.response_model import Model
from skillmark.nouns.credibility import Interval

REACH = np.round(np.linspace(-4, 4, 81), 10)
GOOD, LEAST = 0.80, 0.70
"""Reliability at the cut, 1 - SE^2 / (1 + SE^2) for people whose abilities have variance 1."""
WELL = 0.5
"""Standard error, in standard deviations, up to which the test is said to measure well."""
DRAWS = 200
CLOSE, ADEQUATE = 0.05, 0.089
"""Maydeu-Olivares and Joe (2014): bars of the RMSEA of M2."""


def part(found: Findings) -> Part:
    """Return the section."""
    known = found.calibration
    if isinstance(known, Refusal):
        names = (
            ("model", Unit.WORDS),
            ("reliability_at_cut", Unit.COEFFICIENT),
            ("range", Unit.WORDS),
            ("rmsea", Unit.COEFFICIENT),
            ("misfit", Unit.COUNT),
        )
        return Part("scale", tuple(unknown(name, u, known.why, **known.facts) for name, u in names))
    form = AverageForm.of(found.sample, known)
    curve = form.information(REACH)
    figures = (_model(known), *_at_cut(found, known, form), _range(curve), *_fit(found))
    columns = (
        Column("ability", Unit.DEVIATIONS, tuple(float(one) for one in REACH)),
        Column("information", Unit.COEFFICIENT, tuple(round(float(one), 6) for one in curve)),
    )
    cut = None if found.sample.cut is None else form.ability_at(found.sample.cut.score)
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


def _fit(found: Findings) -> tuple[Figure, Figure]:
    """Return the misfit of the whole model, and how many items it does not describe."""
    whole, items = found.limited, found.fits
    bars = {"good": CLOSE, "poor": ADEQUATE}
    if isinstance(whole, Refusal):
        rmsea = unknown("rmsea", Unit.COEFFICIENT, whole.why, **whole.facts, **bars)
    else:
        span = Interval(whole.rmsea, whole.rmsea_low, whole.rmsea_high, 0.90)
        state = at_most(span, good=CLOSE, poor=ADEQUATE)
        rmsea = Figure("rmsea", state, Unit.COEFFICIENT, whole.rmsea, span, facts=bars)
    if isinstance(items, Refusal):
        return rmsea, unknown("misfit", Unit.COUNT, items.why, **items.facts)
    told = [one for one in items.items if one.adjusted is not None]
    if not told:
        return rmsea, unknown("misfit", Unit.COUNT, "rare_items", need=FEWEST_PERSONS)
    count = len(found.misfits)
    settled = not count and len(told) == len(items.items)
    state = State.FINE if settled else State.LOOK
    return rmsea, Figure("misfit", state, Unit.COUNT, float(count))


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


def _at_cut(found: Findings, known: Calibration, form: AverageForm) -> tuple[Figure, ...]:
    """Return reliability and standard error at the cut.

    The interval comes from parameters drawn within their standard errors.
    """
    names = ("reliability_at_cut", "error_at_cut")
    units = (Unit.COEFFICIENT, Unit.DEVIATIONS)
    cut = found.sample.cut
    at = None if cut is None else form.ability_at(cut.score)
    if cut is None or at is None:
        why = "no_cut" if cut is None else "cut_off_scale"
        return tuple(unknown(n, u, why) for n, u in zip(names, units, strict=True))
    drawn = []
    for one in form.drawn(known, found.rng("scale"), DRAWS):
        theta = one.ability_at(cut.score)
        drawn.append(one.information(np.array([at if theta is None else theta]))[0])
    value = float(form.information(np.array([at]))[0])
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
