"""The life of a version: drafted, reviewed, piloted, live, retired. One table says what may follow.

A new version is a draft again, whatever the one before it is; the live one stays in force until
the next one is live. Every step is an act: who, when, with which remark.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.assess.bank.models import (
    QuestionActRecord,
    QuestionRecord,
    QuestionVersionRecord,
    State,
)
from skillmark.server.people import audit
from skillmark.server.people.actions import GRANTS, Action
from skillmark.server.people.models import AccountRecord, MembershipRecord

MOVES: Mapping[State, tuple[State, ...]] = {
    State.DRAFT: (State.REVIEWED, State.RETIRED),
    State.REVIEWED: (State.PILOT, State.LIVE, State.RETIRED),
    State.PILOT: (State.LIVE, State.RETIRED),
    State.LIVE: (State.RETIRED,),
    State.RETIRED: (),
}
"""What may come after what. A draft comes of a new version alone."""
AUTHORS = [role for role, granted in GRANTS.items() if Action.AUTHOR_TESTS in granted]


def next_states(version: QuestionVersionRecord) -> tuple[State, ...]:
    """Return the states that a version may get now."""
    return MOVES[State(version.state)]


@transaction.atomic
def move(
    version: QuestionVersionRecord,
    after: State,
    *,
    actor: AccountRecord | None,
    now: datetime,
    remark: str = "",
    by_author: bool = False,
) -> QuestionActRecord:
    """Give a version its next state, and record the act.

    A version is reviewed by somebody else than its author. Where nobody else of the organisation
    may, the author does, says so with `by_author`, and the act says so for good. Raises
    `ConflictError` where the state may not follow, or where somebody else has to review.
    """
    question = QuestionRecord.objects.select_for_update().get(pk=version.question_id)
    version.refresh_from_db(fields=["state"])
    before = State(version.state)
    if after not in MOVES[before]:
        raise ConflictError(
            _("a question that is %(before)s cannot become %(after)s")
            % {"before": before.label, "after": State(after).label},
            where=f"{question.slug}, {version.number}",
            remedy=_("change it: the new version begins as a draft"),
            code="state",
        )
    own = after is State.REVIEWED and actor is not None and version.author_id == actor.pk
    if own:
        _own_review(version, by_author=by_author)
    if after is State.LIVE:
        _succeed(question, version, actor=actor, now=now)
        question.live = version.number
    elif before is State.LIVE:
        question.live = None
    act = _act(version, after, actor=actor, now=now, remark=remark, by_author=own)
    if version.number == question.newest:
        question.state = after
    question.changed = now
    question.save(update_fields=["live", "state", "changed"])
    return act


def others_may_review(version: QuestionVersionRecord) -> bool:
    """Whether somebody else than its author may review a version."""
    rows = MembershipRecord.objects.filter(
        organisation=version.organisation, role__in=AUTHORS, account__is_active=True
    )
    return rows.exclude(account=version.author_id).exists()


def _own_review(version: QuestionVersionRecord, *, by_author: bool) -> None:
    if others_may_review(version):
        raise ConflictError(
            _("nobody reviews a question of their own"),
            where=version.question.slug,
            remedy=_("ask somebody else who may write tests"),
            code="own_review",
        )
    if not by_author:
        raise ConflictError(
            _("this would be a review by its own author"),
            where=version.question.slug,
            remedy=_("say so: it is recorded as reviewed by its author"),
            code="own_review",
        )


def _succeed(
    question: QuestionRecord,
    version: QuestionVersionRecord,
    *,
    actor: AccountRecord | None,
    now: datetime,
) -> None:
    """Retire the version that was live until now."""
    for one in question.versions.filter(state=State.LIVE):
        words = _("version %(number)s is live") % {"number": version.number}
        _act(one, State.RETIRED, actor=actor, now=now, remark=words)


def _act(
    version: QuestionVersionRecord,
    after: State,
    *,
    actor: AccountRecord | None,
    now: datetime,
    remark: str,
    by_author: bool = False,
) -> QuestionActRecord:
    before = version.state
    version.state = after
    version.save(update_fields=["state"])
    act = QuestionActRecord.objects.create(
        organisation=version.organisation,
        version=version,
        before=before,
        after=after,
        account=actor,
        by_author=by_author,
        remark=remark.strip()[:500],
        at=now,
    )
    audit.record(
        "question_moved",
        version.question,
        actor=actor,
        organisation=version.organisation,
        version=version.number,
        before=str(before),
        after=str(after),
    )
    return act
