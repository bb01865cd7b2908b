"""Choose one skill by its words: what is found appears below as one types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from skillmark.nouns.proficiency import ANCHORS
from skillmark.server.match.forms import SkillChoice
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import services as frameworks


@allowed(Action.OWN_MATCHES)
@require_GET
def skill_choices(request: HttpRequest) -> HttpResponse:
    """The skills that are found, to choose one of."""
    found = _found(request, request.GET.get("words", ""))
    return render(request, "match/choices.html", found)


def context(request: HttpRequest, form: SkillChoice) -> dict[str, Any]:
    """Return what `match/choose.html` shows: also without scripts, after the form was sent."""
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
