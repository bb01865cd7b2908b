"""Pages of onboarding: hire, who is on the way, one person's first weeks, one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.render.timeline import Bar, timeline
from skillmark.server.front import files
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.plan.models import OnboardingRecord
from skillmark.server.plan.onboarding import ledger as ledgers
from skillmark.server.plan.onboarding import services
from skillmark.server.plan.onboarding.forms import DayForm, HireForm, RampForm
from skillmark.server.skills import services as frameworks


def _first_error(form: Any) -> InputError:
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return InputError(f"{label}: {errors[0]}" if label else str(errors[0]), where=name)
    return InputError(_("that could not be read"))


@allowed(Action.DECIDE)
@require_POST
def hire(request: HttpRequest, pk: str, person: str) -> HttpResponse:
    """Hire somebody: the decision is kept, and the onboarding is there."""
    role = find(request, RoleRecord.objects.select_related("organisation"), pk=pk)
    form = HireForm(request.POST)
    if not form.is_valid():
        raise _first_error(form)
    row = services.hire(
        role,
        person,
        reason=form.cleaned_data["reason"],
        start=form.cleaned_data["start"],
        hours_a_week=form.cleaned_data["hours"],
        actor=request.user,
    )
    messages.success(request, _("Hired. This is the plan of the first weeks."))
    return redirect("onboarding", row.pk)


@allowed(Action.SEE_ONBOARDING)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who is on the way."""
    rows = list(services.visible(request.organisation))
    for row in rows:
        if row.productive is None and row.left is None:
            services.refresh(row)
    shown = [_row(row) for row in rows]
    return render(
        request,
        "plan/onboardings.html",
        {
            "running": [one for one in shown if not one["over"]],
            "over": [one for one in shown if one["over"]],
            "ledger": ledgers.ledger(request.organisation, today=timezone.localdate()),
        },
    )


def _row(row: OnboardingRecord) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "row": row,
        "name": services.name_of(row),
        "role": title_of(row.role),
        "sums": services.sums(row),
        "over": row.productive is not None or row.left is not None,
        "late": row.productive is None and row.left is None and row.planned_end < today,
    }


def _shown(row: OnboardingRecord) -> dict[str, Any]:
    language = get_language() or "en"
    names = frameworks.labels(row.open_gaps, language, row.organisation)
    steps = list(row.steps.all())
    return {
        **_row(row),
        "learned": [step for step in steps if not step.waived],
        "waived": [step for step in steps if step.waived],
        "open_gaps": [names[skill] for skill in row.open_gaps],
    }


def _find(request: HttpRequest, pk: str) -> OnboardingRecord:
    return find(request, services.visible(request.organisation), pk=pk)


@allowed(Action.SEE_ONBOARDING)
@require_safe
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One person's first weeks: what is waived, what is learned by when, what is done."""
    row = _find(request, pk)
    services.refresh(row)
    row = _find(request, pk)
    ramp = RampForm(initial={"start": row.start, "hours": row.hours_a_week})
    day = DayForm(initial={"day": timezone.localdate()})
    invitable = row.account is None and row.candidate is not None and "@" in row.candidate.holder
    context = {**_shown(row), "ramp": ramp, "day": day, "invitable": invitable}
    return render(request, "plan/onboarding.html", context)


@allowed(Action.SEE_ONBOARDING)
@require_safe
def picture(request: HttpRequest, pk: str) -> HttpResponse:
    """The steps over the weeks, as SVG."""
    return files.svg(_picture(_find(request, pk)))


def _picture(row: OnboardingRecord) -> str:
    language = get_language() or "en"
    bars = [
        Bar(
            Text.of(step.title).in_language(language),
            step.begins,
            step.ends,
            _("Learned") if step.ticked else _("To learn"),
        )
        for step in row.steps.all()
        if step.begins and step.ends
    ]
    return timeline(
        bars,
        kinds=(_("Learned"), _("To learn")),
        title=_("What is learned by when"),
        description=_("The table beside has the same days."),
        language=language,
    )


@allowed(Action.SEE_ONBOARDING)
@require_POST
def change(request: HttpRequest, pk: str) -> HttpResponse:
    """Move the first day or the hours a week."""
    row, form = _find(request, pk), RampForm(request.POST)
    if not form.is_valid():
        raise _first_error(form)
    services.change(
        row,
        start=form.cleaned_data["start"],
        hours_a_week=form.cleaned_data["hours"],
        actor=request.user,
    )
    messages.success(request, _("Laid out anew."))
    return redirect("onboarding", pk)


@allowed(Action.SEE_ONBOARDING)
@require_POST
def productive(request: HttpRequest, pk: str) -> HttpResponse:
    """State from which day the person works unaided."""
    row, form = _find(request, pk), DayForm(request.POST)
    if not form.is_valid():
        raise _first_error(form)
    services.state_productive(row, form.cleaned_data["day"], actor=request.user)
    messages.success(request, _("Kept, with your name and today's date."))
    return redirect("onboarding", pk)


@allowed(Action.SEE_ONBOARDING)
@require_POST
def left(request: HttpRequest, pk: str) -> HttpResponse:
    """State that the person left."""
    row, form = _find(request, pk), DayForm(request.POST)
    if not form.is_valid():
        raise _first_error(form)
    services.state_left(row, form.cleaned_data["day"], actor=request.user)
    messages.success(request, _("Saved."))
    return redirect("onboarding", pk)


@allowed(Action.SEE_ONBOARDING)
@require_POST
def invite(request: HttpRequest, pk: str) -> HttpResponse:
    """Mail the person an invitation to open an account."""
    services.invite(_find(request, pk), actor=request.user)
    messages.success(request, _("The invitation is on its way."))
    return redirect("onboarding", pk)


@allowed(Action.SEE_ONBOARDING)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Ramps as a ledger that `skillmark measure` reads."""
    found = ledgers.ledger(request.organisation, today=timezone.localdate())
    return files.download("ledger.csv", found.csv.encode(), "text/csv; charset=utf-8")


@allowed(Action.OWN_PLAN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own first weeks."""
    rows = services.mine(request.user)
    for row in rows:
        services.refresh(row)
    shown = [_shown(row) for row in services.mine(request.user)]
    return render(request, "plan/my_onboarding.html", {"rows": shown})
