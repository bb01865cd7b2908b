"""The quality report of a test: as page, PDF and JSON, for its keepers and, if they say so, all."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.assess.quality import document
from skillmark.assess.quality.figure import QualityReport
from skillmark.assess.quality.page import page
from skillmark.assess.quality.report import without_items
from skillmark.nouns.errors import InputError
from skillmark.render import quality_html, quality_pdf
from skillmark.server.assess import forms, quality, services
from skillmark.server.assess.models import QualityRecord, TestRecord
from skillmark.server.front import files
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, public


@allowed(Action.SEE_RESULTS)
@require_safe
def own(request: HttpRequest, pk: str) -> HttpResponse:
    """Everything that a test can say for itself, for those who watch over it."""
    test = find(request, TestRecord, pk=pk)
    row = _newest(test)
    context = {
        "test": test,
        "row": row,
        "calibration": services.latest(test),
        "computing": services.open_job(test) is not None,
        "public": quality.public_address(row) if row else "",
        "form": forms.ReviewForm(),
    }
    if row is not None:
        context |= _shown(quality.report_of(row))
    return render(request, "assess/quality.html", context)


@allowed(Action.SEE_RESULTS)
@require_safe
def own_pdf(request: HttpRequest, pk: str) -> HttpResponse:
    """The same to print and to sign."""
    return _pdf(quality.report_of(_there(find(request, TestRecord, pk=pk))))


@allowed(Action.SEE_RESULTS)
@require_safe
def own_json(request: HttpRequest, pk: str) -> HttpResponse:
    """The same for programs."""
    return _json(quality.report_of(_there(find(request, TestRecord, pk=pk))))


@allowed(Action.SEE_RESULTS)
@require_POST
def review(request: HttpRequest, pk: str) -> HttpResponse:
    """Record that somebody has looked at the report."""
    row = _there(find(request, TestRecord, pk=pk))
    form = forms.ReviewForm(request.POST)
    if not form.is_valid():
        raise InputError(_("say in which role you review this report"))
    quality.review(row, actor=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Your review stands on the report."))
    return redirect("test_quality", row.test_id)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def publish(request: HttpRequest, pk: str) -> HttpResponse:
    """Make the report public, or take it back."""
    row = _there(find(request, TestRecord, pk=pk))
    if request.POST.get("public") == "no":
        quality.withdraw(row, actor=request.user, now=timezone.now())
        messages.success(request, _("The report is no longer public."))
    else:
        quality.publish(row, actor=request.user, now=timezone.now())
        messages.success(
            request, _("The report is public. Credentials from now on name its address.")
        )
    return redirect("test_quality", row.test_id)


@public
@require_safe
def outside(request: HttpRequest, pk: str) -> HttpResponse:
    """A published report, for everybody: nothing on it says anything of a single item."""
    row = _published(pk)
    made = without_items(quality.report_of(row))
    return render(request, "assess/quality_public.html", {"row": row} | _shown(made))


@public
@require_safe
def outside_pdf(request: HttpRequest, pk: str) -> HttpResponse:
    """A published report to print."""
    return _pdf(without_items(quality.report_of(_published(pk))))


@public
@require_safe
def outside_json(request: HttpRequest, pk: str) -> HttpResponse:
    """A published report for programs."""
    return _json(without_items(quality.report_of(_published(pk))))


def _newest(test: TestRecord) -> QualityRecord | None:
    calibration = services.latest(test)
    return None if calibration is None else quality.of_calibration(calibration)


def _there(test: TestRecord) -> QualityRecord:
    row = _newest(test)
    if row is None:
        raise InputError(
            _("there is no quality report of this test yet"),
            where=test.slug,
            remedy=_("compute its figures first"),
            code="no_report",
        )
    return row


def _published(pk: str) -> QualityRecord:
    row = QualityRecord.objects.filter(pk=pk).first()
    if row is None or not quality.published(row):
        raise Http404
    return row


def _language() -> str:
    return get_language() or "en"


def _shown(made: QualityReport) -> dict[str, object]:
    laid = page(made, _language())
    # Every word in it is escaped where it is written (`quality_html`).
    return {"laid": laid, "body": mark_safe(quality_html.body(laid))}  # noqa: S308


def _pdf(made: QualityReport) -> HttpResponse:
    content = quality_pdf.pdf(page(made, _language(), short=True))
    return files.download(f"quality-{made.test}.pdf", content, "application/pdf")


def _json(made: QualityReport) -> HttpResponse:
    return JsonResponse(document.as_json(made))
