"""The organisation's signing keys: made here, kept encrypted, published for verifiers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.badges.open_badges import OB_CONTEXT
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award.claims import issuer_id, plain_profile
from skillmark.server.award.keyring.keyfiles import cost, folder, passphrase
from skillmark.server.award.keyring.telling import tell
from skillmark.server.award.models import AwardRecord, KeyRecord, Standing
from skillmark.server.award.transparency import log
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.trust import keys
from skillmark.trust.dids import PublishedKey, did_document, timestamp
from skillmark.trust.keys import Algorithm, KeyFileError, PublicKey, SigningKey

DOCUMENT_SECONDS = 300
"""How long verifiers may remember the documents that publish keys."""
ALGORITHMS = (Algorithm.ED25519, Algorithm.P256, Algorithm.P384)


@transaction.atomic
def generate(
    organisation: OrganisationRecord,
    algorithm: str,
    *,
    actor: AccountRecord | None,
    beside: bool = False,
    overlap: timedelta = timedelta(0),
) -> KeyRecord:
    """Make a key and retire the one that signed until now.

    The new key is published at once and signs after `overlap`, when the old one retires. `beside`
    makes one that signs only what asks for its algorithm, beside the key of the awards; it takes
    the place of the one of the same algorithm. Who must keep a copy of it is told by mail.
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
    keys.save(made, folder() / name, passphrase(), cost=cost())
    now = timezone.now()
    before = KeyRecord.objects.of(organisation).filter(beside=beside)
    if beside:
        before = before.filter(algorithm=algorithm)
    # the first key has nobody to take over from: it signs at once
    turn = now + (overlap if _in_force(before, now).exists() else timedelta(0))
    before.filter(Q(retired=None) | Q(retired__gt=turn)).update(retired=turn)
    row = KeyRecord.objects.create(
        organisation=organisation,
        algorithm=made.algorithm.value,
        multikey=made.public_multikey(),
        fragment=fragment,
        file=name,
        created=now,
        signs_from=turn if turn > now else None,
        beside=beside,
    )
    audit.record(
        "key_generated",
        row,
        actor=actor,
        organisation=organisation,
        overlap=int(overlap.total_seconds()),
    )
    _record(row, "introduced")
    tell(row, actor=actor)
    return row


def _record(row: KeyRecord, event: str) -> None:
    """Put what happens to a key into the log, in the transaction in which it happens."""
    statement = {
        "kind": "key",
        "key": method(row),
        "event": event,
        "at": timestamp(timezone.now()),
    }
    log.append(row.organisation, [statement])


def _in_force(rows: Any, now: datetime) -> Any:
    """Only the keys that sign at this moment."""
    begun = Q(signs_from=None) | Q(signs_from__lte=now)
    return rows.filter(begun, Q(retired=None) | Q(retired__gt=now))


@transaction.atomic
def retire(row: KeyRecord, *, actor: AccountRecord) -> None:
    """Sign nothing more with a key; what it signed stays valid."""
    now = timezone.now()
    if row.retired is not None and row.retired <= now:
        raise ConflictError(_("this key is retired already"))
    row.retired = now
    row.save(update_fields=["retired"])
    _bring_forward(row, now)
    _record(row, "retired")
    audit.record("key_retired", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def revoke(
    row: KeyRecord, *, actor: AccountRecord | None, since: datetime | None = None
) -> KeyRecord:
    """Publish that a key is compromised: what says that it was signed since then is refused.

    Raises `ConflictError` where it is published as compromised already, `InputError` where `since`
    lies ahead. A key that waits for its turn takes over at once.
    """
    now = timezone.now()
    row = KeyRecord.objects.select_for_update().get(pk=row.pk)
    if row.revoked is not None:
        raise ConflictError(_("this key is revoked already"))
    if since is not None and since > now:
        raise InputError(_("this moment lies ahead"), where="since", remedy=_("give a past one"))
    row.revoked = since or now
    row.retired = now if row.retired is None else min(row.retired, now)
    row.save(update_fields=["retired", "revoked"])
    _bring_forward(row, now)
    _record(row, "compromised")
    audit.record("key_revoked", row, actor=actor, organisation=row.organisation)
    return row


def _bring_forward(row: KeyRecord, now: datetime) -> None:
    """Where none of its kind signs any more, let the key that waits for its turn sign at once."""
    kind = KeyRecord.objects.of(row.organisation).filter(beside=row.beside)
    if row.beside:
        kind = kind.filter(algorithm=row.algorithm)
    if not _in_force(kind, now).exists():
        kind.filter(Q(retired=None) | Q(retired__gt=now), signs_from__gt=now).update(signs_from=now)


@transaction.atomic
def withdraw(row: KeyRecord, *, actor: AccountRecord | None) -> None:
    """Take a compromised key out of those that count: nothing that it ever signed counts now.

    Who has stolen a key writes any date into what he signs. So long as the key counts for what is
    dated before the theft, he can go on. Raises `ConflictError` unless it is compromised and no
    award stands that carries its signature.
    """
    row = KeyRecord.objects.select_for_update().get(pk=row.pk)
    if row.revoked is None:
        raise ConflictError(_("this key is not published as compromised"))
    if signed_by(row).exclude(standing=Standing.REVOKED).exists():
        raise ConflictError(
            _("awards still carry the signature of this key"),
            remedy=_("sign them anew first"),
            code="still_carried",
        )
    if row.withdrawn is None:
        row.withdrawn = timezone.now()
        row.save(update_fields=["withdrawn"])
        audit.record("key_withdrawn", row, actor=actor, organisation=row.organisation)


def signed_by(row: KeyRecord) -> Any:
    """Return the signed awards that carry the signature of a key, but those of erased people."""
    mine = Q(key=row) | Q(key=None, batch__key=row)
    return (
        AwardRecord.objects.of(row.organisation)
        .filter(mine)
        .exclude(standing__in=[Standing.PENDING, Standing.FAILED])
        .exclude(salt="")
    )


def current(organisation: OrganisationRecord, algorithms: Sequence[Algorithm] = ()) -> KeyRecord:
    """Return the key that signs now, making the first one where there is none yet.

    With `algorithms`, the one for what asks for a key of one of these kinds; `ConflictError`
    (code `no_key`) where there is none.
    """
    rows = KeyRecord.objects.of(organisation)
    everything = _in_force(rows, timezone.now()).order_by("beside", "-created")
    in_force = everything
    if algorithms:
        in_force = in_force.filter(algorithm__in=[one.value for one in algorithms])
    row = in_force.first()
    if row is not None:
        return row
    if not rows.exists() and (not algorithms or Algorithm.ED25519 in algorithms):
        return generate(organisation, Algorithm.ED25519, actor=None)
    if algorithms and everything.exists():
        raise ConflictError(
            _("there is no key of the kind %(names)s") % {"names": ", ".join(algorithms)},
            remedy=_("make one beside the others (Award and verify, Keys)"),
            code="no_key",
        )
    raise ConflictError(
        _("every key is retired"), remedy=_("make a new key first (Award and verify, Keys)")
    )


def signs(row: KeyRecord) -> bool:
    """Ask the database whether a key signs at this moment."""
    return _in_force(KeyRecord.objects.filter(pk=row.pk), timezone.now()).exists()


def standing_in(row: KeyRecord) -> KeyRecord:
    """Return the key itself, or the one that signs in its place once it is retired.

    So an order that was placed before a rotation is signed after it.
    """
    return row if signs(row) else current(row.organisation)


def signer(row: KeyRecord, controller: str = "") -> SigningKey:
    """Return the signing key; it speaks for whom the organisation's credentials name.

    `controller` is another name of the organisation (`speaks_for`).
    """
    now = timezone.now()
    if row.retired is not None and row.retired <= now:
        raise ConflictError(_("a retired key signs nothing"), code="key_retired")
    if row.signs_from is not None and row.signs_from > now:
        raise ConflictError(_("this key waits for its turn"), code="key_not_yet")
    name = controller or issuer_id(row.organisation)
    fragment = row.multikey if name.startswith("did:key:") else row.fragment
    return _signer(str(folder() / row.file), name, fragment)


def private(row: KeyRecord) -> SigningKey:
    """Return the private key of a row, retired or not, for copying it; raises `KeyFileError`."""
    loaded = keys.load(folder() / row.file, passphrase())
    name = issuer_id(row.organisation)
    return SigningKey.of(
        loaded.private, controller=name, verification_method=f"{name}#{row.fragment}"
    )


def usable(row: KeyRecord) -> bool:
    """Say whether the key's file is there and opens."""
    try:
        return private(row).public_multikey() == row.multikey
    except KeyFileError:
        return False


def put_back(row: KeyRecord, made: SigningKey) -> None:
    """Write the key's file anew where it is lost or opens no more; what was there is kept."""
    place = folder() / row.file
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.exists():
        place.rename(place.with_name(f"{place.name}.{timezone.now():%Y%m%dT%H%M%S%f}.unreadable"))
    keys.save(made, place, passphrase(), cost=cost())
    _signer.cache_clear()


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
    ours = {issuer_id(organisation), did_web(organisation)}
    for base in settings.SITE.former:  # what was awarded there may have to be signed anew
        ours |= {_address(organisation, base), did_web(organisation, base)}
    if name in ours:
        return current(organisation, algorithms)
    if not name.startswith("did:key:"):
        return None
    rows = _in_force(KeyRecord.objects.of(organisation), timezone.now())
    return rows.filter(multikey=name.removeprefix("did:key:")).first()


def published(organisation: OrganisationRecord, controller: str) -> list[PublishedKey]:
    """Return all keys as a controller publishes them: retired ones too, and those still waiting.

    A retired key has no `expires`: a verifier that follows CID 1.0, section 2.2, to the letter
    verifies nothing with a key after that moment, not even what was signed long before. One that
    is withdrawn stands for no purpose.
    """
    return [
        PublishedKey(
            method=f"{controller}#{row.fragment}",
            public=PublicKey.from_multikey(row.multikey),
            revoked=row.revoked,
            purposes=() if row.withdrawn else ("assertionMethod",),
        )
        for row in KeyRecord.objects.of(organisation).order_by("created")
    ]


def issuer_document(organisation: OrganisationRecord, base: str = "") -> dict[str, Any]:
    """Return the issuer's profile with its keys, as it stands at its https address.

    `base` is the address of the site that it is asked by, where that is a former one.
    """
    address = _address(organisation, base)
    document = did_document(address, published(organisation, address))
    said = plain_profile(organisation) | {"id": address}
    # A verifier that reads it as JSON-LD refuses members that no context defines.
    contexts = [*document["@context"], OB_CONTEXT]
    known = [did_web(organisation, base), *_elsewhere(organisation, address)]
    return {**document, **said, "@context": contexts, "alsoKnownAs": known}


def _address(organisation: OrganisationRecord, base: str = "") -> str:
    return f"{base or settings.BASE_URL}/issuers/{organisation.slug}"


def _elsewhere(organisation: OrganisationRecord, address: str) -> list[str]:
    """Return the other addresses of an issuer: where it is now, and where it was."""
    bases = (settings.BASE_URL, *settings.SITE.former)
    known = [_address(organisation, one) for one in bases]
    return [one for one in known if one != address]


def did_web(organisation: OrganisationRecord, base: str = "") -> str:
    """Return the organisation's did:web."""
    parts = urlsplit(base or settings.BASE_URL)
    host = (parts.hostname or "") + (f"%3A{parts.port}" if parts.port else "")
    return f"did:web:{host}:issuers:{organisation.slug}"


def did_web_document(organisation: OrganisationRecord, base: str = "") -> dict[str, Any]:
    """Return the DID document."""
    did = did_web(organisation, base)
    document = did_document(did, published(organisation, did))
    address = _address(organisation, base)
    return {**document, "alsoKnownAs": [address, *_elsewhere(organisation, address)]}
