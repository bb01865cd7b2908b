"""Pages of the impact report: make it, look at it, take it away, give it to others."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from skillmark.nouns.errors import SkillmarkError
from skillmark.server.front import files
from skillmark.server.measure.models import OutcomeRecord
from skillmark.server.measure.reporting import services, wording
from skillmark.server.measure.reporting.models import ImpactReportRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find, public
from skillmark.server.people.services import address


@allowed(Action.SEE_MEASURES)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest report with a button for another, and the former ones."""
    rows = list(services.kept(request.organisation)[:50])
    return render(
        request,
        "measure/reporting/index.html",
        {
            "rows": rows,
            "making": services.making(request.organisation),
            "failed": services.failed(request.organisation),
            "empty": not OutcomeRecord.objects.of(request.organisation).exists(),
            **(_shown(rows[0]) if rows else {}),
        },
    )


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Order a report."""
    services.order(request.organisation, language=get_language() or "en", actor=request.user)
    messages.success(request, _("The report is being made. This page shows it when it is there."))
    return redirect("impact_report")


@allowed(Action.SEE_MEASURES)
@require_safe
def one(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One report: what it says, what changed, its files, and who may see it."""
    row = find(request, ImpactReportRecord, pk=pk)
    link = address("impact_report_shared", row.token) if row.token else ""
    return render(request, "measure/reporting/one.html", {"link": link, **_shown(row)})


def _shown(row: ImpactReportRecord) -> dict[str, Any]:
    found = services.changed(row)
    return {
        "row": row,
        "claims": [
            (wording.state(claim), wording.kind(claim), claim) for claim in row.data["claims"]
        ],
        "advice": row.data["recommendations"],
        "first": found is None,
        "changes": [(wording.turn(change), change) for change in found or ()],
        "files": list(ImpactReportRecord.FILES),
    }


@allowed(Action.SEE_MEASURES)
@require_GET
def newest_pdf(request: HttpRequest) -> HttpResponse:
    """The newest report as PDF; where there is none, the page that makes one."""
    row = services.newest(request.organisation)
    return redirect("impact_report") if row is None else _file(row, "report.pdf")


@allowed(Action.SEE_MEASURES)
@require_GET
def read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The report itself, as a page of its own."""
    return _page(find(request, ImpactReportRecord, pk=pk))


@allowed(Action.SEE_MEASURES)
@require_GET
def file(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """One of the report's files, byte for byte as it was signed for."""
    return _file(find(request, ImpactReportRecord, pk=pk), name)


@allowed(Action.RECORD_OUTCOMES)
@require_GET
def folder(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the report is made of, for those who keep the ledger anyway."""
    row = find(request, ImpactReportRecord, pk=pk)
    return files.download("report-folder.zip", services.rebuilt(row), "application/zip")


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def share(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a report a public link, or end it."""
    row = find(request, ImpactReportRecord, pk=pk)
    if request.POST.get("public") == "no":
        services.unshare(row, actor=request.user)
        messages.success(request, _("The public link is over."))
    else:
        services.share(row, actor=request.user)
        messages.success(request, _("Whoever has the link can read the report now."))
    return redirect("impact_report_one", row.pk)


@public
@require_safe
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """A shared report for whoever has the link: the page, its files, and how to check it."""
    row = _behind(request, token)
    if row is None:
        error = SkillmarkError(
            _("This link shows nothing (any more)."),
            remedy=_("ask the organisation that gave it to you for a new one"),
        )
        return _private(render(request, "front/problem.html", {"error": error}, status=410))
    credential = address("impact_report_shared_file", token, "report.credential.json")
    context = {**_shown(row), "token": token, "credential": credential}
    return _private(render(request, "measure/reporting/shared.html", context))


@public
@require_GET
def outside_read(request: HttpRequest, token: str) -> HttpResponse:
    """A shared report as a page of its own."""
    row = _behind(request, token)
    if row is None:
        raise Http404
    return _private(_page(row))


@public
@require_GET
def outside_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A file of a shared report."""
    row = _behind(request, token)
    if row is None:
        raise Http404
    return _private(_file(row, name))


def _behind(request: HttpRequest, token: str) -> ImpactReportRecord | None:
    limit(request, "impact_report_shared", times=300, seconds=60)
    return services.shared(token)


def _page(row: ImpactReportRecord) -> HttpResponse:
    return HttpResponse(
        bytes(row.html),
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": files.SANDBOX},
    )


def _file(row: ImpactReportRecord, name: str) -> HttpResponse:
    found = row.file(name)
    if found is None:
        raise Http404
    content, media = found
    if name == "report.credential.json":
        # verifiers follow the link: they want the credential, not a download
        return HttpResponse(content, content_type=media)
    response = files.download(name, content, media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """Keep search engines and caches out: a link that was ended must be over."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
