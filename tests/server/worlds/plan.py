"""A role to grow into, an offer that leads there, and a plan that was kept."""

from __future__ import annotations

AFTER = ("match",)
ACCESS = {
    "plans": "see_plans",
    "plan_solve": "see_plans",
    "plan": "see_plans",
    "plan_picture": "see_plans",
    "plan_page": "see_plans",
    "plan_compare": "see_plans",
    "plan_csv": "plan",
    "plan_everything": "plan",
    "plan_rename": "plan",
    "plan_decide": "plan",
    "plan_search": "plan",
    "plan_search_keep": "plan",
    "gaps": "see_plans",
    "gaps_picture": "see_plans",
    "gaps_csv": "see_plans",
    "gap_people": "plan",
    "offers": "see_plans",
    "offer": "plan",
    "offer_new": "plan",
    "offer_remove": "plan",
    "offers_import": "plan",
    "priorities": "plan",
    "sourcing": "plan",
    "planned_people": "plan",
    "planning_basis": "plan",
    "planning_basis_end": "plan",
    "people_file": "plan",
    "people_columns": "plan",
    "people_left_out": "plan",
    "people_take": "plan",
    "planning_objection": "public",
    "hire": "decide",
    "onboardings": "see_onboarding",
    "onboarding": "see_onboarding",
    "onboarding_picture": "see_onboarding",
    "onboarding_change": "see_onboarding",
    "onboarding_productive": "see_onboarding",
    "onboarding_left": "see_onboarding",
    "onboarding_invite": "see_onboarding",
    "onboarding_ledger": "see_onboarding",
    "my_onboarding": "own",
    "my_plan": "own",
    "GET /api/plan/gaps": "see_plans",
    "GET /api/plan/offers": "see_plans",
    "PUT /api/plan/offers": "plan",
    "POST /api/plan/solve": "plan",
    "GET /api/plan/searches/{pk}": "plan",
    "GET /api/plan/plans": "plan",
    "POST /api/plan/plans/{pk}/decide": "plan",
    "POST /api/plan/people": "plan",
    "GET /api/plan/onboardings": "see_onboarding",
    "GET /api/plan/onboardings/{pk}": "see_onboarding",
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
    for name in (
        "plan", "plan_picture", "plan_csv", "plan_page", "plan_everything", "plan_rename",
        "plan_decide", "POST /api/plan/plans/{pk}/decide",
    ):  # fmt: skip
        world.arguments[name] = {"pk": kept.pk}
    world.arguments["offer_remove"] = {"pk": basics.pk}
    world.bodies["PUT /api/plan/offers"] = {
        "id": "basics", "title": "Prompting basics", "cost": 200, "hours": 10,
        "skills": {prompting: 3},
    }  # fmt: skip
    world.bodies["POST /api/plan/solve"] = {"money": 700}
    world.bodies["POST /api/plan/people"] = {"people": "email,name\na@x.example,A\n"}
    _search(world, services, here, problem)
    _people(world)
    _onboarding(world)


def _search(world, services, here, problem):
    row = services.search(here, problem, services.Asked(money=700.0), actor=world.people["ld_lead"])
    # nobody's test waits for it
    row.job.delete()
    from skillmark.server.jobs.models import JobRecord, State

    row.job = JobRecord.objects.create(
        organisation=world.home, kind="plan.search", state=State.DONE, total=4, progress=4
    )
    row.save()
    world.things["search"] = row
    for name in ("plan_search", "plan_search_keep", "GET /api/plan/searches/{pk}"):
        world.arguments[name] = {"pk": row.pk}


def _people(world):
    from skillmark.server.jobs.models import JobRecord
    from skillmark.server.people import permitting
    from skillmark.server.people.models import Ground, Purpose
    from skillmark.server.plan.people import taking

    lead = world.people["ld_lead"]
    basis = permitting.state_basis(
        world.home,
        Purpose.PLANNING,
        ground=Ground.AGREEMENT,
        words="Works agreement on training, 2 March",
        informed="By the mail of this site",
        actor=lead,
    )
    row = taking.keep(
        b"email,name,team\nada@home.example,Ada Byron,Data\n",
        name="people.csv",
        organisation=world.home,
        actor=lead,
    )
    JobRecord.objects.filter(kind=taking.FORGET).delete()
    world.things.update({"basis": basis, "people_file": row})
    world.arguments["planning_basis_end"] = {"pk": basis.pk}
    for name in ("people_file", "people_columns", "people_left_out", "people_take"):
        world.arguments[name] = {"pk": row.pk}
    token = permitting.objection_token(world.people["learner"], world.home)
    world.arguments["planning_objection"] = {"token": token}


def _onboarding(world):
    from datetime import date

    from skillmark.server.match.services import submit_files
    from skillmark.server.plan.onboarding import services

    # of another role than the candidate whom tests decide about
    candidate = submit_files(
        world.things["plan_role"], name="Hedy Outside", holder="hedy@outside.example", files=[]
    )
    row = services.hire(
        candidate.role,
        f"candidate-{candidate.pk}",
        reason="The best of those who applied",
        actor=world.people["recruiter"],
        start=date(2026, 1, 5),
        hours_a_week=6.0,
    )
    world.things["onboarding"] = row
    for name in ("", "_picture", "_change", "_productive", "_left", "_invite"):
        world.arguments[f"onboarding{name}"] = {"pk": row.pk}
    world.arguments["GET /api/plan/onboardings/{pk}"] = {"pk": row.pk}
    world.arguments["hire"] = {
        "pk": world.things["role"].pk, "person": f"member-{world.people['learner'].pk}"
    }  # fmt: skip
