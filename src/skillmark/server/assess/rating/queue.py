"""What waits for raters, and what of it waits for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When

from skillmark.server.assess.models import RatingRole, ResponseRecord
from skillmark.server.people.actions import GRANTS, Action
from skillmark.server.people.models import AccountRecord, MembershipRecord, OrganisationRecord


def queue(organisation: OrganisationRecord) -> Any:
    """Return the answers (a query set) that wait for a person, oldest first."""
    return (
        ResponseRecord.objects.of(organisation)
        .filter(pending=True, attempt__practice=False)
        .exclude(attempt__submitted=None)
        .select_related("attempt__delivery__test")
        .order_by("attempt__submitted", "pk")
    )


def waiting_for(organisation: OrganisationRecord, rater: AccountRecord, *, now: datetime) -> Any:
    """Return what this rater may begin now (a query set), oldest first.

    Not their own answers, not those that they have rated, and none at which as many others are
    as it waits for. Rows carry `given`: how many have rated it independently.
    """
    return (
        queue(organisation)
        .exclude(attempt__account=rater)
        .exclude(ratings__rater=rater)
        .annotate(
            given=Count("ratings", Q(ratings__role=RatingRole.RATER), distinct=True),
            held=Count("leases", Q(leases__until__gt=now) & ~Q(leases__rater=rater), distinct=True),
        )
        .annotate(
            wanted=Case(
                When(adjudicating=True, then=Value(1)),
                default=F("attempt__delivery__raters") - F("given"),
            )
        )
        .filter(wanted__gt=F("held"))
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers somebody wants to see; empty for all."""

    test: str = ""
    item: str = ""
    skill: str = ""

    def of(self, rows: Any) -> Any:
        """Return the rows (a query set) that are wanted."""
        named = {
            "attempt__delivery__test__slug": self.test,
            "item": self.item,
            "skill": self.skill,
        }
        return rows.filter(**{name: value for name, value in named.items() if value})


def stuck(organisation: OrganisationRecord) -> int:
    """Return how many waiting answers nobody of the organisation is left to rate.

    All who may rate have rated them, or answered them; looks at the oldest 500.
    """
    roles = [role for role, actions in GRANTS.items() if Action.RATE in actions]
    people = set(
        MembershipRecord.objects.filter(
            organisation=organisation, role__in=roles, account__is_active=True
        ).values_list("account", flat=True)
    )
    rows = queue(organisation).prefetch_related("ratings")[:500]
    taken = [{one.rater_id for one in row.ratings.all()} | {row.attempt.account_id} for row in rows]
    return sum(people <= one for one in taken)
