"""Pages of candidates: what is offered, the player, the result. No page here knows a key."""

from __future__ import annotations

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
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.assess import picture as drawing
from skillmark.server.assess import pictures, services
from skillmark.server.assess.models import AttemptRecord, DeliveryRecord
from skillmark.server.assess.sitting import clock as clocks
from skillmark.server.assess.sitting import course, forms, shown, telling, uploads
from skillmark.server.assess.sitting.answers import moved, read_answer
from skillmark.server.assess.sitting.claiming import claim as claim_badge
from skillmark.server.assess.sitting.ended import ended
from skillmark.server.award.models import AwardRecord
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


def _mine(request: HttpRequest, pk: Any) -> AttemptRecord:
    """Return the reader's own attempt, closed if its time is over; everybody else's is a 404."""
    rows = AttemptRecord.objects.select_related("delivery__test", "organisation")
    row = find(request, rows, pk=pk)
    if row.account_id != request.user.pk:
        raise Http404
    return services.close_if_over(row, now=timezone.now())


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
    form = (forms.PracticeForm if delivery.practice else forms.StartForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt = services.start_attempt(
            request.user,
            delivery,
            now=timezone.now(),
            rng=SystemRandom(),
            agreed=True,
            language=get_language() or "en",
        )
        return redirect("question", attempt.pk, 1)
    offer = shown.offer(delivery, request.user, now=timezone.now())
    return render(request, "assess/sitting.html", {"offer": offer, "form": form})


@allowed(Action.SIT_TEST)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """One item a page. A POST saves the answer and goes on; asked by htmx, it only saves."""
    attempt = _mine(request, pk)
    if attempt.submitted is not None:
        return _over(request, attempt)
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
    name = attempt.form[number - 1][0]
    item = services.noun(attempt.delivery.test).item(name)
    step = request.POST.get("go", "")
    try:
        if step.startswith("drop:"):
            uploads.remove(attempt, item, step.removeprefix("drop:"), now=timezone.now())
            return redirect("question", attempt.pk, number)
        if item.type is ItemType.UPLOAD and step != "clear":
            given = uploads.read(request.FILES.getlist("file"))
            uploads.add(attempt, item, given, now=timezone.now())
            return _onward(attempt, number, step or str(number))
        if step.startswith("move:"):
            shown_order = services.question(attempt, number).order
            value = moved(item, request.POST, step.removeprefix("move:"), shown=shown_order)
        else:
            value = None if step == "clear" else read_answer(item, request.POST)
        services.save_answer(attempt, name, value, now=timezone.now())
    except SkillmarkError as error:
        if error.code in {"time_over", "submitted"}:
            return _over(request, attempt)
        if error.code == "final" and not request.htmx:
            return _guided(request, attempt, number, step)
        if request.htmx:
            return render(request, "assess/saved.html", {"error": error})
        return _question(request, attempt, number, error=error)
    if request.htmx and step.startswith("move:"):
        return _question(request, attempt, number, template="assess/ways/order.html")
    if request.htmx:
        return render(request, "assess/saved.html", {"at": timezone.now()})
    if course.guided(attempt):
        return _guided(request, attempt, number, step)
    return _onward(attempt, number, step)


@allowed(Action.SIT_TEST)
@require_GET
def question_picture(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """The picture of the item at this place."""
    attempt = _mine(request, pk)
    if attempt.submitted is not None or not 1 <= number <= len(attempt.form):
        raise Http404
    shown = services.question(attempt, number)
    row = attempt.delivery.test.files.filter(name=shown.item.get("image", "")).first()
    if row is None:
        raise Http404
    return pictures.response(row)


def _onward(attempt: AttemptRecord, number: int, step: str) -> HttpResponse:
    if step == "review" or (step == "next" and number == len(attempt.form)):
        return redirect("attempt_review", attempt.pk)
    if step.isdecimal() and 1 <= int(step) <= len(attempt.form):
        return redirect("question", attempt.pk, int(step))
    onward = {"next": number + 1, "back": max(1, number - 1)}
    return redirect("question", attempt.pk, onward.get(step, number))


def _guided(request: HttpRequest, attempt: AttemptRecord, number: int, step: str) -> HttpResponse:
    """Go on where that makes an answer final."""
    if step not in {"next", "blank"}:
        return _onward(attempt, course.place(attempt, number), step)
    try:
        onward = course.onward(attempt, number, now=timezone.now(), blank=step == "blank")
    except SkillmarkError as error:
        return _question(request, attempt, number, error=error)
    if onward is None and course.may_go_back(attempt):
        return redirect("attempt_review", attempt.pk)
    if onward is None:
        return _over(request, attempt)
    return redirect("question", attempt.pk, onward)


def _question(
    request: HttpRequest,
    attempt: AttemptRecord,
    number: int,
    *,
    error: SkillmarkError | None = None,
    template: str = "assess/question.html",
) -> HttpResponse:
    places = services.overview(attempt)
    context = {
        "attempt": attempt,
        "question": services.question(attempt, number),
        "number": number,
        "total": len(places),
        "places": places,
        "answered": sum(done for _, done in places),
        "clock": clocks.clock(attempt, timezone.now()),
        "at": timezone.now(),
        "error": error,
        "way": course.way(attempt, number),
        "told": telling.at_once(attempt, number),
    }
    # an answer that is still to come is no mistake
    mistake = error is not None and error.code != "blank"
    return render(request, template, context, status=400 if mistake else 200)


def _over(request: HttpRequest, attempt: AttemptRecord) -> HttpResponse:
    attempt = services.close_if_over(attempt, now=timezone.now())
    if request.htmx:
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = shown.address("attempt_result", attempt.pk)
        return response
    if attempt.late:
        messages.info(request, _("The time was over. What was saved before the deadline counts."))
    return redirect("attempt_result", attempt.pk)


@allowed(Action.SIT_TEST)
@require_safe
def review(request: HttpRequest, pk: str) -> HttpResponse:
    """What is answered and what is not, before it is submitted."""
    attempt = _mine(request, pk)
    if attempt.submitted is not None:
        return _over(request, attempt)
    places = services.overview(attempt)
    context = {
        "attempt": attempt,
        "place": len(attempt.form),
        "places": places,
        "blank": [number for number, done in places if not done],
        "clock": clocks.clock(attempt, timezone.now()),
    }
    page = "assess/review.html" if course.may_go_back(attempt) else "assess/ending.html"
    return render(request, page, context)


@allowed(Action.SIT_TEST)
@require_POST
def submit(request: HttpRequest, pk: str) -> HttpResponse:
    """Submit; a second click finds it submitted."""
    attempt = services.submit(_mine(request, pk), now=timezone.now())
    return redirect("attempt_result", attempt.pk)


@allowed(Action.SIT_TEST)
@require_safe
def result(request: HttpRequest, pk: str) -> HttpResponse:
    """Score, cut score, skills, uncertainty, and the way to the badge."""
    attempt = _mine(request, pk)
    if attempt.submitted is None:
        return redirect("question", attempt.pk, 1)
    award = AwardRecord.objects.filter(pk=attempt.claimed).first() if attempt.claimed else None
    offer = shown.offer(attempt.delivery, request.user, now=timezone.now())
    context = {
        "attempt": attempt,
        "outcome": shown.outcome(attempt),
        "award": award,
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
