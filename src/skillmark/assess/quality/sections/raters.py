"""Raters: do people who score answers agree?"""

from __future__ import annotations

from skillmark.assess.quality.figure import Figure, Part, State, Unit, unknown
from skillmark.assess.quality.findings import Findings

GOOD, LEAST = 0.80, 0.667
"""Krippendorff (2004): 0.800 to rely on, 0.667 for tentative conclusions."""


def part(found: Findings) -> Part:
    """Return the section."""
    sample = found.sample
    if not sample.raters and not sample.ratings:
        return Part("raters", (Figure("raters", State.FACT, Unit.COUNT, 0.0),))
    raters = Figure("raters", State.FACT, Unit.COUNT, float(sample.raters))
    if sample.raters < 2 or not sample.ratings:
        why = "one_rater" if sample.raters < 2 else "no_double_ratings"
        return Part("raters", (raters, unknown("agreement", Unit.COEFFICIENT, why)))
    return Part("raters", (raters, unknown("agreement", Unit.COEFFICIENT, "no_double_ratings")))
