"""A key in wrong hands: what it signed since then is revoked, what it signed before signed anew.

The log decides which is which: an entry before the compromise cannot have been made after it,
while the date inside a credential is whatever its signer writes. Once nothing good carries the
key's signature any more, the key is withdrawn and nothing that it ever signed counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award.resigning import Compromise, Resigner
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import (
    AwardRecord,
    BatchRecord,
    BodyRecord,
    KeyRecord,
    LogEntryRecord,
    Standing,
)
from skillmark.server.award.packing import Packed, pack_parts, pack_token
from skillmark.server.award.status import standing
from skillmark.server.award.transparency import log
from skillmark.server.jobs import mail
from skillmark.server.jobs.models import JobRecord
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord
from skillmark.server.rows import among, insert, update
from skillmark.trust.dids import timestamp
from skillmark.trust.log import receipts

RESIGN = "award.resign"
CHUNK = 500
"""Awards that are signed anew in one transaction."""
REVOKED = 500
"""Awards that are revoked in one."""
REASON = "signed with a compromised key"


@dataclass(frozen=True, slots=True)
class Split:
    """How a compromise divides what a key has signed and what still stands."""

    since: Compromise
    after: int
    """Awards that will be revoked."""
    before: int
    """Awards that will be signed anew."""


def since(
    row: KeyRecord, *, index: int | None = None, moment: datetime | None = None
) -> Compromise:
    """Return a compromise from what a person knows: an entry of the log, or a moment.

    Raises `InputError` for an entry that the log does not have, or a moment that lies ahead.
    """
    if index is None:
        if moment is None or moment > timezone.now():
            raise InputError(
                _("since when? It must be an entry of the log, or a moment that has passed"),
                where="since",
            )
        return Compromise(moment)
    entry = LogEntryRecord.objects.filter(log__organisation=row.organisation, number=index).first()
    if entry is None:
        raise InputError(
            _("the log has no entry %(number)s") % {"number": index},
            where="index",
            remedy=_("give one that it has, or a moment"),
        )
    return Compromise(entry.at, index)


def _standing(row: KeyRecord) -> Any:
    """Return what carries a key's signature and is not revoked, with its entry in the log."""
    mine = Q(entries__kind="award")
    return (
        keys.signed_by(row)
        .exclude(standing=Standing.REVOKED)
        .annotate(place=Max("entries__number", filter=mine))
    )


def _after(compromise: Compromise) -> Q:
    """The condition that `Compromise.covers` is, for the database."""
    late = Q(signed__gte=compromise.moment)
    if compromise.index is None:
        return late
    return Q(place__gte=compromise.index) | (Q(place=None) & late)


def split(row: KeyRecord, compromise: Compromise) -> Split:
    """Say how many awards will be revoked and how many signed anew."""
    rows = _standing(row)
    after = rows.filter(_after(compromise)).count()
    return Split(compromise, after, rows.count() - after)


def affected(row: KeyRecord, compromise: Compromise) -> Iterator[AwardRecord]:
    """Yield what a key has signed since the compromise and what is not revoked yet."""
    yield from _standing(row).filter(_after(compromise)).order_by("place", "pk").iterator()


@transaction.atomic
def begin(row: KeyRecord, compromise: Compromise, *, actor: AccountRecord) -> JobRecord:
    """Publish the compromise, let another key sign at once, and order the rest as a job.

    Doing it again for the same key gives the same job. Raises `ConflictError` where it was begun
    with another moment.
    """
    row = KeyRecord.objects.select_for_update().get(pk=row.pk)
    if row.revoked is None:
        row = keys.revoke(row, actor=actor, since=compromise.moment)
    rows = KeyRecord.objects.of(row.organisation).filter(beside=row.beside)
    if not any(one.state == "signs" for one in rows):
        keys.generate(row.organisation, row.algorithm, actor=actor, beside=row.beside)
    found = split(row, compromise)
    return enqueue(
        RESIGN,
        {"key": row.pk, "index": compromise.index, "moment": compromise.moment.isoformat()},
        organisation=row.organisation,
        account=actor,
        total=found.after + found.before,
        key=str(row.pk),
    )


def resign(running: Running) -> dict[str, Any]:
    """Revoke, sign anew, withdraw; it may be called again after any failure.

    What is done leaves the set that is still to be done, so nothing is done twice. An award that
    cannot be signed anew is named; then the key is not withdrawn.
    """
    said = running.payload
    row = KeyRecord.objects.select_related("organisation").get(pk=said["key"])
    compromise = Compromise(datetime.fromisoformat(said["moment"]), said["index"])
    left = _standing(row).count()
    total = max(running.job.total, left)
    done = total - left
    revoked = list(_standing(row).filter(_after(compromise)).values_list("pk", flat=True))
    for first in range(0, len(revoked), REVOKED):
        some = revoked[first : first + REVOKED]
        done += len(some)
        with running.chunk(done=done, total=total):
            standing.change_many(row.organisation, some, "revoke", REASON, actor=None)
    failed: dict[Any, str] = {}
    resigned, last = 0, None
    used, resigner = row, Resigner(partial(keys.signer, row))
    while some := list((_to_sign(row).filter(pk__gt=last) if last else _to_sign(row))[:CHUNK]):
        last = some[-1].pk
        done += len(some)
        signer_row = keys.current(row.organisation)
        if signer_row != used:
            used, resigner = signer_row, Resigner(partial(keys.signer, signer_row))
        made = _signed_anew(some, resigner)
        failed |= {one.award.pk: one.error for one in made if one.error}
        good = [one for one in made if not one.error]
        with running.chunk(done=min(done, total), total=total):
            resigned += store(good, signer_row, former=row)
    if not failed:
        with running.chunk(done=total, total=total):
            keys.withdraw(row, actor=None)
    return {
        "revoked": len(revoked),
        "resigned": resigned,
        "failed": [f"{pk}: {why}" for pk, why in list(failed.items())[:20]],
    }


def _to_sign(row: KeyRecord) -> Any:
    rows = keys.signed_by(row).exclude(standing=Standing.REVOKED)
    return rows.select_related("account").order_by("pk")


@dataclass(frozen=True, slots=True)
class Anew:
    """An award with its new signature, not stored yet, or why there is none."""

    award: AwardRecord
    body: bytes = b""
    token: Packed | None = None
    error: str = ""
    id: str = ""
    """As the credential says it: under the address that the site had when it was awarded."""


def _signed_anew(awards: Sequence[AwardRecord], resigner: Resigner) -> list[Anew]:
    recorded = {}
    entries = LogEntryRecord.objects.filter(kind="award").order_by("number")
    found = among(entries, "award", [award.pk for award in awards])
    for pk, statement in found.values_list("award", "statement"):
        recorded[pk] = statement  # the last one counts
    now = timezone.now().replace(microsecond=0)
    return [_one_anew(award, recorded.get(award.pk), resigner, now) for award in awards]


def _one_anew(
    award: AwardRecord, recorded: dict[str, str] | None, resigner: Resigner, now: datetime
) -> Anew:
    data = bytes(award.body)
    if recorded is not None and recorded["digest"] != receipts.digest(data):
        # these bytes are not those that were awarded: nobody signs them a second time
        return Anew(award, error=_("its bytes are not those that the log recorded"))
    try:
        made, token = resigner(data, now=now)
    except SkillmarkError as error:
        return Anew(award, error=str(error))
    packed = pack_parts(*token.parts) if token.parts else pack_token(token.text)
    return Anew(award, made.data, packed, id=made.id)


def store(made: Sequence[Anew], row: KeyRecord, *, former: KeyRecord) -> int:
    """Put new signatures in place of the former ones, which are kept; tell the holders.

    In one transaction, with the entries of the log. Who was signed anew meanwhile is left alone.
    """
    if not made:
        return 0
    pks = [one.award.pk for one in made]
    # locked first, then looked at: who was signed anew while we waited is no longer of this key
    list(among(AwardRecord.objects.select_for_update(), "id", pks).order_by("pk").values_list("pk"))
    mine = keys.signed_by(former).exclude(standing=Standing.REVOKED)
    still = set(among(mine, "id", pks).values_list("pk", flat=True))
    stored = [one for one in made if one.award.pk in still]
    if not stored:
        return 0
    now = timezone.now()
    insert(
        BodyRecord,
        ("organisation", "award", "key", "body", "token", "signed"),
        (
            (
                row.organisation_id,
                one.award.pk,
                former.pk,
                bytes(one.award.body),
                one.award.token,
                one.award.signed,
            )
            for one in stored
        ),
    )
    update(
        AwardRecord,
        ("key", "body", "token", "signed"),
        ((row.pk, one.body, one.token, now, one.award.pk) for one in stored),
    )
    method, moment = keys.method(row), timestamp(now)
    log.append(
        row.organisation,
        [_statement(one, method, moment) for one in stored],
        [one.award.pk for one in stored],
    )
    audit.record(
        "awards_resigned", row, actor=None, organisation=row.organisation, awards=len(stored)
    )
    _tell(row, [one.award for one in stored])
    return len(stored)


def _statement(one: Anew, method: str, moment: str) -> dict[str, str]:
    return {
        "kind": "award",
        "id": one.id,
        "digest": receipts.digest(one.body),
        "key": method,
        "at": moment,
        "replaces": one.id,
    }


def _tell(row: KeyRecord, awards: Sequence[AwardRecord]) -> None:
    batches = among(BatchRecord.objects.all(), "id", list({award.batch_id for award in awards}))
    names = {pk: claim["name"] for pk, claim in batches.values_list("pk", "claim")}
    letters: dict[str, list[tuple[str, str]]] = {}
    words = _(
        "Hello %(name)s,\n\nthe key with which %(organisation)s signed your “%(achievement)s” "
        "is no longer safe, so it was signed with a new one. What it says, its address and its "
        "dates are the same:\n%(link)s\n\nYour backpack here has the new file already. If you "
        "keep a copy elsewhere, download it anew: verifiers will refuse the old file.\n"
    )
    for award in awards:
        address = award.account.email if award.account is not None else award.email
        if not address:
            continue
        said = {
            "name": award.name,
            "organisation": row.organisation.name,
            "achievement": names[award.batch_id],
            "link": award.url,
        }
        subject = _("%(organisation)s has signed “%(achievement)s” anew") % said
        letters.setdefault(" ".join(subject.split()), []).append((address, words % said))
    for subject, some in letters.items():
        mail.send_each(subject, some)
