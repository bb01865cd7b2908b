"""Pages of those who watch over tests: what is worth a look, and what they found."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from skillmark.nouns.errors import InputError
from skillmark.server.assess.integrity import forms, page, services
from skillmark.server.assess.integrity.models import ResponseFlagRecord
from skillmark.server.assess.models import TestRecord
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


@allowed(Action.SEE_RESULTS)
@require_safe
def look(request: HttpRequest, pk: str) -> HttpResponse:
    """What is worth a look in the responses to a test."""
    row = find(request, TestRecord, pk=pk)
    context = {
        "page": page.of(row),
        "form": forms.LookForm(),
        "finding_form": forms.FindingForm(auto_id=False),
        "looking": services.open_job(row) is not None,
    }
    return render(request, "assess/worth_a_look.html", context)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def run(request: HttpRequest, pk: str) -> HttpResponse:
    """Look anew at the stored responses, real or simulated."""
    row = find(request, TestRecord, pk=pk)
    form = forms.LookForm(request.POST)
    if not form.is_valid():
        raise InputError(_("this is no day"), remedy=_("choose one from the calendar"))
    services.order_look(
        row,
        simulated=request.POST.get("responses") == "simulated",
        actor=request.user,
        since=form.cleaned_data["since"],
        exposed=form.names(),
    )
    return redirect("test_look", row.pk)


@allowed(Action.SEE_RESULTS)
@require_GET
def picture(request: HttpRequest, pk: str) -> HttpResponse:
    """How much the answers of all pairs agree."""
    row = page.latest(find(request, TestRecord, pk=pk))
    if row is None or not row.agreement:
        return svg("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return svg(page.picture(row))


@allowed(Action.AUTHOR_TESTS)
@require_POST
def finding(request: HttpRequest, pk: str) -> HttpResponse:
    """Record what a person found who looked at a flag."""
    flag = find(request, ResponseFlagRecord.objects.select_related("look"), pk=pk)
    form = forms.FindingForm(request.POST)
    if not form.is_valid():
        raise InputError(_("say what you found"), remedy=_("go back and choose one"))
    services.record_finding(
        flag,
        form.cleaned_data["outcome"],
        note=form.cleaned_data["note"],
        actor=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Recorded. Nothing else changes by it."))
    return redirect("test_look", flag.look.test_id)
