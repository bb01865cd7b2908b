"""Questions that the home organisation wrote down, one of them changed since."""

from __future__ import annotations

AFTER = ("measure",)
ACCESS = {
    "designs": "see_measures",
    "design": "see_measures",
    "design_picture": "see_measures",
    "design_registry": "see_measures",
    "design_finding": "see_measures",
    "design_register": "record_outcomes",
    "GET /api/measure/designs": "see_measures",
    "POST /api/measure/designs": "record_outcomes",
    "GET /api/measure/designs/{pk}/finding": "see_measures",
}


def build(world):
    from dataclasses import replace
    from datetime import timedelta

    from django.utils import timezone

    from skillmark.measure.designs.design import Question
    from skillmark.measure.designs.ready import READY
    from skillmark.server.measure.designing import services

    now, lead = timezone.now(), world.people["ld_lead"]
    day = now.date() + timedelta(days=1)
    for design in (
        READY[Question.DAYS_TO_PRODUCTIVITY],
        replace(READY[Question.DAYS_TO_PRODUCTIVITY], worth_knowing=4.0, horizon_days=150.0),
    ):
        services.register(world.home, design.read_on(day), actor=lead, now=now)
    for name in ("design", "design_registry", "design_finding"):
        world.arguments[name] = {"name": "days-to-productivity"}
    world.arguments["design_picture"] = {"name": "days-to-productivity", "kind": "effect"}
    world.arguments["GET /api/measure/designs/{pk}/finding"] = {"pk": "days-to-productivity"}
    world.bodies["POST /api/measure/designs"] = READY[Question.RETENTION].read_on(day).as_json()
