"""Give up what is left of a bulk order that was stopped and will not go on.

Who waits to be signed counts as a holder, so that nobody gets anything twice. After this they do
not: whoever orders them again awards to them.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.award.bulk import batches
from skillmark.server.award.models import BatchRecord, StackRecord, Standing
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

REASON = "given up before it was signed"


@transaction.atomic
def give_up(batch: BatchRecord, *, actor: AccountRecord) -> int:
    """Let every award of a batch that is not signed yet have failed; return how many.

    Done again, it finds nothing more. Raises `ConflictError` (code `not_stopped`) while the job
    waits for its turn or runs: whoever resumes it at the same moment comes before or after.
    """
    job = batches.job_of(batch)
    if job is not None and JobRecord.objects.select_for_update().get(pk=job.pk).open:
        raise ConflictError(
            _("this order is still being signed"),
            remedy=_("cancel it first, and wait until it has stopped"),
            code="not_stopped",
        )
    left = batch.awards.select_for_update().filter(standing=Standing.PENDING)
    ids = list(left.values_list("pk", flat=True))
    if not ids:
        return 0
    waiting = batch.awards.filter(standing=Standing.PENDING)
    # the older award can be renewed, and a pathway is completed, as if this had never been ordered
    StackRecord.objects.filter(award__in=waiting).delete()
    waiting.update(standing=Standing.FAILED, reason=REASON, replaces=None)
    audit.record(
        "awards_given_up", batch, actor=actor, organisation=batch.organisation, awards=len(ids)
    )
    return len(ids)
