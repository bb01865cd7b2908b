"""The steps of reading and correcting a text: from what a page brought to what it shows next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.people.limits import limit
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import FrameworkRecord
from skillmark.server.skills.reading import correcting, forms, keeping, lighting
from skillmark.server.skills.reading.entries import Entry, in_order, unpacked
from skillmark.server.skills.reading.entries import find as find_words
from skillmark.server.skills.reading.models import Verdict
from skillmark.skills.linking.linker import Span


@dataclass(slots=True)
class Draft:
    """A text while it is read: what its page carries to and fro."""

    text: str = ""
    entries: Sequence[Entry] = ()
    read: bool = False
    by_words: bool = False
    """The last reading compared words alone, no meanings."""
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


def framework_of(request: HttpRequest, form: Any) -> FrameworkRecord:
    """Return the framework that a form names."""
    return lighting.chosen(request.organisation, form["framework"].value() or "")


def stepped(request: HttpRequest, form: forms.ReadForm) -> Draft:
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
        draft.by_words = "by_words" in request.POST
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
    fresh = keeping.found_in(draft.text, row, language=spoken)
    new = {one.uri: one for one in fresh.entries} | decided
    draft.by_words = not fresh.by_meaning
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
