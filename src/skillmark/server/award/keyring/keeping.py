"""Copies of signing keys that people keep: made, said to be kept, put back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award.keyring import keys as signing
from skillmark.server.award.models import KeyRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.trust import keys

SHORTEST = 12
"""Characters of a passphrase that protects a key outside the site."""


def unkept(organisation: OrganisationRecord) -> list[KeyRecord]:
    """Return the keys that sign, or will, and of which nobody says that they keep a copy."""
    rows = KeyRecord.objects.of(organisation).filter(kept=None, revoked=None)
    return [row for row in rows.order_by("created") if row.state in {"signs", "waiting"}]


@transaction.atomic
def copy(row: KeyRecord, passphrase: str, *, actor: AccountRecord) -> bytes:
    """Return the key's file, encrypted with a passphrase that the person chooses."""
    if len(passphrase) < SHORTEST:
        raise InputError(
            _("this passphrase is too short"),
            where="passphrase",
            remedy=_("use at least %(count)s characters, such as four words") % {"count": SHORTEST},
        )
    content = keys.sealed(signing.private(row), passphrase.encode())
    audit.record("key_copied", row, actor=actor, organisation=row.organisation)
    return content


@transaction.atomic
def keep(row: KeyRecord, *, actor: AccountRecord) -> None:
    """Record that this person says: I keep a copy."""
    row.kept, row.kept_by = timezone.now(), actor
    row.save(update_fields=["kept", "kept_by"])
    audit.record("key_kept", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def restore(
    organisation: OrganisationRecord, content: bytes, passphrase: str, *, actor: AccountRecord
) -> KeyRecord:
    """Put a copy of a key back where its file is lost or cannot be opened any more.

    Raises `InputError` for a file that is no key, a wrong passphrase, or a key that this
    organisation never published; `ConflictError` where the file is there and opens.
    """
    made = keys.opened(content, passphrase.encode() or None, where=_("the file"))
    row = KeyRecord.objects.of(organisation).filter(multikey=made.public_multikey()).first()
    if row is None:
        raise InputError(
            _("your organisation never published this key"),
            where=_("the file"),
            remedy=_("a key of another issuer cannot sign here: make a new key"),
            code="foreign_key",
        )
    if signing.usable(row):
        raise ConflictError(_("this key's file is there and opens"), code="there_already")
    signing.put_back(row, made)
    audit.record("key_restored", row, actor=actor, organisation=organisation)
    return row
