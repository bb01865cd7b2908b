"""From responses to points: item by item, then the attempt as a whole."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from skillmark.assess.items import Criterion, Item, ItemType, Response, Test
from skillmark.assess.numerals import read_number
from skillmark.assess.sjt import judgement
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
    """Score one response.

    `multiple`: +1/k a right, -1/k a wrong choice, not below 0, times points, where k is the
    number of right options. `order`: share of the key's neighbouring pairs that stand side by
    side in the right order, times points. `best-worst`: see `skillmark.assess.sjt`; it can be
    negative. A blank answer earns 0 and needs no rater. Raises `InputError` for a response
    that does not fit the item: unknown options, words where a number belongs.
    """
    if _blank(response):
        return Score(item.id, 0.0, item.points, answered=False)
    if item.needs_rater:
        if not isinstance(response, str):
            raise _unfit(item, "a text")
        if ratings is None:
            return Score(item.id, 0.0, item.points, answered=True, pending=True)
        return Score(item.id, _rated(item, ratings), item.points, answered=True)
    return Score(item.id, item.points * _share(item, response), item.points, answered=True)


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

    `cut` is in points of this form (`skillmark.assess.standards`). The result is not
    final while short answers wait for a rater. Raises `InputError` for a response to an item
    that is not in the form.
    """
    asked = tuple(item_ids)
    strange = sorted(set(responses) - set(asked))
    if strange:
        raise InputError(
            f"item {strange[0]} is not in this form", where=f"test {test.id}", code="unknown_item"
        )
    scores = score_items(test, asked, responses, ratings=ratings)
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


def _share(item: Item, response: Response) -> float:
    """Return what part of the points a response earns."""
    match item.type:
        case ItemType.CHOICE:
            if not isinstance(response, str):
                raise _unfit(item, "the id of one option")
            return float(item.option(response).id in item.key)
        case ItemType.MULTIPLE:
            chosen = _ids(item, response)
            right = len(chosen & set(item.key))
            return max(0.0, (2 * right - len(chosen)) / len(item.key))
        case ItemType.NUMERIC:
            return _numeric(item, response)
        case ItemType.ORDER:
            return _order(item, response)
        case _:
            if not isinstance(response, Mapping) or set(response) != {"best", "worst"}:
                raise _unfit(item, 'a choice of "best" and "worst"')
            if response["best"] == response["worst"]:
                raise InputError("best and worst are the same option", where=f"item {item.id}")
            return judgement(item, response["best"], response["worst"]) / 2


def _ids(item: Item, response: Response) -> set[str]:
    if isinstance(response, str | Mapping) or not isinstance(response, Collection):
        raise _unfit(item, "a list of option ids")
    chosen = {item.option(one).id for one in response}
    if len(chosen) < len(response):
        raise InputError("an option is chosen twice", where=f"item {item.id}")
    return chosen


def _order(item: Item, response: Response) -> float:
    if len(_ids(item, response)) < len(item.options):
        raise _unfit(item, "every option in an order")
    given = [str(one) for one in response]  # type: ignore[union-attr]  # _ids saw a collection
    right = set(pairwise(item.key))
    return sum(pair in right for pair in pairwise(given)) / len(right)


def _numeric(item: Item, response: Response) -> float:
    assert item.numeric is not None  # noqa: S101 (an item of this type has one)
    value = read_number(response, where=f"item {item.id}")
    # Half an ulp of slack: 0.1 + 0.2 must lie within 0.3 with tolerance 0.
    slack = 1e-9 * max(1.0, abs(item.numeric.value))
    return float(abs(value - item.numeric.value) <= item.numeric.tolerance + slack)


def _rated(item: Item, ratings: Ratings) -> float:
    criteria: dict[str, Criterion] = {criterion.id: criterion for criterion in item.rubric}
    if set(ratings) != set(criteria):
        raise InputError(
            "a rating names every criterion of the rubric",
            where=f"item {item.id}",
            remedy="criteria: " + ", ".join(criteria),
        )
    for name, points in ratings.items():
        if not 0 <= points <= criteria[name].points:
            raise InputError(
                f"{points} points for criterion {name}",
                where=f"item {item.id}",
                remedy=f"give 0 to {criteria[name].points:g}",
            )
    return math.fsum(ratings.values())


def _unfit(item: Item, wanted: str) -> InputError:
    return InputError(
        "the response does not fit the item",
        where=f"item {item.id}",
        remedy=f"an item of type {item.type} takes {wanted}",
        code="response",
    )
