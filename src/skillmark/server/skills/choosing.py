"""Choose one skill by its words: what is found appears below as one types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from skillmark.nouns.proficiency import ANCHORS
from skillmark.server.people.actions import Action
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import services as frameworks


def levels(*, nothing: Any) -> list[tuple[str, Any]]:
    """Return the levels to choose from, in the reader's language, after a choice of none."""
    language = get_language() or "en"
    named = [(str(one.level), f"{one.level} {one.name.in_language(language)}") for one in ANCHORS]
    return [("", nothing), *named]


def described_levels() -> list[tuple[str, str]]:
    """Return the levels with the words of the scale's anchors, to choose from by reading."""
    language = get_language() or "en"
    return [
        (
            str(one.level),
            f"{one.level} {one.name.in_language(language)}: {one.meaning.in_language(language)}",
        )
        for one in ANCHORS
    ]


class SkillSearch(forms.Form):
    """A skill found by words."""

    words = forms.CharField(required=False, max_length=200)
    skill = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, organisation: OrganisationRecord | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean(self) -> dict[str, Any]:
        """Ask for a skill that is known here."""
        given: dict[str, Any] = super().clean() or {}
        skill = given.get("skill", "")
        if not skill:
            self.add_error("skill", _("Type a word, then choose one of the skills found."))
        elif frameworks.row_of(skill, self.organisation) is None:
            self.add_error("skill", _("This skill is not known here."))
        return given


class SkillChoice(SkillSearch):
    """A skill found by words, and a level."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels(nothing=_("choose"))


@allowed(Action.OWN_MATCHES)
@require_GET
def skill_choices(request: HttpRequest) -> HttpResponse:
    """The skills that are found, to choose one of."""
    found = _found(request, request.GET.get("words", ""))
    return render(request, "skills/choices.html", found)


def context(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """Return what `skills/choose.html` shows: also without scripts, after the form was sent."""
    words, skill = form["words"].value() or "", form["skill"].value() or ""
    found = _found(request, words)
    row = frameworks.row_of(skill, request.organisation) if skill else None
    if row is not None and all(one["uri"] != skill for one in found["choices"]):
        label = row.label.get(get_language() or "en") or next(iter(row.label.values()))
        found["choices"].insert(0, {"uri": skill, "label": label, "framework": ""})
    return {
        **found,
        "words_asked": words,
        "skill_chosen": skill if row else "",
        "anchors": ANCHORS,
    }


def _found(request: HttpRequest, words: str) -> dict[str, Any]:
    words = words.strip()[:200]
    hits = (
        frameworks.search(
            words, organisation=request.organisation, language=get_language() or "en", limit=6
        )
        if words
        else []
    )
    choices = [{"uri": hit.uri, "label": hit.label, "framework": row.title} for row, hit in hits]
    return {"choices": choices, "asked": words}
