"""An organisation's status lists: begun, kept as bits, signed when somebody asks, and as they were.

A change of status is a row (`StatusChangeRecord`) and makes its list stale. Whoever asks next flips
the bits of the changes since and has the list signed. Bits are worked out from all awards only
where they are missing, where something was changed past the history, and once in a while.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from skillmark.award import listing, status
from skillmark.award.credential import Signed
from skillmark.award.decoys import Decoys
from skillmark.award.decoys import of as decoys_of
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import (
    PROGRAMS,
    AwardRecord,
    SignedRecord,
    Standing,
    StatusChangeRecord,
    StatusListRecord,
    StatusPairRecord,
)
from skillmark.server.people.models import OrganisationRecord
from skillmark.trust.bitstring import StatusList

LASTS = timedelta(days=7)
"""How long a list that is served may be used: the bound of a replay."""
RENEWED = LASTS / 2
"""How old a list gets that nothing changes, unless a newer one is asked for."""
PURPOSES = ("revocation", "suspension")
NOTHING = b""
_BEGINNING = 2_000


def base_url(organisation: OrganisationRecord) -> str:
    """Return the address under which an organisation's lists are."""
    return f"{settings.BASE_URL}/issuers/{organisation.slug}"


def table(number: int) -> Any:
    """Return the rows whose places are in lists of this number."""
    return SignedRecord if number >= PROGRAMS else AwardRecord


def decoys(organisation: OrganisationRecord, number: int, *, size: int = status.SIZE) -> Decoys:
    """Return the places of a list that no award is ever given; they follow from the secret key."""
    secret = salted_hmac("skillmark.award.decoys", str(organisation.pk), algorithm="sha256")
    return decoys_of(secret.hexdigest(), number, size=size)


def begin(organisation: OrganisationRecord, number: int) -> StatusPairRecord:
    """Return a pair of lists, begun with its decoys where there is none yet.

    Of two who begin it at once, one does.
    """
    which = number - PROGRAMS + 1 if number >= PROGRAMS else number
    size = status.size_to_begin(which, largest=settings.SITE.status_list_largest)
    pair, new = StatusPairRecord.objects.get_or_create(
        organisation=organisation, number=number, defaults={"size": size}
    )
    if new:
        bits = status.Pair.begin(number, size=size, decoys=decoys(organisation, number, size=size))
        for purpose, one in zip(PURPOSES, (bits.revocation, bits.suspension), strict=True):
            StatusListRecord.objects.get_or_create(
                organisation=organisation,
                number=number,
                purpose=purpose,
                defaults={
                    "body": NOTHING,
                    "bits": bytes(one),
                    "signed": timezone.now(),
                    "stale": True,
                },
            )
    return pair


def closed(organisation: OrganisationRecord, number: int) -> set[int]:
    """Return the places that no award may be given: decoys, and what the list out there has set.

    After a change of the secret key the decoys are others than those in the list.
    """
    pair = StatusPairRecord.objects.of(organisation).filter(number=number).first()
    places = set(decoys(organisation, number, size=pair.size if pair else status.SIZE).places)
    rows = StatusListRecord.objects.of(organisation).filter(number=number, purpose=PURPOSES[0])
    for bits, body in rows.values_list("bits", "body"):
        if bits:
            places |= StatusList(bytes(bits)).indexes()
        elif body:
            listed = Signed("", bytes(body), token=bytes(body)[:1] != b"{").credential
            places |= StatusList.decode(listed["credentialSubject"]["encodedList"]).indexes()
    return places


def status_list(
    organisation: OrganisationRecord, number: int, purpose: str, *, newer: timedelta = RENEWED
) -> StatusListRecord:
    """Return a signed status list, signed anew where it is wrong or not `newer` than that."""
    rows = StatusListRecord.objects.of(organisation).filter(number=number, purpose=purpose)
    row = rows.select_related("key").first()
    if row is None or _due(row, timezone.now(), newer):
        try:
            _refresh(organisation, number, newer)
        except SkillmarkError:
            # nobody can sign now: a list that is true and in time is better than none
            if row is None or _wrong(row):
                raise
        else:
            row = rows.get()
    return row


def formerly(organisation: OrganisationRecord, number: int, purpose: str, base: str) -> bytes:
    """Return a status list as it is asked for at a former address of the site, in its name.

    The same bits, signed by the key that signs now under the name that the issuer had there.
    """
    row = status_list(organisation, number, purpose)
    issuer = organisation.issuer_id or f"{base}/issuers/{organisation.slug}"
    signed = listing.sign(
        status.urls(f"{base}/issuers/{organisation.slug}", number)[PURPOSES.index(purpose)],
        purpose,
        StatusList(bytes(row.bits)),
        signer=keys.signer(keys.current(organisation), issuer),
        valid_from=row.signed,
        valid_until=row.signed + LASTS,
        ttl=status.TTL,
        now=row.signed,
    )
    return signed.data


def _due(row: StatusListRecord, now: datetime, newer: timedelta) -> bool:
    """Say whether a list is to be signed anew: it is wrong, or older than was asked for."""
    return _wrong(row) or now - row.signed > newer


def _wrong(row: StatusListRecord) -> bool:
    """Say whether a list must not be handed out.

    Something changed, its key is known to others, or the site has moved.
    """
    compromised = row.key is not None and row.key.revoked is not None
    # a list names its own address near its beginning
    beginning = bytes(row.body[:_BEGINNING])
    moved = beginning[:1] == b"{" and f'"{settings.BASE_URL}/'.encode() not in beginning
    return not row.body or row.stale or compromised or moved


@transaction.atomic
def _refresh(organisation: OrganisationRecord, number: int, newer: timedelta) -> None:
    rows = _locked(organisation, number)
    now = timezone.now()
    if not any(_due(row, now, newer) for row in rows):
        return  # somebody else has done it meanwhile
    pair, last = _current(organisation, rows)
    # what was changed past the history (by hand, by an older version) is in the awards alone
    explained = last > rows[0].applied or not rows[0].body
    if not rows[0].bits or not explained or now - rows[0].signed > RENEWED:
        pair, last = _worked_out(organisation, number)
    _sign(organisation, rows, pair, last, now)


@transaction.atomic
def publish(organisation: OrganisationRecord, number: int, *, now: datetime) -> None:
    """Work out a pair of lists from all awards, sign it and keep what is handed out."""
    rows = _locked(organisation, number)
    pair, last = _worked_out(organisation, number)
    _sign(organisation, rows, pair, last, now)


def _locked(organisation: OrganisationRecord, number: int) -> list[StatusListRecord]:
    """Return the two lists of a number, locked: their changes come one after the other."""
    known = StatusPairRecord.objects.of(organisation).filter(number=number)
    if number != 1 and not known.exists():
        raise Http404
    pair = begin(organisation, number)
    rows = StatusListRecord.objects.of(organisation).filter(number=number)
    if rows.count() < len(PURPOSES):
        for purpose in PURPOSES:  # begun by an older version, and never asked for
            defaults = {"body": NOTHING, "signed": timezone.now(), "stale": True}
            rows.get_or_create(
                organisation=organisation, number=pair.number, purpose=purpose, defaults=defaults
            )
    return list(rows.select_for_update().order_by("purpose"))


def lock(organisation: OrganisationRecord, numbers: set[int]) -> None:
    """Let nobody else change or sign these lists until the transaction ends."""
    for number in sorted(numbers):
        if not StatusPairRecord.objects.of(organisation).filter(number=number).exists():
            begin(organisation, number)
        _locked(organisation, number)


def _current(
    organisation: OrganisationRecord, rows: list[StatusListRecord]
) -> tuple[status.Pair, int]:
    """Return the bits with all changes that were made since, and the last of these."""
    number, last = rows[0].number, rows[0].applied
    if not rows[0].bits:
        return _worked_out(organisation, number)
    pair = status.Pair(number, *(StatusList(bytes(row.bits)) for row in rows))
    since = StatusChangeRecord.objects.of(organisation).filter(number=number, pk__gt=last)
    for change, index, standing in since.order_by("pk").values_list("pk", "index", "standing"):
        pair.put(index, standing)
        last = change
    return pair, last


def _worked_out(organisation: OrganisationRecord, number: int) -> tuple[status.Pair, int]:
    """Return the bits as all awards say, and the last change that is in them."""
    awards = table(number).objects.of(organisation).filter(list_number=number)
    size = begin(organisation, number).size
    hidden = decoys(organisation, number, size=size)
    # lists that are older than this site's decoys, or than its secret key, have given some away
    taken = {
        index
        for index in awards.values_list("list_index", flat=True).iterator()
        if index in hidden.places
    }
    pair = status.Pair.begin(number, size=size, decoys=hidden.without(taken))
    refused = awards.filter(standing__in=[Standing.REVOKED, Standing.SUSPENDED])
    for index, standing in refused.values_list("list_index", "standing").iterator():
        pair.put(index, standing)
    changes = StatusChangeRecord.objects.of(organisation).filter(number=number)
    return pair, changes.aggregate(last=Max("pk"))["last"] or 0


def _sign(
    organisation: OrganisationRecord,
    rows: list[StatusListRecord],
    pair: status.Pair,
    last: int,
    now: datetime,
) -> None:
    key = keys.current(organisation)
    made = status.sign_pair(
        base_url(organisation), pair, signer=keys.signer(key), now=now, lasts=LASTS
    )
    for row, signed, bits in zip(rows, made, (pair.revocation, pair.suspension), strict=True):
        row.body, row.bits, row.applied = signed.data, bytes(bits), last
        row.signed, row.stale, row.key = now, False, key
        row.save(update_fields=["body", "bits", "applied", "signed", "stale", "key"])


def day_of(moment: datetime) -> tuple[datetime, datetime]:
    """Return when the day of a moment begins and ends, in UTC: the precision of the history."""
    start = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def as_it_stood(
    organisation: OrganisationRecord, number: int, purpose: str, moment: datetime
) -> tuple[bytes, str, bool]:
    """Return a list as it stood when the day of `moment` ended (today: as it stands now).

    Signed now, for that day alone. With it come a digest of its bits and whether the day is over.
    Raises `InputError` for a moment to come, `UnavailableError` (code `no_history`) for one before
    the history begins, and `Http404` for a list that there is none of.
    """
    now = timezone.now()
    start, end = day_of(moment)
    if moment > now + timedelta(minutes=5):
        raise InputError(_("nobody knows yet how it will stand then"), where="timestamp")
    known = StatusPairRecord.objects.of(organisation).filter(number=number).first()
    if known is None or purpose not in PURPOSES:
        raise Http404
    if moment < known.known_from:
        raise UnavailableError(
            _("the history of this list begins on %(day)s")
            % {"day": known.known_from.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")},
            code="no_history",
        )
    with transaction.atomic():
        pair, _last = _current(organisation, _locked(organisation, number))
    over = end <= now
    later = StatusChangeRecord.objects.of(organisation).filter(number=number, at__gte=end)
    for index, was in later.order_by("-pk").values_list("index", "was"):
        pair.put(index, was)
    bits = pair.revocation if purpose == PURPOSES[0] else pair.suspension
    signed = listing.sign(
        status.urls(base_url(organisation), number)[PURPOSES.index(purpose)],
        purpose,
        bits,
        signer=keys.signer(keys.current(organisation)),
        valid_from=max(start, known.known_from.replace(microsecond=0)),
        valid_until=end - timedelta(seconds=1) if over else now + status.TTL,
        ttl=status.TTL,
        now=now,
    )
    return signed.data, listing.digest(bits), over
