"""What somebody saw another do at work: written down, answered by the person, taken back.

The person sees an observation as soon as it is written, and hears of it by mail. An objection
stands beside it and does not end it; only the observer, or time, does.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.observing import Observation, check
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server.assess.observing.models import (
    ObservationRecord,
    ObservationRequestRecord,
    RequestState,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, MembershipRecord, OrganisationRecord
from skillmark.server.people.services import address


@transaction.atomic
def observe(
    organisation: OrganisationRecord,
    account: AccountRecord,
    seen: Observation,
    *,
    observer: AccountRecord,
    now: datetime,
    request: ObservationRequestRecord | None = None,
) -> ObservationRecord:
    """Store what `observer` saw `account` do, and tell the person.

    `request` is the one that it answers. Raises `ForbiddenError` where people observe themselves,
    `InputError` for an observation that says too little, and `ConflictError` for people of
    another organisation and for a request that is closed or somebody else's.
    """
    if observer.pk == account.pk:
        raise ForbiddenError(
            _("nobody observes themselves"), remedy=_("rate yourself: it is kept as a claim")
        )
    needs_member(organisation, account)
    check(seen, today=now.date())
    _not_twice(organisation, account, seen, observer)
    row = ObservationRecord.objects.create(
        organisation=organisation,
        account=account,
        observer=observer,
        request=_answered(request, account, observer, now) if request else None,
        skill=seen.skill,
        level=seen.level,
        dated=seen.dated,
        until=seen.until,
        did=seen.did.strip(),
        situation=seen.situation.strip(),
        relation=seen.relation.value,
        basis=seen.basis.value,
        frequency=seen.frequency.value,
        link=seen.link,
        marks=[[line, mark.value] for line, mark in seen.marks],
        recorded=now,
    )
    audit.record("observed", row, actor=observer, organisation=organisation, level=seen.level)
    tell(
        account,
        _("Somebody wrote down what you did at work"),
        _("%(name)s wrote down what you did. Read it, and say what you think of it:\n%(link)s\n")
        % {"name": observer, "link": address("seen")},
    )
    return row


def _not_twice(
    organisation: OrganisationRecord,
    account: AccountRecord,
    seen: Observation,
    observer: AccountRecord,
) -> None:
    """Raise `ConflictError` where the same words stand there already: a form was sent twice."""
    same = ObservationRecord.objects.of(organisation).filter(
        account=account,
        observer=observer,
        skill=seen.skill,
        dated=seen.dated,
        did=seen.did.strip(),
        withdrawn=None,
    )
    if same.exists():
        raise ConflictError(_("this is written down already"), code="observed_already")


def _answered(
    request: ObservationRequestRecord,
    account: AccountRecord,
    observer: AccountRecord,
    now: datetime,
) -> ObservationRequestRecord:
    if request.observer_id != observer.pk or request.account_id != account.pk:
        raise ConflictError(_("this request is about somebody else"))
    closed = ObservationRequestRecord.objects.filter(pk=request.pk, state=RequestState.OPEN).update(
        state=RequestState.DONE, closed=now
    )
    if not closed:
        raise ConflictError(_("this request is closed"), code="request_closed")
    return request


@transaction.atomic
def answer(
    row: ObservationRecord, comment: str, *, objects: bool, actor: AccountRecord, now: datetime
) -> None:
    """Store what the person says to an observation; the newest words count.

    Raises `InputError` for an objection without a reason: nobody could answer it.
    """
    if actor.pk != row.account_id:
        raise ForbiddenError(_("only whom it is about may answer it"))
    comment = comment.strip()
    if objects and not comment:
        raise InputError(_("an objection needs a reason"), where="comment")
    row.comment, row.objected = comment, (row.objected or now) if objects else None
    row.save(update_fields=["comment", "objected"])
    audit.record(
        "observation_answered", row, actor=actor, organisation=row.organisation, objects=objects
    )
    if objects and row.observer is not None:
        tell(
            row.observer,
            _("An objection to what you wrote down"),
            _("%(name)s objects to what you wrote down. Answer it, or take it back:\n%(link)s\n")
            % {"name": row.account, "link": address("observe")},
        )


@transaction.atomic
def reply(row: ObservationRecord, words: str, *, actor: AccountRecord) -> None:
    """Store what the observer answers to the person's words."""
    _only_observer(row, actor)
    if not words.strip():
        raise InputError(_("write an answer"), where="reply")
    row.reply = words.strip()
    row.save(update_fields=["reply"])
    audit.record("observation_replied", row, actor=actor, organisation=row.organisation)
    tell(
        row.account,
        _("An answer to what you said"),
        _("%(name)s answered what you said about an observation:\n%(link)s\n")
        % {"name": actor, "link": address("seen")},
    )


@transaction.atomic
def withdraw(row: ObservationRecord, *, actor: AccountRecord, now: datetime) -> None:
    """Take an observation back: it counts no longer from this moment on."""
    _only_observer(row, actor)
    if row.withdrawn is not None:
        raise ConflictError(_("it was taken back already"))
    row.withdrawn = now
    row.save(update_fields=["withdrawn"])
    audit.record("observation_withdrawn", row, actor=actor, organisation=row.organisation)
    tell(
        row.account,
        _("An observation was taken back"),
        _("%(name)s took back what they wrote down about you. It counts no longer.\n%(link)s\n")
        % {"name": actor, "link": address("seen")},
    )


def _only_observer(row: ObservationRecord, actor: AccountRecord) -> None:
    if actor.pk != row.observer_id:
        raise ForbiddenError(_("only who wrote it down may do this"))


def written_by(observer: AccountRecord, organisation: OrganisationRecord) -> Any:
    """Return what somebody wrote down (a query set), newest first."""
    rows = ObservationRecord.objects.of(organisation).filter(observer=observer)
    return rows.select_related("account", "organisation").order_by("-recorded")


def about(account: AccountRecord, organisation: OrganisationRecord | None) -> Any:
    """Return what was written about somebody (a query set), newest first."""
    rows = ObservationRecord.objects.of(organisation).filter(account=account)
    return rows.select_related("observer", "organisation").order_by("-recorded")


def standing(row: ObservationRecord, today: date) -> str:
    """Return `active`, `expired` or `withdrawn`."""
    if row.withdrawn is not None:
        return "withdrawn"
    return "active" if row.counts_on(today) else "expired"


def needs_member(organisation: OrganisationRecord, account: AccountRecord) -> None:
    """Raise `ConflictError` where somebody is not of this organisation."""
    if not MembershipRecord.objects.of(organisation).filter(account=account).exists():
        raise ConflictError(_("this person is not of your organisation"))


def tell(account: AccountRecord, subject: str, words: str) -> None:
    """Send somebody a notice; what was said stays behind the sign-in."""
    send_mail(subject, words, None, [account.email])
