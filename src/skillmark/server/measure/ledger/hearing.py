"""What the ledger does when it hears that somebody agrees no longer, or is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from skillmark.server.measure.ledger import linking, taking
from skillmark.server.measure.ledger.models import LinkRecord
from skillmark.server.people.models import AccountRecord, OrganisationRecord, Purpose


def link_gone(instance: LinkRecord, **_kwargs: Any) -> None:
    """A link was deleted, by whomever, also along with its account."""
    linking.unlinked(instance)


def withdrawn(
    account: AccountRecord, organisation: OrganisationRecord, purpose: Purpose, **_kwargs: Any
) -> None:
    """Somebody withdrew their consent, inside the transaction of it."""
    if purpose == Purpose.OUTCOMES:
        linking.end(organisation, account)


def person_erased(
    organisation: OrganisationRecord,
    accounts: list[AccountRecord],
    named_in: Callable[[str], bool],
    **_kwargs: Any,
) -> None:
    """Somebody was erased from an organisation's awards, inside the transaction of it.

    Their links end, since what was proven is gone, and exports that still wait and name them go.
    """
    for account in accounts:
        linking.end(organisation, account)
    taking.drop(organisation, named_in)
