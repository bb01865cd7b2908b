"""State groups of oneself, change that, take it back; and be forgotten."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from skillmark.nouns.errors import InputError
from skillmark.server.match.surveying.kinds import KINDS
from skillmark.server.match.surveying.models import GroupStatementRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@transaction.atomic
def state(
    organisation: OrganisationRecord,
    person: str,
    groups: Mapping[str, str],
    *,
    account: AccountRecord | None,
) -> None:
    """Keep what somebody states of themselves, in place of what they stated before.

    An empty value takes a statement back. Raises `InputError` for what cannot be stated. The log
    says that there was a statement and not whose: whose would be said by who did it.
    """
    for kind, value in groups.items():
        if kind not in KINDS or (value and value not in KINDS[kind][1]):
            raise InputError("this cannot be stated", where=kind)
    mine = GroupStatementRecord.objects.of(organisation).filter(person=person)
    mine.delete()
    GroupStatementRecord.objects.bulk_create(
        GroupStatementRecord(
            organisation=organisation, person=person, account=account, kind=kind, value=value
        )
        for kind, value in groups.items()
        if value
    )
    audit.record("groups_stated", actor=None, organisation=organisation)


def stated(organisation: OrganisationRecord, person: str) -> dict[str, str]:
    """Return what somebody stated of themselves, to show it to them alone."""
    rows = GroupStatementRecord.objects.of(organisation).filter(person=person)
    return dict(rows.values_list("kind", "value"))


def forget(
    organisation: OrganisationRecord,
    *,
    account: AccountRecord | None = None,
    persons: Collection[str] = (),
) -> None:
    """Delete what a person stated."""
    rows = GroupStatementRecord.objects.of(organisation)
    rows.filter(person__in=persons).delete()
    if account is not None:
        rows.filter(account=account).delete()
