"""Sign what was ordered, outside the transaction, and store it where nothing is stored yet."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award import credential, status
from skillmark.award.press import Presses
from skillmark.badges.identity import Recipient
from skillmark.badges.summary import caution
from skillmark.nouns.errors import InputError
from skillmark.server.award import afterwards, claims, keys, log
from skillmark.server.award.models import AwardRecord, BatchRecord, KeyRecord, Standing
from skillmark.server.jobs.services import Running
from skillmark.server.people.models import OrganisationRecord
from skillmark.trust.dids import timestamp
from skillmark.trust.log import receipts

CHUNK = 100
_CONTENT = ("level", "result", "evidence_url")
"""Particulars of a person that are part of what the credential says."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signed award that is not stored yet, or why it could not be signed."""

    award: AwardRecord
    body: bytes = b""
    token: str = ""
    caution: str = ""
    error: str = ""
    key: KeyRecord | None = None


def sign(award: AwardRecord, presses: dict[str, Presses] | None = None) -> Signature:
    """Sign one award, as JSON with its proof and as a token. Stores nothing.

    `presses` are those of its batch, by format, where there is one to be signed together.
    """
    batch = award.batch
    key = keys.standing_in(batch.key)
    signer = keys.signer(key)
    # a key of another kind that stands in signs in its own format
    natural = batch.form if key == batch.key else credential.natural_format(signer)
    presses = {} if presses is None else presses
    base = f"{settings.BASE_URL}/issuers/{award.organisation.slug}"
    particulars = {name: award.particulars.get(name) for name in _CONTENT}
    content = json.dumps([award.claim, particulars], sort_keys=True)
    said = partial(claims.restored, award.claim, batch.claim, award.particulars)
    parts = {
        "id": award.url,
        "issuer": batch.issuer,
        "recipient": Recipient(award.name, award.email, award.particulars.get("id") or ""),
        "salt": award.salt,
        "valid_from": award.valid_from,
        "valid_until": award.valid_until,
        "status": status.entry(base, status.Place(award.list_number, award.list_index)),
        "now": batch.created,
    }
    try:
        made, token = (
            presses.setdefault(form, Presses(signer=signer, form=form)).issue(
                content, said, **parts
            )
            for form in (natural, credential.JWT)
        )
    except InputError as error:
        return Signature(award, error=str(error))
    return Signature(award, made.data, token.text, caution(made.credential, None), key=key)


@transaction.atomic
def fill(signatures: Iterable[Signature]) -> int:
    """Store signatures in awards that have none yet; tell the people."""
    stored = 0
    recorded: dict[OrganisationRecord, list[dict[str, str]]] = {}
    batches: dict[uuid.UUID, BatchRecord] = {}
    for one in signatures:
        empty = AwardRecord.objects.filter(pk=one.award.pk, standing=Standing.PENDING)
        if one.error:
            empty.update(standing=Standing.FAILED, reason=one.error[:500])
            continue
        mine = empty.update(
            standing=Standing.ACTIVE,
            body=one.body,
            token=one.token,
            caution=one.caution[:300],
            signed=timezone.now(),
            key=None if one.key == one.award.batch.key else one.key,
        )
        stored += mine
        if mine:
            recorded.setdefault(one.award.organisation, []).append(_statement(one))
            batches[one.award.batch_id] = one.award.batch
        if mine and one.award.batch.notify and one.award.email:
            _tell(one.award)
    for organisation, statements in recorded.items():
        log.append(organisation, statements)
    for batch in batches.values():
        afterwards.signed(batch)
    return stored


def _statement(one: Signature) -> dict[str, str]:
    said = {
        "kind": "award",
        "id": one.award.url,
        "digest": receipts.digest(one.body),
        "key": (one.key or one.award.batch.key).method,
        "at": timestamp(timezone.now()),
    }
    return said | ({"replaces": one.award.replaces.url} if one.award.replaces else {})


def _tell(award: AwardRecord) -> None:
    said = {
        "name": award.name,
        "organisation": award.organisation.name,
        "achievement": award.batch.claim["name"],
        "link": award.url,
    }
    subject = _("%(organisation)s awards you: %(achievement)s") % said
    body = (
        _(
            "Hello %(name)s,\n\n%(organisation)s awards you “%(achievement)s”.\n"
            "Here it is, for you to keep and to show:\n%(link)s\n"
        )
        % said
    )
    send_mail(" ".join(subject.split()), body, None, [award.email])


def sign_batch(running: Running) -> dict[str, Any]:
    """Sign what is still to be signed of a batch; it may be called again after any failure."""
    batch = BatchRecord.objects.get(pk=running.payload["batch"])
    total = batch.awards.count()
    done = total - batch.awards.filter(standing=Standing.PENDING).count()
    presses: dict[str, Presses] = {}
    while True:
        waiting = list(
            batch.awards.select_related(
                "organisation", "batch__achievement", "batch__key__organisation", "replaces"
            )
            .filter(standing=Standing.PENDING)
            .order_by("pk")[:CHUNK]
        )
        if not waiting:
            break
        signatures = [sign(award, presses) for award in waiting]
        done += len(signatures)
        with running.chunk(done=done, total=total):
            fill(signatures)
    failed = batch.awards.filter(standing=Standing.FAILED)
    return {
        "issued": total - failed.count(),
        "failed": [f"{one.name}: {one.reason}" for one in failed[:20]],
    }
