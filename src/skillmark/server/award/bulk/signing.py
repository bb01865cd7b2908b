"""Sign what was ordered, outside the transaction, and store it where nothing is stored yet.

Credential, entry in the log and message to the person are stored in one transaction, or none is. A
stop anywhere is finished by the next run of the job: what is signed stays, what is not is signed
with the same id, salt and place.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award import credential, work
from skillmark.compute.bulk import in_order, processes
from skillmark.nouns.errors import UnavailableError
from skillmark.server import rows
from skillmark.server.award import claims
from skillmark.server.award.bulk import sealing
from skillmark.server.award.bulk.sealing import Sealed, Sealer
from skillmark.server.award.keyring import keys
from skillmark.server.award.life import afterwards
from skillmark.server.award.models import AwardRecord, BatchRecord, KeyRecord, Standing
from skillmark.server.award.packing import pack, pack_token
from skillmark.server.award.transparency import log
from skillmark.server.jobs import mail
from skillmark.server.jobs.services import Running
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer, SigningKey
from skillmark.trust.log import receipts

CHUNK = 1_000
"""Awards that are stored in one transaction."""
ALONE = 1_000
"""Up to so many, processes of their own take longer to start than to sign."""
_TOGETHER = 100
"""Awards that travel to a process together."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signed award that is not stored yet, or why it could not be signed."""

    award: AwardRecord
    body: bytes = b""
    token: str = ""
    error: str = ""
    key: KeyRecord | None = None


def order_of(batch: BatchRecord, signer: Signer) -> work.Order:
    """Return what the awards of a batch have in common: they are signed as JSON and as a token.

    A key that stands in for the batch's own may be of another kind: it signs in its own format.
    """
    base = f"{settings.BASE_URL}/issuers/{batch.organisation.slug}"
    form = batch.form if credential.fits(batch.form, signer) else credential.natural_format(signer)
    return work.Order(batch.claim, batch.issuer, (form, credential.JWT), base)


def sign(award: AwardRecord) -> Signature:
    """Sign one award, as JSON with its proof and as a token. Stores nothing."""
    batch = award.batch
    intent = _intent(batch, *(getattr(award, name) for name in _INTENT))
    key = keys.standing_in(batch.key)
    signer = keys.signer(key)
    made = next(work.press(order_of(batch, signer), [intent], signer=signer))
    if made.error:
        return Signature(award, error=made.error)
    body, token = made.texts
    return Signature(award, body, token.decode(), key=key)


@transaction.atomic
def fill(signatures: Iterable[Signature]) -> int:
    """Store signatures in awards that have none yet, record them, tell the people."""
    stored = 0
    for one in signatures:
        own = claims.restored(one.award.claim, {}, {}) if one.award.claim else None
        sealed = Sealed(
            one.award.pk,
            one.award.name,
            one.award.email,
            pack(one.body),
            pack_token(one.token),
            receipts.digest(one.body),
            sealing.caution(own),
            one.error,
        )
        stored += store(one.award.batch, [sealed], key=one.key)
    return stored


def store(batch: BatchRecord, signed: Sequence[Sealed], *, key: KeyRecord | None = None) -> int:
    """Store what was signed, inside the open transaction; return how many were still empty.

    `key` is what signed it, where that is not the batch's own.
    """
    if not signed:
        return 0
    waiting = batch.awards.select_for_update().filter(standing=Standing.PENDING)
    named = rows.among(waiting, "id", [one.pk for one in signed])
    empty = dict(named.values_list("pk", "replaces"))
    good = [one for one in signed if one.pk in empty and not one.error]
    for one in signed:
        if one.pk in empty and one.error:
            refused = batch.awards.filter(pk=one.pk)
            refused.update(standing=Standing.FAILED, reason=one.error[:500])
    if not good:
        return 0
    now = timezone.now()
    active = Standing.ACTIVE.value
    rows.update(
        AwardRecord,
        ("standing", "body", "token", "caution", "signed"),
        ((active, one.body, one.token, one.caution[:300], now, one.pk) for one in good),
    )
    ids = [one.pk for one in good]
    if key is not None and key != batch.key:
        batch.awards.filter(pk__in=ids).update(key=key)
    method = keys.method(key or batch.key)
    older = _replaced({pk: empty[pk] for pk in ids if empty[pk] is not None})
    moment = timestamp(now)
    log.append(
        batch.organisation,
        [
            {
                "kind": "award",
                "id": f"{settings.BASE_URL}/c/{one.pk}",
                "digest": one.digest,
                "key": method,
                "at": moment,
                **older.get(one.pk, {}),
            }
            for one in good
        ],
        ids,
    )
    if batch.notify:
        _tell(batch, good)
    afterwards.signed(batch)
    return len(good)


def _replaced(older: Mapping[UUID, UUID]) -> dict[UUID, dict[str, str]]:
    """Return what the statements of renewals have more than others: the id that they replace."""
    if not older:
        return {}
    found = rows.among(AwardRecord.objects.all(), "id", list(older.values()))
    said = {pk: json.loads(body)["id"] for pk, body in found.values_list("pk", "body") if body}
    return {pk: {"replaces": said[before]} for pk, before in older.items() if before in said}


def _tell(batch: BatchRecord, signed: Iterable[Sealed]) -> None:
    said = {"organisation": batch.organisation.name, "achievement": batch.claim["name"]}
    subject = " ".join((_("%(organisation)s awards you: %(achievement)s") % said).split())
    body = _(
        "Hello %(name)s,\n\n%(organisation)s awards you “%(achievement)s”.\n"
        "Here it is, for you to keep and to show:\n%(link)s\n"
    )
    mail.send_each(
        subject,
        (
            (
                one.email,
                body % (said | {"name": one.name, "link": f"{settings.BASE_URL}/c/{one.pk}"}),
            )
            for one in signed
            if one.email
        ),
    )


def sign_batch(running: Running) -> dict[str, Any]:
    """Sign what is still to be signed of a batch; it may be called again after any failure."""
    batch = BatchRecord.objects.select_related("organisation", "key__organisation").get(
        pk=running.payload["batch"]
    )
    total = batch.awards.count()
    left = batch.awards.filter(standing=Standing.PENDING).count()
    done = total - left
    jobs = settings.SITE.signers or os.cpu_count() or 1
    try:
        with processes(jobs if left > ALONE else 1) as executor:
            while batch.awards.filter(standing=Standing.PENDING).exists():
                # after a rotation in the middle, the new key goes on
                key = keys.standing_in(batch.key)
                made = _signed(batch, keys.signer(key), executor, jobs)
                while keys.signs(key) and (part := list(islice(made, CHUNK))):
                    done += len(part)
                    body = partial(store, batch, part, key=key)
                    running.repeat(body, done=min(total, done), total=total)
    except BrokenProcessPool:
        raise UnavailableError(
            _("a process that signs was stopped from outside"),
            remedy=_("the job is tried again; is there enough memory?"),
            code="signing_process",
        ) from None
    failed = batch.awards.filter(standing=Standing.FAILED)
    return {
        "issued": total - failed.count(),
        "failed": [f"{one.name}: {one.reason}" for one in failed[:20]],
    }


def _signed(
    batch: BatchRecord, signer: Signer, executor: Executor | None, jobs: int
) -> Iterator[Sealed]:
    """Yield the awards that wait, signed, in the order in which they are read."""
    if not isinstance(signer, SigningKey):
        executor = None  # a token or a key service signs from here
    sealer = Sealer(order_of(batch, signer), signer)
    whose: deque[tuple[UUID, str, str]] = deque()

    def intents() -> Iterator[work.Intent]:
        for who, intent in _waiting(batch):
            whose.append(who)
            yield intent

    made = in_order(sealer, intents(), executor=executor, jobs=jobs, chunk=_TOGETHER, carry=True)
    for written in made:
        yield Sealed.of(*whose.popleft(), written)


_INTENT = (
    "pk", "name", "email", "salt", "particulars", "claim",
    "valid_from", "valid_until", "list_number", "list_index",
)  # fmt: skip
_PAGE = 1_000


def _waiting(batch: BatchRecord) -> Iterator[tuple[tuple[UUID, str, str], work.Intent]]:
    """Yield who waits, page by page along the batch's own index; nothing is held open between."""
    last = ("", "")
    waiting = batch.awards.filter(standing=Standing.PENDING).order_by("email", "name")
    page = list(waiting.values_list(*_INTENT)[:_PAGE])
    while page:
        for values in page:
            yield values[:3], _intent(batch, *values)
        last = (page[-1][2], page[-1][1])
        further = waiting.extra(where=["(email, name) > (%s, %s)"], params=last)
        page = list(further.values_list(*_INTENT)[:_PAGE])


def _intent(  # noqa: PLR0917 (the columns of `_INTENT`, in their order)
    batch: BatchRecord,
    pk: UUID,
    name: str,
    email: str,
    salt: str,
    particulars: dict[str, Any],
    claim: dict[str, Any] | None,
    valid_from: Any,
    valid_until: Any,
    number: int,
    index: int,
) -> work.Intent:
    return work.Intent(
        id=f"{settings.BASE_URL}/c/{pk}",
        salt=salt,
        at=batch.created.isoformat(),
        person=work.Particulars(
            name,
            email,
            particulars.get("id") or "",
            particulars.get("level"),
            particulars.get("result") or "",
            particulars.get("evidence_url") or "",
            valid_from.isoformat(),
            valid_until.isoformat() if valid_until else None,
        ),
        place=(number, index),
        claim=claims.restored(claim, {}, {}) if claim is not None else None,
    )
