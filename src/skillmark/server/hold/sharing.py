"""Share links: on and off, for how long, and what stands behind them."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.hold import services
from skillmark.server.hold.models import BadgeRecord, ShareRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord
from skillmark.server.people.services import address

DAYS = (7, 30, 90, 365)
"""For how many days a link may be asked to last; without, until it is ended."""


def link(share: ShareRecord) -> str:
    """Return the web address of a share link."""
    return address("share", share.token)


@transaction.atomic
def begin(badge: BadgeRecord, *, days: int | None, actor: AccountRecord) -> ShareRecord:
    """Make a link that nobody can guess; it shows this one badge and nothing else.

    Raises `ConflictError` for a badge that was issued to somebody else: a link says that who
    shares it is its holder.
    """
    if not services.is_own(badge):
        raise ConflictError(
            _("This badge names none of your confirmed e-mail addresses, so it cannot be shared."),
            remedy=_("add and confirm the address that it was issued to (My account)"),
            code="wrong_holder",
        )
    share = ShareRecord.objects.create(
        badge=badge,
        token=secrets.token_urlsafe(24),
        expires=timezone.now() + timedelta(days=days) if days else None,
    )
    audit.record("share_begun", share, actor=actor, organisation=None, days=days)
    return share


@transaction.atomic
def end(share: ShareRecord, *, actor: AccountRecord) -> None:
    """Switch a link off, at once and for good."""
    ShareRecord.objects.filter(pk=share.pk, ended=None).update(ended=timezone.now())
    audit.record("share_ended", share, actor=actor, organisation=None)


def shared(token: str) -> BadgeRecord | None:
    """Return the badge behind a link that works now."""
    found = ShareRecord.objects.open().select_related("badge").filter(token=token).first()
    return found.badge if found else None
