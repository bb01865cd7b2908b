"""The player: one question a page, saved as it is answered. Nothing here knows a key."""

from __future__ import annotations

import math
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from skillmark.assess.interactions import ItemType
from skillmark.nouns.errors import ConflictError, SkillmarkError
from skillmark.server.assess import pictures, services
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.sitting import (
    breaks,
    course,
    hand,
    numbering,
    replies,
    shown,
    telling,
    uploads,
)
from skillmark.server.assess.sitting import clock as clocks
from skillmark.server.assess.sitting.answers import moved, read_answer
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed

PAUSE = "pause"
"""The button that begins a break."""


@allowed(Action.SIT_TEST)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """One item a page. A POST saves the answer and goes on; asked by htmx, it only saves."""
    attempt = hand.mine(request, pk)
    if attempt.submitted is not None:
        return hand.over(request, attempt, refused=request.method == "POST")
    if course.place(attempt, number) != number and request.method != "POST":
        return redirect("question", attempt.pk, course.place(attempt, number))
    if not 1 <= number <= len(attempt.form):
        raise Http404
    if request.method == "POST":
        return _answer(request, attempt, number)
    if request.method == "GET":
        services.note_shown(attempt, number, now=timezone.now())
    return _question(request, attempt, number)


def _answer(request: HttpRequest, attempt: AttemptRecord, number: int) -> HttpResponse:
    now = timezone.now()
    step = request.POST.get("go", "")
    try:
        kept = _stored(request, attempt, number, step, now)
    except SkillmarkError as error:
        return _not_stored(request, attempt, number, step, error)
    if step == PAUSE:
        return _break(request, attempt, number)
    if request.htmx and not step:
        return replies.saved(request, attempt, now=now, sequence=kept)
    return _leave(request, attempt, number, step)


def _stored(
    request: HttpRequest, attempt: AttemptRecord, number: int, step: str, now: datetime
) -> int:
    """Store what a form brings, and return the number of the answer that is there then."""
    name = attempt.form[number - 1][0]
    item = services.noun(attempt.delivery.test).item(name)
    if step.startswith("drop:"):
        uploads.remove(attempt, item, step.removeprefix("drop:"), now=now)
        return numbering.number_at(now)
    if step.startswith("unlink:"):
        uploads.unlink(attempt, item, step.removeprefix("unlink:"), now=now)
        return numbering.number_at(now)
    if item.type is ItemType.UPLOAD and step != "clear":
        uploads.add(attempt, item, uploads.read(request.FILES.getlist("file")), now=now)
        link = {name: request.POST.get(f"link-{name}", "") for name in ("title", "url")}
        note = request.POST.get("note", "")
        uploads.describe(attempt, item, **link, note=note, now=now)
        return numbering.number_at(now)
    if step.startswith("move:"):
        order = services.question(attempt, number).order
        value = moved(item, request.POST, step.removeprefix("move:"), shown=order)
    else:
        value = None if step == "clear" else read_answer(item, request.POST)
    sequence = numbering.read(request.POST.get("sequence", ""))
    return services.save_answer(attempt, name, value, now=now, sequence=sequence).sequence


def _not_stored(
    request: HttpRequest, attempt: AttemptRecord, number: int, step: str, error: SkillmarkError
) -> HttpResponse:
    now = timezone.now()
    state = replies.state_of(error)
    if state == "over":
        return hand.over(request, attempt, refused=True)
    if step == PAUSE and state in {"older", "refused"}:  # who needs a break gets it
        if not request.htmx:
            messages.warning(request, _("Not saved: %(cause)s") % {"cause": error.cause})
        return _break(request, attempt, number, state=state)
    if state == "paused" and not request.htmx:
        messages.info(request, error.cause)
        return redirect("question", attempt.pk, number)
    # who only goes on has nothing against a newer answer, or one that is final
    if step and (state == "older" or error.code == "final"):
        return _leave(request, attempt, number, step, state=state)
    if request.htmx:
        return replies.refused(request, attempt, error, now=now)
    return _question(request, attempt, number, error=error)


def _break(
    request: HttpRequest, attempt: AttemptRecord, number: int, *, state: str = "saved"
) -> HttpResponse:
    now = timezone.now()
    try:
        row = breaks.begin(attempt, now=now)
    except ConflictError as error:
        if replies.state_of(error) == "over":
            return hand.over(request, attempt)
        if request.htmx:
            return replies.refused(request, attempt, error, now=now)
        return _question(request, attempt, number, error=error)
    url = shown.address("question", attempt.pk, number)
    return replies.onward(request, row, url, now=now, state=state)


@allowed(Action.SIT_TEST)
@require_POST
def go_on(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """End the break; the clock goes on at the question where it stopped."""
    now = timezone.now()
    attempt = breaks.end(hand.mine(request, pk), now=now)
    return replies.onward(request, attempt, shown.address("question", attempt.pk, number), now=now)


@allowed(Action.SIT_TEST)
@require_GET
def question_picture(request: HttpRequest, pk: str, number: int, name: str) -> HttpResponse:
    """A picture that the item at this place shows; no other of the test."""
    attempt = hand.mine(request, pk)
    hidden = attempt.submitted is not None or clocks.on_break(attempt, timezone.now())
    if hidden or not 1 <= number <= len(attempt.form):
        raise Http404
    if name not in services.question(attempt, number).pictures:
        raise Http404
    return pictures.response(attempt.delivery.test.files.get(name=name))


def _onward(attempt: AttemptRecord, number: int, step: str) -> str:
    """Return the address to which a button of the page leads."""
    if step == "review" or (step == "next" and number == len(attempt.form)):
        return shown.address("attempt_review", attempt.pk)
    if step.isdecimal() and 1 <= int(step) <= len(attempt.form):
        return shown.address("question", attempt.pk, int(step))
    onward = {"next": number + 1, "back": max(1, number - 1)}
    return shown.address("question", attempt.pk, onward.get(step, number))


def _leave(
    request: HttpRequest, attempt: AttemptRecord, number: int, step: str, *, state: str = "saved"
) -> HttpResponse:
    """Go where a button leads; in some modes that makes the answer final."""
    now = timezone.now()
    if not course.guided(attempt):
        url = _onward(attempt, number, step)
    elif step not in {"next", "blank"}:
        url = _onward(attempt, course.place(attempt, number), step)
    else:
        try:
            onward = course.onward(attempt, number, now=now, blank=step == "blank")
        except SkillmarkError as error:
            if request.htmx:
                return replies.page(attempt, now=now)
            return _question(request, attempt, number, error=error)
        if onward is not None:
            url = shown.address("question", attempt.pk, onward)
        elif course.may_go_back(attempt):
            url = shown.address("attempt_review", attempt.pk)
        else:
            return hand.over(request, attempt)
    return replies.onward(request, attempt, url, now=now, state=state)


def _question(
    request: HttpRequest,
    attempt: AttemptRecord,
    number: int,
    *,
    error: SkillmarkError | None = None,
) -> HttpResponse:
    now = timezone.now()
    if clocks.on_break(attempt, now):
        return hand.resting(request, attempt, number)
    places = services.overview(attempt)
    context = {
        "attempt": attempt,
        "question": services.question(attempt, number),
        "number": number,
        "total": len(places),
        "places": places,
        "answered": sum(done for _, done in places),
        "clock": clocks.clock(attempt, now),
        "break_left": math.floor(attempt.pause_left) if attempt.deadline else 0,
        "now": numbering.number_at(now),
        "error": error,
        "typed": {name.replace("-", "_"): words for name, words in request.POST.items()},
        "way": course.way(attempt, number),
        "told": telling.at_once(attempt, number),
    }
    # an answer that is still to come is no mistake
    mistake = error is not None and error.code != "blank"
    return render(request, "assess/question.html", context, status=400 if mistake else 200)
