"""Pages of those who observe: what waits, what they wrote, a new observation, a plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skillmark.server.assess.observing import forms, requests, services
from skillmark.server.assess.observing.models import ObservationRecord, ObservationRequestRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.models import AccountRecord
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks

LATELY = 30
"""Observations of one's own that the page shows."""


@allowed(Action.OBSERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest) -> HttpResponse:
    """What one is asked to observe, and what one wrote; taking back, answering, declining."""
    if request.method == "POST":
        _act(request)
        return redirect("observe")
    now = timezone.now()
    waiting = list(requests.waiting_for(request.user, request.organisation))
    written = list(services.written_by(request.user, request.organisation)[:LATELY])
    labels = frameworks.label_maps(
        (row.skill for row in [*waiting, *written]), request.organisation
    )
    context = {
        "waiting": [(labels[row.skill], row) for row in waiting],
        "written": [
            (labels[row.skill], row, services.standing(row, now.date())) for row in written
        ],
    }
    return render(request, "observing/observe.html", context)


def _act(request: HttpRequest) -> None:
    now, given = timezone.now(), request.POST
    if "withdraw" in given:
        row = find(request, ObservationRecord, pk=given["withdraw"])
        services.withdraw(row, actor=request.user, now=now)
        messages.success(request, _("Taken back."))
    elif "reply" in given:
        row = find(request, ObservationRecord, pk=given["reply"])
        services.reply(row, given.get("words", "")[:2000], actor=request.user)
        messages.success(request, _("Answered."))
    elif "decline" in given:
        asked = find(request, ObservationRequestRecord, pk=given["decline"])
        requests.decline(asked, given.get("reason", ""), actor=request.user, now=now)
        messages.success(request, _("Declined. %(person)s is told.") % {"person": asked.account})


@allowed(Action.OBSERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down what was seen of somebody at work."""
    asked = _asked(request)
    initial = {
        "account": request.GET.get("person"),
        "skill": request.GET.get("skill", ""),
        **({"account": asked.account_id, "skill": asked.skill} if asked else {}),
    }
    form = forms.ObservationForm(
        request.POST or None,
        organisation=request.organisation,
        observer=request.user,
        asked=asked,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        row = services.observe(
            request.organisation,
            form.cleaned_data["account"],
            form.noun(),
            observer=request.user,
            now=timezone.now(),
            request=asked,
        )
        messages.success(request, _("Written down. %(person)s can read it.") % {
            "person": row.account
        })  # fmt: skip
        return redirect("observe")
    context = {"form": form, "asked": asked, **choosing.context(request, form)}
    return render(request, "observing/new.html", context, status=400 if form.errors else 200)


def _asked(request: HttpRequest) -> ObservationRequestRecord | None:
    """Return the open request that is answered, if one is."""
    wanted = request.GET.get("request", "")
    if not wanted:
        return None
    rows = requests.waiting_for(request.user, request.organisation)
    return find(request, rows, pk=wanted)


@allowed(Action.OBSERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan an observation: who looks at whom, at which work, for what."""
    form = forms.PlanForm(
        request.POST or None,
        organisation=request.organisation,
        person=request.user,
        initial={"observer": request.user.pk, "account": request.GET.get("person")},
    )
    if request.method == "POST" and form.is_valid():
        ask(request, form, form.cleaned_data["account"])
        messages.success(request, _("Planned. Both of them are told."))
        return redirect("observe")
    context: dict[str, Any] = {"form": form, "planning": True, **choosing.context(request, form)}
    return render(request, "observing/ask.html", context, status=400 if form.errors else 200)


def ask(request: HttpRequest, form: forms.AskForm, account: AccountRecord) -> None:
    """Ask for what the form says, about `account`."""
    given = form.cleaned_data
    requests.ask(
        request.organisation,
        account,
        given["observer"],
        skill=given["skill"],
        task=given["task"],
        criteria=given["criteria"],
        due=given["due"],
        actor=request.user,
        now=timezone.now(),
    )
