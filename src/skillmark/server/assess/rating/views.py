"""Pages of those who score answers by a rubric."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from skillmark.assess.interactions import ItemType
from skillmark.assess.interactions.rated import Rated
from skillmark.server.assess import library
from skillmark.server.assess.models import ResponseRecord
from skillmark.server.assess.rating import forms, services
from skillmark.server.assess.rating.machine import services as machine
from skillmark.server.front.files import download
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


@allowed(Action.RATE)
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """Short answers that wait, oldest first. Nobody sees whose they are."""
    rows = services.queue(request.organisation).exclude(attempt__account=request.user)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "assess/ratings.html", {"page": page})


@allowed(Action.RATE)
@require_GET
def answer_file(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A file of an answer, as a download that runs nothing."""
    response = find(request, ResponseRecord.objects.select_related("attempt"), pk=pk)
    if response.attempt.submitted is None:
        raise Http404
    row = response.attempt.files.filter(item=response.item, digest=digest).first()
    if row is None:
        raise Http404
    return download(row.name, bytes(row.content), "application/octet-stream")


@allowed(Action.RATE)
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """One short answer beside its rubric."""
    rows = ResponseRecord.objects.select_related("attempt__delivery__test")
    response = find(request, rows, pk=pk)
    item = library.noun(response.attempt.delivery.test).by_id[response.item]
    way = item.interaction
    if not isinstance(way, Rated) or response.attempt.submitted is None:
        raise Http404
    mine = response.ratings.filter(rater=request.user).first()
    initial = {f"points-{name}": points for name, points in mine.points.items()} if mine else {}
    form = forms.RatingForm(request.POST or None, rubric=way.rubric, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.rate(
            response,
            form.points,
            rater=request.user,
            now=timezone.now(),
            comment=form.cleaned_data["comment"],
        )
        messages.success(request, _("Rated."))
        return redirect("ratings")
    opinion = machine.shown_to(response, request.user, now=timezone.now())
    context = {
        "response": response,
        "item": item,
        "files": response.value if item.type is ItemType.UPLOAD else None,
        "form": form,
        "opinion": opinion,
        "compared": machine.compared(opinion, mine, way.rubric) if opinion and mine else [],
        "criteria": [(one, form[f"points-{one.id}"]) for one in way.rubric],
    }
    return render(request, "assess/rating.html", context)
