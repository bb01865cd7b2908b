"""The page where a text is read and corrected: nothing is stored before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.reading import correcting, forms, keeping, shown
from skillmark.server.skills.reading.models import TextRecord
from skillmark.server.skills.reading.steps import Draft, framework_of, language, stepped

HITS = 6


@allowed(Action.READ_TEXTS)
@require_http_methods(["GET", "HEAD", "POST"])
def text_new(request: HttpRequest) -> HttpResponse:
    """Read a text."""
    return _edit(request, None)


@allowed(Action.READ_TEXTS)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: str) -> HttpResponse:
    """A kept text with its skills, which can be corrected."""
    return _edit(request, find(request, TextRecord, pk=pk))


@allowed(Action.READ_TEXTS)
@require_POST
def text_step(request: HttpRequest) -> HttpResponse:
    """One step of reading or correcting, without leaving the page."""
    form = _form(request, None)
    draft = stepped(request, form)
    kept = request.POST.get("row", "")
    row = find(request, TextRecord, pk=kept) if kept else None
    # htmx swaps good answers only, and this one says what is wrong inside the page.
    return render(request, "reading/read.html", _context(request, form, draft, row))


def _form(request: HttpRequest, row: TextRecord | None) -> forms.ReadForm:
    names = ("kind", "title", "text", "dated", "source", "language")
    first: dict[str, Any] = {name: getattr(row, name) for name in names} if row else {}
    if row is not None and row.framework_id:
        first["framework"] = str(row.framework_id)
    if row is None:
        first = {name: request.GET.get(name, "")[:300] for name in ("kind", "title")}
    return forms.ReadForm(
        request.POST or None,
        request.FILES or None,
        initial=first,
        organisation=request.organisation,
    )


def _edit(request: HttpRequest, row: TextRecord | None) -> HttpResponse:
    form = _form(request, row)
    if request.method != "POST":
        draft = Draft(row.text, keeping.entries_of(row), read=True) if row else Draft()
    else:
        draft = stepped(request, form)
        if (
            request.POST.get("do", "save") in {"save", "next"}
            and not draft.error
            and form.is_valid()
        ):
            saved = _save(request, form, draft, row)
            if saved is not None:
                return saved
    context = _context(request, form, draft, row)
    bad = draft.error or form.errors
    return render(request, "reading/text.html", context, status=400 if bad else 200)


def _save(
    request: HttpRequest, form: forms.ReadForm, draft: Draft, row: TextRecord | None
) -> HttpResponse | None:
    try:
        if not draft.read:
            raise InputError(_("The text is not read yet."), remedy=_("Find the skills in it."))
        saved = keeping.keep(
            form.given(draft.text),
            draft.entries,
            organisation=request.organisation,
            framework=framework_of(request, form),
            actor=request.user,
            row=row,
        )
    except SkillmarkError as error:
        draft.error = error
        return None
    messages.success(request, _("The text is kept with its skills."))
    following = keeping.waiting(request.organisation).first()
    if request.POST.get("do") == "next" and following is not None:
        return redirect("text", following.pk)
    return redirect("text", saved.pk)


def _context(
    request: HttpRequest, form: forms.ReadForm, draft: Draft, row: TextRecord | None
) -> dict[str, Any]:
    """Return what the lit text and the lines beside it show."""
    place = request.organisation
    offered: list[tuple[str, str, int | None]] = []
    if draft.open_line:
        one = next((one for one in draft.entries if one.uri == draft.open_line), None)
        if one is not None:
            read_with = framework_of(request, form)
            offered = correcting.guesses(
                draft.text, one, read_with, language=language(), organisation=place
            )
    proposed = correcting.proposals(place, draft.entries, draft.text, but=row) if draft.read else []
    hits = (
        frameworks.search(draft.asked, organisation=place, language=language(), limit=HITS)
        if draft.asked
        else []
    )
    return {
        "row": row,
        "draft": draft,
        "offered": offered,
        "hits": hits,
        "error": draft.error,
        "waiting": keeping.waiting(place).exclude(pk=row.pk).exists() if row else False,
        "form": form,
        **shown.reading(draft.text, draft.entries, proposed, place),
    }
