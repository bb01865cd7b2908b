"""Names hidden: for a look (`?anonymous=1`), or for everybody until one asks, with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.reviewing.models import RevealRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

Kind = RevealRecord.Kind
SHOWN_FOR = timedelta(hours=8)
"""How long names are shown to who asked: a day at work."""


def hidden(request: HttpRequest, role: RoleRecord) -> bool:
    """Say whether the reader of a page sees no names of a role."""
    return request.GET.get("anonymous") == "1" or veiled(role, request.user)


def veiled(role: RoleRecord, reader: Any, *, now: datetime | None = None) -> bool:
    """Say whether a role hides its names and `reader` has not asked for them."""
    return role.anonymous and revealed(role, reader, now=now) is None


def revealed(role: RoleRecord, reader: Any, *, now: datetime | None = None) -> RevealRecord | None:
    """Return by which request somebody sees the names of a role that hides them."""
    shown: RevealRecord | None = role.reveals.filter(
        kind=Kind.SHOWN, account=reader.pk, until__gt=now or timezone.now()
    ).last()
    return shown


def must_see(request: HttpRequest, role: RoleRecord) -> None:
    """Refuse what makes no sense without names. Raises `ConflictError` where they are hidden."""
    if veiled(role, request.user):
        raise ConflictError(
            _("The names of this role are hidden."),
            remedy=_("Ask for them on the page of the ranking, with a reason."),
        )


@transaction.atomic
def show(
    role: RoleRecord, *, reason: str, actor: AccountRecord, now: datetime | None = None
) -> RevealRecord:
    """Show the names of a role to one person for a while. Raises `InputError` without a reason."""
    moment = now or timezone.now()
    until = moment + SHOWN_FOR
    return _note(role, Kind.SHOWN, actor, reason=_said(reason), at=moment, until=until)


@transaction.atomic
def hide(role: RoleRecord, *, actor: AccountRecord, now: datetime | None = None) -> None:
    """Hide the names from who had asked for them."""
    moment = now or timezone.now()
    role.reveals.filter(kind=Kind.SHOWN, account=actor, until__gt=moment).update(until=moment)


@transaction.atomic
def hide_for_all(role: RoleRecord, *, actor: AccountRecord) -> None:
    """Let a role hide its names from everybody from now on, also from who had asked before."""
    role.anonymous = True
    role.save(update_fields=["anonymous"])
    now = timezone.now()
    role.reveals.filter(kind=Kind.SHOWN, until__gt=now).update(until=now)
    _note(role, Kind.HIDDEN, actor, at=now)


@transaction.atomic
def show_to_all(role: RoleRecord, *, reason: str, actor: AccountRecord) -> None:
    """Let a role hide its names no longer. Raises `InputError` without a reason."""
    reason = _said(reason)
    role.anonymous = False
    role.save(update_fields=["anonymous"])
    _note(role, Kind.NO_LONGER, actor, at=timezone.now(), reason=reason)


def _said(reason: str) -> str:
    if not reason.strip():
        raise InputError(_("Say why you need the names."), where="reason")
    return reason.strip()[:500]


def _note(
    role: RoleRecord,
    kind: str,
    actor: AccountRecord,
    *,
    at: datetime,
    reason: str = "",
    until: datetime | None = None,
) -> RevealRecord:
    row = RevealRecord.objects.create(
        organisation=role.organisation,
        role=role,
        kind=kind,
        account=actor,
        name=str(actor)[:150],
        reason=reason,
        at=at,
        until=until,
    )
    audit.record(f"names_{kind}", role, actor=actor, organisation=role.organisation)
    return row
