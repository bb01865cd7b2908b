"""Pages of imports: hand a release in, see how far it is, and read what had to be left out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.front.files import csv_file
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, may, refuse
from skillmark.server.skills.forms import ImportForm
from skillmark.server.skills.importing import releases
from skillmark.server.skills.models import ImportRecord

SHOWN = 100
RECENT = 10


@allowed(Action.IMPORT_FRAMEWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def import_framework(request: HttpRequest) -> HttpResponse:
    """Import an official release, or a table."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["everybody"] and not may(request.user, Action.MANAGE_SITE, request.organisation):
            refuse(request, Action.MANAGE_SITE)
        try:
            row = releases.hand_in(
                said["form"],
                said["file"],
                version=said["version"],
                shared=said["everybody"],
                organisation=request.organisation,
                actor=request.user,
            )
        except (InputError, ConflictError) as error:
            form.add_error("file", str(error))
            return _form(request, form)
        if row.finished and row.framework:
            messages.success(
                request, _("%(count)s skills are here now.") % {"count": row.framework.skills}
            )
            if not row.rejections:
                return redirect("framework", row.framework_id)
        return redirect("framework_import_state", row.pk)
    return _form(request, form)


def _form(request: HttpRequest, form: ImportForm) -> HttpResponse:
    recent = ImportRecord.objects.of(request.organisation).select_related("job", "framework")
    context = {"form": form, "recent": recent.defer("rejected").order_by("-created")[:RECENT]}
    status = 400 if form.errors else 200
    return render(request, "skills/import.html", context, status=status)


@allowed(Action.IMPORT_FRAMEWORK)
@require_GET
def state(request: HttpRequest, pk: str) -> HttpResponse:
    """How far an import is, and what was left out of it; asked by htmx, only what changes."""
    row = find(request, ImportRecord.objects.select_related("job", "framework"), pk=pk)
    template = "skills/import_progress.html" if request.htmx else "skills/import_state.html"
    response = render(request, template, {"import": row, "rejected": row.rejected[:SHOWN]})
    if request.htmx and (row.finished or (row.job and not row.job.open)):
        response.headers["HX-Refresh"] = "true"
    return response


@allowed(Action.IMPORT_FRAMEWORK)
@require_GET
def rejected(request: HttpRequest, pk: str) -> HttpResponse:
    """What was left out, as a table to take away."""
    row = find(request, ImportRecord, pk=pk)
    header = [_("File"), _("Line"), _("Reason")]
    return csv_file(f"{_('left out')}-{row.form}.csv", header, row.rejected)
