"""Where a machine may read along: a delivery that says so, and a candidate who agreed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.interactions.rated import ShortAnswer
from skillmark.assess.machine.opinion import digest
from skillmark.nouns.errors import ConflictError
from skillmark.server.assess import library
from skillmark.server.assess.models import AttemptRecord, DeliveryRecord, ResponseRecord
from skillmark.server.assess.rating.machine import endpoint
from skillmark.server.assess.rating.machine.models import (
    MachineConsentRecord,
    MachineOpinionRecord,
    MachineUseRecord,
)
from skillmark.server.jobs.services import enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

ASK = "assess.machine"
"""Kind of the background job that asks for the opinions on one attempt."""
State = MachineOpinionRecord.State


@transaction.atomic
def use(delivery: DeliveryRecord, *, on: bool, actor: AccountRecord, now: datetime) -> None:
    """Have the candidates of a delivery asked, from now on, whether a machine may read along.

    Raises `ConflictError` where the site has no endpoint.
    """
    if not on:
        MachineUseRecord.objects.filter(delivery=delivery).delete()
    elif endpoint.configured() is None:
        raise ConflictError(
            _("this site has no machine rater"),
            remedy=_("set SKILLMARK_MACHINE_RATER_URL and SKILLMARK_MACHINE_RATER_MODEL first"),
        )
    else:
        MachineUseRecord.objects.get_or_create(
            delivery=delivery,
            defaults={"organisation": delivery.organisation, "by": actor, "since": now},
        )
    audit.record(
        "machine_rater_used", delivery, actor=actor, organisation=delivery.organisation, on=on
    )


def in_use(delivery: DeliveryRecord) -> bool:
    """Say whether candidates of a delivery are asked."""
    return (
        endpoint.configured() is not None
        and MachineUseRecord.objects.filter(delivery=delivery).exists()
    )


@transaction.atomic
def consent(attempt: AttemptRecord, *, now: datetime) -> None:
    """Keep that the candidate of an open attempt agreed. It is free, and can be taken back."""
    if attempt.submitted is None and in_use(attempt.delivery):
        MachineConsentRecord.objects.get_or_create(
            attempt=attempt, defaults={"organisation": attempt.organisation, "at": now}
        )


@transaction.atomic
def withdraw(attempt: AttemptRecord, *, actor: AccountRecord) -> None:
    """Take a consent back: what the machine said of the attempt is gone, and nothing more comes."""
    MachineConsentRecord.objects.filter(attempt=attempt).delete()
    gone, _each = MachineOpinionRecord.objects.filter(response__attempt=attempt).delete()
    audit.record(
        "machine_consent_withdrawn",
        attempt,
        actor=actor,
        organisation=attempt.organisation,
        rows=gone,
    )


def order(attempt: AttemptRecord, *, now: datetime) -> None:
    """Have opinions asked for on the answers of an attempt that was just submitted.

    Inside the transaction that submits it. Only words are read, no files; nothing happens
    without an endpoint, a delivery that uses it and a candidate who agreed, and in practice.
    """
    agreed = MachineConsentRecord.objects.filter(attempt=attempt).exists()
    if not agreed or attempt.practice or attempt.simulated or not in_use(attempt.delivery):
        return
    rows = [one for one in attempt.responses.all() if _readable(attempt, one)]
    for row in rows:
        MachineOpinionRecord.objects.get_or_create(
            response=row,
            defaults={
                "organisation": attempt.organisation,
                "answer": digest(row.value),
                "ordered": now,
            },
        )
    if rows:
        enqueue(
            ASK,
            {"attempt": str(attempt.pk)},
            organisation=attempt.organisation,
            account=None,
            total=len(rows),
            key=str(attempt.pk),
        )


def _readable(attempt: AttemptRecord, row: ResponseRecord) -> bool:
    item = library.noun(attempt.delivery.test).item(row.item)
    own = isinstance(item.interaction, ShortAnswer)
    return own and isinstance(row.value, str) and bool(row.value.strip())
