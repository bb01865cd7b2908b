"""A job of the home organisation."""

from __future__ import annotations

ACCESS = {
    "jobs": "see_jobs",
    "job": "see_jobs",
    "job_cancel": "see_jobs",
    "job_resume": "see_jobs",
    "GET /api/jobs/{pk}": "see_jobs",
    "POST /api/jobs/{pk}/cancel": "see_jobs",
    "POST /api/jobs/{pk}/resume": "see_jobs",
}


def build(world):
    from django.db import transaction

    from skillmark.server.jobs.services import enqueue

    with transaction.atomic():
        job = enqueue("test.nothing", {}, organisation=world.home, account=None, total=3)
    world.things["job"] = job
    for name in ACCESS:
        if name != "jobs":
            world.arguments[name] = {"pk": job.pk}
