"""Stage 6: who learns what within a budget, with the proof of how good the plan is."""

from __future__ import annotations

from skillmark.cli.demo.cast import OFFERS, roles_by_function
from skillmark.cli.demo.tale import Tale

BUDGET = 12_000.0


def show(tale: Tale) -> None:
    """Give everybody a role to grow into, solve for a budget, and ask for the impossible."""
    from skillmark.nouns.plan import PlanStatus
    from skillmark.server.match import services as match
    from skillmark.server.plan import services as plan
    from skillmark.skills.starter import framework

    tale.stage("plan", "the best that a budget can close, proven")
    for offer, title in OFFERS:
        plan.save_offer(tale.organisation, offer, title.as_mapping())
    wanted = {
        function: match.save_role(tale.organisation, role, actor=tale.administrator)
        for function, role in roles_by_function().items()
    }
    for member in tale.members:
        plan.aim(tale.organisation, tale.accounts[member.email], wanted[member.function], hours=80)
    plan.aim(tale.organisation, tale.visitor, wanted["data and analytics"], hours=80)
    here = plan.situation(tale.organisation)
    problem, best = plan.within_budget(here, money=BUDGET, hours=None)
    plan.keep(tale.organisation, problem, best, actor=tale.administrator)
    gaps = here.open_gaps.total()
    tale.say(
        f"{len(here.learners)} people, {gaps} gaps, {len(here.offers)} credentials on offer; "
        f"budget [bold]{BUDGET:,.0f} EUR[/]"
    )
    tale.say(
        f"{len(best.enrolments)} enrolments close [bold]{gaps - len(best.left_out)}[/] gaps for "
        f"{best.cost:,.0f} EUR; value [bold]{best.value:g}[/], no plan can exceed {best.bound:g}: "
        f"gap [bold]{best.gap:.2%}[/] ({best.status})"
    )
    dear = next((price for price in best.prices if price.extra), None)
    if dear is not None:
        wanted_label = framework().skill(dear.skill).label
        tale.say(
            f"left out, with its price: {here.names[dear.person]} and “{wanted_label}”, "
            f"{dear.extra:,.0f} EUR more"
        )
    skill, lacking = here.open_gaps.most_common(1)[0]
    label = framework().skill(skill).label
    _problem, none = plan.for_target(here, skill=skill, people=lacking, ceiling=500.0)
    if none.status is PlanStatus.INFEASIBLE:
        words = " and ".join(none.conflict).replace(skill, f"“{label}”")
        tale.say(
            f"asked for the impossible: [red]infeasible[/], because {words} exclude each other"
        )
