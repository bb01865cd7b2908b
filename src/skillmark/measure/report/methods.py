"""Which methods a report explains: those that it used, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from skillmark.measure.designs.design import Question
from skillmark.measure.designs.finding import Finding
from skillmark.measure.report.phrases import Said
from skillmark.render.document import Section

ALWAYS: Final = frozenset({"kinds", "people"})
BY_SECTION: Final = {
    "trend": {"days"},
    "belief": {"surveys"},
    "panel": {"starts"},
    "insight_calibration": {"calibration"},
    "insight_feedback": {"validity"},
    "insight_equity": {"equity"},
}
"""Which section needs which explanation."""
COSTED: Final = frozenset({"costs", "levels", "money"})
ORDER: Final = (
    "kinds", "days", "effect", "placebo", "starts", "costs", "levels", "money", "surveys",
    "validity", "calibration", "equity", "people",
)  # fmt: skip
"""As the sections that use them come."""


def used(sections: Sequence[Section], findings: Sequence[Finding], *, costed: bool) -> set[str]:
    """Return the keys of the methods that these sections and findings use.

    `costed` says whether costs or assumptions were entered: a bound alone needs no levels.
    """
    keys = set(ALWAYS).union(*(BY_SECTION.get(one.id, set()) for one in sections))
    if costed:
        keys |= COSTED
    for one in findings:
        asked = one.design.question
        if asked is Question.PROGRAMME:
            keys |= {"starts"}
        else:
            keys |= {"effect", "placebo"}
        if asked is Question.DAYS_TO_PRODUCTIVITY:
            keys |= {"days"}
    return keys


def methods(
    said: Said, sections: Sequence[Section], findings: Sequence[Finding], *, costed: bool
) -> tuple[tuple[str, str], ...]:
    """Return pairs of a term and what it means, in plain words."""
    keys = used(sections, findings, costed=costed)
    return tuple(
        (said[f"methods_{key}"], said[f"methods_{key}_text"]) for key in ORDER if key in keys
    )
