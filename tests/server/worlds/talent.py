"""Somebody whose role shrinks, and who was considered for one that grows."""

from __future__ import annotations

AFTER = ("plan",)
ACCESS = {
    "who": "see_bench",
    "who_read": "see_bench",
    "who_csv": "see_bench",
    "coverage": "see_bench",
    "coverage_csv": "see_bench",
    "redeployments": "see_bench",
    "redeployment": "see_bench",
    "redeployment_csv": "see_bench",
    "my_next": "own",
    "my_fading": "own",
    "my_considered": "own",
    "POST /api/match/who": "see_bench",
    "GET /api/match/coverage": "see_bench",
    "POST /api/match/redeployments": "see_bench",
    "GET /api/match/redeployments/{pk}": "see_bench",
    "GET /api/match/my/steps": "own",
    "GET /api/match/my/fading": "own",
    "GET /api/match/my/considered": "own",
}


def build(world):
    from skillmark.server.match.talent import moving
    from skillmark.server.match.talent.models import Aim
    from skillmark.server.plan.models import PostRecord
    from skillmark.skills.starter import uri

    shrinking, growing = world.things["role"], world.things["plan_role"]
    PostRecord.objects.update_or_create(
        organisation=world.home,
        account=world.people["learner"],
        defaults={"team": "Numbers", "role": shrinking, "hours_a_week": 5.0},
    )
    asked = moving.ask(
        world.home,
        shrinking=[shrinking],
        growing={growing: 1},
        aim=Aim.FIT,
        reason="Reports write themselves from next year on.",
        hours=4.0,
        actor=world.people["technical_leader"],
    )
    world.things["redeployment"] = asked
    for name in ("redeployment", "redeployment_csv", "GET /api/match/redeployments/{pk}"):
        world.arguments[name] = {"pk": asked.pk}
    world.bodies["POST /api/match/who"] = {"skills": [{"skill": uri("data-analysis"), "level": 3}]}
    world.bodies["POST /api/match/redeployments"] = {
        "shrinking": [str(shrinking.pk)],
        "growing": {str(growing.pk): 2},
        "reason": "The same again.",
    }
