"""From the stored ratings of an attempt to what each answer earns and what it still waits for."""

from __future__ import annotations

from skillmark.assess.interactions.rated import Rated
from skillmark.assess.items import Item
from skillmark.assess.judging import Answer, Rule, Standing, stand_together
from skillmark.assess.scoring import score
from skillmark.server.assess import library
from skillmark.server.assess.models import (
    AttemptRecord,
    DeliveryRecord,
    RatingRecord,
    RatingRole,
    ResponseRecord,
)
from skillmark.server.assess.rating.models import ASKED
from skillmark.server.assess.sitting import finishing


def rule(delivery: DeliveryRecord) -> Rule:
    """Return how many rate an answer of a delivery, and how far they may be apart."""
    return Rule(delivery.raters, delivery.tolerance)


def standings(attempt: AttemptRecord) -> dict[str, Standing]:
    """Return where every answer of a submitted attempt that a person rates stands, by item."""
    test = library.noun(attempt.delivery.test)
    answers, beside = [], 0.0
    for response in _responses(attempt):
        item = test.item(response.item)
        if score(item, response.value).pending:
            answers.append(_answer(response, item))
        else:
            beside += response.points or 0.0
    return stand_together(answers, rule(attempt.delivery), beside=beside, cut=attempt.cut)


def _responses(attempt: AttemptRecord) -> list[ResponseRecord]:
    return list(attempt.responses.prefetch_related("ratings", "acts").order_by("pk"))


def _answer(response: ResponseRecord, item: Item) -> Answer:
    given: dict[str, list[RatingRecord]] = {role: [] for role in RatingRole.values}
    for row in sorted(response.ratings.all(), key=lambda one: (one.at, one.pk)):
        given[row.role].append(row)
    looked = given[RatingRole.SECOND_LOOK]
    decided = [*given[RatingRole.ADJUDICATOR], *looked]
    asked = [act.at for act in response.acts.all() if act.kind in ASKED]
    way = item.interaction
    return Answer(
        response.item,
        {one.id: one.points for one in way.rubric} if isinstance(way, Rated) else {},
        tuple(row.points for row in given[RatingRole.RATER]),
        decided[-1].points if decided else None,
        contested=bool(asked) and not (looked and looked[-1].at >= max(asked)),
    )


def settle(attempt: AttemptRecord) -> dict[str, Standing]:
    """Write into a locked attempt what its ratings come to, and return where each answer stands."""
    test = library.noun(attempt.delivery.test)
    found = standings(attempt)
    for response in attempt.responses.filter(item__in=list(found)):
        standing = found[response.item]
        scored = score(test.item(response.item), response.value, ratings=standing.points)
        finishing.keep_score(response, scored)
        response.adjudicating = bool(standing.why)
        response.save(update_fields=["points", "pending", "adjudicating"])
    finishing.rescore(attempt)
    return found


def all_in(response: ResponseRecord) -> bool:
    """Whether all who rate an answer independently have done so: none of them can change theirs."""
    given = response.ratings.filter(role=RatingRole.RATER).count()
    return bool(given >= response.attempt.delivery.raters)
