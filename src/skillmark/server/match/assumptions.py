"""The scorer's assumptions as an organisation has set them, or as they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.db import transaction

from skillmark.match import Assumptions
from skillmark.server.match.models import AssumptionsRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


def assumptions_of(organisation: OrganisationRecord) -> Assumptions:
    """Return what scores at an organisation rest on: the newest that was set, else the defaults."""
    row = AssumptionsRecord.objects.of(organisation).order_by("-stated", "-pk").first()
    if row is None:
        return Assumptions()
    return of_values(row.values)


def of_values(values: Mapping[str, Any]) -> Assumptions:
    """Return stored assumptions; one that did not exist then is as it comes."""
    known = {one.name for one in fields(Assumptions)}
    return Assumptions(**{name: value for name, value in values.items() if name in known})


@transaction.atomic
def state(
    organisation: OrganisationRecord,
    assumptions: Assumptions,
    *,
    reason: str,
    actor: AccountRecord | None,
) -> AssumptionsRecord:
    """Set the assumptions from now on; those before stay on record."""
    row = AssumptionsRecord.objects.create(
        organisation=organisation,
        values={one.name: getattr(assumptions, one.name) for one in fields(Assumptions)},
        reason=reason.strip(),
        stated_by=actor,
        stated_name=str(actor)[:150] if actor else "",
    )
    audit.record("assumptions_stated", row, actor=actor, organisation=organisation)
    return row
