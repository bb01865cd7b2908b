"""Pages of candidates around the player: what is offered, the review, the result."""

from __future__ import annotations

from random import SystemRandom

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

from skillmark.server.assess import picture as drawing
from skillmark.server.assess import services
from skillmark.server.assess.models import AttemptRecord, DeliveryRecord
from skillmark.server.assess.rating import contesting, declaring, told
from skillmark.server.assess.rating.forms import DeclarationForm, SecondLookForm
from skillmark.server.assess.rating.machine import ordering
from skillmark.server.assess.rating.machine import services as machine
from skillmark.server.assess.sitting import (
    accommodating,
    agreeing,
    course,
    forms,
    hand,
    numbering,
    replies,
    shown,
    telling,
)
from skillmark.server.assess.sitting import clock as clocks
from skillmark.server.assess.sitting.claiming import claim as claim_badge
from skillmark.server.assess.sitting.ended import ended
from skillmark.server.award.models import AwardRecord
from skillmark.server.front.files import svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


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
@require_safe
def review(request: HttpRequest, pk: str) -> HttpResponse:
    """What is answered and what is not, before it is submitted."""
    attempt = hand.mine(request, pk)
    now = timezone.now()
    if attempt.submitted is not None:
        return hand.over(request, attempt)
    if clocks.on_break(attempt, now):
        return hand.resting(request, attempt, services.place(attempt))
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
    attempt = hand.mine(request, pk)
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
    attempt = hand.mine(request, pk)
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
    attempt = hand.mine(request, pk)
    if not telling.tells_result(attempt):
        raise Http404
    return svg(drawing.skills(shown.outcome(attempt).skills))


@allowed(Action.SIT_TEST)
@require_GET
def course_picture(request: HttpRequest, pk: str) -> HttpResponse:
    """How an adaptive or mastery test went, as a chart."""
    attempt = hand.mine(request, pk)
    found = ended(attempt) if telling.tells_result(attempt) else None
    if found is None or not found.steps:
        raise Http404
    return svg(drawing.course(found))


@allowed(Action.SIT_TEST)
@require_POST
def claim(request: HttpRequest, pk: str) -> HttpResponse:
    """Turn a passed attempt into the badge of its achievement."""
    award = claim_badge(hand.mine(request, pk), account=request.user, now=timezone.now())
    messages.success(request, _("The badge is yours."))
    return redirect(award.url)


@allowed(Action.SIT_TEST)
@require_POST
def second_look(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """Ask that somebody new looks again at a rated answer."""
    attempt = hand.mine(request, pk)
    if not 1 <= number <= len(attempt.form):
        raise Http404
    form = SecondLookForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    item = attempt.form[number - 1][0]
    contesting.ask(attempt, item, account=request.user, reason=reason, now=timezone.now())
    messages.success(request, _("Somebody who has not rated it looks at your answer again."))
    return redirect("attempt_result", attempt.pk)
