"""Short answers: a queue for assessors. A person decides; no machine score enters the result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.scoring import score
from skillmark.nouns.errors import ForbiddenError
from skillmark.server.assess import library
from skillmark.server.assess.models import AttemptRecord, RatingRecord, ResponseRecord
from skillmark.server.assess.sitting import finishing
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


def queue(organisation: OrganisationRecord) -> Any:
    """Return the responses (a query set) that wait for a rater, oldest first."""
    return (
        ResponseRecord.objects.of(organisation)
        .filter(pending=True)
        .select_related("attempt__delivery__test")
        .order_by("attempt__submitted", "pk")
    )


@transaction.atomic
def rate(
    response: ResponseRecord,
    points: Mapping[str, float],
    *,
    rater: AccountRecord,
    now: datetime,
    comment: str = "",
) -> RatingRecord:
    """Score a short answer by its rubric. With several raters, each criterion is their mean.

    Rating again replaces one's own rating. Raises `InputError` unless every criterion of the
    rubric has points within its range, `ForbiddenError` for one's own answer.
    """
    attempt = (
        AttemptRecord.objects.select_for_update(of=("self",))
        .select_related("delivery__test", "organisation")
        .get(pk=response.attempt_id)
    )
    if attempt.account_id == rater.pk:
        raise ForbiddenError(
            _("nobody rates an answer of their own"), remedy=_("ask another assessor")
        )
    item = library.noun(attempt.delivery.test).item(response.item)
    score(item, response.value, ratings=points)  # refuses points that the rubric does not know
    row, _new = RatingRecord.objects.update_or_create(
        response=response,
        rater=rater,
        defaults={
            "organisation": attempt.organisation,
            "points": dict(points),
            "comment": comment,
            "at": now,
        },
    )
    given = [one.points for one in response.ratings.all()]
    mean = {name: sum(one[name] for one in given) / len(given) for name in points}
    finishing.keep_score(response, score(item, response.value, ratings=mean))
    response.save()
    finishing.rescore(attempt)
    audit.record("answer_rated", response, actor=rater, organisation=attempt.organisation)
    return row
