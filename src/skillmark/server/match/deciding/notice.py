"""What people are told before they are ranked, made of what the product does and is set to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from skillmark.match import SCORER
from skillmark.match.auditing import business_days
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.deciding import contesting, links
from skillmark.server.match.deciding.keeping import policy_of
from skillmark.server.match.deciding.models import MatchingPolicyRecord, SummaryRecord
from skillmark.server.match.roles import as_role, open_roles
from skillmark.server.match.surveying.figures import FEWEST
from skillmark.server.match.terms import Term, terms
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class NoticedRole:
    """An open role and the skills that its ranking looks at."""

    title: Any
    skills: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything that the public notice of an organisation says."""

    organisation: OrganisationRecord
    policy: MatchingPolicyRecord
    terms: tuple[Term, ...]
    scorer: str
    roles: tuple[NoticedRole, ...]
    summary: SummaryRecord | None
    earliest: date | None
    """From when on the ranking may be used for people in New York City."""
    answer_days: int
    link_days: int
    fewest: int

    @property
    def contact(self) -> str:
        """The address that questions go to; empty where none is set."""
        return self.policy.contact_email or self.organisation.email


def notice(organisation: OrganisationRecord) -> Notice:
    """Return the notice of an organisation as it is today."""
    policy = policy_of(organisation)
    return Notice(
        organisation,
        policy,
        tuple(terms(assumptions_of(organisation))),
        SCORER,
        _roles(organisation) if policy.list_roles else (),
        published(organisation),
        business_days.after(policy.noticed) if policy.noticed else None,
        contesting.DAYS,
        links.DAYS,
        FEWEST,
    )


def published(organisation: OrganisationRecord) -> SummaryRecord | None:
    """Return the summary of a bias audit that stands published, if one does."""
    row: SummaryRecord | None
    row = SummaryRecord.objects.of(organisation).filter(withdrawn=None).first()
    return row


def _roles(organisation: OrganisationRecord) -> tuple[NoticedRole, ...]:
    roles = [as_role(row) for row in open_roles(organisation)]
    labels = frameworks.label_maps(
        (one.skill for role in roles for one in role.requirements), organisation
    )
    return tuple(
        NoticedRole(role.title, tuple(labels[one.skill] for one in role.requirements))
        for role in roles
    )


@transaction.atomic
def set_policy(policy: MatchingPolicyRecord, *, actor: AccountRecord) -> None:
    """Store what an organisation sets; the first time begins the notice."""
    if policy.noticed is None:
        policy.noticed = timezone.now().date()
    policy.save()
    audit.record(
        "matching_policy_set",
        policy,
        actor=actor,
        organisation=policy.organisation,
        keep_months=policy.keep_months,
        asks=policy.asks,
    )
