"""Stage 6: who learns what within a budget, with the proof of how good the plan is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillmark.cli.demo.cast import OFFERS, roles_by_function
from skillmark.cli.demo.posts import employ, foresee
from skillmark.cli.demo.tale import Tale

if TYPE_CHECKING:
    from skillmark.server.match.models import RoleRecord
    from skillmark.server.plan.services import Situation

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
    for number, member in enumerate(tale.members):
        account = tale.accounts[member.email]
        plan.aim(tale.organisation, account, wanted[member.function], hours=80)
        plan.place(
            tale.organisation,
            account,
            team=f"{member.function[:1].upper()}{member.function[1:]} {1 + number % 2}",
            function=member.function,
            hours_a_week=2.0,
        )
    plan.aim(tale.organisation, tale.visitor, wanted["data and analytics"], hours=80)
    employ(tale)
    foresee(tale)
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
    in_quarters(tale, here)
    skill, lacking = here.open_gaps.most_common(1)[0]
    label = framework().skill(skill).label
    _problem, none = plan.for_target(here, skill=skill, people=lacking, ceiling=500.0)
    if none.status is PlanStatus.INFEASIBLE:
        words = " and ".join(none.conflict).replace(skill, f"“{label}”")
        tale.say(
            f"asked for the impossible: [red]infeasible[/], because {words} exclude each other"
        )
    hire(tale, wanted["data and analytics"])


def in_quarters(tale: Tale, here: Situation) -> None:
    """Spread the same money over four quarters, decide on that, and print it on one page."""
    from skillmark.server.plan import one_page
    from skillmark.server.plan import services as plan
    from skillmark.server.plan.shown import shown
    from skillmark.server.plan.solving import quarter

    asked = plan.Asked(money=BUDGET, begins=quarter(tale.now.date()), quarters=4)
    problem = plan.problem_of(here, asked)
    best = plan.with_savings(here, plan.answer(problem))
    row = plan.keep(
        tale.organisation,
        problem,
        best,
        actor=tale.administrator,
        asked=asked,
        name="The next four quarters",
    )
    plan.decide(row, actor=tale.administrator)
    answer = shown(here, best, problem)
    (tale.out / "plan.pdf").write_bytes(one_page.pdf(row, answer, problem, language="en"))
    tale.say(
        f"over four quarters, an offer after what it requires: {answer.closed_count} gaps closed; "
        f"[bold]not spent[/] because it is proven: {answer.saved_cost:,.0f} EUR and "
        f"{answer.saved_hours:,.0f} hours. One page: {tale.out / 'plan.pdf'}"
    )


def hire(tale: Tale, role: RoleRecord) -> None:
    """Hire somebody for a role; the onboarding follows from what they have proven."""
    from skillmark.server.plan.onboarding import services as onboarding

    row = onboarding.hire(
        role,
        f"member-{tale.accounts[tale.members[0].email].pk}",
        reason="Knows our customers, and has shown what is hardest to learn",
        actor=tale.administrator,
        now=tale.now,
    )
    sums = onboarding.sums(row)
    tale.say(
        f"hired {onboarding.name_of(row)}: {sums.steps} credentials to learn by "
        f"{row.planned_end}, {sums.saved_cost:,.0f} EUR waived"
    )
