"""Accommodations: more time and more breaks for one person, and nothing about why.

A general one holds for every test of the organisation, another for one offer; where both exist,
the more generous part of each counts. What is granted during an attempt counts there at once.
What is taken back counts from the next attempt on: time that somebody has is never shortened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ForbiddenError, InputError
from skillmark.server.assess.models import AccommodationRecord, AttemptRecord, DeliveryRecord
from skillmark.server.assess.sitting import clock, finishing
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

MOST_FACTOR = 5.0
MOST_PAUSE = 240.0
"""Minutes of breaks that may be granted."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much time and how long breaks one person has at one offer."""

    minutes: float | None
    """`None` where the test may take as long as it takes."""
    pause_minutes: float
    factor: float

    @property
    def own(self) -> bool:
        """Whether it is more time than others have."""
        return self.minutes is not None and self.factor > 1


def allowance(delivery: DeliveryRecord, account: AccountRecord) -> Allowance:
    """Return what a person has at an offer: what everybody has, and what they were granted."""
    granted = list(
        AccommodationRecord.objects.filter(
            Q(delivery=delivery) | Q(delivery=None),
            organisation=delivery.organisation_id,
            account=account,
        )
    )
    factor = max((one.factor for one in granted), default=1.0)
    more = max((one.pause_minutes for one in granted), default=0.0)
    minutes = None if delivery.minutes is None else delivery.minutes * factor
    return Allowance(minutes, delivery.pause_minutes + more, factor)


def apply(attempt: AttemptRecord, given: Allowance) -> None:
    """Give an attempt that has not been stored its time and its breaks."""
    attempt.factor, attempt.pause_minutes = given.factor, given.pause_minutes
    attempt.pause_left = 60 * given.pause_minutes
    if given.minutes is not None:
        attempt.deadline = attempt.started + timedelta(minutes=given.minutes)


def of(organisation: OrganisationRecord) -> Any:
    """Return the accommodations of an organisation, newest first."""
    return (
        AccommodationRecord.objects.of(organisation)
        .select_related("account", "delivery__test", "granted_by")
        .order_by("-granted", "-pk")
    )


@transaction.atomic
def grant(
    account: AccountRecord,
    *,
    organisation: OrganisationRecord,
    delivery: DeliveryRecord | None = None,
    factor: float = 1.0,
    pause_minutes: float = 0.0,
    actor: AccountRecord,
    now: datetime,
) -> AccommodationRecord:
    """Grant more time or breaks at one offer or at all; what was granted there is replaced.

    `factor` is 1 to `MOST_FACTOR`, `pause_minutes` 0 to `MOST_PAUSE`. Attempts that are running
    get what it adds at once. Raises `InputError` for what grants nothing or is out of range or for
    somebody else's member, and `ForbiddenError` for granting it to oneself.
    """
    if not account.memberships.filter(organisation=organisation).exists():
        raise InputError(_("nobody with this address is a member here"))
    if account.pk == actor.pk:
        raise ForbiddenError(
            _("nobody grants an accommodation to themselves"),
            remedy=_("ask somebody else who offers tests"),
        )
    if not 1 <= factor <= MOST_FACTOR or not 0 <= pause_minutes <= MOST_PAUSE:
        raise InputError(
            _("time is from once to %(most)s times, and breaks are 0 to %(minutes)s minutes")
            % {"most": round(MOST_FACTOR), "minutes": round(MOST_PAUSE)}
        )
    if factor == 1 and not pause_minutes:
        raise InputError(_("this grants nothing"), remedy=_("name more time, breaks or both"))
    row, _new = AccommodationRecord.objects.update_or_create(
        organisation=organisation,
        account=account,
        delivery=delivery,
        defaults={
            "factor": factor,
            "pause_minutes": pause_minutes,
            "granted_by": actor,
            "granted": now,
        },
    )
    extended = _extend(account, organisation, delivery, now=now)
    # Not whom it is for: the log outlives the row, and this is nobody's business then.
    audit.record(
        "accommodation_granted", row, actor=actor, organisation=organisation, extended=extended
    )
    return row


@transaction.atomic
def take_back(row: AccommodationRecord, *, actor: AccountRecord) -> None:
    """Take an accommodation back; attempts that are running keep the time they have."""
    audit.record("accommodation_ended", row, actor=actor, organisation=row.organisation)
    row.delete()


def _extend(
    account: AccountRecord,
    organisation: OrganisationRecord,
    delivery: DeliveryRecord | None,
    *,
    now: datetime,
) -> int:
    """Give running attempts what they lack, and return how many got something."""
    running = AttemptRecord.objects.of(organisation).filter(account=account, submitted=None)
    if delivery is not None:
        running = running.filter(delivery=delivery)
    extended = 0
    for one in running.order_by("pk"):
        row = finishing.locked(one)
        finishing.settle(row, now=now)
        if row.submitted is not None or clock.over(row, now):
            continue
        given = allowance(row.delivery, account)
        more = max(0.0, given.factor - row.factor)
        pause = max(0.0, given.pause_minutes - row.pause_minutes)
        row.factor += more
        row.pause_minutes += pause
        row.pause_left += 60 * pause
        if row.deadline is not None and row.delivery.minutes is not None:
            row.deadline += timedelta(minutes=row.delivery.minutes * more)
        row.save(update_fields=["factor", "pause_minutes", "pause_left", "deadline"])
        extended += bool(more or pause)
    return extended
