"""A second look that a candidate asks for: once an answer, with a reason, by somebody new."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.rating import settling
from skillmark.server.assess.rating.models import RatingActRecord
from skillmark.server.assess.rating.services import unclaimed
from skillmark.server.assess.sitting import finishing
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

LONGEST = 2_000
"""Characters of a reason."""


@transaction.atomic
def ask(
    attempt: AttemptRecord, item: str, *, account: AccountRecord, reason: str, now: datetime
) -> RatingActRecord:
    """Ask for a second look at one's own answer: the result is open again until somebody decides.

    Who decides has not rated it, sees the reason and what was given, and may give more, less or
    the same. Raises `InputError` without a reason, `ForbiddenError` for somebody else's attempt,
    and `ConflictError` unless the answer is decided, for a second time, for practice, and once a
    badge came of the result.
    """
    row = finishing.locked(attempt)
    if row.account_id != account.pk:
        raise ForbiddenError(_("this is somebody else's attempt"))
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise InputError(
            _("a second look needs a reason"),
            remedy=_("say in at most %(most)s characters what was overlooked") % {"most": LONGEST},
        )
    standing = settling.standings(row).get(item) if row.submitted else None
    if standing is None or not standing.final or not row.final or row.practice:
        raise ConflictError(_("there is nothing decided to look at again"))
    unclaimed(row)
    response = row.responses.get(item=item)
    if response.acts.filter(kind=RatingActRecord.Kind.CONTESTED).exists():
        raise ConflictError(
            _("somebody has had a second look at this answer"), code="contested_before"
        )
    act = RatingActRecord.objects.create(
        organisation=row.organisation,
        response=response,
        kind=RatingActRecord.Kind.CONTESTED,
        account=account,
        reason=words,
        at=now,
    )
    settling.settle(row)
    audit.record("second_look_asked", response, actor=account, organisation=row.organisation)
    return act
