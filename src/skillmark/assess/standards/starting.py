"""The cut that a test starts with, before any panel: the bookmark of a documented rule."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

from skillmark.assess.expected import RESPONSE_PROBABILITY, expected_points, location
from skillmark.assess.items import CutRule, Item, Test
from skillmark.assess.standards.bookmark import ability_at
from skillmark.nouns.credibility import CutScore
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

STARTER_DECIDER = "Skillmark starter content"
STARTER_DATE = date(2026, 11, 23)


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
    items = [test.item(name) for name in item_ids]
    expected = math.fsum(borderline_points(rule, items))
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


def borderline_points(rule: CutRule, items: Iterable[Item]) -> list[float]:
    """Return the points that the candidate of a rule, who just passes, can expect of each item."""
    ability = ability_at(RESPONSE_PROBABILITY, difficulty=location(rule.level))
    return [expected_points(item, ability) for item in items]


def _first_paragraph(words: Text) -> str:
    return " ".join(str(words).partition("\n\n")[0].split())
