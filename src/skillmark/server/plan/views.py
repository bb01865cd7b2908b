"""Pages of planning: gaps and a budget to move, plans that are kept, decided and compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from skillmark.nouns.plan import Plan, PlanStatus, Problem
from skillmark.plan.heat import Against
from skillmark.server.front import files
from skillmark.server.match.roles import title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.models import Purpose
from skillmark.server.people.permissions import allowed, find, may
from skillmark.server.people.permitting import permitted
from skillmark.server.plan import heating, one_page, picture, services, solving
from skillmark.server.plan.forms import BudgetForm, NameForm, TargetForm
from skillmark.server.plan.models import PlanRecord, SearchRecord
from skillmark.server.plan.shown import Shown, labels, shown
from skillmark.server.plan.solving import Asked
from skillmark.server.skills import services as frameworks

START = 0.4
"""The page opens with this share of what closing every gap by the dearest way would cost."""
COMPARED = 4
"""Plans that stand side by side at most."""


def sees_people(request: HttpRequest) -> bool:
    """Say whether the reader may see who lacks what: those who plan, nobody else."""
    return may(request.user, Action.PLAN, request.organisation)


@allowed(Action.SEE_PLANS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Gaps, a budget to move, the plan it buys, and the plans that were kept."""
    here = services.situation(request.organisation)
    names = labels(here)
    most = _most(here)
    start = round(most * START, -2)
    asked = Asked(money=float(start))
    problem = services.problem_of(here, asked)
    small = services.is_small(problem)
    plan = (
        services.with_savings(here, services.answer(problem)) if here.learners and small else None
    )
    gaps = heating.map_of(
        request.organisation,
        here.people,
        against=Against.COMING,
        smallest=1 if sees_people(request) else heating.SMALLEST,
    )
    return render(
        request,
        "plan/index.html",
        {
            "here": here,
            "biggest": gaps.biggest,
            "open_gaps": here.open_gaps.total(),
            "people_with_gaps": sum(1 for learner in here.learners if learner.gaps),
            "form": BudgetForm(initial={"money": int(start), "quarters": 0}),
            "most": int(most),
            "step": max(1, int(most // 100)),
            "target": TargetForm(skills=_skill_choices(here, names), initial={"quarters": 0}),
            "answer": shown(here, plan, problem) if plan else None,
            "small": small,
            "sees_people": sees_people(request),
            "kept": PlanRecord.objects.of(request.organisation)[:20],
            "decided": services.decided(request.organisation),
            "searches": SearchRecord.objects.of(request.organisation).select_related("job")[:5],
        },
    )


def _most(here: services.Situation) -> float:
    """What it would cost to send everybody with a gap to everything that closes it."""
    by_skill: dict[str, list[Any]] = {}
    for offer in here.offers:
        for skill in offer.skills:
            by_skill.setdefault(skill, []).append(offer)
    total = 0.0
    for learner in here.learners:
        useful = {o.id: o.cost for gap in learner.gaps for o in by_skill.get(gap.skill, ())}
        total += sum(cost for name, cost in useful.items() if name not in learner.holds)
    return total


def _skill_choices(here: services.Situation, names: dict[str, str]) -> list[tuple[str, str]]:
    return [(skill, names[skill]) for skill, _count in here.open_gaps.most_common()]


@allowed(Action.SEE_PLANS)
@require_POST
def solve(request: HttpRequest) -> HttpResponse:
    """Solve for the budget or the target that was sent; asked by htmx, only the answer.

    What is too large for a page to wait for is searched by a job.
    """
    here = services.situation(request.organisation)
    names = labels(here)
    form: Any
    if "skill" in request.POST:
        form = TargetForm(request.POST, skills=_skill_choices(here, names))
    else:
        form = BudgetForm(request.POST)
    if not form.is_valid():
        return render(request, "plan/unfit.html", {"form": form}, status=422)
    asked = _relaxed(here, _asked(form.cleaned_data), request.POST.getlist("relax"))
    problem = services.problem_of(here, asked)
    if not services.is_small(problem) or "search" in request.POST:
        return _search(request, here, problem, asked)
    plan = services.with_savings(here, services.answer(problem))
    if "keep" in request.POST:
        return _keep(request, problem, plan, asked)
    context = {
        "answer": shown(here, plan, problem),
        "asked": request.POST,
        "sees_people": sees_people(request),
        "again": _again(request, asked),
    }
    return render(request, "plan/answer.html" if request.htmx else "plan/solved.html", context)


def _asked(said: dict[str, Any]) -> Asked:
    money = said.get("ceiling") if "skill" in said else said.get("money")
    return Asked(
        money=None if money is None else float(money),
        hours=None if said["hours"] is None else float(said["hours"]),
        begins=said["begins"],
        quarters=said["quarters"],
        skill=said.get("skill", ""),
        people=said.get("people") or 0,
    )


def _relaxed(here: services.Situation, asked: Asked, given_up: list[str]) -> Asked:
    """Apply what somebody gave up; a target comes down to what can be reached."""
    asked = replace(asked, relaxed=tuple(sorted({one for one in given_up if one != "target"})))
    if "target" in given_up and asked.skill:
        asked = replace(asked, people=max(1, solving.reachable(here, asked)))
    return asked


def _again(request: HttpRequest, asked: Asked) -> list[tuple[str, str]]:
    """Return the fields that ask the same once more, for the buttons that give a demand up."""
    names = ("money", "hours", "quarters", "begins", "skill", "people", "ceiling")
    fields = [(name, request.POST[name]) for name in names if request.POST.get(name)]
    return [*fields, *(("relax", one) for one in asked.relaxed)]


def _search(
    request: HttpRequest, here: services.Situation, problem: Problem, asked: Asked
) -> HttpResponse:
    if not sees_people(request):
        messages.error(request, _("You may look at plans here, but not search for one."))
        return _go(request, "plans")
    row = services.search(here, problem, asked, actor=request.user)
    return _go(request, "plan_search", row.pk)


def _go(request: HttpRequest, name: str, *arguments: Any) -> HttpResponse:
    """Lead on; htmx is told to leave the page as a whole."""
    answer = redirect(name, *arguments)
    if not request.htmx:
        return answer
    return HttpResponse(headers={"HX-Redirect": answer.url})


def _keep(request: HttpRequest, problem: Problem, plan: Plan, asked: Asked) -> HttpResponse:
    if not sees_people(request):
        messages.error(request, _("You may look at plans here, but not keep them."))
        return redirect("plans")
    if plan.status is PlanStatus.INFEASIBLE:
        messages.error(request, _("There is no plan to keep: the demands contradict each other."))
        return redirect("plans")
    row = services.keep(request.organisation, problem, plan, actor=request.user, asked=asked)
    messages.success(request, _("The plan is kept."))
    return redirect("plan", row.pk)


@allowed(Action.PLAN)
@require_safe
def search(request: HttpRequest, pk: str) -> HttpResponse:
    """A search that runs, with the best plan so far; asked by htmx, only what changes."""
    row = find(request, SearchRecord.objects.select_related("job", "organisation"), pk=pk)
    context: dict[str, Any] = {"row": row, "job": row.job, "sees_people": True}
    if row.answer:
        problem = services.as_problem(row.problem)
        here = services.of_problem(row.organisation, problem)
        context["answer"] = shown(here, services.as_plan(row.answer), problem)
    template = "plan/search_state.html" if request.htmx else "plan/search.html"
    return render(request, template, context)


@allowed(Action.PLAN)
@require_POST
def search_keep(request: HttpRequest, pk: str) -> HttpResponse:
    """Keep the best plan that a search has found so far."""
    row = find(request, SearchRecord.objects.select_related("organisation"), pk=pk)
    if not row.answer:
        messages.error(request, _("No plan was found yet."))
        return redirect("plan_search", pk)
    problem, plan = services.as_problem(row.problem), services.as_plan(row.answer)
    return _keep(request, problem, plan, Asked.of(row.asked))


def kept(row: PlanRecord) -> tuple[services.Situation, Problem, Shown]:
    """Return a kept plan as it was: its own gaps and offers, and today's names."""
    problem = services.as_problem(row.problem)
    here = services.of_problem(row.organisation, problem)
    return here, problem, shown(here, services.as_plan(row.answer), problem)


def _row(request: HttpRequest, pk: str) -> PlanRecord:
    rows = PlanRecord.objects.select_related("organisation", "created_by", "decided_by")
    return find(request, rows, pk=pk)


@allowed(Action.SEE_PLANS)
@require_GET
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """A kept plan."""
    row = _row(request, pk)
    _here, problem, answer = kept(row)
    return render(
        request,
        "plan/detail.html",
        {
            "row": row,
            "answer": answer,
            "by_cost": answer.by_cost,
            "problem": problem,
            "sees_people": sees_people(request),
            "name": NameForm(initial={"name": row.name}),
        },
    )


@allowed(Action.PLAN)
@require_POST
def rename(request: HttpRequest, pk: str) -> HttpResponse:
    """Call a kept plan something."""
    row, form = _row(request, pk), NameForm(request.POST)
    if form.is_valid():
        PlanRecord.objects.filter(pk=row.pk).update(name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
    return redirect("plan", pk)


@allowed(Action.PLAN)
@require_POST
def decide(request: HttpRequest, pk: str) -> HttpResponse:
    """Decide that this is the plan: people see what of it concerns them."""
    services.decide(_row(request, pk), actor=request.user)
    messages.success(request, _("Decided. People see on “My next step” what concerns them."))
    return redirect("plan", pk)


@allowed(Action.SEE_PLANS)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Kept plans side by side."""
    wanted = request.GET.getlist("plan")[:COMPARED]
    rows = [_row(request, pk) for pk in dict.fromkeys(wanted)]
    if len(rows) < 2:
        messages.error(request, _("Choose two to four plans to compare."))
        return redirect("plans")
    plans = [(row, kept(row)[2]) for row in rows]
    skills = sorted({one.skill for _row_, answer in plans for one in answer.by_skill})
    closed = [{one.skill: one.closed for one in answer.by_skill} for _row_, answer in plans]
    table = [(skill, [each.get(skill) for each in closed]) for skill in skills]
    context = {"plans": plans, "table": [one for one in table if len(set(one[1])) > 1]}
    return render(
        request, "plan/compare.html", {**context, "same": len(table) - len(context["table"])}
    )


@allowed(Action.SEE_PLANS)
@require_GET
def picture_of(request: HttpRequest, pk: str) -> HttpResponse:
    """Gaps closed and left open by skill, as SVG."""
    return files.svg(picture.closed_and_open(kept(_row(request, pk))[2].by_skill))


@allowed(Action.PLAN)
@require_GET
def export(request: HttpRequest, pk: str) -> HttpResponse:
    """Who learns for what, as CSV."""
    row = _row(request, pk)
    answer = kept(row)[2]
    return files.csv_file(
        f"plan-{row.created:%Y-%m-%d}.csv",
        ["person", "credential", "period", "cost", "hours"],
        [[e.person, e.credential, e.period, e.cost, e.hours] for e in answer.enrolments],
    )


@allowed(Action.PLAN)
@require_GET
def export_whole(request: HttpRequest, pk: str) -> HttpResponse:
    """Everything that a plan says, as CSV: enrolments, what is waived, what is left out."""
    row = _row(request, pk)
    return files.csv_file(
        f"plan-{row.created:%Y-%m-%d}-all.csv", one_page.COLUMNS, one_page.lines(kept(row)[2])
    )


@allowed(Action.SEE_PLANS)
@require_GET
def page(request: HttpRequest, pk: str) -> HttpResponse:
    """The plan on one page, as PDF: no names, so that it can go to whoever decides."""
    row = _row(request, pk)
    _here, problem, answer = kept(row)
    made = one_page.pdf(row, answer, problem, language=get_language() or "en")
    return files.download(f"plan-{row.created:%Y-%m-%d}.pdf", made, "application/pdf")


@allowed(Action.OWN_PLAN)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I am growing into, what is missing, what would close it, and what was decided."""
    if request.organisation is None:
        return render(request, "plan/mine.html", {"aim": None, "gaps": []})
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
            "decided": services.decided(request.organisation),
            "schedule": my_schedule(request),
            "today": timezone.localdate(),
        },
    )


def my_schedule(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the decided plan has for the reader, unless they may not be planned for."""
    row = services.decided(request.organisation)
    within = permitted(request.organisation, Purpose.PLANNING).filter(pk=request.user.pk)
    if row is None or not within.exists():
        return []
    titles = {one.slug: one.title for one in services.offers_of(request.organisation)}
    hours = {one["id"]: one["hours"] for one in row.problem["offers"]}
    return [
        {
            "title": titles.get(one["credential"], one["credential"]),
            "period": (one["period"] or "").replace("-", " "),
            "hours": hours.get(one["credential"]),
        }
        for one in row.answer["enrolments"]
        if one["person"] == str(request.user.pk)
    ]
