"""Use cases of the stored ledger: write people, read it whole, keep it no longer than stated."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from uuid import uuid4

import numpy as np
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.measure.ledger.overview import Overview, overview
from skillmark.measure.ledger.store import Ledger, one_currency
from skillmark.nouns.errors import InputError
from skillmark.server.measure.ledger import storing
from skillmark.server.measure.ledger.models import LedgerRecord, LinkRecord, OutcomeRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

MOST_MONTHS = 600
KEPT_SECONDS = 30 * 24 * 3600
Stamp = tuple[str, int]


@transaction.atomic
def record(organisation: OrganisationRecord, ledger: Ledger, *, actor: AccountRecord | None) -> int:
    """Store people; of who is there already the columns that the ledger has. Return how many.

    Raises `InputError` (`currencies_mixed`) where amounts are stored in another currency.
    """
    agree_on_currency(organisation, ledger.currency)
    storing.write(organisation.pk, ledger, storing.given(ledger), timezone.now())
    changed(organisation)
    audit.record(
        "outcomes_recorded", organisation, actor=actor, organisation=organisation, count=len(ledger)
    )
    return len(ledger)


def agree_on_currency(organisation: OrganisationRecord, currency: str | None) -> None:
    """Refuse amounts in another currency than the stored ones."""
    there = OutcomeRecord.objects.of(organisation).exclude(currency="").order_by()
    one_currency([currency or "", *there.values_list("currency", flat=True).distinct()])


def of(organisation: OrganisationRecord) -> LedgerRecord:
    """Return what the organisation says of its ledger."""
    return LedgerRecord.objects.get_or_create(organisation=organisation)[0]


def changed(organisation: OrganisationRecord) -> None:
    """Say that the ledger is another one now; the caller holds the transaction."""
    of(organisation)
    LedgerRecord.objects.of(organisation).update(state=uuid4())


def stamp(organisation: OrganisationRecord) -> Stamp:
    """Return what is the same as long as the ledger is: its state and how many are in it."""
    state = LedgerRecord.objects.of(organisation).values_list("state", flat=True).first()
    return str(state or ""), OutcomeRecord.objects.of(organisation).count()


def ledger_of(organisation: OrganisationRecord) -> Ledger:
    """Return the organisation's ledger; one that has not changed is read once a process."""
    return _ledger(organisation.pk, stamp(organisation))


@lru_cache(maxsize=2)
def _ledger(organisation_id: int, _stamp: Stamp) -> Ledger:
    return storing.read(organisation_id)


def overview_of(organisation: OrganisationRecord) -> Overview:
    """Return what is in the ledger; kept for all processes as long as the ledger is the same."""
    state, people = stamp(organisation)
    key = f"ledger-overview:{organisation.pk}:{state}:{people}"
    found: Overview | None = cache.get(key)
    if found is None:
        found = overview(ledger_of(organisation))
        cache.set(key, found, timeout=KEPT_SECONDS)
    return found


@transaction.atomic
def state_retention(organisation: OrganisationRecord, months: int, *, actor: AccountRecord) -> None:
    """State how many months after leaving a row is kept."""
    if not 1 <= months <= MOST_MONTHS:
        raise InputError(_("give a number of months from 1 to %(most)s") % {"most": MOST_MONTHS})
    of(organisation)
    LedgerRecord.objects.of(organisation).update(
        months=months, stated_by=actor, stated_name=str(actor)[:150], stated=timezone.now()
    )
    audit.record(
        "retention_stated", organisation, actor=actor, organisation=organisation, months=months
    )


def over(organisation: OrganisationRecord, *, today: date) -> Q:
    """Return which rows have been kept as long as stated: who left, or was never hired."""
    since = np.datetime64(today, "M") - of(organisation).months
    last = min(today.day, 28)
    limit: date = (since.astype("datetime64[D]") + np.timedelta64(last - 1, "D")).astype(date)
    return Q(left__lt=limit) | Q(hired=None, left=None, applied__lt=limit)


@transaction.atomic
def remove(organisation: OrganisationRecord, rows: Q, *, actor: AccountRecord | None) -> int:
    """Delete rows and their links; return how many rows."""
    mine = OutcomeRecord.objects.of(organisation).filter(rows)
    LinkRecord.objects.of(organisation).filter(person__in=mine.values("person")).delete()
    count, _kinds = mine.delete()
    if count:
        changed(organisation)
        audit.record(
            "outcomes_removed", organisation, actor=actor, organisation=organisation, count=count
        )
    return count
