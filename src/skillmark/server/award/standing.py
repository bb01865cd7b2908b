"""Revoke, suspend and reinstate; sign the status lists that say so."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from skillmark.award import status
from skillmark.award.decoys import Decoys
from skillmark.award.decoys import of as decoys_of
from skillmark.badges import reading
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award import afterwards, keys
from skillmark.server.award.models import AwardRecord, SignedRecord, Standing, StatusListRecord
from skillmark.server.award.places import PROGRAMS
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.trust.bitstring import StatusList

CHANGES = {
    "revoke": Standing.REVOKED,
    "suspend": Standing.SUSPENDED,
    "reinstate": Standing.ACTIVE,
}


@transaction.atomic
def change(
    award: AwardRecord | SignedRecord, what: str, reason: str, *, actor: AccountRecord | None
) -> None:
    """Revoke, suspend or reinstate; a revocation is final."""
    if what not in CHANGES:
        raise InputError(
            _("there is no change %(name)s") % {"name": what},
            remedy=_("choose one of these: %(names)s") % {"names": ", ".join(CHANGES)},
        )
    if not reason.strip():
        raise InputError(
            _("a change without a reason cannot be answered for"),
            where="reason",
            remedy=_("say why"),
        )
    row = type(award).objects.select_for_update().get(pk=award.pk)
    if row.standing == Standing.REVOKED:
        raise ConflictError(
            _("this award is revoked, and that is final"),
            remedy=_("award it again instead"),
            code="revoked",
        )
    if row.standing not in {Standing.ACTIVE, Standing.SUSPENDED}:
        raise ConflictError(_("this award is not signed yet"), remedy=_("wait until it is"))
    if row.standing == CHANGES[what]:
        raise ConflictError(_("nothing to change: it stands like that already"), code="already")
    row.standing, row.reason = CHANGES[what], reason.strip()[:500]
    row.save(update_fields=["standing", "reason"])
    StatusListRecord.objects.of(row.organisation).filter(number=row.list_number).update(stale=True)
    if isinstance(row, AwardRecord):
        if row.standing == Standing.ACTIVE:
            afterwards.came_back([row.pk], row.organisation)
        else:
            afterwards.fell_away([row.pk], row.organisation)
    audit.record(f"award_{row.standing}", row, actor=actor, organisation=row.organisation)


def status_list(organisation: OrganisationRecord, number: int, purpose: str) -> StatusListRecord:
    """Return a signed status list, signed anew where a status has changed or a day is over."""
    rows = StatusListRecord.objects.of(organisation).filter(number=number)
    now = timezone.now()
    row = rows.filter(purpose=purpose).first()
    if row is None or row.stale or (now - row.signed).total_seconds() > 86_400:
        publish(organisation, number, now=now)
        row = rows.get(purpose=purpose)
    return row


def decoys(organisation: OrganisationRecord, number: int) -> Decoys:
    """Return the places of a list that no award is ever given; they follow from the secret key."""
    secret = salted_hmac("skillmark.award.decoys", str(organisation.pk), algorithm="sha256")
    return decoys_of(secret.hexdigest(), number)


def closed(organisation: OrganisationRecord, number: int) -> set[int]:
    """Return the places that no award may be given: decoys, and what the list out there has set.

    After a change of the secret key the decoys are others than those in the signed list.
    """
    served = StatusListRecord.objects.of(organisation).filter(number=number, purpose="revocation")
    places = set(decoys(organisation, number).places)
    for body in served.values_list("body", flat=True):
        listed = reading.read(bytes(body)).credential["credentialSubject"]
        places |= StatusList.decode(listed["encodedList"]).indexes()
    return places


@transaction.atomic
def publish(organisation: OrganisationRecord, number: int, *, now: datetime) -> None:
    """Sign the pair of status lists of a number and keep what is handed out."""
    table = SignedRecord if number >= PROGRAMS else AwardRecord
    awards = table.objects.of(organisation).filter(list_number=number)
    if not awards.exists() and number != 1:
        raise Http404
    held = dict.fromkeys((Standing.REVOKED, Standing.SUSPENDED), ())
    for standing in held:
        indexes = awards.filter(standing=standing).values_list("list_index", flat=True)
        held[standing] = tuple(indexes)
    hidden = decoys(organisation, number)
    # lists that are older than this site's decoys, or than its secret key, have given some away
    taken = awards.filter(list_index__in=hidden.places)
    base = f"{settings.BASE_URL}/issuers/{organisation.slug}"
    revocation, suspension = status.list_credentials(
        base,
        number,
        revoked=held[Standing.REVOKED],
        suspended=held[Standing.SUSPENDED],
        decoys=hidden.without(set(taken.values_list("list_index", flat=True))),
        signer=keys.signer(keys.current(organisation)),
        now=now,
    )
    for purpose, signed in (("revocation", revocation), ("suspension", suspension)):
        StatusListRecord.objects.update_or_create(
            organisation=organisation,
            number=number,
            purpose=purpose,
            defaults={"body": signed.data, "signed": now, "stale": False},
        )
