"""Pages of measuring."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from skillmark.measure.ledger.columns import BY_NAME
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.front import files
from skillmark.server.measure import pictures, services, wording
from skillmark.server.measure.forms import LedgerForm
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed


@allowed(Action.SEE_MEASURES)
@require_GET
def productivity(request: HttpRequest) -> HttpResponse:
    """Days to productivity with and without a credential, as SVG."""
    found = services.findings(request.organisation, today=timezone.localdate())
    return files.svg(pictures.productivity(found.groups[1:]))


@allowed(Action.SEE_MEASURES)
@require_GET
def effect(request: HttpRequest) -> HttpResponse:
    """Naive difference, estimate and placebo with their intervals, as SVG."""
    found = services.findings(request.organisation, today=timezone.localdate())
    if found.effect is None:
        raise Http404
    return files.svg(pictures.effect(found.effect))


@allowed(Action.SEE_MEASURES)
@require_GET
def method(request: HttpRequest) -> HttpResponse:
    """The study whose answer is known, as SVG."""
    check = services.method_check()
    if check is None:
        raise Http404
    return files.svg(pictures.known_answer(check), seconds=3600)


@allowed(Action.RECORD_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """Upload a ledger; a wrong line stores nothing and is named."""
    form = LedgerForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                count = services.import_ledger(
                    request.organisation, upload.read(), upload.name, actor=request.user
                )
            except SkillmarkError as error:
                form.add_error("file", str(error))
            else:
                words = ngettext("%(count)s person stored.", "%(count)s people stored.", count)
                messages.success(request, words % {"count": count})
                return redirect("measure")
    return render(
        request,
        "measure/ledger.html",
        {"form": form, "dictionary": wording.columns()},
        status=status,
    )


@allowed(Action.RECORD_OUTCOMES)
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty ledger with the right header."""
    return files.csv_file("ledger.csv", list(BY_NAME), [])


@allowed(Action.SEE_MEASURES)
@require_GET
def report_html(request: HttpRequest) -> HttpResponse:
    """The impact report as one file."""
    html = _report(request).html
    return files.download("impact-report.html", html.encode(), "text/html; charset=utf-8")


@allowed(Action.SEE_MEASURES)
@require_GET
def report_pdf(request: HttpRequest) -> HttpResponse:
    """The impact report as PDF."""
    pdf = _report(request).pdf
    return files.download("impact-report.pdf", pdf, "application/pdf")


def _report(request: HttpRequest) -> services.ImpactReport:
    language = get_language() or "en"
    return services.report(request.organisation, now=timezone.now(), language=language)
