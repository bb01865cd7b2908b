"""Background work that follows once awards are signed or in force again."""

from __future__ import annotations

from typing import Any

from skillmark.server.award.life import renewal, stacking
from skillmark.server.award.life.afterwards import belonging
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.jobs.services import Running

CHUNK = 500


def follow(running: Running) -> dict[str, Any]:
    """Complete pathways and settle renewals; it may be called again after any failure."""
    rows = (
        AwardRecord.objects.of(running.job.organisation)
        .filter(belonging(running.payload), standing=Standing.ACTIVE)
        .select_related("achievement", "organisation", "replaces__organisation")
        .defer("body", "token")
        .order_by("pk")
    )
    total = rows.count()
    done = completed = superseded = 0
    last = None
    while some := list((rows.filter(pk__gt=last) if last else rows)[:CHUNK]):
        last = some[-1].pk
        done += len(some)
        with running.chunk(done=done, total=total):
            superseded += renewal.settle([one for one in some if one.replaces_id])
            completed += stacking.stack(some, running.job.organisation)
    return {"completed": completed, "superseded": superseded}
