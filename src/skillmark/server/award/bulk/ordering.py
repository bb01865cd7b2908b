"""Order awards: store what is meant, everything but the signatures. Once for each person."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award import credential, triage
from skillmark.award.renewal import months_later
from skillmark.award.roster import Rejected, Row
from skillmark.award.triage import Verdict
from skillmark.badges import schema
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server import rows
from skillmark.server.award import believed, claims
from skillmark.server.award.bulk import judging
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import AwardRecord, BatchRecord, LineRecord
from skillmark.server.award.status.places import stream
from skillmark.server.award.transparency import rollback
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs.models import JobRecord
from skillmark.server.jobs.services import enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord
from skillmark.trust.keys import Signer

SIGN = "award.sign"
_AWARD = (
    "id", "organisation", "batch", "achievement", "account", "name", "email", "salt",
    "list_number", "list_index", "particulars", "claim", "valid_from", "valid_until", "line",
    "replaces",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """What became of an order: intents that are stored, and rows that are not."""

    batch: BatchRecord
    ordered: int
    already: int
    rejected: tuple[Rejected, ...]
    repeated: bool = False
    """Whether this is the answer of an earlier order with the same idempotency key."""

    @property
    def awards(self) -> QuerySet[AwardRecord]:
        """The awards that were ordered, in the order of their lines."""
        return self.batch.awards.order_by("line", "pk")


@transaction.atomic
def order(
    achievement: AchievementRecord,
    people: Iterable[Row | Rejected],
    *,
    actor: AccountRecord | None,
    notify: bool = True,
    idempotency: str | None = None,
    own: claims.Claim | None = None,
    account: AccountRecord | None = None,
    renewing: Mapping[int, AwardRecord] | None = None,
) -> Order:
    """Store what is to be awarded: everything but the signatures, which a job makes.

    Who holds the achievement already is counted, not awarded again. With an idempotency key,
    the same order gives the same answer and another one raises `ConflictError`. `own` is a
    claim for one person alone, `account` who claims it at once. People are read as they come
    and never all held in memory. `renewing` gives the older award by line: who holds it
    gets a newer one. Whose award is over gets one that replaces it either way.

    Orders of one achievement wait for each other: of two that name the same person, the second
    finds that the person has it.
    """
    place = achievement.organisation
    seen = _Digest(achievement, notify, people)
    if idempotency is not None:
        known = BatchRecord.objects.of(place).filter(idempotency=idempotency).first()
        if known is not None:
            return _again(known, seen)
    AchievementRecord.objects.select_for_update().get(pk=achievement.pk)
    rollback.refuse_behind(place)
    batch = _begin(achievement, own, actor=actor, notify=notify, idempotency=idempotency)
    if batch is None:
        return _again(BatchRecord.objects.of(place).get(idempotency=idempotency), seen)
    places = stream(place)
    counted = _Counted()
    finds = partial(judging.held, achievement) if renewing is None else judging.nobody
    for part in _parts(judging.judged(finds, seen, batch.claim, batch.created)):
        fresh = counted.take(part)
        rows.insert(LineRecord, _LINE, _lines(batch, part))
        rows.insert(
            AwardRecord,
            _AWARD,
            _awards(batch, fresh, places, own=own, account=account, renewing=renewing),
        )
    batch.digest = seen.hexdigest()
    batch.save(update_fields=["digest"])
    audit.record(
        "award_ordered",
        batch,
        actor=actor,
        organisation=place,
        awards=counted.fresh,
        already=counted.already,
        rejected=len(counted.rejected),
    )
    return Order(batch, counted.fresh, counted.already, tuple(counted.rejected))


def _begin(
    achievement: AchievementRecord,
    own: claims.Claim | None,
    *,
    actor: AccountRecord | None,
    notify: bool,
    idempotency: str | None,
) -> BatchRecord | None:
    """Store the batch; `None` where another process has just stored one with the same key."""
    place = achievement.organisation
    key = keys.current(place)
    signer = keys.signer(key)
    said = claims.claim_of(achievement)
    batch = BatchRecord(
        organisation=place,
        achievement=achievement,
        document=achievement.document,
        claim=said.achievement,
        issuer=claims.profile(place),
        key=key,
        form=credential.natural_format(signer),
        notify=notify,
        idempotency=idempotency,
        created=timezone.now().replace(microsecond=0),
        created_by=actor,
    )
    _try(batch, own or said, signer)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:
        if idempotency is None:
            raise
        return None
    return batch


def _try(batch: BatchRecord, said: claims.Claim, signer: Signer) -> None:
    """Sign one credential that nobody keeps: an order that cannot be signed is refused whole."""
    trial = credential.issue(
        said,
        id="urn:uuid:00000000-0000-4000-8000-000000000000",
        issuer=batch.issuer,
        recipient=Recipient("Trial", "trial@example.org"),
        salt="0" * 32,
        signer=signer,
        form=batch.form,
        valid_from=batch.created,
        now=batch.created,
    )
    if found := schema.errors(trial.credential, most=1):
        raise InputError(_("it would not be an Open Badge: %(reason)s") % {"reason": found[0]})


class _Digest:
    """People as they come, and what all of them come to: the same order has the same digest."""

    def __init__(
        self, achievement: AchievementRecord, notify: bool, people: Iterable[Row | Rejected]
    ) -> None:
        self._people = people
        self._hash = hashlib.sha256(f"{achievement.slug} {notify}\n".encode())

    def __iter__(self) -> Iterator[Row | Rejected]:
        for one in self._people:
            said = one.reason if isinstance(one, Rejected) else triage.particulars(one)
            self._hash.update(f"{one.line} {said!r}\n".encode(errors="surrogatepass"))
            yield one

    def hexdigest(self) -> str:
        """The digest of those who have come."""
        return self._hash.hexdigest()


def _again(batch: BatchRecord, seen: _Digest) -> Order:
    for _one in seen:
        pass
    if batch.digest != seen.hexdigest():
        raise ConflictError(
            _("this idempotency key was used for another order"),
            remedy=_("use a new key for a new order"),
            code="idempotency",
        )
    already = batch.lines.filter(already=True).count()
    left_out = batch.lines.filter(already=False).order_by("line").values_list("line", "reason")
    rejected = tuple(Rejected(*one) for one in left_out)
    return Order(batch, batch.awards.count(), already, rejected, repeated=True)


def _parts(sorted_rows: Iterator[triage.Sorted]) -> Iterator[list[triage.Sorted]]:
    part: list[triage.Sorted] = []
    for one in sorted_rows:
        part.append(one)
        if len(part) == rows.PAGE:
            yield part
            part = []
    if part:
        yield part


@dataclass(slots=True)
class _Counted:
    fresh: int = 0
    already: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def take(self, part: list[triage.Sorted]) -> list[Row]:
        """Count a part; return its fresh rows."""
        fresh = [one.row for one in part if one.verdict is Verdict.FRESH and one.row is not None]
        self.fresh += len(fresh)
        self.already += sum(one.verdict is Verdict.ALREADY for one in part)
        self.rejected += [
            Rejected(one.line, one.reason) for one in part if one.verdict is Verdict.REJECTED
        ]
        return fresh


_LINE = ("batch", "line", "name", "already", "reason", "award")


def _lines(batch: BatchRecord, part: list[triage.Sorted]) -> Iterator[Sequence[Any]]:
    for one in part:
        if one.verdict is not Verdict.FRESH:
            yield (
                batch.pk,
                one.line,
                one.row.recipient.name[:300] if one.row else "",
                one.verdict is Verdict.ALREADY,
                one.reason[:500],
                uuid.UUID(one.held.id) if one.held else None,
            )


def _awards(
    batch: BatchRecord,
    fresh: Sequence[Row],
    places: Iterator[tuple[int, int]],
    *,
    own: claims.Claim | None,
    account: AccountRecord | None,
    renewing: Mapping[int, AwardRecord] | None,
) -> Iterator[Sequence[Any]]:
    if renewing is None:
        past = judging.over(batch.achievement, [judging.person(row) for row in fresh])
        older = {row.line: past.get(judging.person(row)) for row in fresh}
    else:
        older = {line: award.pk for line, award in renewing.items()}
    months = batch.noun.valid_months
    ends = lru_cache(maxsize=256)(partial(_end, months=months))
    claim = claims.stored(own) if own is not None else None
    assessed = own is None and any(row.result for row in fresh)
    bundle = believed.behind(batch.achievement) if assessed else None
    for row in fresh:
        begins = row.valid_from or batch.created
        number, index = next(places)
        particulars = {
            "level": row.level,
            "result": row.result,
            "evidence_url": row.evidence_url,
            "id": row.recipient.id,
        }
        if bundle is not None:
            claim = believed.claim(batch, particulars, bundle) if row.result else None
        yield (
            uuid.uuid4(),
            batch.organisation_id,
            batch.pk,
            batch.achievement_id,
            account.pk if account else None,
            row.recipient.name,
            row.recipient.email.lower(),
            secrets.token_hex(16),
            number,
            index,
            particulars,
            claim,
            begins,
            row.valid_until or ends(begins),
            row.line,
            older.get(row.line),
        )


def _end(begins: datetime, *, months: int | None) -> datetime | None:
    return months_later(begins, months) if months else None


@transaction.atomic
def order_many(
    achievement: AchievementRecord,
    people: Iterable[Row | Rejected],
    *,
    actor: AccountRecord,
    notify: bool = True,
    idempotency: str | None = None,
) -> tuple[Order, JobRecord]:
    """Order awards that a background job signs."""
    made = order(achievement, people, actor=actor, notify=notify, idempotency=idempotency)
    job = enqueue(
        SIGN,
        {"batch": str(made.batch.pk)},
        organisation=achievement.organisation,
        account=actor,
        total=made.ordered,
        key=str(made.batch.pk),
    )
    return made, job
