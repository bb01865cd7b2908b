"""Building a test of the bank: what it is to be, what there is for it, and making it."""

from __future__ import annotations

from random import Random
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import InputError
from skillmark.render.stacked_bars import stacked_bars
from skillmark.server.assess.bank import forms, making, planning, plans, standing, wording
from skillmark.server.assess.bank.models import QuestionRecord, TestPlanRecord
from skillmark.server.assess.bank.plans import Plan
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks


@allowed(Action.AUTHOR_TESTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Tests that are being built."""
    return _index(request, forms.SlugForm())


@allowed(Action.AUTHOR_TESTS)
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Begin to build a test."""
    form = forms.SlugForm(request.POST)
    if not form.is_valid():
        return _index(request, form, status=400)
    row = plans.begin(
        request.organisation,
        form.cleaned_data["slug"],
        Plan(title=form.cleaned_data["title"], language=get_language() or "en"),
        now=timezone.now(),
        actor=request.user,
    )
    return redirect("test_plan", row.pk)


def _index(request: HttpRequest, form: forms.SlugForm, *, status: int = 200) -> HttpResponse:
    rows = TestPlanRecord.objects.of(request.organisation).order_by("-changed")
    return render(request, "assess/plans.html", {"plans": rows, "form": form}, status=status)


@allowed(Action.AUTHOR_TESTS)
def plan(request: HttpRequest, pk: str) -> HttpResponse:
    """What a test is to be; saved with a button, checked beside it."""
    row = find(request, TestPlanRecord, pk=pk)
    known = plans.read_plan(row.plan)
    sheet = planning.sheet(request.organisation, known, request.POST or None)
    status = 200
    if request.method == "POST":
        if sheet.valid:
            plans.save(row, sheet.plan, now=timezone.now(), actor=request.user)
            messages.success(request, _("The plan is saved."))
            return redirect("test_plan", row.pk)
        status = 400
    context = {"row": row, "sheet": sheet, **_standing(request, known)}
    return render(request, "assess/plan.html", context, status=status)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def check(request: HttpRequest, pk: str) -> HttpResponse:
    """What the bank has for what is filled in just now, without saving it."""
    row = find(request, TestPlanRecord, pk=pk)
    sheet = planning.sheet(request.organisation, plans.read_plan(row.plan), request.POST)
    if not sheet.valid:
        return render(request, "assess/plan_check.html", {"row": row, "unclear": True})
    context = {"row": row, "unsaved": True, **_standing(request, sheet.plan)}
    return render(request, "assess/plan_check.html", context)


@allowed(Action.AUTHOR_TESTS)
@require_safe
def picture(request: HttpRequest, pk: str) -> HttpResponse:
    """How much of the bank every form of a plan asks, skill by skill."""
    row = find(request, TestPlanRecord, pk=pk)
    known = plans.read_plan(row.plan)
    found = standing.standing(request.organisation, known, rng=Random(0))  # noqa: S311
    labels = _labels(request.organisation, known)
    names = (_("asked in each form"), _("more in the bank"))
    rows = []
    for skill, count, levels in found.table:
        words = wording.in_words(labels[skill])
        there = sum(levels.values())
        asked = min(count, there)
        rows += [(words, names[0], float(asked)), (words, names[1], float(there - asked))]
    drawn = stacked_bars(
        rows,
        parts=names,
        title=_("Questions by skill"),
        axis=_("Questions"),
        description=_("The same numbers stand in the table beside this picture."),
        language=get_language() or "en",
    )
    return svg(drawn)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def make(request: HttpRequest, pk: str) -> HttpResponse:
    """Make the next version of the test as the plan was saved."""
    row = find(request, TestPlanRecord, pk=pk)
    known = plans.read_plan(row.plan)
    found = standing.standing(request.organisation, known, rng=Random(0))  # noqa: S311
    if found.verdict is not None and not found.possible:
        labels = _labels(request.organisation, known)
        raise InputError(
            _("the bank cannot make this test"),
            where="; ".join(wording.verdict(found.verdict, labels)),
            remedy=_("write or release what is missing, or demand less"),
            code="infeasible",
        )
    test = making.make(row, actor=request.user)
    messages.success(request, _("The test is in the library. Now set its cut score."))
    return redirect("test", test.pk)


def _standing(request: HttpRequest, known: Plan) -> dict[str, Any]:
    """Return what the page says of a plan; `draw` in the address draws another form."""
    number = request.GET.get("draw", "")
    seed = int(number) if number.isdecimal() and len(number) < 9 else 1
    found = standing.standing(request.organisation, known, rng=Random(seed))  # noqa: S311
    labels = _labels(request.organisation, known)
    kept = QuestionRecord.objects.of(request.organisation).filter(
        slug__in=[one.id for one in found.form]
    )
    by_slug = {one.slug: one for one in kept}
    return {
        "standing": found,
        "said": wording.verdict(found.verdict, labels) if found.verdict else [],
        "table": [
            (
                labels[skill],
                count,
                [levels[level] for level in found.levels],
                sum(levels.values()),
            )
            for skill, count, levels in found.table
        ],
        "demands": [wording.demand(one, labels) for one in known.demands],
        "form": [
            (one, by_slug[one.id], wording.in_a_line(by_slug[one.id].prompt)) for one in found.form
        ],
        "again": seed + 1,
    }


def _labels(organisation: OrganisationRecord, known: Plan) -> dict[str, Any]:
    named = [skill for skill, _count in known.blueprint]
    named += [one.like.skill for one in known.demands]
    return frameworks.label_maps(one for one in named if one)
