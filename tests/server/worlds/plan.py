"""A role to grow into, an offer that leads there, and a plan that was kept."""

from __future__ import annotations

AFTER = ("match",)
ACCESS = {
    "plans": "see_plans",
    "plan_solve": "see_plans",
    "plan": "see_plans",
    "plan_picture": "see_plans",
    "plan_csv": "see_plans",
    "offers": "see_plans",
    "offer": "plan",
    "my_plan": "own",
}


def build(world):
    from skillmark.nouns.person import Requirement, Role
    from skillmark.nouns.plan import Offer
    from skillmark.nouns.text import Text
    from skillmark.server.match.roles import save_role
    from skillmark.server.people.models import Purpose
    from skillmark.server.people.services import set_consent
    from skillmark.server.plan import services
    from skillmark.skills.starter import uri

    prompting, agents = uri("genai-prompt-design"), uri("genai-agents")
    role = save_role(
        world.home,
        Role(Text.of("Automation lead"), (Requirement(prompting, 3), Requirement(agents, 4))),
    )
    learner = world.people["learner"]
    set_consent(learner, world.home, Purpose.PLANNING, given=True)
    services.aim(world.home, learner, role)
    basics = services.save_offer(
        world.home,
        Offer("basics", 200.0, 10.0, (prompting,), ((prompting, 3),)),
        {"en": "Prompting basics"},
    )
    services.save_offer(
        world.home,
        Offer("agents", 500.0, 30.0, (agents,), ((agents, 4),), requires=("basics",)),
        {"en": "Building agents", "de": "Agenten bauen"},
    )
    here = services.situation(world.home)
    problem, plan = services.within_budget(here, money=700.0, hours=None)
    kept = services.keep(world.home, problem, plan, actor=world.people["ld_lead"])
    world.things.update({"plan": kept, "plan_role": role, "offer": basics})
    world.arguments["offer"] = {"pk": basics.pk}
    for name in ("plan", "plan_picture", "plan_csv"):
        world.arguments[name] = {"pk": kept.pk}
