"""What a credential says of the attempt that it rests on: true for the way the test was sat."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from skillmark.nouns.credibility import Credibility, FieldData
from skillmark.nouns.evidence import Result
from skillmark.server.assess import calibration, library
from skillmark.server.assess.models import AttemptRecord, Mode
from skillmark.server.assess.sitting import engine, telling
from skillmark.server.assess.sitting.results import results


def result(attempt: AttemptRecord) -> Result:
    """Return the result that travels: 1 of 1 where the candidate is told no score."""
    found = results(attempt)
    if telling.tells_result(attempt):
        return found
    return replace(found, score=1.0, maximum=1.0, cut=1.0, ability=None, standard_error=None)


def credibility(attempt: AttemptRecord) -> Credibility:
    """Return the bundle of the test as this attempt met it.

    Reliability, errors and accuracy of decisions are those of drawn forms. They say nothing of a
    test that chose its questions, so only what holds for both is kept there, and the items
    counted are those that were asked. How sure the decision is stands in the evidence.
    """
    found = calibration.credibility(attempt.delivery.test)
    if not engine.chosen(attempt.delivery):
        return found
    test, rules = library.noun(attempt.delivery.test), attempt.delivery.rules
    asked = Counter(test.item(name).skill for name, _order in attempt.form)
    return Credibility(
        test=found.test,
        blueprint=tuple((skill, asked[skill]) for skill, _n in test.blueprint if asked[skill]),
        cut=found.cut,
        field_data=FieldData.SIMULATED if rules["simulated"] else FieldData.REAL,
        persons=rules["persons"],
        judges=found.judges,
        cut_error=found.cut_error,
        fairness_examined=found.fairness_examined,
    )


def evidence(attempt: AttemptRecord) -> dict[str, Any]:
    """Return the evidence of a credential: which questions, how many, and what was decided."""
    words = f"{_asked(attempt)} {_decided(attempt)}"
    if attempt.simulated:
        words = f"Simulated responses. {words}"
    return {
        "id": f"urn:uuid:{attempt.pk}",
        "type": ["Evidence"],
        "name": str(library.noun(attempt.delivery.test).title),
        "narrative": words,
        "genre": "assessment",
    }


def _asked(attempt: AttemptRecord) -> str:
    number = len(attempt.form)
    match attempt.delivery.mode:
        case Mode.LINEAR:
            return f"{number} questions, the same for everybody, scored on the server:"
        case Mode.MASTERY:
            return (
                f"Mastery test: {number} questions within the blueprint, chosen for the cut score"
                " and scored on the server one by one until passing or failing was clear:"
            )
        case Mode.ADAPTIVE:
            return (
                f"Adaptive test: {number} questions within the blueprint, each chosen by the"
                " answers before it and scored on the server, until the result was precise:"
            )
        case _:
            return f"{number} questions drawn by blueprint, scored on the server:"


def _decided(attempt: AttemptRecord) -> str:
    stop = engine.stop_of(attempt)
    if not telling.tells_result(attempt):
        return "the cut score was reached."
    if stop is None:
        return f"{attempt.score:g} of {attempt.maximum:g} points; {attempt.cut:g} were needed."
    sure = stop["confidence"]
    known = (
        "even with everything that was not reached counted as wrong."
        if sure is None
        else f"with a probability of {_percent(sure)}, given the answers and the calibration."
    )
    if attempt.delivery.mode == Mode.MASTERY:
        return f"the cut score was reached, {known}"
    cut = attempt.delivery.rules["rules"]["cut"]
    return (
        f"an ability of {stop['estimate']:.2f}, standard error {stop['standard_error']:.2f}, in"
        f" standard deviations of those who calibrated; the cut score stands for {cut:.2f} and was"
        f" reached, {known}"
    )


def _percent(sure: float) -> str:
    return "more than 99 %" if sure >= 0.995 else f"{100 * sure:.0f} %"
