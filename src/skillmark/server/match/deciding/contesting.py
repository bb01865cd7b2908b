"""Contest a decision about oneself: in words, answered by a named person who did not decide it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server.match.deciding import snapshots
from skillmark.server.match.deciding.models import (
    ContestRecord,
    DecisionRecord,
    Outcome,
)
from skillmark.server.match.ranking import rank_people
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord
from skillmark.server.people.services import address

DAYS = 30
"""How long an answer may take: a month (GDPR 12 (3), 6 RCNY 5-304 (d) (2))."""
LONGEST = 4000
MOST = 5
"""Contests of one decision that wait at the same time."""


def about(account: AccountRecord) -> QuerySet[DecisionRecord]:
    """Return the decisions about a person, also those taken before they had an account."""
    mine = EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True)
    outside = Q(pk__in=[])
    for email in mine:
        outside |= Q(candidate__holder__iexact=email)
    found: QuerySet[DecisionRecord] = DecisionRecord.objects.filter(Q(account=account) | outside)
    return found.select_related("role", "organisation", "candidate").order_by("-decided", "-number")


@transaction.atomic
def contest(
    decision: DecisionRecord,
    words: str,
    *,
    actor: AccountRecord | None,
    now: datetime | None = None,
) -> ContestRecord:
    """Store what somebody says against a decision about them; the caller knows it is theirs.

    Raises `InputError` without words, `ConflictError` where enough wait already.
    """
    moment = now or timezone.now()
    said = words.strip()
    if not said:
        raise InputError(_("say what is wrong"), remedy=_("a sentence is enough"))
    if decision.contests.filter(outcome="").count() >= MOST:
        raise ConflictError(_("enough of yours wait for an answer"), remedy=_("wait for it"))
    row: ContestRecord = ContestRecord.objects.create(
        organisation=decision.organisation,
        decision=decision,
        words=said[:LONGEST],
        raised=moment,
        due=(moment + timedelta(days=DAYS)).date(),
    )
    audit.record("decision_contested", row, actor=actor, organisation=decision.organisation)
    return row


def waiting(organisation: Any) -> QuerySet[ContestRecord]:
    """Return the contests that nobody answered yet, the most urgent first."""
    found: QuerySet[ContestRecord] = ContestRecord.objects.of(organisation).filter(outcome="")
    return found.select_related("decision__role", "decision__candidate").order_by("due", "raised")


def may_answer(row: ContestRecord, actor: AccountRecord) -> bool:
    """Say whether somebody may answer: neither who decided, nor whom it is about."""
    return actor.pk not in {row.decision.decided_by_id, row.decision.account_id}


@transaction.atomic
def answer(
    row: ContestRecord,
    outcome: Outcome,
    words: str,
    *,
    actor: AccountRecord,
    now: datetime | None = None,
) -> ContestRecord:
    """Answer a contest; where evidence was wrong, rank anew and keep what came out.

    Raises `ForbiddenError` for who decided, `InputError` without words, `ConflictError` for a
    second answer.
    """
    moment = now or timezone.now()
    fresh: ContestRecord = ContestRecord.objects.select_for_update().get(pk=row.pk)
    decision = fresh.decision
    if not may_answer(fresh, actor):
        raise ForbiddenError(
            _("who decided does not judge their own decision"), remedy=_("ask a colleague")
        )
    if fresh.outcome:
        raise ConflictError(_("this was answered already"))
    if not words.strip():
        raise InputError(_("an answer needs words"))
    if outcome is Outcome.CHANGED and not _changed_since(fresh):
        raise ConflictError(
            _("no new decision follows the one that is contested"),
            remedy=_("decide anew on the page of the role first"),
        )
    fresh.outcome, fresh.answer, fresh.answered = outcome, words.strip()[:LONGEST], moment
    fresh.answered_by, fresh.answered_name = actor, str(actor)[:150]
    if outcome is Outcome.RANKED_ANEW:
        _rank_anew(fresh, moment)
    fresh.save()
    audit.record(
        "contest_answered", fresh, actor=actor, organisation=fresh.organisation, outcome=outcome
    )
    _tell(decision)
    return fresh


def _changed_since(row: ContestRecord) -> bool:
    later = DecisionRecord.objects.of(row.organisation).filter(
        role=row.decision.role_id, person=row.decision.person, decided__gt=row.raised
    )
    return later.exists()


def _rank_anew(row: ContestRecord, moment: datetime) -> None:
    role = row.decision.role
    ranking = rank_people(role.organisation, role, today=moment.date(), now=moment)
    place = next((one for one in ranking.ranked if one.person == row.decision.person), None)
    row.ranking = snapshots.keep(ranking, role)
    row.rank, row.of = (place.rank if place else None), len(ranking.ranked)


def _tell(decision: DecisionRecord) -> None:
    """Write to the person that there is an answer; what it says is not in the mail."""
    to = decision.account.email if decision.account else ""
    if not to and decision.candidate:
        to = decision.candidate.holder
    try:
        validate_email(to)
    except ValidationError:
        return
    link = address("my_decisions") if decision.account else ""
    way = link or _("the link that you were given")
    send_mail(
        _("An answer from %(organisation)s") % {"organisation": decision.organisation},
        _(
            "You contested a decision of %(organisation)s. Somebody who had no part in it has "
            "answered. Read the answer here: %(way)s\n"
        )
        % {"organisation": decision.organisation, "way": way},
        None,
        [to],
    )


def kept_open(ids: Collection[Any]) -> set[Any]:
    """Return those decisions (by id) that are contested and not answered: they are kept."""
    return set(
        ContestRecord.objects.filter(decision__in=ids, outcome="").values_list(
            "decision", flat=True
        )
    )
