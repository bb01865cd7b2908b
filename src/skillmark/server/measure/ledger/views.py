"""Pages of the ledger: what is in it, an export on its way in, its dictionary, its limits."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.ledger.columns import BY_NAME, COLUMNS
from skillmark.measure.ledger.overview import Filled, Overview
from skillmark.measure.ledger.writing import write_to
from skillmark.nouns.errors import SkillmarkError
from skillmark.render import charts
from skillmark.server.front import files
from skillmark.server.measure.ledger import linking, ramps, services, taking, wording
from skillmark.server.measure.ledger.forms import ExportForm, RemoveForm, RetentionForm
from skillmark.server.measure.ledger.models import LedgerFileRecord, LinkRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed

PAGE = ["GET", "HEAD", "POST"]


@allowed(Action.RECORD_OUTCOMES)
@require_http_methods(PAGE)
def index(request: HttpRequest) -> HttpResponse:
    """What is in the ledger; takes an export."""
    form = ExportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                row = taking.keep(
                    upload.chunks(),
                    name=upload.name,
                    organisation=request.organisation,
                    actor=request.user,
                )
            except SkillmarkError as error:
                form.add_error("file", str(error))
            else:
                return redirect("ledger_columns" if row.open else "ledger_file", row.pk)
    return render(
        request, "measure/ledger.html", {"form": form, **_standing(request)}, status=status
    )


def _standing(request: HttpRequest) -> dict[str, Any]:
    place = request.organisation
    found = services.overview_of(place)
    kept = services.of(place)
    return {
        "found": found,
        "rows": [(wording.title(one.column), one, _share(one)) for one in found.columns],
        "groups": [(one.column, one, _share(one)) for one in found.groups],
        "nothing": [wording.title(name) for name in found.empty],
        "least": LEAST_CELL,
        "kept": kept,
        "retention": RetentionForm(initial={"months": kept.months}),
        "remove": RemoveForm(),
        "links": linking.about(LinkRecord.objects.of(place).count()),
        "ramps": ramps.waiting(place, today=timezone.localdate()),
        "files": LedgerFileRecord.objects.of(place).order_by("-created")[:5],
    }


def _share(one: Filled) -> str:
    if one.known is not None:
        return f"{100 * (one.share or 0):.0f} %"
    if one.few:
        return _("fewer than %(least)s people") % {"least": LEAST_CELL}
    return _("nearly everybody")


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """How much of each column is known, as SVG."""
    found = services.overview_of(request.organisation)
    return files.svg(_drawn(found))


def _drawn(found: Overview) -> str:
    bars = [
        charts.Bar(wording.title(one.column), one.share or 0.0, _share(one))
        for one in found.columns
    ]
    return charts.bars(
        bars,
        title=_("How much is known"),
        axis=_("Share of people with a value"),
        description=_("The table beside has the same numbers."),
        language=get_language() or "en",
    )


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """What every column means, what is in it, and what it may serve as."""
    meanings, titles = dict(wording.columns()), wording.titles()
    kinds, known = wording.kinds(), wording.known()
    rows = [
        (one.name, titles[one.name], meanings[one.name], kinds[one.kind], known[one.known])
        for one in COLUMNS
    ]
    return render(request, "measure/ledger_dictionary.html", {"rows": rows})


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty ledger with the right header."""
    return files.csv_file("ledger.csv", list(BY_NAME), [])


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The organisation's own ledger, as the file that it can be read back from."""
    text = io.StringIO()
    write_to(text, services.ledger_of(request.organisation))
    name = f"ledger-{timezone.localdate().isoformat()}.csv"
    return files.download(name, text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def retention(request: HttpRequest) -> HttpResponse:
    """State how long rows are kept."""
    form = RetentionForm(request.POST)
    if form.is_valid():
        services.state_retention(
            request.organisation, form.cleaned_data["months"], actor=request.user
        )
        messages.success(request, _("Stated, with your name and today's date."))
    else:
        messages.error(request, _("Give a number of months."))
    return redirect("ledger")


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Delete one person's row, as somebody may ask for."""
    form = RemoveForm(request.POST)
    count = 0
    if form.is_valid():
        wanted = Q(person=form.cleaned_data["person"])
        count = services.remove(request.organisation, wanted, actor=request.user)
    if count:
        messages.success(request, _("Deleted."))
    else:
        messages.error(request, _("Nobody in the ledger has this id."))
    return redirect("ledger")


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def take_ramps(request: HttpRequest) -> HttpResponse:
    """Take the ramps of onboarding in, of those who agreed."""
    count = ramps.take(request.organisation, today=timezone.localdate(), actor=request.user)
    words = ngettext("%(count)s person stored.", "%(count)s people stored.", count)
    messages.success(request, words % {"count": count})
    return redirect("ledger")
