"""Pages where a role is written: from a job advertisement, skill by skill, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.text import Text
from skillmark.server.match import forms, occupying, services
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.reviewing import veil
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.reading import correcting, keeping, lighting
from skillmark.server.skills.reading.entries import from_match
from skillmark.server.skills.reading.models import TextRecord
from skillmark.server.skills.reading.shown import Remembered, remembered
from skillmark.skills.linking.linker import Match


@dataclass(frozen=True, slots=True)
class Line:
    """One skill that the role asks for, as the form shows it."""

    requirement: Requirement
    label: dict[str, str]
    number: int = 0
    """Which number it has in the advertisement, 0 where it was added by hand."""
    match: Match | None = None
    remembered: Remembered | None = None
    """What was corrected here before for the same words."""

    @property
    def percent(self) -> int:
        """How sure the reading of the advertisement is, in percent."""
        return lighting.percent(self.match) if self.match else 0

    @property
    def words(self) -> list[str]:
        """The words of the advertisement that speak of it."""
        spans = self.match.spans if self.match else ()
        return list(dict.fromkeys(span.words for span in spans))


def _language() -> str:
    return get_language() or "en"


@allowed(Action.DEFINE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def role_new(request: HttpRequest) -> HttpResponse:
    """A new role."""
    return _edit(request, None)


@allowed(Action.DEFINE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def role_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change what a role asks for."""
    return _edit(request, find(request, RoleRecord, pk=pk))


@allowed(Action.DEFINE_ROLES)
@require_POST
def role_read(request: HttpRequest) -> HttpResponse:
    """The advertisement lit up beside its skills alone, without leaving the page."""
    form = _form(request, None)
    wanted: list[Requirement] = []
    error: InputError | None = None
    try:
        wanted = form.requirements()
        wanted = _read_in(request, form, wanted)
    except InputError as trouble:
        error = trouble
    # htmx swaps good answers only, and this one says what is wrong inside the page.
    return render(request, "match/draft.html", _draft(request, form, wanted, error))


@allowed(Action.DEFINE_ROLES)
@require_GET
def role_skills(request: HttpRequest) -> HttpResponse:
    """Skills to add, as one types."""
    words = request.GET.get("add", "").strip()[:200]
    context = {"found": _search(request, words), "asked": words}
    return render(request, "match/role_skills.html", context)


@allowed(Action.DEFINE_ROLES)
@require_GET
def role_occupations(request: HttpRequest) -> HttpResponse:
    """Occupations to begin with, as one types."""
    asked = request.GET.get("occupation_words", "").strip()[:200]
    context = {"occupations": _occupations(request, asked), "asked": asked}
    return render(request, "match/role_occupations.html", context)


@allowed(Action.DEFINE_ROLES)
@require_GET
def role_line(request: HttpRequest) -> HttpResponse:
    """One more line of the form."""
    uri = request.GET.get("skill", "")[:500]
    if frameworks.row_of(uri, request.organisation) is None:
        return HttpResponse()
    [line] = _lines(request, [Requirement(uri)], lighting.Reading())
    return render(request, "match/line.html", {"line": line, "levels": _levels()})


def _edit(request: HttpRequest, row: RoleRecord | None) -> HttpResponse:
    form = _form(request, row)
    error: InputError | None = None
    wanted = list(services.as_role(row).requirements) if row else _of_text(request)
    if request.method == "POST":
        try:
            wanted = form.requirements()
            done = _step(request, form, row, wanted)
            if isinstance(done, HttpResponse):
                return done
            wanted = done
        except InputError as trouble:
            error = trouble
    asked = request.POST.get("occupation_words", "").strip()[:200]
    context = {
        "row": row,
        "form": form,
        "occupation_asked": asked,
        "occupations": _occupations(request, asked),
        **_draft(request, form, wanted, error),
    }
    status = 400 if context["error"] or form.errors else 200
    return render(request, "match/role_form.html", context, status=status)


def _form(request: HttpRequest, row: RoleRecord | None) -> forms.RoleForm:
    first: dict[str, str] = {}
    if row is not None:
        title = services.as_role(row).title.in_language(_language())
        first = {"title": title, "advert": row.advert}
    elif (text := _text(request)) is not None:
        first = {"title": text.title, "advert": text.text}
    form = forms.RoleForm(request.POST or None, initial=first, organisation=request.organisation)
    if row is not None:
        # whether names are hidden is decided on the page of the ranking, where it is on record
        del form.fields["anonymous"]
    return form


def _text(request: HttpRequest) -> TextRecord | None:
    """Return the kept text that the address names (`?text=ID`), to write a role from."""
    named = request.GET.get("text", "") if request.method == "GET" else ""
    return find(request, TextRecord, pk=named) if named else None


def _of_text(request: HttpRequest) -> list[Requirement]:
    """Return what a kept text asks for, as people corrected it."""
    text = _text(request)
    return [
        Requirement(one.uri, one.level, label=one.words[0] if one.words else "")
        for one in (keeping.entries_of(text) if text else ())
        if one.counts
    ][: forms.MOST_SKILLS]


def _step(
    request: HttpRequest, form: forms.RoleForm, row: RoleRecord | None, wanted: list[Requirement]
) -> HttpResponse | list[Requirement]:
    """Do what the pressed button says: return the page to go to, or the lines to show now."""
    occupation = request.POST.get("occupation", "")
    if occupation:
        return _of_occupation(request, form, wanted, occupation)
    if request.POST.get("step") == "occupations":
        return wanted
    gone = request.POST.get("drop", "")
    if gone:
        return [one for one in wanted if one.skill != gone]
    if request.POST.get("step") == "read":
        return _read_in(request, form, wanted)
    words = request.POST.get("add", "").strip()
    if words:
        return _added(request, wanted, words)
    if not wanted:
        raise InputError(_("A role needs at least one skill."))
    return _store(request, row, form, wanted) if form.is_valid() else wanted


def _read_in(
    request: HttpRequest, form: forms.RoleForm, wanted: list[Requirement]
) -> list[Requirement]:
    """Return the lines with the skills of the advertisement that are not among them yet."""
    limit(request, "advert", times=60, seconds=60)
    known = {one.skill for one in wanted}
    found = list(wanted)
    for match in _reading(request, form).matches:
        if match.uri not in known and len(found) < forms.MOST_SKILLS:
            cue = match.level_cue
            said = match.spans[0].words if match.spans else ""
            found.append(Requirement(match.uri, cue.level if cue else None, label=said))
    return found


def _occupations(request: HttpRequest, words: str) -> list[tuple[Any, Any]]:
    if not words:
        return []
    return frameworks.search(
        words,
        organisation=request.organisation,
        language=_language(),
        limit=6,
        kind="occupation",
    )


def _of_occupation(
    request: HttpRequest, form: forms.RoleForm, wanted: list[Requirement], uri: str
) -> list[Requirement]:
    """Return the lines with what an occupation asks for that is not among them yet.

    The role takes the occupation's name where it has none.
    """
    row = frameworks.occupation_of(uri[:500], request.organisation)
    if row is None:
        raise InputError(_("This occupation is not known here."))
    role = occupying.role_of(row)
    if not form["title"].value():
        form.data = form.data.copy()
        form.data["title"] = role.title.in_language(_language())
    known = {one.skill for one in wanted}
    more = [one for one in role.requirements if one.skill not in known]
    return [*wanted, *more][: forms.MOST_SKILLS]


def _added(request: HttpRequest, wanted: list[Requirement], words: str) -> list[Requirement]:
    found = _search(request, words)
    if not found:
        raise InputError(_("No skill is called that. Try other words."))
    uri = found[0][1].uri
    return wanted if uri in {one.skill for one in wanted} else [*wanted, Requirement(uri)]


def _search(request: HttpRequest, words: str) -> list[tuple[Any, Any]]:
    if not words:
        return []
    return frameworks.search(
        words, organisation=request.organisation, language=_language(), limit=8
    )


def _store(
    request: HttpRequest, row: RoleRecord | None, form: forms.RoleForm, wanted: list[Requirement]
) -> HttpResponse:
    others = dict(services.as_role(row).title.translations) if row else {}
    title = Text.of({**others, _language(): form.cleaned_data["title"]})
    saved = services.save_role(
        request.organisation,
        Role(title, tuple(wanted)),
        advert=form.cleaned_data["advert"],
        row=row,
        actor=request.user,
    )
    if form.cleaned_data.get("anonymous") and not saved.anonymous:
        veil.hide_for_all(saved, actor=request.user)
    messages.success(request, _("The role is saved."))
    return redirect("role", saved.pk)


def _draft(
    request: HttpRequest,
    form: forms.RoleForm,
    wanted: list[Requirement],
    error: InputError | None = None,
) -> dict[str, Any]:
    """Return what the lit advertisement and the lines beside it show."""
    reading: lighting.Reading | None = None
    if (form["advert"].value() or "").strip():
        try:
            reading = _reading(request, form)
        except InputError as trouble:
            error = error or trouble
    lines = _lines(request, wanted, reading or lighting.Reading())
    asked = {one.requirement.skill for one in lines}
    pieces = [
        piece if piece.match and piece.match.uri in asked else lighting.Piece(piece.text)
        for piece in (reading.pieces if reading else ())
    ]
    return {
        "lines": lines,
        "pieces": pieces,
        "levels": _levels(),
        "read": reading is not None,
        "error": error,
    }


def _reading(request: HttpRequest, form: forms.RoleForm) -> lighting.Reading:
    return lighting.read(
        form["advert"].value() or "",
        request.organisation,
        language=_language(),
        framework=form["framework"].value() or "",
        remedy=_("Paste the job advertisement."),
    )


def _lines(
    request: HttpRequest, wanted: Sequence[Requirement], reading: lighting.Reading
) -> list[Line]:
    labels = frameworks.label_maps((one.skill for one in wanted), request.organisation)
    entries = [from_match(one) for one in reading.matches]
    before = remembered(
        correcting.proposals(request.organisation, entries, ""), request.organisation
    )
    found = []
    for one in wanted:
        number = reading.number(one.skill)
        match = reading.matches[number - 1] if number else None
        found.append(Line(one, labels[one.skill], number, match, before.get(one.skill)))
    return found


def _levels() -> list[tuple[str, Any]]:
    return choosing.levels(nothing=_("any level"))
