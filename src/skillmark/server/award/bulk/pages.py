"""Pages of bulk awards: upload, preview, order, progress, report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.award.triage import Verdict
from skillmark.nouns.errors import ConflictError, SkillmarkError
from skillmark.nouns.text import Text
from skillmark.server.award import forms
from skillmark.server.award.bulk import batches, giving_up, ordering, uploads
from skillmark.server.award.bulk.reasons import Reason, shown
from skillmark.server.award.models import BatchRecord, UploadRecord
from skillmark.server.define import services as definitions
from skillmark.server.front.files import csv_file
from skillmark.server.jobs import services as jobs
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

LINES = 100


@allowed(Action.AWARD)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a list of people and show what would become of it."""
    language = get_language() or "en"
    rows = definitions.offered(request.organisation)
    offered = [(row.slug, Text.of(row.name).in_language(language)) for row in rows]
    first = {"achievement": request.GET.get("achievement")}
    form = forms.UploadForm(
        request.POST or None, request.FILES or None, achievements=offered, initial=first
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        row = definitions.offered(request.organisation).get(slug=said["achievement"])
        try:
            if said["file"].size > uploads.LARGEST:
                raise uploads.too_large()
            kept = uploads.keep(
                row,
                said["file"].read(),
                name=said["file"].name,
                actor=request.user,
                notify=said["notify"],
            )
        except SkillmarkError as error:
            form.add_error("file", str(error))
        else:
            return redirect("bulk_preview", kept.pk)
    return render(request, "award/upload.html", {"form": form})


def _upload(request: HttpRequest, pk: str) -> UploadRecord:
    rows = UploadRecord.objects.select_related("achievement", "batch").defer("data")
    return find(request, rows, pk=pk)


@allowed(Action.AWARD)
@require_safe
def preview(request: HttpRequest, pk: str) -> HttpResponse:
    """What would become of a list; nothing of it is an award yet."""
    row = _upload(request, pk)
    if row.batch_id:
        return redirect("bulk_batch", row.batch_id)
    found = uploads.Preview(**row.found)
    context = {
        "upload": row,
        "found": found,
        "left_out": [(line, name, shown(why)) for line, name, why in found.left_out],
        "more": found.rejected - len(found.left_out),
    }
    return render(request, "award/preview.html", context)


@allowed(Action.AWARD)
@require_safe
def left_out(request: HttpRequest, pk: str) -> HttpResponse:
    """Every line that would be left out, as a spreadsheet."""
    _upload(request, pk)
    row = UploadRecord.objects.of(request.organisation).select_related("achievement").get(pk=pk)
    if not row.data:
        raise ConflictError(_("this list was ordered already"), remedy=_("look at its report"))
    lines = (
        [one.line, one.row.recipient.name if one.row else "", *_said(one.reason)]
        for one in uploads.sorted_lines(row.achievement, bytes(row.data))
        if one.verdict is Verdict.REJECTED
    )
    return csv_file("left-out.csv", ["line", "name", "reason", "remedy"], lines)


def _said(reason: str) -> tuple[str, str]:
    why = shown(reason)
    return why.cause, why.remedy


@allowed(Action.AWARD)
@require_POST
def order(request: HttpRequest, pk: str) -> HttpResponse:
    """Order what was shown; pressed twice, it is ordered once."""
    batch = uploads.order(_upload(request, pk), actor=request.user)
    return redirect("bulk_batch", batch.pk)


@allowed(Action.SEE_AWARDS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All bulk orders, newest first."""
    rows = JobRecord.objects.of(request.organisation).filter(kind=ordering.SIGN)
    page = Paginator(rows.order_by("-created"), 50).get_page(request.GET.get("page"))
    wanted = [job.payload["batch"] for job in page]
    found = BatchRecord.objects.of(request.organisation).filter(pk__in=wanted)
    named = {str(one.pk): one for one in found.select_related("achievement", "created_by")}
    return render(
        request,
        "award/batches.html",
        {"page": page, "rows": [(named.get(job.payload["batch"]), job) for job in page]},
    )


def _batch(request: HttpRequest, pk: str) -> BatchRecord:
    rows = BatchRecord.objects.select_related("achievement", "organisation", "created_by")
    return find(request, rows, pk=pk)


@allowed(Action.SEE_AWARDS)
@require_safe
def batch(request: HttpRequest, pk: str) -> HttpResponse:
    """A bulk order: how far it is and every line; asked by htmx, only the part that changes."""
    row = _batch(request, pk)
    context: dict[str, Any] = {"batch": row, "progress": batches.progress(row)}
    if request.htmx:
        response = render(request, "award/batch_state.html", context)
        if not context["progress"].open:
            response.headers["HX-Refresh"] = "true"  # the report below is whole now
        return response
    outcome = request.GET.get("outcome", "")
    lines = batches.lines(row, outcome)
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "lines": [one | {"why": _why(one)} for one in page],
        "outcomes": list(batches.OUTCOMES.items()),
    }
    return render(request, "award/batch.html", context)


def _why(line: dict[str, Any]) -> Reason:
    return shown(line["reason"])


@allowed(Action.SEE_AWARDS)
@require_safe
def report(request: HttpRequest, pk: str) -> HttpResponse:
    """Every line with its outcome, as a spreadsheet."""
    row = _batch(request, pk)
    header = ["line", "name", "outcome", "link", "reason", "remedy"]
    return csv_file(f"{row.achievement.slug}-report.csv", header, batches.report(row))


def _job(request: HttpRequest, pk: str) -> JobRecord:
    job = batches.job_of(_batch(request, pk))
    if job is None:
        raise ConflictError(_("nothing of this waits"))
    return job


@allowed(Action.AWARD)
@require_POST
def cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Stop signing; what is signed stays."""
    jobs.cancel(_job(request, pk), actor=request.user)
    messages.info(request, _("It stops as soon as it can. What is awarded stays awarded."))
    return redirect("bulk_batch", pk)


@allowed(Action.AWARD)
@require_POST
def resume(request: HttpRequest, pk: str) -> HttpResponse:
    """Go on where it stopped."""
    jobs.resume(_job(request, pk), actor=request.user)
    messages.info(request, _("It goes on where it stopped."))
    return redirect("bulk_batch", pk)


@allowed(Action.AWARD)
@require_POST
def give_up(request: HttpRequest, pk: str) -> HttpResponse:
    """Never sign what is left of an order that has stopped."""
    n = giving_up.give_up(_batch(request, pk), actor=request.user)
    told = ngettext("%(n)s award was given up.", "%(n)s awards were given up.", n) % {"n": n}
    messages.info(request, told)
    return redirect("bulk_batch", pk)
