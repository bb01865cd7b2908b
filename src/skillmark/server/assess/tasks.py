"""Background work of assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from skillmark.server.assess import calibration
from skillmark.server.assess.integrity import services as integrity
from skillmark.server.assess.models import TestRecord
from skillmark.server.assess.observing import forgetting
from skillmark.server.assess.rating.machine import asking, endpoint
from skillmark.server.assess.rating.machine.ordering import ASK
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


@task(ASK)
def ask_machine(running: Running) -> dict[str, Any]:
    """Ask for second opinions on one attempt. Done twice, it asks for what is missing."""
    asked = endpoint.configured()
    if asked is None:
        return {"off": True}
    return asking.work(running, ask=asked.ask, model=asked.model)


@task(asking.AGAIN)
def ask_machine_again(running: Running) -> dict[str, Any]:
    """Ask again for what an outage left waiting."""
    if endpoint.configured() is None:
        return {"off": True}
    with running.chunk():
        attempts = asking.order_again(
            running.job.organisation, day=running.payload["day"], now=timezone.now()
        )
    return {"attempts": attempts}


daily(asking.AGAIN, whom=asking.left)
task(forgetting.FORGET)(forgetting.run)
daily(forgetting.FORGET, whom=forgetting.concerned)
