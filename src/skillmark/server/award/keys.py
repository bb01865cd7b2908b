"""The organisation's signing keys: made here, kept encrypted, published for verifiers."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.badges.open_badges import OB_CONTEXT
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award.claims import issuer_id, profile
from skillmark.server.award.models import KeyRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.trust import keys
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.keys import Algorithm, PublicKey, SigningKey

ALGORITHMS = (Algorithm.ED25519, Algorithm.P256, Algorithm.P384)


def passphrase() -> bytes:
    """Return what key files are encrypted with.

    `SKILLMARK_KEY_PASSPHRASE` where it is set (best: then the data folder alone opens no key),
    else a secret derived from the site's own.
    """
    if settings.SITE.key_passphrase:
        return settings.SITE.key_passphrase.encode()
    secret = hmac.digest(settings.SECRET_KEY.encode(), b"skillmark signing keys", "sha256")
    return secret.hex().encode()


def folder() -> Path:
    """Return where the key files are."""
    return Path(settings.DATA) / "keys"


@transaction.atomic
def generate(
    organisation: OrganisationRecord,
    algorithm: str,
    *,
    actor: AccountRecord | None,
    beside: bool = False,
) -> KeyRecord:
    """Make a key and retire the one that signed until now.

    `beside` makes one that signs only what asks for its algorithm, beside the key of the awards;
    it takes the place of the one of the same algorithm.
    """
    if algorithm not in set(ALGORITHMS):
        raise InputError(
            _("there is no algorithm %(name)s") % {"name": algorithm},
            remedy=_("choose one of these: %(names)s") % {"names": ", ".join(ALGORITHMS)},
        )
    made = SigningKey.generate(Algorithm(algorithm), controller=issuer_id(organisation))
    fragment = made.verification_method.rpartition("#")[2]
    digest = hashlib.sha256(made.public_multikey().encode()).hexdigest()[:16]
    name = f"{organisation.slug}-{digest}.json"
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    cost = keys.FOR_PEOPLE if settings.SITE.key_passphrase else keys.FOR_SECRETS
    keys.save(made, folder() / name, passphrase(), cost=cost)
    before = KeyRecord.objects.of(organisation).filter(retired=None, beside=beside)
    if beside:
        before = before.filter(algorithm=algorithm)
    before.update(retired=timezone.now())
    row = KeyRecord.objects.create(
        organisation=organisation,
        algorithm=made.algorithm.value,
        multikey=made.public_multikey(),
        fragment=fragment,
        file=name,
        beside=beside,
    )
    audit.record("key_generated", row, actor=actor, organisation=organisation)
    return row


@transaction.atomic
def retire(row: KeyRecord, *, actor: AccountRecord) -> None:
    """Sign nothing more with a key; what it signed stays valid."""
    if row.retired is not None:
        raise ConflictError(_("this key is retired already"))
    row.retired = timezone.now()
    row.save(update_fields=["retired"])
    audit.record("key_retired", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def revoke(row: KeyRecord, *, actor: AccountRecord) -> None:
    """Publish that a key is compromised: what is signed with it from now on is refused."""
    if row.revoked is not None:
        raise ConflictError(_("this key is revoked already"))
    row.revoked = timezone.now()
    row.retired = row.retired or row.revoked
    row.save(update_fields=["retired", "revoked"])
    audit.record("key_revoked", row, actor=actor, organisation=row.organisation)


def current(organisation: OrganisationRecord, algorithms: Sequence[Algorithm] = ()) -> KeyRecord:
    """Return the key that signs now, making the first one where there is none yet.

    With `algorithms`, the one for what asks for a key of one of these kinds; `ConflictError`
    (code `no_key`) where there is none.
    """
    rows = KeyRecord.objects.of(organisation)
    in_force = rows.filter(retired=None).order_by("beside", "-created")
    if algorithms:
        in_force = in_force.filter(algorithm__in=[one.value for one in algorithms])
    row = in_force.first()
    if row is not None:
        return row
    if not rows.exists() and (not algorithms or Algorithm.ED25519 in algorithms):
        return generate(organisation, Algorithm.ED25519, actor=None)
    if algorithms and rows.filter(retired=None).exists():
        raise ConflictError(
            _("there is no key of the kind %(names)s") % {"names": ", ".join(algorithms)},
            remedy=_("make one beside the others (Award and verify, Keys)"),
            code="no_key",
        )
    raise ConflictError(
        _("every key is retired"), remedy=_("make a new key first (Award and verify, Keys)")
    )


def signer(row: KeyRecord, controller: str = "") -> SigningKey:
    """Return the signing key; it speaks for whom the organisation's credentials name.

    `controller` is another name of the organisation (`speaks_for`).
    """
    if row.retired is not None:
        raise ConflictError(_("a retired key signs nothing"), code="key_retired")
    name = controller or issuer_id(row.organisation)
    fragment = row.multikey if name.startswith("did:key:") else row.fragment
    return _signer(str(folder() / row.file), name, fragment)


def method(row: KeyRecord) -> str:
    """Return a key's verification method, as the organisation's credentials name it."""
    return f"{issuer_id(row.organisation)}#{row.fragment}"


@lru_cache(maxsize=64)
def _signer(path: str, controller: str, fragment: str) -> SigningKey:
    loaded = keys.load(Path(path), passphrase())
    return SigningKey.of(
        loaded.private, controller=controller, verification_method=f"{controller}#{fragment}"
    )


def speaks_for(
    organisation: OrganisationRecord, name: str, algorithms: Sequence[Algorithm] = ()
) -> KeyRecord | None:
    """Return the key that signs under a name of the organisation; `None` for another's name.

    Its names are the issuer id of its credentials, its did:web, and the did:key of each of its
    keys. A did:key cannot be rotated: what is signed under it outlives the key's retirement.
    """
    if name in {issuer_id(organisation), did_web(organisation)}:
        return current(organisation, algorithms)
    if not name.startswith("did:key:"):
        return None
    rows = KeyRecord.objects.of(organisation).filter(retired=None)
    return rows.filter(multikey=name.removeprefix("did:key:")).first()


def published(organisation: OrganisationRecord, controller: str) -> list[PublishedKey]:
    """Return all keys as a controller publishes them, retired ones too."""
    return [
        PublishedKey(
            method=f"{controller}#{row.fragment}",
            public=PublicKey.from_multikey(row.multikey),
            revoked=row.revoked,
        )
        for row in KeyRecord.objects.of(organisation).order_by("created")
    ]


def issuer_document(organisation: OrganisationRecord) -> dict[str, Any]:
    """Return the issuer's profile with its keys, as it stands at its https address."""
    address = f"{settings.BASE_URL}/issuers/{organisation.slug}"
    document = did_document(address, published(organisation, address))
    said = profile(organisation) | {"id": address}
    # A verifier that reads it as JSON-LD refuses members that no context defines.
    contexts = [*document["@context"], OB_CONTEXT]
    return {**document, **said, "@context": contexts, "alsoKnownAs": [did_web(organisation)]}


def did_web(organisation: OrganisationRecord) -> str:
    """Return the organisation's did:web."""
    parts = urlsplit(settings.BASE_URL)
    host = (parts.hostname or "") + (f"%3A{parts.port}" if parts.port else "")
    return f"did:web:{host}:issuers:{organisation.slug}"


def did_web_document(organisation: OrganisationRecord) -> dict[str, Any]:
    """Return the DID document."""
    did = did_web(organisation)
    document = did_document(did, published(organisation, did))
    return {**document, "alsoKnownAs": [f"{settings.BASE_URL}/issuers/{organisation.slug}"]}
