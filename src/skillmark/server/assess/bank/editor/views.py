"""Pages of the editor. Every step works by plain forms; htmx makes it quicker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from skillmark.assess.interactions import ItemType
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.assess import pictures
from skillmark.server.assess.bank import keeping
from skillmark.server.assess.bank.editor import choosing, drafts, files, saving
from skillmark.server.assess.bank.editor.given import Given, stepped
from skillmark.server.assess.bank.editor.page import context, fields_of, page_of, skill_hits
from skillmark.server.assess.bank.editor.previewing import preview
from skillmark.server.assess.bank.models import BankFileRecord, QuestionRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


@allowed(Action.AUTHOR_TESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose the way of answering, then write the question; `skill` and `level` may be given."""
    asked = request.POST.get("type") or request.GET.get("type", "")
    if asked not in set(ItemType):
        told = {n: request.GET.get(n, "") for n in ("skill", "level")}
        told["offers"] = choosing.offers()
        return render(request, "assess/editor/new.html", told)
    type_ = ItemType(asked)
    if request.method == "POST":
        return _step(request, type_, fields_of(request.POST), None)
    fields = drafts.blank(type_, (get_language() or "en",))
    fields = fields.put({n: request.GET[n][:500] for n in ("skill", "level") if n in request.GET})
    return _show(request, drafts.read(type_, fields), None)


@allowed(Action.AUTHOR_TESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change a question; what was asked with earlier versions stays as it was."""
    question = find(request, QuestionRecord, pk=pk)
    type_ = ItemType(question.type)
    if request.method == "POST":
        return _step(request, type_, fields_of(request.POST), question)
    return _show(request, _draft(request, type_, saving.opened(question), question), question)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """The question as candidates see it, from what stands in the fields now."""
    type_, question = _told(request)
    draft = _draft(
        request, type_, files.kept(request.organisation, fields_of(request.POST)), question
    )
    seen = preview(draft, request.POST)
    template = "assess/editor/preview.html"
    if request.htmx and request.POST.get("go", "").startswith("move:") and seen.question:
        template = "assess/editor/moved.html"
    elif request.htmx and request.headers.get("HX-Target") == "earned":
        template = "assess/editor/earned.html"
    elif not request.htmx:
        template = "assess/editor/alone.html"
    told = {"preview": seen, "question": seen.question, "draft": draft}
    return render(request, template, told)


@allowed(Action.AUTHOR_TESTS)
@require_GET
def skills(request: HttpRequest) -> HttpResponse:
    """Skills to choose from, as one types."""
    hits = skill_hits(request, request.GET.get("skill-find", ""), request.GET.get("skill", ""))
    return render(request, "assess/editor/skills.html", {"skills": hits})


@allowed(Action.AUTHOR_TESTS)
@require_GET
def file(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture of the bank."""
    row = BankFileRecord.objects.of(request.organisation).filter(digest=digest).first()
    if row is None:
        raise Http404
    return pictures.response(row)


def _told(request: HttpRequest) -> tuple[ItemType, QuestionRecord | None]:
    """Return the way of answering and the question that the hidden fields name."""
    asked = request.POST.get("type", "")
    if asked not in set(ItemType):
        raise InputError(_("there is no such way of answering"), where=asked[:40])
    pk = request.POST.get("question", "")
    return ItemType(asked), find(request, QuestionRecord, pk=pk) if pk else None


def _draft(
    request: HttpRequest, type_: ItemType, given: Given, question: QuestionRecord | None
) -> drafts.Draft:
    before = keeping.item_of(keeping.version_of(question)) if question else None
    sizes = files.sizes(request.organisation, given) if type_ is ItemType.HOT_SPOT else {}
    return drafts.read(type_, given, before=before, sizes=sizes)


def _step(
    request: HttpRequest, type_: ItemType, given: Given, question: QuestionRecord | None
) -> HttpResponse:
    """Do what the button says: a row more or less, a picture, an answer tried, or save."""
    step = request.POST.get("go", "")
    given, focus, trouble = files.kept(request.organisation, given), "", ""
    try:
        if step == "upload":
            given = files.uploaded(request.organisation, given, request.FILES.get("upload"))
            if type_ is ItemType.HOT_SPOT and not given("image"):
                given = given.having(image=given(f"{given.rows('file')[-1]}-name"))
        elif step.startswith("language:"):
            given = drafts.toggled(given, step.removeprefix("language:"))
        elif step.startswith(("add:", "remove:", "up:", "down:")):
            given, focus = stepped(given, step)
    except SkillmarkError as error:
        trouble = str(error)
    draft = _draft(request, type_, given, question)
    if step == "save":
        given = draft.given.having(checked="yes")
        try:
            return _saved(request, draft, question)
        except SkillmarkError as error:
            trouble = draft.trouble or str(error)
            draft.given = given
    return _show(request, draft, question, focus=focus, trouble=trouble)


def _saved(
    request: HttpRequest, draft: drafts.Draft, question: QuestionRecord | None
) -> HttpResponse:
    row, new = saving.save(
        draft, question, organisation=request.organisation, now=timezone.now(), actor=request.user
    )
    if new:
        messages.success(request, _("Saved as version %(number)s.") % {"number": row.newest})
    else:
        messages.info(request, _("The words are the same as before: there is no new version."))
    return redirect(page_of(row) or reverse("question_edit", args=[row.pk]))


def _show(
    request: HttpRequest,
    draft: drafts.Draft,
    question: QuestionRecord | None,
    *,
    focus: str = "",
    trouble: str = "",
) -> HttpResponse:
    told: dict[str, Any] = context(request, draft, question, focus=focus, trouble=trouble)
    told["preview"] = preview(draft, request.POST)
    told["question"] = told["preview"].question
    template = "assess/editor/stepped.html" if request.htmx else "assess/editor/edit.html"
    status = 400 if told["problems"] and request.POST.get("go") == "save" else 200
    return render(request, template, told, status=status)
