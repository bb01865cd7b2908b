"""Publish the summary of a bias audit, as New York City's Local Law 144 has it (6 RCNY 5-303)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.match.deciding.models import SummaryRecord
from skillmark.server.match.surveying.figures import figures
from skillmark.server.match.surveying.kinds import kind_name
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


def kinds_in_words(crossed: Iterable[Iterable[str]]) -> list[str]:
    """Return kinds of groups, each with those that it is crossed with, in words."""
    return [" × ".join(str(kind_name(kind)) for kind in kinds) for kinds in crossed]


@transaction.atomic
def publish(
    organisation: OrganisationRecord,
    *,
    source: str,
    auditor: str = "",
    justification: str = "",
    actor: AccountRecord,
) -> SummaryRecord:
    """Publish the audit as it is now, in the place of the one before.

    Raises `ConflictError` where nothing may be shown.
    """
    found = figures(organisation, now=timezone.now(), justification=justification)
    if found.content is None:
        raise ConflictError(
            _("too few people stated groups for a summary that tells of nobody"),
            remedy=_("invite people to the voluntary survey, and wait for the next month"),
        )
    SummaryRecord.objects.of(organisation).filter(withdrawn=None).update(withdrawn=timezone.now())
    row: SummaryRecord = SummaryRecord.objects.create(
        organisation=organisation,
        content={
            "audit": found.content,
            "until": found.until.isoformat(),
            "people": found.people,
            "selected": found.selected,
            "stated": found.stated,
            "unstated": found.people - found.stated,
            "withheld": [list(kinds) for kinds in found.withheld],
        },
        auditor=auditor.strip(),
        source=source.strip(),
        published_by=actor,
        published_name=str(actor)[:150],
    )
    audit.record("bias_summary_published", row, actor=actor, organisation=organisation)
    return row


@transaction.atomic
def withdraw(organisation: OrganisationRecord, *, actor: AccountRecord) -> None:
    """Take the published summary off; that it was published stays on record."""
    SummaryRecord.objects.of(organisation).filter(withdrawn=None).update(withdrawn=timezone.now())
    audit.record("bias_summary_withdrawn", actor=actor, organisation=organisation)
