"""Pages of those who hold a standard setting, and of those who read its record."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.assess.standards.impact import SMALLEST_CELL
from skillmark.nouns.errors import InputError
from skillmark.server.assess import library
from skillmark.server.assess.models import TestRecord
from skillmark.server.assess.standards import (
    deciding,
    judging,
    links,
    opening,
    picture,
    shown,
)
from skillmark.server.assess.standards.forms import CONSENT, AdoptForm, OpenForm
from skillmark.server.assess.standards.models import PanellistRecord, StandardSettingRecord
from skillmark.server.assess.standards.standing import Standing, standing
from skillmark.server.front.files import csv_file, download, svg
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, may


@allowed(Action.SEE_RESULTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every standard setting of the organisation, and the panels one sits on."""
    rows = StandardSettingRecord.objects.of(request.organisation).select_related("test")
    mine = PanellistRecord.objects.of(request.organisation).filter(
        account=request.user, setting__adoptions=None
    )
    context = {
        "rows": [(row, judging.open_round(row)) for row in rows.order_by("-opened")],
        "seats": [
            (seat, links.link(seat)) for seat in mine.select_related("setting__test").order_by("pk")
        ],
    }
    return render(request, "standards/index.html", context)


@allowed(Action.AUTHOR_TESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: str) -> HttpResponse:
    """Open a standard setting for a version of a test."""
    test = find(request, TestRecord, pk=pk)
    rule = library.noun(test).cut
    initial = {"candidate": str(rule.description) if rule else "", "consent": CONSENT}
    form = OpenForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row, _invited = opening.open_setting(
                test, form.plan, form.cleaned_data["panel"], actor=request.user
            )
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The panel is invited, and the first round is open."))
            return redirect("standard_links", row.pk)
    status = 400 if form.errors else 200
    return render(request, "standards/new.html", {"test": test, "form": form}, status=status)


@allowed(Action.AUTHOR_TESTS)
@require_safe
def panel_links(request: HttpRequest, pk: str) -> HttpResponse:
    """The link of every seat, to hand on."""
    row = find(request, StandardSettingRecord.objects.select_related("test"), pk=pk)
    seats = [(seat, links.link(seat)) for seat in row.panel.order_by("number")]
    return render(request, "standards/links.html", {"row": row, "seats": seats})


@allowed(Action.AUTHOR_TESTS)
@require_POST
def renew_link(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a seat a new link."""
    seat = find(request, PanellistRecord.objects.select_related("setting"), pk=pk)
    opening.renew_link(seat, actor=request.user)
    messages.success(request, _("The old link has ended; this is the new one."))
    return redirect("standard_links", seat.setting_id)


@allowed(Action.SEE_RESULTS)
@require_safe
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """A standard setting as it stands: progress, recommendation, acts."""
    row = find(request, StandardSettingRecord.objects.select_related("test"), pk=pk)
    return _detail(request, standing(row))


def _detail(request: HttpRequest, found: Standing, form: AdoptForm | None = None) -> HttpResponse:
    row = found.row
    turn = judging.open_round(row)
    facilitator = may(request.user, Action.AUTHOR_TESTS, row)
    answer = None if found.why_not else found.answer
    components = found.angoff.components if found.angoff else None
    context = {
        "found": found,
        "row": row,
        "turn": turn,
        "progress": judging.progress(row, turn) if turn else [],
        "answer": answer,
        "adoptions": row.adoptions.select_related("cut").order_by("-pk"),
        "panel": shown.by_seat(found, facilitator=facilitator),
        "spreads": shown.spreads(found),
        "components": components,
        "needed": components.panellists_for(components.error() / 2) if components else None,
        "consistency": found.consistency if facilitator else None,
        "form": form or _adopt_form(request, answer),
    }
    return render(
        request, "standards/detail.html", context, status=400 if form and form.errors else 200
    )


def _adopt_form(request: HttpRequest, answer: tuple[float, float] | None) -> AdoptForm:
    return AdoptForm(
        initial={
            "score": round(2 * answer[0]) / 2 if answer else None,
            "decided_by": str(request.user),
            "decided_on": timezone.localdate(),
        }
    )


@allowed(Action.AUTHOR_TESTS)
@require_POST
def close_round(request: HttpRequest, pk: str) -> HttpResponse:
    """Close the open round and show the panel how it rated."""
    row = find(request, StandardSettingRecord, pk=pk)
    shows = not row.of_people and len(standing(row).real_scores) >= SMALLEST_CELL
    judging.close_round(row, now=timezone.now(), impact_shown=shows, actor=request.user)
    messages.success(request, _("The round is closed. The panel now sees how it rated."))
    return redirect("standard_setting", row.pk)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def next_round(request: HttpRequest, pk: str) -> HttpResponse:
    """Open the next round."""
    row = find(request, StandardSettingRecord, pk=pk)
    judging.next_round(row, actor=request.user)
    messages.success(request, _("The next round is open."))
    return redirect("standard_setting", row.pk)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def adopt(request: HttpRequest, pk: str) -> HttpResponse:
    """The act: put a cut into force."""
    row = find(request, StandardSettingRecord.objects.select_related("test"), pk=pk)
    form = AdoptForm(request.POST)
    if form.is_valid():
        try:
            deciding.adopt(row, **form.cleaned_data, actor=request.user)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The cut score is in force. Attempts from now on use it."))
            return redirect("test", row.test_id)
    return _detail(request, standing(row), form)


@allowed(Action.SEE_RESULTS)
@require_safe
def ratings_picture(request: HttpRequest, pk: str) -> HttpResponse:
    """How every question was rated in the last closed round."""
    return svg(
        picture.ratings(shown.spreads(standing(find(request, StandardSettingRecord, pk=pk))))
    )


@allowed(Action.SEE_RESULTS)
@require_safe
def record_json(request: HttpRequest, pk: str) -> HttpResponse:
    """The record, for programs."""
    row = find(request, StandardSettingRecord.objects.select_related("test"), pk=pk)
    said = json.dumps(deciding.record(standing(row)), ensure_ascii=False, indent=1)
    name = f"standard-setting-{row.test.slug}.json"
    return download(name, said.encode(), "application/json")


@allowed(Action.SEE_RESULTS)
@require_safe
def record_csv(request: HttpRequest, pk: str) -> HttpResponse:
    """Every judgement that counts, for a spreadsheet."""
    row = find(request, StandardSettingRecord.objects.select_related("test"), pk=pk)
    header = ("round", "panellist", "item", "value")
    return csv_file(f"standard-setting-{row.test.slug}.csv", header, deciding.lines(standing(row)))
