"""Where passing begins: methods that turn judgements or known groups into a cut score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.expected import RESPONSE_PROBABILITY, expected_points, mastery
from skillmark.assess.items import Test
from skillmark.nouns.credibility import CutScore
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

STARTER_DECIDER = "Skillmark starter content"
STARTER_DATE = date(2026, 11, 23)
FEWEST_JUDGES = 5


@dataclass(frozen=True, slots=True)
class PanelCut:
    """A cut score in points, and how far panels like this one would differ."""

    score: float
    standard_error: float
    raters: int


def angoff(ratings: NDArray[np.float64], points: Sequence[float] | None = None) -> PanelCut:
    """Return the modified Angoff cut score of a panel.

    `ratings` is raters x items: the probability (0 to 1) that the minimally competent
    candidate earns the item's points; `points` are the items' points, 1 unless given. Each
    rater's cut is the sum; the panel's is their mean, with standard error s / sqrt(raters).
    Raises `InputError` for a single rater and for ratings that are no probabilities.
    """
    if ratings.ndim != 2 or len(ratings) < 2:
        raise InputError(
            "a panel needs at least two raters",
            remedy=f"{FEWEST_JUDGES} to 15 people who know the work are usual",
        )
    wrong = np.argwhere(~((ratings >= 0) & (ratings <= 1)))
    if len(wrong):
        rater, item = wrong[0]
        raise InputError(
            f"{ratings[rater, item]} is not a probability",
            where=f"rater {rater + 1}, item {item + 1}",
            remedy="give a number from 0 to 1",
        )
    worth = np.ones(ratings.shape[1]) if points is None else np.asarray(points, dtype=float)
    if len(worth) != ratings.shape[1]:
        raise InputError(f"{len(worth)} items have points, {ratings.shape[1]} have ratings")
    cuts = ratings @ worth
    spread = float(cuts.std(ddof=1) / math.sqrt(len(cuts)))
    return PanelCut(float(cuts.mean()), spread, len(cuts))


def borderline_group(scores: Sequence[float]) -> PanelCut:
    """Return the median score of people whom judges who know them call borderline.

    The standard error is that of a median of normal scores, 1.253 s / sqrt(n). Raises
    `InputError` for fewer than ten people.
    """
    if len(scores) < 10:
        raise InputError(f"{len(scores)} borderline people are too few", remedy="find at least ten")
    spread = 1.2533 * float(np.std(scores, ddof=1)) / math.sqrt(len(scores))
    return PanelCut(float(np.median(scores)), spread, len(scores))


def contrasting_groups(masters: Sequence[float], others: Sequence[float]) -> float:
    """Return the score that separates known masters from known non-masters with least error.

    Both errors weigh the same; of several equally good cuts the middle one is taken. Raises
    `InputError` for fewer than ten people in a group, and where masters do not score higher.
    """
    if min(len(masters), len(others)) < 10:
        raise InputError("each group needs at least ten people")
    above, below = np.sort(np.asarray(masters)), np.sort(np.asarray(others))
    if above.mean() <= below.mean():
        raise InputError(
            "masters do not score higher than the others",
            remedy="check the groups: this test does not separate them",
        )
    seen = np.unique(np.concatenate([above, below]))
    failed = np.searchsorted(above, seen) / len(above)
    passed = 1 - np.searchsorted(below, seen) / len(below)
    error = failed + passed
    best = seen[np.isclose(error, error.min())]
    return float(best[(len(best) - 1) // 2])


def starter_cut(
    test: Test,
    item_ids: Iterable[str],
    *,
    decided_by: str = STARTER_DECIDER,
    decided_on: date = STARTER_DATE,
) -> CutScore:
    """Return the starting cut score of the form `item_ids`, by a documented rule.

    The bookmark method without a panel: the minimally competent candidate of the test's
    description just masters items of the level that passing confirms, that is, knows them
    with probability 0.67; the cut is what that candidate can expect to score on this form
    (`skillmark.assess.expected`), to the nearest half point. Forms of different difficulty
    so get different cuts, as they should. Raises `InputError` if the test describes no
    minimally competent candidate.
    """
    rule = test.cut
    if rule is None:
        raise InputError(
            "this test says nothing of a minimally competent candidate",
            where=f"test {test.id}",
            remedy="add [test.cut], or set a cut score with a panel",
            code="no_cut",
        )
    ability = mastery(rule.level)
    items = [test.item(name) for name in item_ids]
    expected = math.fsum(expected_points(item, ability) for item in items)
    return CutScore(
        score=round(expected * 2) / 2,
        maximum=math.fsum(item.points for item in items),
        method=f"{rule.method} (bookmark, response probability {RESPONSE_PROBABILITY})",
        reason=(
            f"Criterion-referenced on the borderline description: a candidate who just masters"
            f" level {rule.level} knows items of that level with probability"
            f" {RESPONSE_PROBABILITY} and, by the intended levels of the items and blind guessing"
            f" where there are options, can expect {expected:.1f} points on this form. This is a"
            " starting value without a panel and without field data: the provider must confirm"
            f" or replace it with a panel of its own. {_first_paragraph(rule.description)}"
        ),
        decided_by=decided_by,
        decided_on=decided_on,
    )


def _first_paragraph(words: Text) -> str:
    return " ".join(str(words).partition("\n\n")[0].split())
