"""Pages of recognition in matching: badges met, rules in force and over, one stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.text import Text
from skillmark.server.define import services as definitions
from skillmark.server.define.learning import recognising
from skillmark.server.define.learning.forms import WithdrawForm
from skillmark.server.define.models import AchievementRecord, RecognitionRecord
from skillmark.server.match.recognising.forms import StateForm
from skillmark.server.match.recognising.met import Met, met
from skillmark.server.match.recognising.suggesting import Suggestion, suggest
from skillmark.server.match.shown import Label
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks

SOON = timedelta(days=60)
MOST = 30
"""Badges for which suggestions are made on one page."""
MOST_RULES = 500


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule as the page shows it."""

    row: RecognitionRecord
    label: Label
    """The skill that it counts as; empty where it counts as an achievement."""
    people: int
    """How many people it touches here now."""


@allowed(Action.RECOGNISE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Badges that name no level, and what is stated."""
    now = timezone.now()
    found = met(request.organisation, now=now)
    waiting = [one for one in found.values() if one.open]
    rows = list(
        RecognitionRecord.objects.of(request.organisation)
        .select_related("achievement", "only")
        .order_by("-decided", "-pk")[:MOST_RULES]
    )
    labels = frameworks.label_maps((row.skill for row in rows if row.skill), request.organisation)
    stated = [Stated(row, labels.get(row.skill, {}), _people(row, found)) for row in rows]
    soon = timezone.localdate() + SOON
    in_force = [one for one in stated if one.row.in_force]
    context = {
        "waiting": [(one, suggest(one.said, request.organisation)) for one in waiting[:MOST]],
        "more": max(0, len(waiting) - MOST),
        "groups": [
            ("soon", [one for one in in_force if one.row.expires and one.row.expires <= soon]),
            (
                "in_force",
                [one for one in in_force if not one.row.expires or one.row.expires > soon],
            ),
            ("expired", [one for one in stated if not one.row.in_force and not one.row.withdrawn]),
            ("withdrawn", [one for one in stated if one.row.withdrawn]),
        ],
        "any_rule": bool(stated),
        "withdraw_form": WithdrawForm(auto_id=False),
    }
    return render(request, "match/recognition.html", context)


def _people(row: RecognitionRecord, found: dict[tuple[str, str], Met]) -> int:
    one = found.get((row.external_id, row.issuer))
    if one is None:
        return 0
    return one.count if row.only is None else int(row.only.email.lower() in one.people)


@allowed(Action.RECOGNISE)
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest) -> HttpResponse:
    """State what a badge counts as: never by itself, always by a person with a reason."""
    place, language = request.organisation, get_language() or "en"
    offered = [
        (row.slug, Text.of(row.name).in_language(language)) for row in definitions.offered(place)
    ]
    first = {name: request.GET.get(name, "")[:1000] for name in (*StateForm.WHAT, "skill", "level")}
    form = StateForm(request.POST or None, achievements=offered, organisation=place, initial=first)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in (*form.WHAT, *form.WHY)}
        if form.cleaned_data["skill"]:
            said |= {name: form.cleaned_data[name] for name in ("skill", "level")}
        else:
            slug = form.cleaned_data["counts_as"]
            said["achievement"] = AchievementRecord.objects.of(place).get(slug=slug)
        try:
            recognising.recognise(place, actor=request.user, **said)
        except SkillmarkError as error:
            form.add_error(error.where if error.where in form.fields else None, str(error.cause))
        else:
            messages.success(request, _("It counts from now on, in rankings and in pathways."))
            return redirect("recognition_rules")
    context: dict[str, Any] = {
        "form": form,
        "known": bool(form["external_id"].value() and form["issuer"].value()),
        **_about(request, form),
        **choosing.context(request, form),
    }
    return render(
        request, "match/recognition_state.html", context, status=400 if form.errors else 200
    )


def _about(request: HttpRequest, form: StateForm) -> dict[str, Any]:
    """Return what the badges of the achievement say, where any are met here."""
    key = form["external_id"].value() or "", form["issuer"].value() or ""
    if not all(key):
        return {}
    one = met(request.organisation, now=timezone.now()).get(key)
    if one is None:
        return {}
    found: list[Suggestion] = suggest(one.said, request.organisation)
    return {"met": one, "suggestions": found}


@allowed(Action.RECOGNISE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a rule count no longer."""
    row = find(request, RecognitionRecord, pk=pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise InputError(_("a decision needs a reason"), where="reason")
    recognising.withdraw(row, reason=form.cleaned_data["reason"], actor=request.user)
    messages.success(request, _("It counts no longer, neither in rankings nor in pathways."))
    return redirect("recognition_rules")
