"""Pages of the dashboards for those who lead learning and development."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import words as named
from skillmark.server.measure import pictures as old_pictures
from skillmark.server.measure import services
from skillmark.server.measure.dashboards import established, overview, pictures, words
from skillmark.server.measure.dashboards.periods import Asked, periods
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed


@allowed(Action.SEE_MEASURES)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """How people come along, what is established, what it cost."""
    today = timezone.localdate()
    asked = Asked.of(request.GET, today)
    found = overview.overview(request.organisation, asked, today=today)
    context = {
        "asked": asked,
        "periods": periods(today),
        "found": found,
        "steps": _steps(found),
        "picture": None if found.funnel.empty else pictures.funnel(found.funnel),
        "waiting": pictures.waiting(found.time) if found.time else None,
        "achievements": found.achievements,
        "shared": found.shared,
        "narrowest": _narrowest(found),
        "pathways": [
            (one, _along(one)) for one in overview.pathways(request.organisation, today=today)
        ],
        "how_far": words.HOW_FAR,
        "spent": overview.spent(request.organisation),
        "shown": established.outcomes(request.organisation),
        "findings": established.findings(request.organisation, today=today),
        "answered": [
            (one, words.count(one.asked), words.count(one.answered), words.percent(one.share))
            for one in established.answered(request.organisation)
        ],
    }
    return render(request, "measure/dashboards/index.html", context)


def _steps(found: overview.Overview) -> list[tuple[str, str, str, str]]:
    return [
        (
            str(words.STAGES[step.stage]),
            words.count(step.count),
            words.percent(step.of_entered),
            words.percent(step.of_before) if number else "–",
        )
        for number, step in enumerate(found.funnel.steps)
    ]


def _narrowest(found: overview.Overview) -> dict[str, str] | None:
    step = found.funnel.narrowest
    if step is None or step.of_before is None or step.of_before > 0.9:
        return None
    stages = [one.stage for one in found.funnel.steps]
    before = stages[stages.index(step.stage) - 1]
    return {
        "before": str(words.STAGES[before]),
        "after": str(words.STAGES[step.stage]),
        "share": words.percent(step.of_before),
    }


def _along(one: overview.OnPathway) -> list[tuple[str, str]]:
    if one.along is None:
        return []
    return [
        (str(name), words.count(count))
        for name, count in zip(words.HOW_FAR, one.along.counts, strict=True)
    ]


@allowed(Action.SEE_MEASURES)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What the page shows, as CSV: funnel, achievements, pathways."""
    today = timezone.localdate()
    asked = Asked.of(request.GET, today)
    found = overview.overview(request.organisation, asked, today=today)
    period = (asked.period.first.isoformat(), asked.period.last.isoformat())
    rows: list[list[Any]] = [
        [*period, "funnel", step.stage.value, _cell(step.count), _cell(step.of_entered), "", "", ""]
        for step in found.funnel.steps
    ]
    rows += [
        [*period, "achievement", one.slug, _cell(one.begun), _cell(one.share),
         *("" if x is None else f"{x:g}" for x in (one.median, one.low, one.high))]
        for one in found.achievements
    ]  # fmt: skip
    rows += [
        [*period, "pathway", named(one.name), _cell(one.begun),
         _cell(one.along.done if one.along else None), "", "", ""]
        for one in overview.pathways(request.organisation, today=today)
    ]  # fmt: skip
    header = ["from", "to", "what", "name", "people", "share", "median_days", "low", "high"]
    return csv_file("measures.csv", header, rows)


def _cell(value: float | None) -> Any:
    if value is None:
        return ""
    return value if isinstance(value, int) else f"{value:.3f}"


@allowed(Action.SEE_MEASURES)
@require_GET
def shown(request: HttpRequest) -> HttpResponse:
    """What the ledger shows, described by group."""
    found = services.described(request.organisation, today=timezone.localdate())
    return render(
        request,
        "measure/dashboards/shown.html",
        {
            "found": found,
            "groups": [(old_pictures.group_name(group.name), group) for group in found.groups],
        },
    )


@allowed(Action.SEE_MEASURES)
@require_GET
def method(request: HttpRequest) -> HttpResponse:
    """How the method does where the answer is known."""
    check = services.method_check()
    return render(request, "measure/dashboards/method.html", {"check": check})
