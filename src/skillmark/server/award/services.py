"""Order awards, sign them, change their status. One order gives each person each award once."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award import credential
from skillmark.award.renewal import months_later
from skillmark.award.roster import Rejected, Row
from skillmark.badges import schema
from skillmark.badges.identity import Recipient
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.nouns.evidence import Result
from skillmark.server.award import claims, keys, signing, standing
from skillmark.server.award.models import (
    AwardRecord,
    BatchRecord,
    Standing,
)
from skillmark.server.award.places import free
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs.models import JobRecord
from skillmark.server.jobs.services import enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

CHUNK = 100
SIGN = "award.sign"


@dataclass(frozen=True, slots=True)
class Order:
    """What became of an order: intents that are stored, and rows that are not."""

    batch: BatchRecord
    awards: tuple[AwardRecord, ...]
    already: int
    rejected: tuple[Rejected, ...]
    repeated: bool = False
    """Whether this is the answer of an earlier order with the same idempotency key."""


@transaction.atomic
def order(
    achievement: AchievementRecord,
    rows: Iterable[Row | Rejected],
    *,
    actor: AccountRecord | None,
    notify: bool = True,
    idempotency: str | None = None,
    own: claims.Claim | None = None,
    account: AccountRecord | None = None,
    renewing: Mapping[int, AwardRecord] | None = None,
) -> Order:
    """Store what is to be awarded: everything but the signatures, which `sign` makes.

    Who holds the achievement already is counted, not awarded again. With an idempotency key,
    the same order gives the same answer and another one raises `ConflictError`. `own` is a
    claim for one person alone, `account` who claims it at once. `renewing` gives the older award
    by line: those people hold it, and get a newer one. Whose award is over gets one that replaces
    it either way.
    """
    place = achievement.organisation
    people = list(rows)
    digest = hashlib.sha256(
        json.dumps([achievement.slug, [repr(row) for row in people]]).encode()
    ).hexdigest()
    if idempotency is not None:
        known = BatchRecord.objects.of(place).filter(idempotency=idempotency).first()
        if known is not None:
            return _again(known, digest)
    key = keys.current(place)
    signer = keys.signer(key)
    now = timezone.now().replace(microsecond=0)
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
        digest=digest,
        created=now,
        created_by=actor,
    )
    _try(batch, own or said, signer)
    batch.save()
    older = {} if renewing is None else renewing
    held = {} if renewing is not None else _held(achievement, now)
    fresh, already, rejected = _triage(people, said.achievement, held)
    over = _over(achievement, now)
    months = batch.noun.valid_months
    awards = [
        AwardRecord(
            organisation=place,
            batch=batch,
            achievement=achievement,
            account=account,
            name=row.recipient.name,
            email=row.recipient.email.lower(),
            salt=secrets.token_hex(16),
            list_number=number,
            list_index=index,
            particulars={
                "level": row.level,
                "result": row.result,
                "evidence_url": row.evidence_url,
                "id": row.recipient.id,
            },
            claim=claims.stored(own) if own is not None else None,
            replaces=older.get(row.line) or over.get(_person(row)),
            valid_from=row.valid_from or now,
            valid_until=row.valid_until
            or (months_later(row.valid_from or now, months) if months else None),
        )
        for row, (number, index) in zip(
            fresh,
            free(
                AwardRecord.objects.of(place),
                len(fresh),
                closed=partial(standing.closed, place),
            ),
            strict=True,
        )
    ]
    AwardRecord.objects.bulk_create(awards, batch_size=1000)
    audit.record(
        "award_ordered",
        batch,
        actor=actor,
        organisation=place,
        awards=len(awards),
        already=already,
        rejected=len(rejected),
    )
    return Order(batch, tuple(awards), already, tuple(rejected))


def _again(batch: BatchRecord, digest: str) -> Order:
    if batch.digest != digest:
        raise ConflictError(
            _("this idempotency key was used for another order"),
            remedy=_("use a new key for a new order"),
            code="idempotency",
        )
    return Order(batch, tuple(batch.awards.all()), 0, (), repeated=True)


def _try(batch: BatchRecord, said: claims.Claim, signer: Any) -> None:
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


def _person(row: Row) -> str:
    return row.recipient.email.lower() or row.recipient.name


def _held(achievement: AchievementRecord, now: datetime) -> Container[str]:
    """Return who holds an achievement in force."""
    rows = (
        AwardRecord.objects.of(achievement.organisation)
        .filter(achievement=achievement)
        .exclude(standing__in=[Standing.REVOKED, Standing.FAILED])
        .exclude(valid_until__lte=now)
        .values_list("email", "name")
    )
    return {email or name for email, name in rows}


def _over(achievement: AchievementRecord, now: datetime) -> dict[str, AwardRecord]:
    """Return the latest award of everybody whose award is over and not renewed yet."""
    rows = (
        AwardRecord.objects.of(achievement.organisation)
        .filter(achievement=achievement, standing=Standing.ACTIVE, valid_until__lte=now)
        .filter(renewal=None)
        .defer("body", "token")
        .order_by("valid_until")
    )
    return {row.email or row.name: row for row in rows}


def _triage(
    people: Sequence[Row | Rejected], said: dict[str, Any], held: Container[str]
) -> tuple[list[Row], int, list[Rejected]]:
    fresh: list[Row] = []
    rejected: list[Rejected] = []
    lines: dict[str, int] = {}
    already = 0
    for row in people:
        if isinstance(row, Rejected):
            rejected.append(row)
            continue
        person = _person(row)
        if person in lines:
            reason = _("line %(number)s names the same person") % {"number": lines[person]}
            rejected.append(Rejected(row.line, reason))
            continue
        lines[person] = row.line
        if person in held:
            already += 1
        else:
            try:
                claims.restored(None, said, {"level": row.level, "result": row.result})
            except InputError as error:
                rejected.append(Rejected(row.line, str(error)))
            else:
                fresh.append(row)
    return fresh, already, rejected


@transaction.atomic
def order_many(
    achievement: AchievementRecord,
    rows: Iterable[Row | Rejected],
    *,
    actor: AccountRecord,
    notify: bool = True,
    idempotency: str | None = None,
) -> tuple[Order, JobRecord]:
    """Order awards that a background job signs."""
    made = order(achievement, rows, actor=actor, notify=notify, idempotency=idempotency)
    job = enqueue(
        SIGN,
        {"batch": str(made.batch.pk)},
        organisation=achievement.organisation,
        account=actor,
        total=len(made.awards),
        key=str(made.batch.pk),
    )
    return made, job


@transaction.atomic
def award_one(
    achievement: AchievementRecord,
    recipient: Recipient,
    *,
    actor: AccountRecord | None,
    account: AccountRecord | None = None,
    level: int | None = None,
    result_text: str = "",
    evidence_url: str = "",
    result: Result | None = None,
    credibility: Credibility | None = None,
    evidence: Sequence[dict[str, Any]] = (),
    notify: bool = True,
    idempotency: str | None = None,
) -> AwardRecord:
    """Award to one person and sign at once, all or nothing.

    A `result` with its `credibility` makes the claim of a passed test; both travel in the
    credential. Raises `ConflictError` (code `held`) where the person holds it already.
    """
    own = None
    if result is not None or credibility is not None or evidence:
        own = claims.claim_of(
            achievement, result=result, credibility=credibility, evidence=evidence
        )
    row = Row(1, recipient, level=level, result=result_text, evidence_url=evidence_url)
    made = order(
        achievement,
        [row],
        actor=actor,
        notify=notify,
        idempotency=idempotency,
        own=own,
        account=account,
    )
    if made.rejected:
        raise InputError(made.rejected[0].reason)
    if not made.awards:
        raise ConflictError(
            _("this person holds this achievement already"),
            remedy=_("revoke the award first if it must be replaced"),
            code="held",
        )
    award = made.awards[0]
    if not award.body:
        signing.fill([signing.sign(award)])
        award.refresh_from_db()
    return award


@transaction.atomic
def claim(award: AwardRecord, account: AccountRecord) -> None:
    """Let the person whose verified address an award names take it into the backpack."""
    verified = EmailAddress.objects.filter(
        user=account, verified=True, email__iexact=award.email
    ).exists()
    if not award.email or not verified:
        raise ForbiddenError(
            _("this award names another e-mail address than yours"),
            remedy=_("confirm that address in your account first, then come back"),
            code="wrong_holder",
        )
    if award.account_id not in {None, account.pk}:
        raise ConflictError(_("somebody has claimed this award already"), code="claimed")
    AwardRecord.objects.filter(pk=award.pk).update(account=account)
    audit.record("award_claimed", award, actor=account, organisation=award.organisation)


def awards_of(account: AccountRecord) -> Any:
    """Return the signed awards that are a person's: claimed, or sent to a verified address."""
    addresses = [
        email.lower()
        for email in EmailAddress.objects.filter(user=account, verified=True).values_list(
            "email", flat=True
        )
    ]
    rows = AwardRecord.objects.exclude(standing__in=[Standing.PENDING, Standing.FAILED])
    mine = rows.filter(account=account) | rows.filter(account=None, email__in=addresses)
    return mine.select_related("organisation", "achievement").order_by("-valid_from")


def by_id(identity: str) -> AwardRecord | None:
    """Return an award by its id (UUID, or the address of its page)."""
    try:
        wanted = uuid.UUID(identity.rpartition("/c/")[2] or identity)
    except ValueError:
        return None
    return AwardRecord.objects.filter(pk=wanted).first()
