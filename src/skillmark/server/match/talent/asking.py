"""The page where a leader asks who can do something, now and in so many weeks."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import InputError
from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import CLASSES, words
from skillmark.server.match import services
from skillmark.server.match.talent import picture, wanted
from skillmark.server.match.talent.depth import SHOWN
from skillmark.server.match.talent.reach import Answer, Standing, State, who
from skillmark.server.match.talent.ways import Ways
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks

STATES = {
    State.NOW: gettext_lazy("can now"),
    State.SOON: gettext_lazy("ready in time"),
    State.LATER: gettext_lazy("ready later"),
    State.OUT: gettext_lazy("out of reach"),
}
SHOWN_AT_ONCE = 60
"""People of one state on the page; the file has everybody."""


@allowed(Action.SEE_BENCH)
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Who can do it now, by class of evidence; who nearly can, and by which way."""
    return _page(request, wanted.Question.of(request.GET, request.organisation))


@allowed(Action.SEE_BENCH)
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Take the skills that pasted words speak of into the question."""
    limit(request, "advert", times=60, seconds=60)
    question = wanted.Question.of(request.POST, request.organisation)
    try:
        needs = wanted.read(
            request.POST.get("text", ""), request.organisation, language=get_language() or "en"
        )
    except InputError as error:
        return _page(request, question, error=error)
    return redirect(f"{reverse('who')}?{wanted.address_of(needs, question)}")


def _page(
    request: HttpRequest, question: wanted.Question, error: InputError | None = None
) -> HttpResponse:
    organisation = request.organisation
    search = choosing.SkillSearch(initial={"words": question.words}, organisation=organisation)
    answer = _answer(request, question) if question.needs else None
    labels = frameworks.label_maps((need.skill for need in question.needs), organisation)
    context = {
        "question": question,
        "needs": [(labels[need.skill], need) for need in question.needs],
        "roles": [(row, services.as_role(row)) for row in services.open_roles(organisation)],
        "levels": choosing.levels(nothing=_("any level")),
        "weeks": sorted({*wanted.WEEKS, question.weeks}),
        "answer": answer,
        "search": search,
        "error": error,
        "text": request.POST.get("text", ""),
        **choosing.context(request, search),
        **(_shown(answer, labels) if answer else {}),
    }
    return render(request, "talent/who.html", context, status=400 if error else 200)


def _answer(request: HttpRequest, question: wanted.Question) -> Answer:
    now = timezone.now()
    return who(
        request.organisation,
        question.needs,
        weeks=question.weeks,
        today=now.date(),
        now=now,
        ways=Ways.of(request.organisation, otherwise=question.hours),
    )


def _shown(answer: Answer, labels: dict[str, dict[str, str]]) -> dict[str, Any]:
    until = sorted({*wanted.WEEKS, answer.weeks})
    states = [
        (state, len(found), [_person(one, answer, labels) for one in found[:SHOWN_AT_ONCE]])
        for state in State
        for found in [answer.those(state)]
    ]
    return {
        "able": [(cls, answer.able(cls)) for cls in SHOWN],
        "table": [row for _state, _count, shown in states for row in shown],
        "states": {state.value: (count, shown) for state, count, shown in states},
        "counts": [(weeks, answer.ready_in(weeks)) for weeks in until],
        "picture": picture.readiness(answer) if len(answer.those(State.OUT)) < len(answer.people)
        else "",
        "not_planned": sum(not one.planned and one.state is not State.NOW for one in answer.people),
    }  # fmt: skip


def _person(one: Standing, answer: Answer, labels: dict[str, dict[str, str]]) -> dict[str, Any]:
    path = one.path
    return {
        "one": one,
        "cells": [
            (labels[need.skill], need, cell)
            for need, cell in zip(answer.needs, one.cells, strict=True)
        ],
        "missing": [labels[gap.skill] for gap in one.gaps],
        "left": [labels[skill] for skill in (path.left if path else [g.skill for g in one.gaps])],
        "steps": [(step, *span(step.start, step.end)) for step in (path.steps if path else ())],
        "week": path.week if path else None,
    }


def span(start: float, end: float) -> tuple[int, int]:
    """Return the first and last week of a step as calendars count them, from 1."""
    first = int(start + 1e-9) + 1
    return first, max(first, ceil(end - 1e-9))


@allowed(Action.SEE_BENCH)
@require_safe
def ask_csv(request: HttpRequest) -> HttpResponse:
    """The answer as a spreadsheet: a row a person, and for each step of their way one more."""
    question = wanted.Question.of(request.GET, request.organisation)
    people = _answer(request, question).people if question.needs else ()
    labels = frameworks.label_maps((need.skill for need in question.needs), request.organisation)
    header = [
        _("Person"), _("Team"), _("State"), _("Reached by"), _("Ready in week"), _("Missing"),
        _("Step"), _("From week"), _("To week"), _("Hours"), _("Cost"),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for one in people:
        missing = ", ".join(words(labels[gap.skill]) for gap in one.gaps)
        head = [
            str(one.person), one.team, str(STATES[one.state]),
            str(CLASSES[one.reached][0]) if one.reached else "",
            "" if one.weeks is None else 0 if not one.path else one.path.week, missing,
        ]  # fmt: skip
        steps = one.path.steps if one.path else ()
        rows += [
            [*head, words(step.row.title), *span(step.start, step.end), step.offer.hours,
             step.offer.cost]
            for step in steps
        ] or [[*head, "", "", "", "", ""]]  # fmt: skip
    return csv_file(f"{_('Who can do it')}.csv", header, rows)
