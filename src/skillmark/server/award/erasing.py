"""Erase a person from an organisation's awards, and from all that was kept with them.

What the person holds stays theirs and still verifies: key, status list and log go on. The site
keeps that there was an award, its place in the status list, which nobody else is ever given, how it
stands there, and entries of the log that nobody can open any more. The proofs of all others still
hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal

from skillmark.award import roster
from skillmark.award.roster import Row
from skillmark.server import rows
from skillmark.server.award.bulk import ordering
from skillmark.server.award.life import reminding
from skillmark.server.award.models import (
    AwardRecord,
    BatchRecord,
    BodyRecord,
    FlagRecord,
    LineRecord,
    PieceRecord,
    QuietRecord,
    ReminderRecord,
    StackRecord,
    Standing,
    StatusActionRecord,
    StatusChangeRecord,
    UploadRecord,
)
from skillmark.server.award.transparency import log
from skillmark.server.jobs import mail
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

NOBODY = "–"
"""What stands where a person was named, where something must stand."""
erased = Signal()
"""Sent with `organisation`, `accounts` (whose awards they were) and `named_in` (whether a text
speaks of the person), inside the transaction: who keeps anything of it lets it go."""


@dataclass(frozen=True, slots=True)
class _Person:
    """Whom to erase: all awards of one address in one organisation, or one award without any."""

    place: OrganisationRecord
    email: str
    awards: list[AwardRecord] = field(repr=False)

    @property
    def names(self) -> set[str]:
        return {one.name for one in self.awards if one.name}

    @property
    def ids(self) -> set[Any]:
        return {one.pk for one in self.awards}

    def named_in(self, text: str) -> bool:
        """Whether a text of somebody's own speaks of them."""
        said = text.casefold()
        words = [*self.names, self.email] if self.email else list(self.names)
        return any(word.casefold() in said for word in words)


@transaction.atomic
def erase(award: AwardRecord, *, actor: AccountRecord) -> int:
    """Erase the person of an award from all awards of its organisation; return how many.

    Who has no address there is known by this award alone.
    """
    rows.erase_for_good()
    awards = AwardRecord.objects.of(award.organisation)
    mine = awards.filter(email=award.email) if award.email else awards.filter(pk=award.pk)
    locked = mine.select_for_update(of=("self",)).select_related("account").defer("body", "token")
    person = _Person(award.organisation, award.email, list(locked.order_by("pk")))
    log.erase(person.awards)
    _status(person)
    _life(person)
    _orders(person)
    _uploads(person)
    ending = [one for one in person.awards if one.valid_until is not None]
    lines = {reminding.begins(one): reminding.begins(one, NOBODY) for one in ending}
    mail.erase(person.email, [str(pk) for pk in person.ids], lines)
    accounts = list({one.account_id: one.account for one in person.awards if one.account}.values())
    erased.send(erase, organisation=person.place, accounts=accounts, named_in=person.named_in)
    for one in person.awards:
        _empty(one)
        audit.record("award_erased", one, actor=actor, organisation=person.place)
    return len(person.awards)


def _empty(award: AwardRecord) -> None:
    """Leave of an award that there was one: its place, and how it stands."""
    AwardRecord.objects.filter(pk=award.pk).update(
        name=f"{NOBODY} {str(award.pk)[:8]}",
        email="",
        account=None,
        salt="",
        particulars={},
        claim=None,
        reason="",
        body=b"",
        token="",
        caution="",
        line=None,
        replaces=None,
        standing=Standing.FAILED if award.standing == Standing.PENDING else award.standing,
    )


def _status(person: _Person) -> None:
    """Forget why the status changed; that it did, and when, is what past lists follow from."""
    changes = StatusChangeRecord.objects.filter(award__in=person.awards)
    about = set(changes.exclude(action=None).values_list("action", flat=True))
    changes.update(reason="")
    ids = {str(pk) for pk in person.ids}
    spoken = Q(pk__in=about) | ~Q(reasons={}) | ~Q(unknown=[])
    # a million ids may be chosen: they are read only where the person is among them
    for row in StatusActionRecord.objects.of(person.place).filter(spoken).defer("chosen"):
        own = {pk: why for pk, why in row.reasons.items() if pk not in ids}
        unknown = [one for one in row.unknown if not person.named_in(one)]
        alone = row.pk in about and set(row.ids()) <= person.ids
        reason = NOBODY if alone or person.named_in(row.reason) else row.reason
        if (own, unknown, reason) != (row.reasons, row.unknown, row.reason):
            StatusActionRecord.objects.filter(pk=row.pk).update(
                reasons=own, unknown=unknown, reason=reason
            )


def _life(person: _Person) -> None:
    """Forget former bytes, reminders, and which awards rest on which."""
    BodyRecord.objects.filter(award__in=person.awards).delete()
    ReminderRecord.objects.filter(award__in=person.awards).delete()
    wholes = Q(award__in=person.awards)
    if person.email:
        wholes |= Q(person=f"email:{person.email}")
    StackRecord.objects.of(person.place).filter(wholes).delete()
    PieceRecord.objects.filter(award__in=person.awards).delete()
    FlagRecord.objects.filter(award__in=person.awards).delete()
    # a whole under another address of theirs: somebody has still to look at it
    FlagRecord.objects.filter(because__in=person.awards).update(decision="")
    quiet = {person.email} | {
        one.account.email.lower()
        for one in person.awards
        if one.account is not None and not _others(person, one.account)
    }
    QuietRecord.objects.of(person.place).filter(email__in=quiet - {""}).delete()


def _others(person: _Person, account: AccountRecord) -> bool:
    """Whether an account holds awards of the organisation under another address."""
    mine = AwardRecord.objects.of(person.place).filter(account=account)
    return bool(mine.exclude(pk__in=person.ids).exists())


def _orders(person: _Person) -> None:
    """Forget the person in what was ordered: lines left out, digests of lists, reports of jobs."""
    mine = Q(award__in=person.awards) | Q(award=None, name__in=person.names)
    if person.email:
        mine |= Q(reason__icontains=person.email)
    lines = LineRecord.objects.filter(mine, batch__organisation=person.place)
    touched = {one.batch_id for one in person.awards} | set(lines.values_list("batch", flat=True))
    lines.update(name="", reason="", award=None)
    batches = BatchRecord.objects.of(person.place).filter(pk__in=touched)
    for pk, key in batches.exclude(idempotency=None).values_list("pk", "idempotency"):
        if person.named_in(key):
            BatchRecord.objects.filter(pk=pk).update(idempotency=f"erased:{pk}")
    batches.update(digest="")  # it would confirm a guess of who was in the list
    keys = [f"{person.place.pk}:{ordering.SIGN}:{pk}" for pk in touched]
    for job in JobRecord.objects.of(person.place).filter(key__in=keys):
        named = job.result.get("failed", [])
        begins = tuple(f"{name}: " for name in person.names)
        kept = [one for one in named if not one.startswith(begins)]
        if kept != named:
            JobRecord.objects.filter(pk=job.pk).update(result={**job.result, "failed": kept})


def _uploads(person: _Person) -> None:
    """Delete lists that name the person and are not ordered yet: else they would be again."""
    waiting = UploadRecord.objects.of(person.place).filter(batch=None)
    for row in waiting.iterator(chunk_size=1):
        if _listed(person, bytes(row.data)):
            UploadRecord.objects.filter(pk=row.pk).delete()


def _listed(person: _Person, data: bytes) -> bool:
    text = data.decode("utf-8-sig", "replace")
    if not person.named_in(text):
        return False
    if person.email and person.email in text.lower():
        return True
    # a name may be part of another
    people = (one for one in roster.read(data) if isinstance(one, Row))
    return any(one.recipient.name in person.names for one in people)
