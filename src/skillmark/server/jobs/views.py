"""Pages of background jobs."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from skillmark.server.jobs import services
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


@allowed(Action.SEE_JOBS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All jobs of the organisation, newest first."""
    rows = JobRecord.objects.of(request.organisation).order_by("-created")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "jobs/index.html", {"page": page})


@allowed(Action.SEE_JOBS)
@require_GET
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One job; asked by htmx, only the part that changes."""
    job = find(request, JobRecord, pk=pk)
    template = "jobs/state.html" if request.htmx else "jobs/detail.html"
    return render(request, template, {"job": job})


@allowed(Action.SEE_JOBS)
@require_POST
def cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask a job to stop."""
    job = find(request, JobRecord, pk=pk)
    services.cancel(job, actor=request.user)
    messages.info(request, _("The job stops as soon as it can."))
    return redirect("job", pk)


@allowed(Action.SEE_JOBS)
@require_POST
def resume(request: HttpRequest, pk: str) -> HttpResponse:
    """Let a stopped job go on."""
    job = find(request, JobRecord, pk=pk)
    services.resume(job, actor=request.user)
    messages.info(request, _("The job goes on where it stopped."))
    return redirect("job", pk)
