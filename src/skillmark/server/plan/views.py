"""Pages of planning."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from skillmark.nouns.plan import Objective, PlanStatus
from skillmark.server.front import files
from skillmark.server.match.roles import title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, may
from skillmark.server.plan import picture, services
from skillmark.server.plan.forms import BudgetForm, OfferForm, TargetForm
from skillmark.server.plan.models import OfferRecord, PlanRecord
from skillmark.server.plan.shown import Shown, labels, shown
from skillmark.server.skills import services as frameworks

START = 0.4
"""The page opens with this share of what closing every gap by the dearest way would cost."""


@allowed(Action.SEE_PLANS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Gaps, a budget to move, the plan it buys, and the plans that were kept."""
    here = services.situation(request.organisation)
    names = labels(here)
    most = _most(here)
    start = round(most * START, -2)
    plan = services.within_budget(here, money=start, hours=None)[1] if here.learners else None
    return render(
        request,
        "plan/index.html",
        {
            "here": here,
            "gaps": [
                {
                    "skill": names[skill],
                    "uri": skill,
                    "open": count,
                    "needed": here.needed[skill],
                    "heat": 1 + min(4, 5 * count // max(1, here.needed[skill])),
                }
                for skill, count in here.open_gaps.most_common(12)
            ],
            "open_gaps": here.open_gaps.total(),
            "people_with_gaps": sum(1 for learner in here.learners if learner.gaps),
            "form": BudgetForm(initial={"money": int(start)}),
            "most": int(most),
            "step": max(1, int(most // 100)),
            "target": TargetForm(skills=_skill_choices(here, names)),
            "answer": shown(here, plan) if plan else None,
            "kept": PlanRecord.objects.of(request.organisation)[:10],
        },
    )


def _most(here: services.Situation) -> float:
    """What it would cost to send everybody with a gap to everything that closes it."""
    return sum(
        offer.cost
        for learner in here.learners
        for offer in here.offers
        if offer.id not in learner.holds and any(gap.skill in offer.skills for gap in learner.gaps)
    )


def _skill_choices(here: services.Situation, names: dict[str, str]) -> list[tuple[str, str]]:
    return [(skill, names[skill]) for skill, _count in here.open_gaps.most_common()]


@allowed(Action.SEE_PLANS)
@require_POST
def solve(request: HttpRequest) -> HttpResponse:
    """Solve for the budget or the target that was sent; asked by htmx, only the answer."""
    here = services.situation(request.organisation)
    names = labels(here)
    form: Any
    if "skill" in request.POST:
        form = TargetForm(request.POST, skills=_skill_choices(here, names))
    else:
        form = BudgetForm(request.POST)
    if not form.is_valid():
        return render(request, "plan/unfit.html", {"form": form}, status=422)
    problem, plan = _asked(here, form.cleaned_data)
    if "keep" in request.POST:
        return _keep(request, problem, plan)
    answer = shown(here, plan)
    template = "plan/answer.html" if request.htmx else "plan/solved.html"
    return render(request, template, {"answer": answer, "asked": request.POST})


def _asked(here: services.Situation, asked: dict[str, Any]) -> Any:
    if "skill" in asked:
        ceiling = asked["ceiling"]
        return services.for_target(
            here,
            skill=asked["skill"],
            people=asked["people"],
            ceiling=None if ceiling is None else float(ceiling),
        )
    hours = asked["hours"]
    return services.within_budget(
        here, money=float(asked["money"]), hours=None if hours is None else float(hours)
    )


def _keep(request: HttpRequest, problem: Any, plan: Any) -> HttpResponse:
    if not may(request.user, Action.PLAN, request.organisation):
        messages.error(request, _("You may look at plans here, but not keep them."))
        return redirect("plans")
    if plan.status is PlanStatus.INFEASIBLE:
        messages.error(request, _("There is no plan to keep: the demands contradict each other."))
        return redirect("plans")
    row = services.keep(request.organisation, problem, plan, actor=request.user)
    messages.success(request, _("The plan is kept."))
    return redirect("plan", row.pk)


def _kept(request: HttpRequest, pk: str) -> tuple[PlanRecord, Shown]:
    row = find(request, PlanRecord, pk=pk)
    return row, shown(services.situation(request.organisation), services.as_plan(row))


@allowed(Action.SEE_PLANS)
@require_GET
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """A kept plan."""
    row, answer = _kept(request, pk)
    problem = row.problem
    return render(
        request,
        "plan/detail.html",
        {"row": row, "answer": answer, "by_cost": problem["objective"] == Objective.COST},
    )


@allowed(Action.SEE_PLANS)
@require_GET
def picture_of(request: HttpRequest, pk: str) -> HttpResponse:
    """Gaps closed and left open by skill, as SVG."""
    _row, answer = _kept(request, pk)
    return files.svg(picture.closed_and_open(answer.by_skill))


@allowed(Action.SEE_PLANS)
@require_GET
def export(request: HttpRequest, pk: str) -> HttpResponse:
    """Who learns for what, as CSV."""
    row, answer = _kept(request, pk)
    return files.csv_file(
        f"plan-{row.created:%Y-%m-%d}.csv",
        ["person", "credential", "period", "cost", "hours"],
        [[e.person, e.credential, e.period, e.cost, e.hours] for e in answer.enrolments],
    )


@allowed(Action.SEE_PLANS)
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """What people can learn for, and what it costs."""
    rows = OfferRecord.objects.of(request.organisation)
    return render(request, "plan/offers.html", {"rows": rows})


@allowed(Action.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit cost, hours and seats."""
    row = find(request, OfferRecord, pk=pk)
    form = OfferForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        services.change_offer(form.save(commit=False), actor=request.user)
        messages.success(request, _("Saved. New plans use it."))
        return redirect("offers")
    return render(request, "plan/offer.html", {"form": form, "row": row})


@allowed(Action.OWN_PLAN)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I am growing into, what is missing, and what would close it."""
    aim, gaps = services.gaps_of_person(request.organisation, request.user)
    names = frameworks.labels(
        [gap.skill for gap in gaps], get_language() or "en", request.organisation
    )
    ways = services.ways(request.organisation, gaps)
    return render(
        request,
        "plan/mine.html",
        {
            "aim": aim,
            "role": title_of(aim.role) if aim else None,
            "gaps": [(names[way.gap.skill], way) for way in ways],
        },
    )
