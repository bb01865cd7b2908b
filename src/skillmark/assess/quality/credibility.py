"""From the responses to a test to the bundle that says how far its results can be believed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from skillmark.assess.items import Test
from skillmark.assess.precision.classical import Floats, Reliability, reliability
from skillmark.assess.precision.consistency import livingston_lewis
from skillmark.assess.scoring import Score
from skillmark.nouns.credibility import Credibility, CutScore, FieldData
from skillmark.nouns.errors import InputError

FEWEST_PERSONS = 30
"""With fewer people no figure is printed: it would be noise, and could point to someone."""


def credibility(
    test: Test,
    attempts: Sequence[Sequence[Score]],
    cut: CutScore,
    *,
    field_data: FieldData,
    raters: int = 0,
) -> Credibility:
    """Return the credibility bundle of `test`.

    `attempts` are the scores of one attempt a person (`skillmark.assess.scoring.score_items`);
    forms may differ from person to person. Attempts in which something is pending are not
    counted. `cut` belongs to a form as long as the blueprint says; decision accuracy is that
    of its share of the maximum. Figures that rest on fewer than 30 people are `None`, as are
    figures that cannot be determined (nobody differs, reliability of 0 or less).
    Raises `InputError` where responses are given but none are said to exist.
    """
    final = [attempt for attempt in attempts if not any(score.pending for score in attempt)]
    if field_data is FieldData.NONE and attempts:
        raise InputError("there are responses: say whether they are real or simulated")
    found = _reliability(test, final) if len(final) >= FEWEST_PERSONS else None
    return Credibility(
        test=test.id,
        blueprint=test.blueprint,
        cut=cut,
        field_data=field_data if final else FieldData.NONE,
        persons=len(final),
        reliability=found.alpha if found else None,
        sem=found.sem if found else None,
        decision_accuracy=_accuracy(test, final, cut, found) if found else None,
        raters=raters,
    )


def points_matrix(test: Test, attempts: Sequence[Sequence[Score]]) -> tuple[Floats, Floats]:
    """Return points, persons x items of the pool (`nan` where not asked), and item maxima.

    Items that nobody was asked are left out.
    """
    place = {item.id: k for k, item in enumerate(test.items)}
    points = np.full((len(attempts), len(place)), np.nan)
    for row, attempt in enumerate(attempts):
        for score in attempt:
            points[row, place[score.item]] = score.points
    maxima = np.array([item.points for item in test.items])
    asked = ~np.isnan(points).all(axis=0)
    return points[:, asked], maxima[asked]


def _reliability(test: Test, attempts: Sequence[Sequence[Score]]) -> Reliability | None:
    points, _ = points_matrix(test, attempts)
    length = round(np.mean([len(attempt) for attempt in attempts]))
    try:
        return reliability(points, length=length)
    except InputError:
        return None


def _accuracy(
    test: Test, attempts: Sequence[Sequence[Score]], cut: CutScore, found: Reliability
) -> float | None:
    shares = []
    for attempt in attempts:
        most = math.fsum(score.maximum for score in attempt)
        shares.append(math.fsum(score.points for score in attempt) / most)
    # Forms may differ in length: everybody's share is put on the scale of the cut score.
    signed = any(item.interaction.lowest < 0 for item in test.items)
    try:
        return livingston_lewis(
            np.array(shares) * cut.maximum,
            reliability=found.alpha.estimate,
            cut=cut.score,
            maximum=cut.maximum,
            minimum=-cut.maximum if signed else 0.0,
        ).accuracy
    except InputError:
        return None
