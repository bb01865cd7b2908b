"""Pages of those who offer tests, look at results and ask how far to believe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from skillmark.assess.exchange import Remark
from skillmark.nouns.credibility import CutScore
from skillmark.nouns.errors import ConflictError, InputError, SkillmarkError
from skillmark.server.assess import belief, forms, intake, picture, services
from skillmark.server.assess.deliver_form import DeliverForm
from skillmark.server.assess.models import (
    AttemptRecord,
    DeliveryRecord,
    TestRecord,
)
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

MOST_REMARKS = 20
"""How many remarks on an import are shown."""


@allowed(Action.SEE_RESULTS)
@require_safe
def tests(request: HttpRequest) -> HttpResponse:
    """All tests of the organisation, the newest version of each."""
    context = {"tests": belief.library(request.organisation), "form": forms.ImportForm()}
    return render(request, "assess/tests.html", context)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def import_test(request: HttpRequest) -> HttpResponse:
    """Store a test that comes along, or an uploaded one."""
    form = forms.ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"tests": belief.library(request.organisation), "form": form}
        return render(request, "assess/tests.html", context, status=400)
    row, remarks = _imported(request, form.cleaned_data)
    messages.success(request, _("The test is in the library."))
    for remark in remarks[:MOST_REMARKS]:
        messages.warning(request, str(remark))
    if len(remarks) > MOST_REMARKS:
        more = len(remarks) - MOST_REMARKS
        messages.warning(request, _("%(count)s more remarks") % {"count": more})
    return redirect("test", row.pk)


def _imported(
    request: HttpRequest, given: Mapping[str, Any]
) -> tuple[TestRecord, Sequence[Remark]]:
    """Store the test that a form names or brings, and return what could not be read of it."""
    file = given["file"]
    if not file:
        starter = str(given["starter"])
        return services.import_test(request.organisation, starter, actor=request.user), ()
    found = intake.read(
        file.read(), name=file.name, skill=given["skill"].strip(), level=given["level"] or 3
    )
    row = services.import_test(
        request.organisation, found.test, files=found.files, actor=request.user
    )
    return row, found.remarks


@allowed(Action.SEE_RESULTS)
@require_safe
def test(request: HttpRequest, pk: str) -> HttpResponse:
    """How far can this test be believed, and how is it offered."""
    return _test(request, find(request, TestRecord, pk=pk), DeliverForm())


def _test(
    request: HttpRequest,
    row: TestRecord,
    deliver_form: DeliverForm,
    *,
    error: SkillmarkError | None = None,
) -> HttpResponse:
    cut = services.cut_of(row)
    context = {
        "belief": belief.of(row),
        "computing": services.open_job(row) is not None,
        "deliver_form": deliver_form,
        "error": error,
        "cut_form": forms.CutForm(
            initial={
                "score": cut.score if cut else None,
                "maximum": cut.maximum if cut else None,
                "decided_on": timezone.localdate(),
                "decided_by": str(request.user),
            }
        ),
    }
    status = 400 if error or deliver_form.errors else 200
    return render(request, "assess/test.html", context, status=status)


@allowed(Action.SEE_RESULTS)
@require_GET
def item_map(request: HttpRequest, pk: str) -> HttpResponse:
    """The items of a test and people's abilities on one scale."""
    calibration = services.latest(find(request, TestRecord, pk=pk))
    if calibration is None:
        return svg("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return svg(picture.items(calibration))


@allowed(Action.AUTHOR_TESTS)
@require_POST
def cut(request: HttpRequest, pk: str) -> HttpResponse:
    """Record the act of setting a cut score."""
    row = find(request, TestRecord, pk=pk)
    form = forms.CutForm(request.POST)
    if not form.is_valid():
        raise InputError(_first(form), remedy=_("go back and fill in what is missing"))
    services.set_cut(row, CutScore(**form.cleaned_data), actor=request.user)
    messages.success(request, _("The cut score is set. Attempts from now on use it."))
    return redirect("test", row.pk)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def deliver(request: HttpRequest, pk: str) -> HttpResponse:
    """Offer a test to candidates."""
    row = find(request, TestRecord, pk=pk)
    form = DeliverForm(request.POST)
    if not form.is_valid():
        return _test(request, row, form)
    try:
        services.deliver(row, **form.terms(), actor=request.user)
    except (InputError, ConflictError) as error:
        return _test(request, row, form, error=error)
    messages.success(request, _("The test is open."))
    return redirect("test", row.pk)


def _first(form: forms.CutForm) -> str:
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])


@allowed(Action.AUTHOR_TESTS)
@require_POST
def calibrate(request: HttpRequest, pk: str) -> HttpResponse:
    """Compute a test's figures anew from the stored responses, real or simulated."""
    row = find(request, TestRecord, pk=pk)
    simulated = request.POST.get("responses") == "simulated"
    services.order_calibration(row, simulated=simulated, actor=request.user)
    return redirect("test", row.pk)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def close(request: HttpRequest, pk: str) -> HttpResponse:
    """Take an offer back."""
    row = find(request, DeliveryRecord, pk=pk)
    services.close(row, actor=request.user)
    messages.success(request, _("The test is closed; who has begun may finish."))
    return redirect("test", row.test_id)


@allowed(Action.SEE_RESULTS)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Who sat which test, newest first."""
    rows = (
        AttemptRecord.objects.of(request.organisation)
        .filter(practice=False)
        .exclude(submitted=None)
        .select_related("delivery__test", "account")
        .order_by("-submitted", "pk")
    )
    wanted = request.GET.get("test", "")
    if wanted:
        rows = rows.filter(delivery__test__slug=wanted)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    slugs = TestRecord.objects.of(request.organisation).values_list("slug", flat=True).distinct()
    context = {"page": page, "tests": sorted(set(slugs)), "wanted": wanted}
    return render(request, "assess/results.html", context)
