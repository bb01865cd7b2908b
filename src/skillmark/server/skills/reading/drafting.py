"""The page where a text is read and corrected: nothing is stored before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import FrameworkRecord
from skillmark.server.skills.reading import correcting, forms, keeping, lighting, shown
from skillmark.server.skills.reading.entries import Entry, in_order, unpacked
from skillmark.server.skills.reading.entries import find as find_words
from skillmark.server.skills.reading.models import TextRecord, Verdict
from skillmark.skills.linking.linker import Span

HITS = 6


@dataclass(slots=True)
class Draft:
    """A text while it is read: what its page carries to and fro."""

    text: str = ""
    entries: Sequence[Entry] = ()
    read: bool = False
    open_line: str = ""
    """The skill for which others are offered."""
    touched: str = ""
    """The skill that the last step was about: the keyboard goes on there."""
    asked: str = ""
    """What was searched for to be added."""
    said: str = ""
    """What a screen reader is told of the last step."""
    error: SkillmarkError | None = None
    filled: bool = False
    """The text came as a file; the page does not have it yet."""


def language() -> str:
    """Return the reader's language."""
    return get_language() or "en"


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
    draft = _stepped(request, form)
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
        draft = _stepped(request, form)
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


def framework_of(request: HttpRequest, form: Any) -> FrameworkRecord:
    """Return the framework that a form names."""
    return lighting.chosen(request.organisation, form["framework"].value() or "")


def _stepped(request: HttpRequest, form: forms.ReadForm) -> Draft:
    """Return the draft after what the pressed button says."""
    draft = Draft()
    try:
        draft.text = form.words()
        if form.files.get("file"):
            # from here on the page carries the words: the file is not sent again
            form.data = form.data.copy()
            form.data["text"], draft.filled = draft.text, True
        draft.entries = carried(request, draft.text)
        draft.read = "was_read" in request.POST
        do, _colon, rest = request.POST.get("do", "save").partition(":")
        step = _STEPS.get(do)
        if step is not None:
            step(request, form, draft, rest)
    except SkillmarkError as error:
        draft.error = error
    return draft


def carried(request: HttpRequest, text: str) -> list[Entry]:
    """Return the entries that the page brought back, with the levels as they are set now."""
    tokens, levels = request.POST.getlist("entry"), request.POST.getlist("level")
    if len(tokens) != len(levels):
        raise InputError(_("The lines of the skills do not fit together."))
    found = []
    for token, said in zip(tokens[: keeping.MOST_SKILLS + 20], levels, strict=False):
        one = unpacked(token, text)
        level = int(said) if said in set("12345678") else None
        if level != one.level:
            # who sets the level has looked: the skill is confirmed with it
            verdict = Verdict.CONFIRMED if one.verdict is Verdict.FOUND else one.verdict
            one = replace(one, level=level, verdict=verdict)
        found.append(one)
    return in_order(found)


def _read(request: HttpRequest, form: forms.ReadForm, draft: Draft, _rest: str) -> None:
    limit(request, "text", times=60, seconds=60)
    row = framework_of(request, form)
    spoken = form["language"].value() or keeping.spoken(draft.text) or language()
    decided = {one.uri: one for one in draft.entries if one.decided}
    fresh = keeping.read(draft.text, row, language=spoken)
    new = {one.uri: one for one in fresh} | decided
    draft.entries, draft.read = in_order(new.values()), True
    counted = sum(one.counts for one in draft.entries)
    draft.said = _("Skills found: %(count)s.") % {"count": counted}


def _confirm(request: HttpRequest, form: Any, draft: Draft, uri: str) -> None:
    draft.entries = correcting.with_verdict(draft.entries, uri, Verdict.CONFIRMED)
    draft.touched = uri
    draft.said = _("Confirmed: %(skill)s.") % {"skill": _label(request, uri)}


def _remove(request: HttpRequest, form: Any, draft: Draft, uri: str) -> None:
    draft.entries = correcting.with_verdict(draft.entries, uri, Verdict.REMOVED)
    draft.said = _("Removed: %(skill)s.") % {"skill": _label(request, uri)}


def _back(request: HttpRequest, form: Any, draft: Draft, uri: str) -> None:
    draft.entries = correcting.with_verdict(draft.entries, uri, Verdict.FOUND)
    draft.touched = uri
    draft.said = _("Put back: %(skill)s.") % {"skill": _label(request, uri)}


def _others(_request: HttpRequest, _form: Any, draft: Draft, uri: str) -> None:
    draft.open_line = draft.touched = uri


def _instead(request: HttpRequest, form: Any, draft: Draft, rest: str) -> None:
    old, _space, new = rest.partition(" ")
    _known(request, new)
    draft.entries = correcting.replaced(draft.entries, old, new)
    said = {"old": _label(request, old), "new": _label(request, new)}
    draft.touched = new
    draft.said = _("%(new)s instead of %(old)s.") % said


def _look(request: HttpRequest, _form: Any, draft: Draft, _rest: str) -> None:
    draft.asked = (request.POST.get("add") or request.POST.get("for_words") or "").strip()[:200]
    if not draft.asked:
        raise InputError(_("Type the name of a skill."))


def _add(request: HttpRequest, form: Any, draft: Draft, uri: str) -> None:
    _known(request, uri)
    draft.entries = correcting.added(draft.entries, uri, span=_span(request, draft.text))
    draft.touched = uri
    draft.said = _("Added: %(skill)s.") % {"skill": _label(request, uri)}


def _propose(request: HttpRequest, form: Any, draft: Draft, rest: str) -> None:
    """Add a skill for the words for which it was added before."""
    uri, _space, words = rest.partition(" ")
    _known(request, uri)
    draft.entries = correcting.added(draft.entries, uri, span=find_words(draft.text, words))
    draft.touched = uri
    draft.said = _("Added: %(skill)s.") % {"skill": _label(request, uri)}


_STEPS = {
    "read": _read,
    "confirm": _confirm,
    "remove": _remove,
    "back": _back,
    "others": _others,
    "instead": _instead,
    "look": _look,
    "add": _add,
    "propose": _propose,
}


def _span(request: HttpRequest, text: str) -> Span | None:
    """Return the words that were selected, or typed, for a skill to be added."""
    words = " ".join(request.POST.get("for_words", "").split())[:200]
    if not words:
        return None
    place = request.POST.get("for_start", "")
    found = find_words(text, words, near=int(place) if place.isdecimal() else 0)
    if found is None:
        raise InputError(
            _("The text does not have the words “%(words)s”.") % {"words": words},
            remedy=_("Type them as they stand there, or leave the field empty."),
        )
    return found


def _known(request: HttpRequest, uri: str) -> None:
    if frameworks.row_of(uri[:500], request.organisation) is None:
        raise InputError(_("This skill is not known here."))


def _label(request: HttpRequest, uri: str) -> str:
    return frameworks.labels([uri], language(), request.organisation)[uri]


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
