"""Rating an answer, deciding where raters differ, reopening: a person decides, and no machine.

The rules are those of `skillmark.assess.judging`; what an answer earns follows from the ratings
that are stored, every time anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from skillmark.assess.interactions.rated import Rated
from skillmark.assess.judging import Stage, Standing, Why, steps
from skillmark.assess.scoring import score
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server.assess import library
from skillmark.server.assess.models import (
    AttemptRecord,
    RatingRecord,
    RatingRole,
    ResponseRecord,
)
from skillmark.server.assess.rating import leases, settling
from skillmark.server.assess.rating.models import LeaseRecord, RatingActRecord
from skillmark.server.assess.sitting import finishing
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

Kind = RatingActRecord.Kind


@transaction.atomic
def begin(response: ResponseRecord, *, rater: AccountRecord, now: datetime) -> LeaseRecord | None:
    """Claim an answer to rate it or to decide on it; `None` for one's own rating, to change it.

    Raises as `rate` does, and `ConflictError` where somebody else is at it.
    """
    _attempt, standing = opened(response, rater)
    if response.ratings.filter(rater=rater).exists():
        _changeable(standing)
        return None
    if standing.final:
        raise _decided()
    return leases.take(response, standing, rater=rater, now=now)


@transaction.atomic
def rate(
    response: ResponseRecord,
    points: Mapping[str, float],
    *,
    rater: AccountRecord,
    now: datetime,
    comment: str = "",
    remark: str = "",
) -> RatingRecord:
    """Rate an answer by its rubric, independently of what others gave.

    `comment` is for the candidate, `remark` for those who rate. Rating again replaces one's own
    rating as long as the answer waits for other raters. Raises `InputError` unless every
    criterion of the rubric has points on its scale, `ForbiddenError` for one's own answer, and
    `ConflictError` where the answer is decided, waits for a decision, or somebody else is at it.
    """
    attempt, standing = opened(response, rater)
    _check(attempt, response, points)
    mine = response.ratings.filter(rater=rater).first()
    if mine is not None:
        _changeable(standing)
    elif standing.stage is Stage.ADJUDICATION:
        raise ConflictError(
            _("as many as were asked for have rated this answer, and they differ"),
            remedy=_("open it again: you see what they gave, and decide"),
            code="adjudication",
        )
    elif standing.final:
        raise _decided()
    else:
        leases.take(response, standing, rater=rater, now=now)
    again = _knows(response, mine, rater)
    row, _new = RatingRecord.objects.update_or_create(
        response=response,
        rater=rater,
        defaults={
            "organisation": attempt.organisation,
            "points": dict(points),
            "comment": comment.strip(),
            "remark": remark.strip(),
            "again": again,
            "at": now,
        },
    )
    _settle(attempt, response, rater)
    audit.record("answer_rated", response, actor=rater, organisation=attempt.organisation)
    return row


@transaction.atomic
def adjudicate(
    response: ResponseRecord,
    points: Mapping[str, float],
    *,
    rater: AccountRecord,
    reason: str,
    now: datetime,
    comment: str = "",
) -> RatingRecord:
    """Decide on an answer on which raters differ, or at which a second look was asked for.

    What is given here stands. Raises `InputError` without a reason or for points that the rubric
    does not know, `ForbiddenError` for one's own answer, and `ConflictError` where nothing waits
    for a decision or the person has rated the answer.
    """
    attempt, standing = opened(response, rater)
    _check(attempt, response, points)
    if response.ratings.filter(rater=rater).exists():
        raise ConflictError(
            _("you have rated this answer"),
            remedy=_("somebody who has not rated it decides"),
            code="rated_before",
        )
    if standing.stage is not Stage.ADJUDICATION:
        raise _decided() if standing.final else _not_yet()
    if not reason.strip():
        raise InputError(
            _("a decision needs a reason"),
            remedy=_("say in a sentence what the raters see differently and what holds"),
        )
    leases.take(response, standing, rater=rater, now=now)
    second = Why.CONTESTED in standing.why
    row = RatingRecord.objects.create(
        organisation=attempt.organisation,
        response=response,
        rater=rater,
        role=RatingRole.SECOND_LOOK if second else RatingRole.ADJUDICATOR,
        points=dict(points),
        comment=comment.strip(),
        remark=reason.strip(),
        at=now,
    )
    _settle(attempt, response, rater)
    audit.record(
        "answer_adjudicated",
        response,
        actor=rater,
        organisation=attempt.organisation,
        why=[one.value for one in standing.why],
    )
    return row


@transaction.atomic
def reopen(
    response: ResponseRecord, *, rater: AccountRecord, reason: str, now: datetime
) -> RatingActRecord:
    """Set one's own rating of a decided answer aside, to give it anew; the reason is kept.

    With a rater's rating the decisions that rest on it are set aside, too. Raises `InputError`
    without a reason, `ConflictError` where the answer is not decided, is none of one's own, or a
    badge came of the result already.
    """
    attempt, standing = opened(response, rater)
    mine = response.ratings.filter(rater=rater).first()
    if mine is None:
        raise ConflictError(_("you have not rated this answer"))
    if not standing.final:
        raise ConflictError(
            _("this answer is not decided yet"),
            remedy=_("until others have rated it, you can change your rating as it is"),
        )
    if not reason.strip():
        raise InputError(_("say why you open it again"))
    unclaimed(attempt)
    aside = [mine]
    if mine.role == RatingRole.RATER:
        aside += list(response.ratings.exclude(pk=mine.pk).exclude(role=RatingRole.RATER))
    act = RatingActRecord.objects.create(
        organisation=attempt.organisation,
        response=response,
        kind=Kind.REOPENED,
        account=rater,
        reason=reason.strip(),
        before=[_kept(one) for one in aside],
        at=now,
    )
    response.ratings.filter(pk__in=[one.pk for one in aside]).delete()
    standing = settling.settle(attempt)[response.item]
    leases.take(response, standing, rater=rater, now=now)
    audit.record("answer_reopened", response, actor=rater, organisation=attempt.organisation)
    return act


def unclaimed(attempt: AttemptRecord) -> None:
    """Raise `ConflictError` where a badge came of the attempt already."""
    if attempt.claimed:
        raise ConflictError(
            _("a badge came of this result already"),
            remedy=_("ask those who award it: they can revoke it first"),
            code="claimed",
        )


def opened(response: ResponseRecord, rater: AccountRecord) -> tuple[AttemptRecord, Standing]:
    """Lock the attempt of an answer and return it, with where the answer stands.

    Raises `ForbiddenError` for one's own answer, `ConflictError` where nobody has to rate it.
    """
    rows = AttemptRecord.objects.select_related("delivery__test", "organisation")
    attempt = finishing.locked(rows.get(pk=response.attempt_id))
    if attempt.account_id == rater.pk:
        raise ForbiddenError(
            _("nobody rates an answer of their own"), remedy=_("ask another assessor")
        )
    standing = None if attempt.submitted is None else settling.standings(attempt).get(response.item)
    if standing is None:
        raise ConflictError(_("nobody has to rate this answer"))
    response.refresh_from_db()
    return attempt, standing


def _check(attempt: AttemptRecord, response: ResponseRecord, points: Mapping[str, float]) -> None:
    item = library.noun(attempt.delivery.test).item(response.item)
    score(item, response.value, ratings=points)  # refuses points that the rubric does not know
    way = item.interaction
    for criterion in way.rubric if isinstance(way, Rated) else ():
        scale = steps(criterion.points)
        if points[criterion.id] not in scale:
            raise InputError(
                _("%(points)s points are not on the scale") % {"points": points[criterion.id]},
                where=criterion.id,
                remedy=_("give half or whole points, up to %(most)s") % {"most": scale[-1]},
            )


def _knows(response: ResponseRecord, mine: RatingRecord | None, rater: AccountRecord) -> bool:
    """Say whether a rating is given in knowledge of others, because the answer was decided before.

    So it is for who opened it again, and for whoever had rated it by then and changes that now.
    """
    if mine is not None and mine.again:
        return True
    acts = response.acts.filter(kind=Kind.REOPENED)
    who = Q(account=rater) if mine is None else Q(account=rater) | Q(at__gte=mine.at)
    return bool(acts.filter(who).exists())


def _settle(attempt: AttemptRecord, response: ResponseRecord, rater: AccountRecord) -> None:
    leases.release(response, rater)
    settling.settle(attempt)
    response.refresh_from_db()


def _changeable(standing: Standing) -> None:
    if standing.stage is not Stage.RATING:
        raise ConflictError(
            _("the ratings of this answer were compared: yours stands"),
            remedy=_("once it is decided, you can open it again and say why"),
            code="compared",
        )


def _decided() -> ConflictError:
    return ConflictError(
        _("somebody else has rated this answer in the meantime"),
        remedy=_("take the next one"),
        code="decided",
    )


def _not_yet() -> ConflictError:
    return ConflictError(
        _("this answer waits for raters, not for a decision"),
        remedy=_("open it again: you can rate it"),
        code="not_compared",
    )


def _kept(row: RatingRecord) -> dict[str, object]:
    return {
        "rater": row.rater_id,
        "role": row.role,
        "points": row.points,
        "comment": row.comment,
        "remark": row.remark,
        "at": row.at.isoformat(),
    }
