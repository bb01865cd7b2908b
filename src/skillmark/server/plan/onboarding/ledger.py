"""Ramps as `skillmark measure` reads them: who agreed to it, under ids that name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from skillmark.measure.ledger.writing import write_ledger
from skillmark.nouns.money import Money
from skillmark.nouns.outcome import Outcome
from skillmark.server.match.roles import title_of
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.services import consenting
from skillmark.server.plan.models import OnboardingRecord, PostRecord
from skillmark.server.plan.offering import CURRENCY
from skillmark.server.plan.onboarding.services import visible


@dataclass(frozen=True, slots=True)
class Ledger:
    """Ramps in the form that `skillmark measure` reads, and how many are not in it."""

    outcomes: tuple[Outcome, ...]
    without_consent: int
    """People who have not agreed that their career is linked to their credentials."""

    @property
    def csv(self) -> str:
        """The text of a `ledger.csv`."""
        return write_ledger(self.outcomes)


def ledger(organisation: OrganisationRecord, *, today: date) -> Ledger:
    """Return the ramps of those who agreed to `Purpose.OUTCOMES`, under ids that name nobody.

    Who is not productive yet, or left before, is censored at the last day that is known.
    """
    rows = [row for row in visible(organisation) if row.start <= today]
    agreed = set(consenting(organisation, Purpose.OUTCOMES).values_list("pk", flat=True))
    within = [row for row in rows if row.account_id in agreed]
    functions = dict(
        PostRecord.objects.of(organisation)
        .filter(account__in=[row.account_id for row in within])
        .values_list("account_id", "function")
    )
    found = tuple(_outcome(row, functions.get(row.account_id, ""), today) for row in within)
    return Ledger(found, len(rows) - len(within))


def _outcome(row: OnboardingRecord, function: str, today: date) -> Outcome:
    until = row.productive or row.left or today
    proofs = sorted(
        (step.ticked, step.source)
        for step in row.steps.all()
        if step.waived and step.ticked is not None and step.source
    )
    learned = [s for s in row.steps.all() if not s.waived and s.ticked is not None]
    return Outcome(
        person=f"onboarding-{row.pk}",
        hired=row.start,
        credential=proofs[0][1] if proofs else None,
        credential_date=proofs[0][0] if proofs else None,
        function=function or str(title_of(row.role)),
        days_to_productivity=float(max(0, (until - row.start).days)),
        productivity_censored=row.productive is None,
        training_hours=sum(step.hours for step in learned),
        training_cost=Money(sum((step.cost for step in learned), Decimal(0)), CURRENCY),
        left=row.left,
    )
