"""Find skills in the words of a form: suggestions that a person takes over one by one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from skillmark.nouns.errors import SkillmarkError
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed
from skillmark.server.skills.reading import keeping, lighting, shown
from skillmark.server.skills.reading.entries import in_order
from skillmark.server.skills.reading.steps import language

FIELDS = (
    "suggest_text",
    *(f"{name}_{tag}" for tag in ("en", "de") for name in ("name", "title", "description")),
    "criteria_en",
    "criteria_de",
    "learning_outcomes",
)
"""Fields of the forms of achievements and learning opportunities that are read."""


@allowed(Action.DEFINE)
@require_POST
def skill_suggestions(request: HttpRequest) -> HttpResponse:
    """The skills that the words of a form speak of, without those that it has already."""
    limit(request, "text", times=60, seconds=60)
    parts = [keeping.tidy(request.POST.get(name, "")) for name in FIELDS]
    text = "\n\n".join(dict.fromkeys(part for part in parts if part))[: lighting.LONGEST]
    there = set(request.POST.getlist("skill"))
    context: dict[str, Any] = {"read": bool(text)}
    try:
        row = lighting.chosen(request.organisation, request.POST.get("suggest_framework", ""))
        found = keeping.read(text, row, language=language()) if text else []
        lines = shown.reading(text, in_order(found), (), request.organisation)["lines"]
        context["known"] = sum(one.entry.uri in there for one in lines)
        context["lines"] = [one for one in lines if one.entry.uri not in there]
    except SkillmarkError as error:
        context["error"] = error
    return render(request, "reading/suggestions.html", context)
