"""A file from outside, a post, and a scenario that changes its role."""

from __future__ import annotations

from datetime import timedelta

AFTER = ("plan", "talent")
ACCESS = {
    "foresight": "see_plans",
    "foresight_skill": "see_plans",
    "foresight_picture": "see_plans",
    "foresight_csv": "see_plans",
    "signals": "see_plans",
    "signal_bring": "plan",
    "signal_forget": "plan",
    "scenarios": "see_plans",
    "scenario_new": "plan",
    "scenarios_picture": "see_plans",
    "scenario_mine": "own",
    "scenario": "see_plans",
    "scenario_describe": "plan",
    "scenario_change": "plan",
    "scenario_act": "plan",
    "scenario_csv": "see_plans",
    "genai_readiness": "see_plans",
    "genai_readiness_picture": "see_plans",
    "genai_readiness_csv": "see_plans",
    "role_occupation": "plan",
    "GET /api/plan/foresight": "see_plans",
    "GET /api/plan/scenarios": "see_plans",
    "GET /api/plan/scenarios/{pk}": "see_plans",
    "POST /api/plan/scenarios": "plan",
    "GET /api/plan/genai-readiness": "see_plans",
}
COUNTS = b"period,skill,asked,of,label\n2024-01,made-up:welding,3,10,Welding\n"


def build(world):
    from django.utils import timezone

    from skillmark.plan.foresight.scenario import Amendment, Change
    from skillmark.server.plan.foresight import scenarios, signals
    from skillmark.server.plan.models import PostRecord
    from skillmark.skills.starter import uri

    today = timezone.localdate()
    role, lead = world.things["plan_role"], world.people["ld_lead"]
    PostRecord.objects.update_or_create(
        organisation=world.home, account=world.people["learner"],
        defaults={"team": "A", "function": "operations", "role": role},
    )  # fmt: skip
    signal = signals.bring(
        world.home, "counts", "counts.csv", COUNTS, version="2024", source="Somebody", actor=lead
    )
    row = scenarios.begin(world.home, "More agents", today + timedelta(days=300), actor=lead)
    change = Change(str(role.pk), (Amendment(uri("genai-agents"), 5),), seats=2)
    scenarios.change(row, scenarios.Named(change, {}), actor=lead)
    scenarios.work_out(row, today=today)
    scenarios.share(row, shared=True, actor=lead)
    world.things.update({"scenario": row, "signal": signal})
    for name in ("scenario", "scenario_describe", "scenario_change", "scenario_act",
                 "scenario_csv", "GET /api/plan/scenarios/{pk}"):  # fmt: skip
        world.arguments[name] = {"pk": row.pk}
    world.arguments["signal_forget"] = {"pk": signal.pk}
    world.bodies["POST /api/plan/scenarios"] = {
        "name": "By program",
        "by": (today + timedelta(days=90)).isoformat(),
        "changes": [{"title": "Agent keeper", "skills": [{"skill": uri("genai-agents")}]}],
    }
