"""The bias audit of an organisation's own decisions: tables, pictures, exports, publication."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.render.charts import IntervalRow, intervals
from skillmark.server.front.files import csv_file, svg
from skillmark.server.match.deciding.forms import PublishForm
from skillmark.server.match.deciding.keeping import policy_of
from skillmark.server.match.deciding.notice import published
from skillmark.server.match.surveying import publishing
from skillmark.server.match.surveying.figures import FEWEST, figures
from skillmark.server.match.surveying.shown import shown_table, shown_tables
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import allowed, public


@allowed(Action.AUDIT_MATCHING)
@require_safe
def matching_audit(request: HttpRequest) -> HttpResponse:
    """Selection and scoring rates of one's own decisions, group by group."""
    return _audit(request, PublishForm())


def _audit(request: HttpRequest, form: PublishForm, status: int = 200) -> HttpResponse:
    place = request.organisation
    found = figures(place, now=timezone.now())
    context = {
        "figures": found,
        "tables": shown_tables(found.content),
        "withheld": publishing.kinds_in_words(found.withheld),
        "fewest": FEWEST,
        "asks": policy_of(place).asks,
        "published": published(place),
        "form": form,
        "place": place,
    }
    return render(request, "surveying/audit.html", context, status=status)


@allowed(Action.AUDIT_MATCHING)
@require_safe
def matching_audit_json(request: HttpRequest) -> HttpResponse:
    """The audit as JSON."""
    found = figures(request.organisation, now=timezone.now())
    answer = JsonResponse(asdict(found), json_dumps_params={"indent": 1})
    answer.headers["Content-Disposition"] = 'attachment; filename="bias-audit.json"'
    return answer


@allowed(Action.AUDIT_MATCHING)
@require_safe
def matching_audit_csv(request: HttpRequest) -> HttpResponse:
    """The audit as a spreadsheet, a category a row."""
    found = figures(request.organisation, now=timezone.now())
    header = [
        _("Measure"), _("Groups"), _("Category"), _("People"), _("Counted"), _("Rate"),
        _("Impact ratio"), _("From"), _("To"), "p", _("Finding"), _("Unknown"),
    ]  # fmt: skip
    rows = [
        [
            table.measure, table.name, one.name, one.people, one.counted, one.rate, one.ratio,
            one.low, one.high, one.p, one.words, table.unknown,
        ]
        for table in shown_tables(found.content)
        for one in table.rows
    ]  # fmt: skip
    return csv_file("bias-audit.csv", header, rows)


@allowed(Action.AUDIT_MATCHING)
@require_safe
def matching_audit_svg(request: HttpRequest, number: int) -> HttpResponse:
    """One table of the audit as a picture."""
    found = figures(request.organisation, now=timezone.now())
    return _picture(found.content, number)


@allowed(Action.AUDIT_MATCHING)
@require_POST
def matching_publish(request: HttpRequest) -> HttpResponse:
    """Publish the summary of the audit as it is now."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _audit(request, form, status=400)
    publishing.publish(request.organisation, **form.cleaned_data, actor=request.user)
    messages.success(request, _("Published. Anybody can read the summary now."))
    return redirect("matching_audit")


@allowed(Action.AUDIT_MATCHING)
@require_POST
def matching_withdraw(request: HttpRequest) -> HttpResponse:
    """Take the published summary off."""
    publishing.withdraw(request.organisation, actor=request.user)
    messages.success(request, _("The summary is not public any more."))
    return redirect("matching_audit")


@public
@require_safe
def bias_summary(request: HttpRequest, slug: str) -> HttpResponse:
    """The summary of a bias audit that an organisation published."""
    row, place = _published(request, slug)
    context = {
        "row": row,
        "place": place,
        "policy": policy_of(place),
        "tables": shown_tables(row.content["audit"]),
        "withheld": publishing.kinds_in_words(row.content["withheld"]),
        "fewest": FEWEST,
    }
    return render(request, "surveying/summary.html", context)


@public
@require_safe
def bias_summary_svg(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One table of a published audit as a picture."""
    row, _place = _published(request, slug)
    return _picture(row.content["audit"], number)


def _published(request: HttpRequest, slug: str) -> tuple[Any, OrganisationRecord]:
    limit(request, "bias_summary", times=120, seconds=60)
    place = get_object_or_404(OrganisationRecord, slug=slug)
    row = published(place)
    if row is None:
        raise Http404
    return row, place


def _picture(content: dict[str, Any] | None, number: int) -> HttpResponse:
    tables = (content or {}).get("tables", [])
    if number >= len(tables):
        raise Http404
    table = shown_table(tables[number])
    rows = [
        IntervalRow(
            str(one.name),
            one.ratio,
            one.ratio if one.low is None else one.low,
            min(2.0, one.ratio if one.high is None else one.high),
            quiet=one.finding in {"too_few", "reference"},
        )
        for one in table.rows
        if one.ratio is not None
    ]
    if not rows:
        raise Http404
    return svg(
        intervals(
            rows,
            title=str(table.name),
            axis=_("impact ratio; the line is four fifths"),
            description=_("Impact ratios with 95 % intervals; the table has the numbers."),
            reference=0.8,
            language=get_language() or "en",
        )
    )
