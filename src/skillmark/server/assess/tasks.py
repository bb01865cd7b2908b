"""Background work of assessment."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from skillmark.server.assess import calibration
from skillmark.server.assess.models import TestRecord
from skillmark.server.jobs.services import Running
from skillmark.server.jobs.worker import task


@task(calibration.CALIBRATE)
def calibrate(running: Running) -> dict[str, Any]:
    """Compute the figures of one test. Done twice, the newest count and say the same."""
    test = TestRecord.objects.get(pk=running.payload["test"], organisation=running.job.organisation)
    row = calibration.calibrate(
        test,
        simulated=running.payload["simulated"],
        now=timezone.now(),
        actor=running.job.created_by,
    )
    return {"persons": row.persons, "items": len(row.items)}
