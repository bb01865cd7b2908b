"""Pages of those who score answers by a rubric. Nobody here learns whose an answer is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess.models import DeliveryRecord, ResponseRecord
from skillmark.server.assess.rating import forms, leases, queue, services, setting, shown
from skillmark.server.assess.rating.machine import services as machine
from skillmark.server.front.files import download
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


def _wanted(request: HttpRequest) -> queue.Wanted:
    return queue.Wanted(**{name: request.GET.get(name, "") for name in ("test", "item", "skill")})


def _address(name: str, request: HttpRequest, *arguments: Any) -> str:
    """Return the path of a route that keeps what somebody wants to see."""
    kept = {name: request.GET[name] for name in ("test", "item", "skill") if request.GET.get(name)}
    return reverse(name, args=arguments) + (f"?{urlencode(kept)}" if kept else "")


@allowed(Action.RATE)
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """Answers that wait for the reader, oldest first. Nobody sees whose they are."""
    found = shown.waiting(request.organisation, request.user, _wanted(request), now=timezone.now())
    context = {
        "waiting": found,
        "page": Paginator(found.rows, 25).get_page(request.GET.get("page")),
        "next": _address("rating_next", request),
    }
    return render(request, "assess/ratings.html", context)


@allowed(Action.RATE)
@require_GET
def onward(request: HttpRequest) -> HttpResponse:
    """The oldest answer that waits for the reader."""
    rows = queue.waiting_for(request.organisation, request.user, now=timezone.now())
    first = _wanted(request).of(rows).first()
    if first is None:
        messages.info(request, _("Nothing else waits for you."))
        return redirect(_address("ratings", request))
    return redirect(_address("rating", request, first.pk))


@allowed(Action.RATE)
@require_GET
def answer_file(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A file of an answer, as a download that runs nothing."""
    response = _found(request, pk)
    row = response.attempt.files.filter(item=response.item, digest=digest).first()
    if row is None:
        raise Http404
    return download(row.name, bytes(row.content), "application/octet-stream")


def _found(request: HttpRequest, pk: int) -> ResponseRecord:
    """Return a submitted answer that a person rates and that is not the reader's own."""
    rows = ResponseRecord.objects.select_related(
        "attempt__delivery__test", "attempt__declaration", "organisation"
    )
    response = find(request, rows, pk=pk)
    own = response.attempt.account_id == request.user.pk
    if own or response.attempt.submitted is None or not shown.is_rated(response):
        raise Http404
    return response


@allowed(Action.RATE)
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer beside its rubric: to rate, to decide on, or to see what came of it."""
    response = _found(request, pk)
    page = shown.page_of(response, request.user)
    if page.closed:
        return render(request, "assess/rated.html", _context(request, page))
    try:
        lease = services.begin(response, rater=request.user, now=timezone.now())
    except ConflictError as error:
        if request.method != "POST":
            messages.info(request, f"{error.cause}. {error.remedy}.")
            return redirect(_address("ratings", request))
        return _form(request, page, _bound(page, request.POST), error=error)
    if request.method != "POST":
        return _form(request, page, _bound(page, None), lease=lease)
    form = _bound(page, request.POST)
    if not form.is_valid():
        return _form(request, page, form, lease=lease)
    try:
        _save(request, response, form, deciding=page.deciding)
    except ConflictError as error:
        return _form(request, shown.page_of(response, request.user), form, error=error)
    messages.success(request, _("Saved."))
    if request.POST.get("go") == "stop":
        return redirect(_address("ratings", request))
    if shown.page_of(response, request.user).signs:
        return redirect(_address("rating", request, response.pk))
    return redirect(_address("rating_next", request))


def _bound(page: shown.Page, given: Mapping[str, Any] | None) -> forms.RatingForm:
    initial = {}
    if page.mine is not None:
        initial = forms.RatingForm.before(page.mine.points)
        initial |= {"comment": page.mine.comment, "remark": page.mine.remark}
    return forms.RatingForm(given, rubric=page.rubric, deciding=page.deciding, initial=initial)


def _save(
    request: HttpRequest, response: ResponseRecord, form: forms.RatingForm, *, deciding: bool
) -> None:
    comment, remark = form.cleaned_data["comment"], form.cleaned_data["remark"]
    given = {"rater": request.user, "comment": comment, "now": timezone.now()}
    if deciding:
        services.adjudicate(response, form.points, reason=remark, **given)
    else:
        services.rate(response, form.points, remark=remark, **given)


def _form(
    request: HttpRequest,
    page: shown.Page,
    form: forms.RatingForm,
    *,
    lease: Any = None,
    error: ConflictError | None = None,
) -> HttpResponse:
    context = _context(request, page) | {
        "form": form,
        "criteria": [(one, form[f"points-{one.id}"], form.bands(one)) for one in page.rubric],
        "lease": lease,
        "error": error,
    }
    return render(request, "assess/rating.html", context, status=409 if error else 200)


def _context(request: HttpRequest, page: shown.Page) -> dict[str, Any]:
    opinion = machine.shown_to(page.response, request.user, now=timezone.now())
    return {
        "page": page,
        "opinion": opinion,
        "compared": machine.compared(opinion, page.mine, page.rubric)
        if opinion and page.mine
        else [],
        "reopen_form": forms.ReopenForm(),
        "next": _address("rating_next", request),
        "list": _address("ratings", request),
    }


@allowed(Action.RATE)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave an answer to somebody else."""
    leases.release(_found(request, pk), request.user)
    return redirect(_address("ratings", request))


@allowed(Action.RATE)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Set one's own rating of a decided answer aside, with a reason, and give it anew."""
    response = _found(request, pk)
    form = forms.ReopenForm(request.POST)
    if not form.is_valid():
        raise InputError(_("say why you open it again"), remedy=_("go back and write a sentence"))
    reason = form.cleaned_data["reason"]
    services.reopen(response, rater=request.user, reason=reason, now=timezone.now())
    return redirect("rating", response.pk)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def rule(request: HttpRequest, pk: str) -> HttpResponse:
    """Say how many people rate the answers of an offer, and how far they may be apart."""
    delivery = find(request, DeliveryRecord, pk=pk)
    form = forms.RaterRuleForm(request.POST)
    if not form.is_valid():
        raise InputError(_("one to five people, and 0 to 100 percent"), remedy=_("go back"))
    share = form.cleaned_data["tolerance"] / 100
    setting.set_rule(
        delivery, raters=form.cleaned_data["raters"], tolerance=share, actor=request.user
    )
    messages.success(request, _("Saved."))
    return redirect("test", delivery.test_id)
