"""The ramps of onboarding as rows of the ledger, of those who agreed, by one button."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from skillmark.measure.ledger.store import Ledger
from skillmark.server.measure.ledger import linking, services
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.plan.models import OnboardingRecord
from skillmark.server.plan.onboarding.ledger import ledger

PREFIX = "onboarding-"


def waiting(organisation: OrganisationRecord, *, today: date) -> int:
    """Return how many ramps could be taken in."""
    return len(ledger(organisation, today=today).outcomes)


@transaction.atomic
def take(organisation: OrganisationRecord, *, today: date, actor: AccountRecord) -> int:
    """Store the ramps; they came by consent alone and go with it. Return how many."""
    outcomes = ledger(organisation, today=today).outcomes
    if not outcomes:
        return 0
    services.record(organisation, Ledger.of(outcomes), actor=actor)
    people = {one.person: one.person.removeprefix(PREFIX) for one in outcomes}
    accounts = {
        str(pk): account
        for pk, account in OnboardingRecord.objects.of(organisation)
        .filter(pk__in=people.values())
        .values_list("pk", "account_id")
    }
    linking.link_accounts(
        organisation, {person: accounts[pk] for person, pk in people.items()}, whole=True
    )
    return len(outcomes)
