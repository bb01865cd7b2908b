"""From responses to points: item by item, then the attempt as a whole."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from skillmark.assess.interactions.base import Response
from skillmark.assess.interactions.rated import Rated
from skillmark.assess.items import Item, Test
from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Result

Ratings = Mapping[str, float]
"""What a rater gave for a short answer: points by id of the rubric's criterion."""


@dataclass(frozen=True, slots=True)
class Score:
    """What one response earned. `pending` until a rater has scored it; then points are 0."""

    item: str
    points: float
    maximum: float
    answered: bool
    pending: bool = False

    @property
    def full(self) -> bool:
        """Whether nothing more could be earned (the 1 of a 0/1 response matrix)."""
        return not self.pending and self.points >= self.maximum - 1e-9


def score(item: Item, response: Response, *, ratings: Ratings | None = None) -> Score:
    """Score one response: the share that its interaction gives, times the item's points.

    `best-worst` can be negative. A blank answer earns 0 and needs no rater. `ratings` are what
    a rater gave, for items that need one. Raises `InputError` for a response that does not fit
    the item: unknown options, words where a number belongs.
    """
    if _blank(response):
        return Score(item.id, 0.0, item.points, answered=False)
    try:
        share = item.interaction.share(response)
        if isinstance(item.interaction, Rated):
            if ratings is None:
                return Score(item.id, 0.0, item.points, answered=True, pending=True)
            return Score(item.id, _rated(item.interaction, ratings), item.points, answered=True)
    except InputError as error:
        raise error.at(f"item {item.id}") from error
    return Score(item.id, item.points * share, item.points, answered=True)


def score_test(
    test: Test,
    item_ids: Iterable[str],
    responses: Mapping[str, Response],
    *,
    person: str,
    now: datetime,
    cut: float,
    ratings: Mapping[str, Ratings] | None = None,
    simulated: bool = False,
) -> Result:
    """Score an attempt at the form `item_ids` of `test`; what was not answered earns nothing.

    Pilot items are asked and not counted. `cut` is in points of this form
    (`skillmark.assess.standards`). The result is not final while short answers wait for a
    rater. Raises `InputError` for a response to an item that is not in the form.
    """
    asked = tuple(item_ids)
    strange = sorted(set(responses) - set(asked))
    if strange:
        raise InputError(
            f"item {strange[0]} is not in this form", where=f"test {test.id}", code="unknown_item"
        )
    counted = {item.id for item in test.scored(asked)}
    scores = [
        one for one in score_items(test, asked, responses, ratings=ratings) if one.item in counted
    ]
    return Result(
        test=test.id,
        person=person,
        taken=now,
        score=round(math.fsum(one.points for one in scores), 9),
        maximum=math.fsum(one.maximum for one in scores),
        cut=cut,
        simulated=simulated,
        pending=tuple(one.item for one in scores if one.pending),
    )


def score_items(
    test: Test,
    item_ids: Iterable[str],
    responses: Mapping[str, Response],
    *,
    ratings: Mapping[str, Ratings] | None = None,
) -> tuple[Score, ...]:
    """Score every item of a form, in its order."""
    given = ratings or {}
    return tuple(
        score(test.item(name), responses.get(name), ratings=given.get(name)) for name in item_ids
    )


def _blank(response: Response) -> bool:
    if isinstance(response, str):
        return not response.strip()
    return response is None or (isinstance(response, Collection) and not response)


def _rated(interaction: Rated, ratings: Ratings) -> float:
    criteria = {criterion.id: criterion for criterion in interaction.rubric}
    if set(ratings) != set(criteria):
        raise InputError(
            "a rating names every criterion of the rubric",
            remedy="criteria: " + ", ".join(criteria),
        )
    for name, points in ratings.items():
        if not 0 <= points <= criteria[name].points:
            raise InputError(
                f"{points} points for criterion {name}",
                remedy=f"give 0 to {criteria[name].points:g}",
            )
    return math.fsum(ratings.values())
