"""Background work of assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from skillmark.server.assess import calibration
from skillmark.server.assess.integrity import services as integrity
from skillmark.server.assess.models import TestRecord
from skillmark.server.assess.observing import forgetting
from skillmark.server.jobs.daily import daily
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


@task(integrity.LOOK)
def look(running: Running) -> dict[str, Any]:
    """Look for what is unusual in the responses to one test. Done twice, it says the same."""
    test = TestRecord.objects.get(pk=running.payload["test"], organisation=running.job.organisation)
    since = running.payload["since"]
    row = integrity.look(
        test,
        simulated=running.payload["simulated"],
        now=timezone.now(),
        actor=running.job.created_by,
        since=date.fromisoformat(since) if since else None,
        exposed=running.payload["exposed"],
    )
    return {"persons": row.persons, "flags": row.flags.filter(current=True).count()}


task(forgetting.FORGET)(forgetting.run)
daily(forgetting.FORGET, whom=forgetting.concerned)
