"""Pages of kept texts: the list, one as a file, erasing; and skills to add as one types."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from skillmark.server.front.files import csv_file
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.reading import forms, keeping
from skillmark.server.skills.reading.drafting import HITS
from skillmark.server.skills.reading.models import TextImportRecord, TextRecord, TextSkillRecord
from skillmark.server.skills.reading.steps import language

PAGE = 30
HEADER = (
    "text", "kind", "title", "date", "source", "language", "skill", "label", "level", "verdict",
    "confidence", "words", "instead",
)  # fmt: skip


@allowed(Action.READ_TEXTS)
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """The texts that are kept, the newest first."""
    form, rows = _filtered(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": asked.urlencode(),
        "filtered": any(asked.values()),
        "imports": TextImportRecord.objects.of(request.organisation)
        .select_related("job")
        .order_by("-started")[:3],
    }
    return render(request, "reading/texts.html", context)


def _filtered(request: HttpRequest) -> tuple[forms.FilterForm, Any]:
    form = forms.FilterForm(request.GET or None, sources=keeping.sources(request.organisation))
    said = form.cleaned_data if form.is_valid() else {}
    return form, keeping.texts(request.organisation, **said)


@allowed(Action.READ_TEXTS)
@require_safe
def texts_csv(request: HttpRequest) -> HttpResponse:
    """The skills of the texts as a table, a line each; removed ones say so."""
    _form, rows = _filtered(request)
    found = (
        TextSkillRecord.objects.of(request.organisation)
        .filter(text__in=rows.values("pk"))
        .select_related("text")
        .order_by("-text__dated", "text__pk", "position")
    )
    labels = frameworks.labels({one.uri for one in found}, language(), request.organisation)
    return csv_file("skills-in-texts.csv", HEADER, (_cells(one, labels) for one in found))


def _cells(one: TextSkillRecord, labels: dict[str, str]) -> list[Any]:
    text = one.text
    words = "; ".join(" ".join(text.text[start:end].split()) for start, end in one.spans)
    sure = "" if one.confidence is None else f"{one.confidence:.2f}"
    return [
        text.pk, text.kind, text.title, text.dated.isoformat(), text.source, text.language,
        one.uri, labels[one.uri], one.level or "", one.verdict, sure, words, one.instead,
    ]  # fmt: skip


@allowed(Action.READ_TEXTS)
@require_POST
def text_erase(request: HttpRequest, pk: str) -> HttpResponse:
    """Delete a text with everything that was said of it."""
    keeping.erase(find(request, TextRecord, pk=pk), actor=request.user)
    messages.success(request, _("The text is deleted, with its skills and corrections."))
    return redirect("texts")


@allowed(Action.READ_TEXTS)
@require_GET
def text_skills(request: HttpRequest) -> HttpResponse:
    """Skills to add to a text, as one types."""
    asked = request.GET.get("add", "").strip()[:200]
    hits = (
        frameworks.search(asked, organisation=request.organisation, language=language(), limit=HITS)
        if asked
        else []
    )
    return render(request, "reading/hits.html", {"hits": hits, "asked": asked})
