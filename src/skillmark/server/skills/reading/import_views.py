"""Pages where a file of many texts is given, and how far its reading is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.nouns.errors import InputError
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills.reading import forms, importing
from skillmark.server.skills.reading.models import TextImportRecord
from skillmark.server.skills.reading.steps import framework_of
from skillmark.skills.dated_texts import Fault


@allowed(Action.READ_TEXTS)
@require_http_methods(["GET", "HEAD", "POST"])
def texts_import(request: HttpRequest) -> HttpResponse:
    """Bring in many texts."""
    form = forms.ImportForm(
        request.POST or None, request.FILES or None, organisation=request.organisation
    )
    if request.method == "POST" and form.is_valid():
        limit(request, "texts", times=20, seconds=60)
        said = form.cleaned_data
        try:
            kept = importing.order(
                said["file"].read(),
                name=said["file"].name or "",
                kind=said["kind"],
                language=said["language"],
                framework=framework_of(request, form),
                organisation=request.organisation,
                actor=request.user,
            )
            return redirect("text_import", kept.pk)
        except InputError as error:
            form.add_error("file", str(error))
    bad = request.method == "POST"
    return render(request, "reading/import.html", {"form": form}, status=400 if bad else 200)


@allowed(Action.READ_TEXTS)
@require_safe
def text_import(request: HttpRequest, pk: str) -> HttpResponse:
    """How far an import is; asked by htmx, only the part that changes."""
    row = find(request, TextImportRecord.objects.select_related("job"), pk=pk)
    left_out: list[dict[str, Any]] = [
        {"line": line, "reason": importing.FAULTS[Fault(fault)], "detail": detail}
        for line, fault, detail in row.left_out
    ]
    template = "reading/imported.html" if request.htmx else "reading/importing.html"
    return render(request, template, {"one": row, "left_out": left_out})
