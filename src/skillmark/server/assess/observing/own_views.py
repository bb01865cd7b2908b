"""Pages of those who are observed: what was seen, what one says to it, whom one asks."""

from __future__ import annotations

import json
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import ConflictError
from skillmark.server.assess.observing import forms, leaving, peers, requests, services, views
from skillmark.server.assess.observing.models import (
    ObservationRecord,
    ObservationRequestRecord,
    PeerAskRecord,
    PeerSeatRecord,
)
from skillmark.server.front.files import download
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks


@allowed(Action.OWN_ACCOUNT)
@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    """Everything that was seen of oneself, is to be looked at, and was asked of peers."""
    return _page(request)


def _page(
    request: HttpRequest, answered: forms.AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    place, me = request.organisation, request.user
    rows = list(services.about(me, place))
    asked = list(requests.about(me, place))
    told = peers.asked_by(me, place, now=now)
    seats = peers.waiting_for(me, place, now=now)
    skills = [one.skill for one in [*rows, *asked]] + [one.row.skill for one in told]
    labels = frameworks.label_maps([*skills, *(one.ask.skill for one in seats)], place)
    context = {
        "seen": [
            (labels[row.skill], row, services.standing(row, now.date()), _form(row, answered))
            for row in rows
        ],
        "requests": [(labels[row.skill], row) for row in asked],
        "told": [(labels[one.row.skill], one) for one in told],
        "seats": [(labels[one.ask.skill], one) for one in seats],
    }
    return render(request, "observing/seen.html", context, status=status)


def _form(row: ObservationRecord, answered: forms.AnswerForm | None) -> forms.AnswerForm:
    prefix = f"a{row.pk.hex}"
    if answered is not None and answered.prefix == prefix:
        return answered
    said = {"comment": row.comment, "objects": row.objected is not None}
    return forms.AnswerForm(initial=said, prefix=prefix)


@allowed(Action.OWN_ACCOUNT)
@require_POST
def answer(request: HttpRequest, pk: str) -> HttpResponse:
    """Say something to an observation, or object to it."""
    row = find(request, ObservationRecord, pk=pk)
    form = forms.AnswerForm(request.POST, prefix=f"a{row.pk.hex}")
    if not form.is_valid():
        return _page(request, form, status=400)
    given = form.cleaned_data
    services.answer(
        row, given["comment"], objects=given["objects"], actor=request.user, now=timezone.now()
    )
    messages.success(
        request,
        _("Your objection stands beside it, and the observer is told.")
        if given["objects"]
        else _("Kept beside it."),
    )
    return redirect("seen")


@allowed(Action.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask somebody to look at one's work."""
    _needs_place(request)
    form = forms.AskForm(
        request.POST or None,
        organisation=request.organisation,
        person=request.user,
        initial={"skill": request.GET.get("skill", "")},
    )
    if request.method == "POST" and form.is_valid():
        views.ask(request, form, request.user)
        messages.success(request, _("Asked."))
        return redirect("seen")
    context = {"form": form, "planning": False, **choosing.context(request, form)}
    return render(request, "observing/ask.html", context, status=400 if form.errors else 200)


@allowed(Action.OWN_ACCOUNT)
@require_POST
def end_request(request: HttpRequest, pk: str) -> HttpResponse:
    """Take back a request about oneself."""
    row = find(request, ObservationRequestRecord, pk=pk)
    requests.take_back(row, actor=request.user, now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("seen")


@allowed(Action.OWN_ACCOUNT)
@require_safe
def kept_json(request: HttpRequest) -> HttpResponse:
    """All that is kept here of oneself, to take along."""
    found = leaving.kept(request.user, request.organisation)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return download("at-work.json", text.encode(), "application/json")


@allowed(Action.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def peers_ask(request: HttpRequest) -> HttpResponse:
    """Ask colleagues how well they see one do something."""
    _needs_place(request)
    form = forms.PeersForm(
        request.POST or None,
        organisation=request.organisation,
        person=request.user,
        initial={"skill": request.GET.get("skill", "")},
    )
    if request.method == "POST" and form.is_valid():
        now, given = timezone.now(), form.cleaned_data
        peers.ask(
            request.organisation,
            request.user,
            given["skill"],
            given["peers"],
            closes=now + timedelta(days=given["days"]),
            now=now,
        )
        messages.success(request, _("Asked."))
        return redirect("seen")
    context = {"form": form, **choosing.context(request, form)}
    return render(request, "observing/peers.html", context, status=400 if form.errors else 200)


@allowed(Action.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def peer_answer(request: HttpRequest, pk: str) -> HttpResponse:
    """Say how well a colleague does something."""
    rows = PeerSeatRecord.objects.select_related("ask__account", "organisation")
    seat = find(request, rows, pk=pk)
    now = timezone.now()
    over = seat.answered or peers.is_over(seat.ask, now)
    form = forms.PeerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        peers.say(seat, form.named, actor=request.user, now=now)
        messages.success(request, _("Thank you. Nobody can see what you answered."))
        return redirect("seen")
    label = frameworks.label_maps([seat.ask.skill], seat.organisation)[seat.ask.skill]
    context = {"form": form, "seat": seat, "label": label, "over": over}
    return render(request, "observing/peer.html", context, status=400 if form.errors else 200)


@allowed(Action.OWN_ACCOUNT)
@require_POST
def peers_close(request: HttpRequest, pk: str) -> HttpResponse:
    """End asking peers."""
    row = find(request, PeerAskRecord, pk=pk)
    peers.close(row, actor=request.user, now=timezone.now())
    messages.success(request, _("Closed. No further answer comes in."))
    return redirect("seen")


def _needs_place(request: HttpRequest) -> None:
    if request.organisation is None:
        raise ConflictError(
            _("You are in no organisation where somebody could see you work."),
            remedy=_("Ask to be invited to one."),
        )
