"""Pages of second opinions: where they are wanted, how they agree, and who looks again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import ConflictError
from skillmark.server.assess.models import (
    AttemptRecord,
    DeliveryRecord,
    ResponseRecord,
    TestRecord,
)
from skillmark.server.assess.rating.machine import endpoint, ordering, services
from skillmark.server.assess.rating.machine.models import (
    MachineOpinionRecord,
    MachineVersionRecord,
)
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


@allowed(Action.SEE_RESULTS)
@require_safe
def standing(request: HttpRequest, pk: str) -> HttpResponse:
    """Which versions gave opinions on a test, and how far each agrees with people."""
    test = find(request, TestRecord, pk=pk)
    waiting = MachineOpinionRecord.objects.of(request.organisation).filter(
        response__attempt__delivery__test=test, state=MachineOpinionRecord.State.WAITING
    )
    context = {
        "test": test,
        "endpoint": endpoint.configured(),
        "deliveries": test.deliveries.select_related("machine_use").order_by("-created"),
        "standings": services.standings(test, language=get_language() or "en"),
        "waiting": waiting.count(),
        "why": waiting.exclude(why="").order_by("-pk").values_list("why", flat=True).first(),
    }
    return render(request, "assess/machine.html", context)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def use(request: HttpRequest, pk: str) -> HttpResponse:
    """Have a delivery's candidates asked, or no longer."""
    delivery = find(request, DeliveryRecord, pk=pk)
    on = request.POST.get("use") == "on"
    ordering.use(delivery, on=on, actor=request.user, now=timezone.now())
    said = _("From now on candidates are asked.") if on else _("Nobody is asked any more.")
    messages.success(request, said)
    return redirect("test_machine", delivery.test_id)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Use a version that was not there before."""
    version = find(request, MachineVersionRecord, pk=pk)
    services.accept(version, actor=request.user, now=timezone.now())
    messages.success(request, _("This version is in use."))
    return redirect("test_machine", version.test_id)


@allowed(Action.RATE)
@require_safe
def second_looks(request: HttpRequest) -> HttpResponse:
    """Answers that deserve a second look. Nobody sees whose they are, or what was given."""
    rows = services.second_looks_for(request.user, request.organisation)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "assess/second_looks.html", {"page": page})


@allowed(Action.RATE)
@require_POST
def doubt(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an answer of the list looked at again, and begin with it."""
    response = find(request, ResponseRecord.objects.select_related("organisation"), pk=pk)
    if response.attempt.account_id == request.user.pk:
        raise Http404
    try:
        services.doubt(response, rater=request.user, now=timezone.now())
    except ConflictError as error:
        messages.info(request, f"{error.cause}. {error.remedy}.")
        return redirect("second_looks")
    return redirect("rating", response.pk)


@allowed(Action.SIT_TEST)
@require_POST
def mine(request: HttpRequest, pk: str) -> HttpResponse:
    """Take one's consent back."""
    attempt = find(request, AttemptRecord, pk=pk)
    if attempt.account_id != request.user.pk or attempt.submitted is None:
        raise Http404
    ordering.withdraw(attempt, actor=request.user)
    messages.success(request, _("Taken back. What the machine said is deleted."))
    return redirect("attempt_result", attempt.pk)
