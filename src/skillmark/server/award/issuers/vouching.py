"""Issuers that an organisation knows: who they are, who says so, since when and why."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server.award.models import KnownIssuerRecord
from skillmark.server.people import audit
from skillmark.server.people.actions import Action
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.people.permissions import may
from skillmark.verify.registry import KnownIssuer, Registry, Voucher

SCHEMES = ("did:", "https://")


@transaction.atomic
def vouch(
    organisation: OrganisationRecord,
    identifier: str,
    *,
    name: str,
    note: str,
    actor: AccountRecord,
    known_by: str = "",
    everyone: bool = False,
) -> KnownIssuerRecord:
    """Put an issuer into the organisation's list; for every visitor only where one may that."""
    identifier = identifier.strip()
    if not identifier.startswith(SCHEMES) or any(c.isspace() for c in identifier):
        raise InputError(
            _("this is neither a DID nor an https address"),
            where="identifier",
            remedy=_("copy the issuer's id from the report of a verification"),
        )
    if not note.strip():
        raise InputError(
            _("an entry without a reason cannot be answered for"),
            where="note",
            remedy=_("say why"),
        )
    if everyone and not may(actor, Action.MANAGE_SITE, organisation):
        raise ForbiddenError(
            _("only an administrator speaks for the whole site"),
            remedy=_("leave it to your own organisation"),
        )
    rows = KnownIssuerRecord.objects.of(organisation)
    if rows.filter(identifier=identifier).exists():
        raise ConflictError(
            _("this issuer is in the list already"),
            remedy=_("remove the entry first if it must be another"),
            code="exists",
        )
    row: KnownIssuerRecord = KnownIssuerRecord.objects.create(
        organisation=organisation,
        identifier=identifier[:500],
        name=name.strip()[:200],
        known_by=known_by.strip()[:200] or organisation.name,
        note=note.strip()[:500],
        everyone=everyone,
        account=actor,
    )
    audit.record("issuer_known", row, actor=actor, organisation=organisation, everyone=everyone)
    return row


@transaction.atomic
def remove(row: KnownIssuerRecord, *, actor: AccountRecord) -> None:
    """Take an issuer out of the list; the audit log keeps that it was there."""
    if row.everyone and not may(actor, Action.MANAGE_SITE, row.organisation):
        raise ForbiddenError(
            _("only an administrator speaks for the whole site"),
            remedy=_("ask an administrator of your organisation"),
        )
    audit.record("issuer_forgotten", row, actor=actor, organisation=row.organisation)
    row.delete()


def for_everyone() -> Registry:
    """Return what every visitor of the site sees."""
    rows = KnownIssuerRecord.objects.filter(everyone=True)
    return _registry(rows.select_related("organisation").order_by("pk"))


def of(organisation: OrganisationRecord) -> Registry:
    """Return an organisation's own list."""
    rows = KnownIssuerRecord.objects.of(organisation)
    return _registry(rows.select_related("organisation").order_by("pk"))


def _registry(rows: Iterable[KnownIssuerRecord]) -> Registry:
    return Registry.joined(
        Registry.of(
            [
                KnownIssuer(
                    row.identifier,
                    row.name,
                    row.known_by,
                    note=row.note,
                    since=row.created.date().isoformat(),
                    vouchers=(Voucher(row.known_by, row.organisation.name),),
                )
            ]
        )
        for row in rows
    )
