"""What a credential carries of a quality report."""

from __future__ import annotations

from dataclasses import replace

from skillmark.assess.quality.figure import QualityReport
from skillmark.nouns.credibility import Credibility, Interval


def summarised(bundle: Credibility, made: QualityReport) -> Credibility:
    """Return the bundle with the figures of the report of the same responses.

    What the report does not know, the bundle does not say.
    """

    def interval(name: str) -> Interval | None:
        figure = made.figure(name)
        return figure.interval if figure else None

    def value(name: str) -> float | None:
        figure = made.figure(name)
        return figure.value if figure else None

    judges, raters = value("judges"), value("raters")
    return replace(
        bundle,
        reliability=interval("alpha"),
        sem=value("sem"),
        decision_accuracy=value("accuracy"),
        raters=int(raters or 0),
        omega=interval("omega"),
        decision_consistency=value("consistency"),
        truly_above=interval("truly_above"),
        rater_agreement=interval("agreement"),
        judges=None if judges is None else int(judges),
        cut_error=value("cut_error"),
        fairness_examined=value("dif") is not None,
    )
