"""A second look at a decided answer: asked for with a reason, taken by somebody new.

The candidate may ask for it, once an answer. So may somebody who rates and has had nothing to do
with the answer, once, unless somebody has looked before.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server.assess.models import AttemptRecord, ResponseRecord
from skillmark.server.assess.rating import settling
from skillmark.server.assess.rating.models import ASKED, RatingActRecord
from skillmark.server.assess.rating.services import opened, unclaimed
from skillmark.server.assess.sitting import finishing
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

Kind = RatingActRecord.Kind
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
    words = _reason(reason)
    standing = settling.standings(row).get(item) if row.submitted else None
    if standing is None or not standing.final or not row.final or row.practice:
        raise _nothing()
    unclaimed(row)
    response = row.responses.get(item=item)
    if response.acts.filter(kind=Kind.CONTESTED).exists():
        raise _before()
    return _asked(row, response, Kind.CONTESTED, account=account, reason=words, now=now)


@transaction.atomic
def doubt(
    response: ResponseRecord, *, rater: AccountRecord, reason: str, now: datetime
) -> RatingActRecord:
    """Ask for a second look at an answer of somebody else, as one who rates and has not rated it.

    It then waits for a decision as when the candidate asks; the candidate is told, and may still
    ask in turn. Raises `InputError` without a reason, `ForbiddenError` for one's own answer, and
    `ConflictError` unless the answer is decided, for who has rated it, in practice, after a second
    look, and once a badge came of the result.
    """
    row, standing = opened(response, rater)
    words = _reason(reason)
    if not standing.final or row.practice:
        raise _nothing()
    if response.ratings.filter(rater=rater).exists():
        raise ConflictError(
            _("you have rated this answer"),
            remedy=_("open it again and say why"),
            code="rated_before",
        )
    unclaimed(row)
    if response.acts.filter(kind__in=ASKED).exists():
        raise _before()
    act = _asked(row, response, Kind.DOUBTED, account=rater, reason=words, now=now)
    response.refresh_from_db()
    return act


def _reason(given: str) -> str:
    words = given.strip()
    if not words or len(words) > LONGEST:
        raise InputError(
            _("a second look needs a reason"),
            remedy=_("say in at most %(most)s characters what was overlooked") % {"most": LONGEST},
        )
    return words


def _nothing() -> ConflictError:
    return ConflictError(_("there is nothing decided to look at again"))


def _before() -> ConflictError:
    return ConflictError(
        _("somebody has had a second look at this answer"), code="contested_before"
    )


def _asked(
    row: AttemptRecord,
    response: ResponseRecord,
    kind: str,
    *,
    account: AccountRecord,
    reason: str,
    now: datetime,
) -> RatingActRecord:
    act = RatingActRecord.objects.create(
        organisation=row.organisation,
        response=response,
        kind=kind,
        account=account,
        reason=reason,
        at=now,
    )
    settling.settle(row)
    audit.record(
        "second_look_asked",
        response,
        actor=account,
        organisation=row.organisation,
        kind=str(kind),
    )
    return act
