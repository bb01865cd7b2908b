"""API of the life of awards and of keys, under `/api/award/`."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from skillmark.nouns.errors import InputError
from skillmark.server.award.keyring import keys
from skillmark.server.award.life import pages as upkeep
from skillmark.server.award.life import renewal
from skillmark.server.award.models import AwardRecord, FlagRecord, KeyRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["award"])
MOST = 5000


class RenewedOut(Schema):
    """A renewal: the new award, and which one it replaces."""

    id: uuid.UUID
    url: str
    replaces: uuid.UUID
    valid_from: datetime
    valid_until: datetime | None


class RenewalsIn(Schema):
    """Awards to renew."""

    awards: list[uuid.UUID]
    notify: bool = True


class RenewalsOut(Schema):
    """What became of them."""

    ordered: int
    jobs: list[uuid.UUID]
    refused: list[dict[str, str]]


class FlagOut(Schema):
    """A whole of which a piece fell away."""

    id: int
    award: uuid.UUID
    because: uuid.UUID
    opened: datetime

    @staticmethod
    def resolve_award(flag: FlagRecord) -> uuid.UUID:
        """The whole."""
        return flag.award_id

    @staticmethod
    def resolve_because(flag: FlagRecord) -> uuid.UUID:
        """The piece."""
        return flag.because_id


class DecisionIn(Schema):
    """Why the whole stays as it is."""

    decision: str


class KeyIn(Schema):
    """A new key."""

    algorithm: str = "ed25519"
    overlap: int = Field(keys.DOCUMENT_SECONDS, ge=0, le=366 * 86_400)
    """Seconds after which it signs in place of the one before it."""
    beside: bool = False


class KeyOut(Schema):
    """A key as it is published."""

    id: int
    method: str
    algorithm: str
    state: str
    created: datetime
    signs_from: datetime | None
    retired: datetime | None
    revoked: datetime | None
    kept: datetime | None

    @staticmethod
    def resolve_method(row: KeyRecord) -> str:
        """Its verification method."""
        return keys.method(row)


@router.post("/awards/{uuid:pk}/renew", response={201: RenewedOut}, summary="Renew an award")
@allowed(Action.AWARD)
def renew(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Renew one award and sign at once; 409 (`not_renewable`) where it cannot be."""
    newer = renewal.renew(find(request, AwardRecord, pk=pk), actor=request.user)
    said = {
        "id": newer.pk,
        "url": newer.url,
        "replaces": newer.replaces_id,
        "valid_from": newer.valid_from,
        "valid_until": newer.valid_until,
    }
    return Status(201, said)


@router.post("/renewals", response={202: RenewalsOut}, summary="Renew many awards")
@allowed(Action.AWARD)
def renewals(request: HttpRequest, body: RenewalsIn) -> Any:
    """Order renewals; jobs sign them. What cannot be renewed is named, the others go on."""
    if len(body.awards) > MOST:
        raise InputError(_("more than %(count)s awards at once") % {"count": MOST}, where="/awards")
    mine = AwardRecord.objects.of(request.organisation).filter(pk__in=body.awards)
    some = list(mine.order_by("-valid_until", "pk"))
    missing = set(body.awards) - {one.pk for one in some}
    done = renewal.renew_many(some, actor=request.user, notify=body.notify)
    refused = [(one.pk, why) for group in done for one, why in group.refused]
    refused += [(pk, _("there is no such award")) for pk in sorted(missing)]
    said = {
        "ordered": sum(group.ordered for group in done),
        "jobs": [group.job.pk for group in done if group.job],
        "refused": [{"award": str(pk), "reason": str(why)} for pk, why in refused],
    }
    return Status(202, said)


@router.get("/flags", response=list[FlagOut], summary="Wholes that need a look")
@allowed(Action.REVOKE)
def flags(request: HttpRequest) -> Any:
    """Return at most 500 wholes of which a piece fell away, the oldest first."""
    rows = FlagRecord.objects.of(request.organisation).filter(closed=None)
    return rows.order_by("opened", "pk")[:500]


@router.post("/flags/{int:pk}", response=FlagOut, summary="Decide that a whole stays")
@allowed(Action.REVOKE)
def flag_close(request: HttpRequest, pk: int, body: DecisionIn) -> Any:
    """Record why it stays; to take it away, change its status."""
    row = find(request, FlagRecord, pk=pk)
    upkeep.close(row, body.decision, actor=request.user)
    return row


@router.get("/keys", response=list[KeyOut], summary="Keys, newest first")
@allowed(Action.MANAGE_KEYS)
def key_list(request: HttpRequest) -> Any:
    """Return the organisation's keys and what each does."""
    rows = KeyRecord.objects.of(request.organisation).select_related("organisation")
    return rows.order_by("-created")


@router.post("/keys", response={201: KeyOut}, summary="Make a key that takes over")
@allowed(Action.MANAGE_KEYS)
def key_create(request: HttpRequest, body: KeyIn) -> Any:
    """Publish a new key at once; it signs after the overlap, when the old one retires."""
    made = keys.generate(
        request.organisation,
        body.algorithm,
        actor=request.user,
        beside=body.beside,
        overlap=timedelta(seconds=body.overlap),
    )
    return Status(201, made)
