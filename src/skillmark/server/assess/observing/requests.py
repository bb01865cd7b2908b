"""Asking for an observation: a manager plans one, or a person asks to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server.assess.observing.models import ObservationRequestRecord, RequestState
from skillmark.server.assess.observing.services import needs_member, tell
from skillmark.server.people import audit
from skillmark.server.people.actions import GRANTS, Action
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.people.permissions import may
from skillmark.server.people.services import address


@transaction.atomic
def ask(
    organisation: OrganisationRecord,
    account: AccountRecord,
    observer: AccountRecord,
    *,
    skill: str,
    task: str,
    actor: AccountRecord,
    now: datetime,
    criteria: Sequence[str] = (),
    due: date | None = None,
) -> ObservationRequestRecord:
    """Ask `observer` to look at how `account` does a task, and tell both.

    The person asks for themselves, or somebody who may observe asks for them. Raises
    `ForbiddenError` for everybody else and for an observer without the right, `ConflictError`
    where the same is asked already.
    """
    if observer.pk == account.pk:
        raise ForbiddenError(_("nobody observes themselves"), remedy=_("ask somebody else"))
    if actor.pk != account.pk and not may(actor, Action.OBSERVE, organisation):
        raise ForbiddenError(_("only the person, or who may observe, asks for this"))
    if not may(observer, Action.OBSERVE, organisation):
        raise ForbiddenError(_("%(name)s may not observe here") % {"name": observer})
    needs_member(organisation, account)
    if not task.strip():
        raise InputError(_("which piece of work?"), where="task")
    same = ObservationRequestRecord.objects.of(organisation).filter(
        account=account, observer=observer, skill=skill, task=task.strip(), state=RequestState.OPEN
    )
    if same.exists():
        raise ConflictError(_("this is asked already, and waits"), code="asked_already")
    row = ObservationRequestRecord.objects.create(
        organisation=organisation,
        account=account,
        observer=observer,
        asked_by=actor,
        skill=skill,
        task=task.strip(),
        criteria=list(criteria),
        due=due,
        asked=now,
    )
    audit.record("observation_asked", row, actor=actor, organisation=organisation)
    if observer.pk != actor.pk:
        tell(
            observer,
            _("You are asked to look at somebody's work"),
            _("%(name)s asks you to look at how %(person)s works:\n%(link)s\n")
            % {"name": actor, "person": account, "link": address("observe")},
        )
    if account.pk != actor.pk:
        tell(
            account,
            _("An observation is planned"),
            _("%(name)s will look at how you work. What exactly, you read here:\n%(link)s\n")
            % {"name": observer, "link": address("seen")},
        )
    return row


@transaction.atomic
def decline(
    row: ObservationRequestRecord, reason: str, *, actor: AccountRecord, now: datetime
) -> None:
    """Say that one will not observe, and why; the person hears of it."""
    if actor.pk != row.observer_id:
        raise ForbiddenError(_("only who is asked may decline"))
    if not reason.strip():
        raise InputError(_("say why"), where="reason")
    _close(row, RequestState.DECLINED, reason.strip()[:300], now)
    audit.record("observation_declined", row, actor=actor, organisation=row.organisation)
    tell(
        row.account,
        _("An observation was declined"),
        _("%(name)s cannot observe what was asked: %(reason)s\n%(link)s\n")
        % {"name": actor, "reason": row.reason, "link": address("seen")},
    )


@transaction.atomic
def take_back(row: ObservationRequestRecord, *, actor: AccountRecord, now: datetime) -> None:
    """End a request; whoever asked, and the person whom it is about, may."""
    if actor.pk not in {row.account_id, row.asked_by_id}:
        raise ForbiddenError(_("only who asked, or whom it is about, may take it back"))
    _close(row, RequestState.WITHDRAWN, "", now)
    audit.record("observation_request_ended", row, actor=actor, organisation=row.organisation)


def _close(row: ObservationRequestRecord, state: RequestState, reason: str, now: datetime) -> None:
    rows = ObservationRequestRecord.objects.filter(pk=row.pk, state=RequestState.OPEN)
    if not rows.update(state=state, reason=reason, closed=now):
        raise ConflictError(_("this request is closed"), code="request_closed")
    row.refresh_from_db()


def waiting_for(observer: AccountRecord, organisation: OrganisationRecord | None) -> Any:
    """Return the requests that wait for somebody (a query set), the most urgent first."""
    rows = ObservationRequestRecord.objects.of(organisation).filter(
        observer=observer, state=RequestState.OPEN
    )
    return rows.select_related("account", "asked_by").order_by("due", "asked")


def about(account: AccountRecord, organisation: OrganisationRecord | None) -> Any:
    """Return the requests about somebody (a query set), newest first."""
    rows = ObservationRequestRecord.objects.of(organisation).filter(account=account)
    return rows.select_related("observer", "asked_by").order_by("-asked")


def observers(organisation: OrganisationRecord | None) -> Any:
    """Return the accounts (a query set) that may observe at an organisation."""
    able = [role for role, granted in GRANTS.items() if Action.OBSERVE in granted]
    return (
        AccountRecord.objects.filter(
            memberships__organisation=organisation, memberships__role__in=able, is_active=True
        )
        .distinct()
        .order_by("name", "email")
    )


def members(organisation: OrganisationRecord | None) -> Any:
    """Return everybody of an organisation (a query set)."""
    return (
        AccountRecord.objects.filter(memberships__organisation=organisation, is_active=True)
        .distinct()
        .order_by("name", "email")
    )
