"""The audit log: written in the transaction of what it records, or that is refused."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import UnavailableError
from skillmark.server.people.models import AccountRecord, AuditRecord, OrganisationRecord


def name_of(thing: models.Model | str | None) -> str:
    """Return how the log names a thing: kind and id, never personal data."""
    if thing is None:
        return ""
    if isinstance(thing, str):
        return thing[:200]
    return f"{thing._meta.model_name.removesuffix('record')}:{thing.pk}"


def record(
    action: str,
    thing: models.Model | str | None = None,
    *,
    actor: AccountRecord | AnonymousUser | None,
    organisation: OrganisationRecord | None,
    allowed: bool = True,
    **detail: Any,
) -> None:
    """Write one entry inside the open transaction; without one, there is nothing to refuse with.

    `detail` holds numbers, ids and states: no names, no addresses, no secrets. Raises
    `UnavailableError`, which rolls the operation back, when the entry cannot be written.
    """
    if allowed and not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record needs the transaction of what it records")
    try:
        AuditRecord.objects.create(
            actor=actor if isinstance(actor, AccountRecord) else None,
            organisation=organisation,
            action=action,
            thing=name_of(thing),
            allowed=allowed,
            detail=detail,
        )
    except DatabaseError as error:
        raise UnavailableError(
            _("the audit log could not be written, so nothing was changed"),
            remedy=_("ask the administrator to run: skillmark doctor"),
            code="audit_failed",
        ) from error
