"""Pages of candidates: what is offered, the player, the result. No page here knows a key."""

from __future__ import annotations

import math
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from skillmark.assess.interactions import ItemType
from skillmark.nouns.errors import ConflictError, SkillmarkError
from skillmark.server.assess import picture as drawing
from skillmark.server.assess import pictures, services
from skillmark.server.assess.models import AttemptRecord, DeliveryRecord
from skillmark.server.assess.rating import contesting, declaring, told
from skillmark.server.assess.rating.forms import DeclarationForm, SecondLookForm
from skillmark.server.assess.rating.machine import ordering
from skillmark.server.assess.rating.machine import services as machine
from skillmark.server.assess.sitting import (
    accommodating,
    agreeing,
    breaks,
    course,
    forms,
    numbering,
    replies,
    shown,
    telling,
    uploads,
)
from skillmark.server.assess.sitting import clock as clocks
from skillmark.server.assess.sitting.answers import moved, read_answer
from skillmark.server.assess.sitting.claiming import claim as claim_badge
from skillmark.server.assess.sitting.ended import ended
from skillmark.server.award.models import AwardRecord
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PAUSE = "pause"
"""The button that begins a break."""


def _mine(request: HttpRequest, pk: Any) -> AttemptRecord:
    """Return the reader's own attempt, closed if its time is over; everybody else's is a 404."""
    rows = AttemptRecord.objects.select_related("delivery__test", "organisation")
    row = find(request, rows, pk=pk)
    if row.account_id != request.user.pk:
        raise Http404
    now = timezone.now()
    row = services.close_if_over(row, now=now)
    if row.submitted is None and row.paused is not None and not clocks.on_break(row, now):
        return breaks.end(row, now=now)
    return row


@allowed(Action.SIT_TEST)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every test that is open, with what the person has done of it."""
    offers = shown.offers(request.organisation, request.user, now=timezone.now())
    return render(request, "assess/sittings.html", {"offers": offers})


@allowed(Action.SIT_TEST)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, pk: str) -> HttpResponse:
    """What the test is, how long it takes, and what to agree to; then the first question."""
    delivery = find(request, DeliveryRecord.objects.select_related("test"), pk=pk)
    form = (
        forms.PracticeForm(request.POST or None)
        if delivery.practice
        else forms.StartForm(request.POST or None, task=agreeing.is_task(delivery))
    )
    if request.method == "POST" and form.is_valid():
        attempt = services.start_attempt(
            request.user,
            delivery,
            now=timezone.now(),
            rng=SystemRandom(),
            agreed=True,
            language=get_language() or "en",
        )
        if "machine" in request.POST:
            ordering.consent(attempt, now=timezone.now())
        return redirect("question", attempt.pk, services.place(attempt))
    context = {
        "offer": shown.offer(delivery, request.user, now=timezone.now()),
        "allowance": accommodating.allowance(delivery, request.user),
        "form": form,
        "machine": ordering.in_use(delivery),
    }
    return render(request, "assess/sitting.html", context)


@allowed(Action.SIT_TEST)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """One item a page. A POST saves the answer and goes on; asked by htmx, it only saves."""
    attempt = _mine(request, pk)
    if attempt.submitted is not None:
        return _over(request, attempt, refused=request.method == "POST")
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
        return _over(request, attempt, refused=True)
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
            return _over(request, attempt)
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
    attempt = breaks.end(_mine(request, pk), now=now)
    return replies.onward(request, attempt, shown.address("question", attempt.pk, number), now=now)


@allowed(Action.SIT_TEST)
@require_GET
def question_picture(request: HttpRequest, pk: str, number: int, name: str) -> HttpResponse:
    """A picture that the item at this place shows; no other of the test."""
    attempt = _mine(request, pk)
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
            return _over(request, attempt)
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
        return _resting(request, attempt, number)
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


def _resting(request: HttpRequest, attempt: AttemptRecord, number: int) -> HttpResponse:
    """The page of a break: nothing of any question."""
    now = timezone.now()
    ends = clocks.break_ends(attempt) or now
    left = clocks.clock(attempt, now)
    context = {
        "attempt": attempt,
        "number": number,
        "ends": ends,
        "seconds": math.ceil((ends - now).total_seconds()),
        "minutes": math.ceil(left.seconds / 60) if left else 0,
        "now": numbering.number_at(now),
    }
    return render(request, "assess/break.html", context)


def _over(request: HttpRequest, attempt: AttemptRecord, *, refused: bool = False) -> HttpResponse:
    """Lead to the result; `refused`: an answer came too late."""
    now = timezone.now()
    attempt = services.close_if_over(attempt, now=now)
    url = shown.address("attempt_result", attempt.pk)
    if refused and not request.htmx:
        messages.warning(request, _("This answer came too late and is not stored."))
    return replies.onward(request, attempt, url, now=now, state="over")


@allowed(Action.SIT_TEST)
@require_safe
def review(request: HttpRequest, pk: str) -> HttpResponse:
    """What is answered and what is not, before it is submitted."""
    attempt = _mine(request, pk)
    now = timezone.now()
    if attempt.submitted is not None:
        return _over(request, attempt)
    if clocks.on_break(attempt, now):
        return _resting(request, attempt, services.place(attempt))
    return _review(request, attempt, DeclarationForm() if declaring.asks(attempt) else None)


def _review(
    request: HttpRequest, attempt: AttemptRecord, declaration: DeclarationForm | None
) -> HttpResponse:
    now = timezone.now()
    places = services.overview(attempt)
    context = {
        "attempt": attempt,
        "place": len(attempt.form),
        "places": places,
        "blank": [number for number, done in places if not done],
        "declaration": declaration,
        "clock": clocks.clock(attempt, now),
        "now": numbering.number_at(now),
    }
    status = 400 if declaration is not None and declaration.errors else 200
    page = "assess/review.html" if course.may_go_back(attempt) else "assess/ending.html"
    return render(request, page, context, status=status)


@allowed(Action.SIT_TEST)
@require_POST
def submit(request: HttpRequest, pk: str) -> HttpResponse:
    """Submit; a second click finds it submitted. Whose work it is, is said before."""
    now = timezone.now()
    attempt = _mine(request, pk)
    if attempt.submitted is None and declaring.asks(attempt):
        form = DeclarationForm(request.POST)
        if not form.is_valid() and request.htmx:
            return replies.page(attempt, now=now)
        if not form.is_valid():
            return _review(request, attempt, form)
        used = form.cleaned_data["help_used"]
        declaring.declare(attempt, help_used=used, now=now)
    attempt = services.submit(attempt, now=now)
    url = shown.address("attempt_result", attempt.pk)
    return replies.onward(request, attempt, url, now=now, state="over")


@allowed(Action.SIT_TEST)
@require_safe
def result(request: HttpRequest, pk: str) -> HttpResponse:
    """Score, cut score, skills, uncertainty, and the way to the badge."""
    attempt = _mine(request, pk)
    if attempt.submitted is None:
        return redirect("question", attempt.pk, services.place(attempt))
    award = AwardRecord.objects.filter(pk=attempt.claimed).first() if attempt.claimed else None
    offer = shown.offer(attempt.delivery, request.user, now=timezone.now())
    context = {
        "attempt": attempt,
        "outcome": shown.outcome(attempt),
        "award": award,
        "answers": told.told(attempt),
        "second_look_form": SecondLookForm(auto_id=False),
        "machine": machine.told(attempt),
        "there": numbering.listed(attempt),
        "can_repeat": not offer.over and not offer.early and offer.left != 0,
    }
    return render(request, "assess/result.html", context)


@allowed(Action.SIT_TEST)
@require_GET
def picture(request: HttpRequest, pk: str) -> HttpResponse:
    """The skills of a result as a chart."""
    attempt = _mine(request, pk)
    if not telling.tells_result(attempt):
        raise Http404
    return svg(drawing.skills(shown.outcome(attempt).skills))


@allowed(Action.SIT_TEST)
@require_GET
def course_picture(request: HttpRequest, pk: str) -> HttpResponse:
    """How an adaptive or mastery test went, as a chart."""
    attempt = _mine(request, pk)
    found = ended(attempt) if telling.tells_result(attempt) else None
    if found is None or not found.steps:
        raise Http404
    return svg(drawing.course(found))


@allowed(Action.SIT_TEST)
@require_POST
def claim(request: HttpRequest, pk: str) -> HttpResponse:
    """Turn a passed attempt into the badge of its achievement."""
    award = claim_badge(_mine(request, pk), account=request.user, now=timezone.now())
    messages.success(request, _("The badge is yours."))
    return redirect(award.url)


@allowed(Action.SIT_TEST)
@require_POST
def second_look(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """Ask that somebody new looks again at a rated answer."""
    attempt = _mine(request, pk)
    if not 1 <= number <= len(attempt.form):
        raise Http404
    form = SecondLookForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    item = attempt.form[number - 1][0]
    contesting.ask(attempt, item, account=request.user, reason=reason, now=timezone.now())
    messages.success(request, _("Somebody who has not rated it looks at your answer again."))
    return redirect("attempt_result", attempt.pk)
