"""Pages of completions: a file, its columns, what it would start; then what waits for an award."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.define.completions import Columns, RejectedRow
from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.text import Text
from skillmark.server.define.completing import following, taking
from skillmark.server.define.completing.forms import WORDS, ColumnsForm, FileForm
from skillmark.server.define.models import (
    AchievementRecord,
    CompletionFileRecord,
    CompletionRecord,
    Follows,
    OpportunityRecord,
)
from skillmark.server.front.files import csv_file
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PAGE = ["GET", "HEAD", "POST"]
SHOWN = 200


@allowed(Action.RECORD_COMPLETIONS)
@require_http_methods(PAGE)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file of a learning platform; nothing of it happens before somebody has looked."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = taking.keep(
                file.read(),
                name=file.name,
                organisation=request.organisation,
                actor=request.user,
            )
        except SkillmarkError as error:
            form.add_error("file", str(error))
        else:
            open_ = Columns.of(row.columns).open
            return redirect("completion_columns" if open_ else "completion_preview", row.pk)
    rows = CompletionRecord.objects.of(request.organisation).select_related("opportunity")
    context = {
        "form": form,
        "last": rows.order_by("-pk")[:20],
        "due": sum(len(one.rows) for one in following.due(request.organisation)),
    }
    return render(request, "define/completions.html", context)


def _file(request: HttpRequest, pk: str) -> CompletionFileRecord:
    return find(request, CompletionFileRecord.objects.select_related("organisation"), pk=pk)


@allowed(Action.RECORD_COMPLETIONS)
@require_http_methods(PAGE)
def columns(request: HttpRequest, pk: str) -> HttpResponse:
    """Say which column is what; it is remembered for the next file with this header."""
    row = _file(request, pk)
    table = taking.table(row)
    language = get_language() or "en"
    courses = [
        (one.slug, Text.of(one.title).in_language(language))
        for one in OpportunityRecord.objects.of(row.organisation).order_by("slug")
    ]
    form = ColumnsForm(
        request.POST or None,
        header=table.header,
        courses=courses,
        columns=Columns.of(row.columns or {}),
    )
    if request.method == "POST" and form.is_valid():
        taking.say_columns(row, form.columns())
        return redirect("completion_preview", row.pk)
    context = {"row": row, "form": form, "table": table, "first": table.rows[:3]}
    return render(request, "define/completion_columns.html", context)


@allowed(Action.RECORD_COMPLETIONS)
@require_safe
def preview(request: HttpRequest, pk: str) -> HttpResponse:
    """What a file would start; nothing of it has happened."""
    row = _file(request, pk)
    if Columns.of(row.columns or {}).open:
        return redirect("completion_columns", row.pk)
    looked = taking.look(row)
    return render(request, "define/completion_preview.html", {"row": row, **_shown(looked)})


def _shown(looked: taking.Looked) -> dict[str, Any]:
    return {
        "looked": looked,
        "lines": looked.lines[:SHOWN],
        "more": max(0, len(looked.lines) - SHOWN),
        "inviting": len(looked.starting(Follows.INVITATION)),
        "awarding": len(looked.starting(Follows.AWARD)),
        "already": len(looked.lines) - len(looked.fresh),
        "rejected": [(one.line, _why(one)) for one in looked.found.rejected[:SHOWN]],
        "more_rejected": max(0, len(looked.found.rejected) - SHOWN),
    }


def _why(row: RejectedRow) -> str:
    return str(WORDS[row.reason]) % {"detail": row.detail}


@allowed(Action.RECORD_COMPLETIONS)
@require_safe
def left_out(request: HttpRequest, pk: str) -> HttpResponse:
    """Every line that is left out, as a spreadsheet."""
    looked = taking.look(_file(request, pk))
    lines = ([one.line, _why(one)] for one in looked.found.rejected)
    return csv_file("left-out.csv", ["line", "reason"], lines)


@allowed(Action.RECORD_COMPLETIONS)
@require_POST
def store(request: HttpRequest, pk: str) -> HttpResponse:
    """Store what was shown and start what follows; pressed twice, it happens once."""
    stored = taking.store(_file(request, pk), actor=request.user)
    context = {"stored": stored, **_shown(stored.looked)}
    return render(request, "define/completion_report.html", context)


@allowed(Action.AWARD)
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Completions that wait for somebody to confirm an award."""
    context = {"due": following.due(request.organisation)}
    return render(request, "define/completions_due.html", context)


@allowed(Action.AWARD)
@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a bulk order of what waits; it is looked at and confirmed where bulk orders are."""
    achievement = find(request, AchievementRecord.objects.select_related("organisation"), pk=pk)
    kept = following.prepare(achievement, actor=request.user)
    messages.info(request, _("Nothing is awarded yet: look at the list and confirm it."))
    return redirect("bulk_preview", kept.pk)
