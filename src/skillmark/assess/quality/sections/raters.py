"""Raters: do people who score answers agree?"""

from __future__ import annotations

import numpy as np

from skillmark.assess.precision.classical import Floats
from skillmark.assess.precision.items import wilson
from skillmark.assess.precision.krippendorff import Level, krippendorff
from skillmark.assess.precision.minimums import MINIMUMS
from skillmark.assess.quality.figure import Figure, Part, State, Unit, unknown
from skillmark.assess.quality.findings import Findings
from skillmark.assess.quality.judging import at_least
from skillmark.nouns.errors import InputError

GOOD, LEAST = 0.80, 0.667
"""Krippendorff (2004): 0.800 to rely on, 0.667 for tentative conclusions."""


def part(found: Findings) -> Part:
    """Return the section."""
    sample = found.sample
    if not sample.raters and sample.ratings is None:
        return Part("raters", (Figure("raters", State.FACT, Unit.COUNT, 0.0),))
    raters = Figure("raters", State.FACT, Unit.COUNT, float(sample.raters))
    if sample.raters < 2 or sample.ratings is None:
        why = "one_rater" if sample.raters < 2 else "no_double_ratings"
        return Part("raters", (raters, unknown("agreement", Unit.COEFFICIENT, why)))
    agreement = _agreement(found, sample.ratings)
    if not sample.adjudicated or not sample.adjudicated[1]:
        return Part("raters", (raters, agreement))
    return Part("raters", (raters, agreement, _adjudicated(*sample.adjudicated)))


def _adjudicated(decided: int, of: int) -> Figure:
    """Return how often somebody else had to decide, with Wilson's interval."""
    share = decided / of
    facts = {"decided": decided, "of": of}
    interval = wilson(share, of, 0.95)
    return Figure("adjudicated", State.FACT, Unit.SHARE, share, interval, facts=facts)


def _agreement(found: Findings, ratings: Floats) -> Figure:
    facts = {"good": GOOD, "poor": LEAST}
    twice = int(((~np.isnan(ratings)).sum(axis=1) >= 2).sum())
    need = MINIMUMS["agreement"].least
    if twice < need:
        return unknown("agreement", Unit.COEFFICIENT, "few_ratings", have=twice, need=need, **facts)
    try:
        interval = krippendorff(
            ratings, level=Level.INTERVAL, rng=found.rng("agreement"), draws=found.draws
        )
    except InputError as error:
        return unknown("agreement", Unit.COEFFICIENT, "refused", cause=str(error), **facts)
    state = at_least(interval, good=GOOD, poor=LEAST)
    return Figure("agreement", state, Unit.COEFFICIENT, interval.estimate, interval, facts=facts)
