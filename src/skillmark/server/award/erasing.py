"""Erase a person from an organisation's awards, and from what its log says of them.

What the person holds stays theirs and still verifies: key, status list and log go on. The site
keeps that there was an award, its place in the status list, and an entry of the log that nobody can
open any more. The proofs of all others still hold.
"""

from __future__ import annotations

from django.db import transaction

from skillmark.server import rows
from skillmark.server.award.models import (
    AwardRecord,
    BodyRecord,
    LineRecord,
    QuietRecord,
    StackRecord,
    Standing,
)
from skillmark.server.award.transparency import log
from skillmark.server.jobs.models import MailRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord


@transaction.atomic
def erase(award: AwardRecord, *, actor: AccountRecord) -> int:
    """Erase the person of an award from all awards of its organisation; return how many.

    Who has no address there is known by this award alone.
    """
    rows.erase_for_good()
    awards = AwardRecord.objects.of(award.organisation)
    mine = awards.filter(email=award.email) if award.email else awards.filter(pk=award.pk)
    found = list(mine.select_for_update().only("pk", "standing", "name"))
    log.erase(found)
    LineRecord.objects.filter(
        batch__organisation=award.organisation, name__in={one.name for one in found}
    ).update(name="", reason="")
    if award.email:
        MailRecord.objects.filter(recipients=[award.email]).delete()
        QuietRecord.objects.of(award.organisation).filter(email=award.email).delete()
        for row in StackRecord.objects.of(award.organisation).filter(person=f"email:{award.email}"):
            StackRecord.objects.filter(pk=row.pk).update(person=f"erased:{row.pk}")
    BodyRecord.objects.filter(award__in=found).delete()
    for one in found:
        AwardRecord.objects.filter(pk=one.pk).update(
            name=f"– {str(one.pk)[:8]}",
            email="",
            account=None,
            salt="",
            particulars={},
            claim=None,
            reason="",
            body=b"",
            token="",
            caution="",
            standing=Standing.FAILED if one.standing == Standing.PENDING else one.standing,
        )
        audit.record("award_erased", one, actor=actor, organisation=award.organisation)
    return len(found)
