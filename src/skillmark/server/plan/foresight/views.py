"""Pages of demand to come, and of the files from outside that it is seen with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import SkillmarkError
from skillmark.plan.foresight.forecast import LEAST, LEAST_ASKED
from skillmark.plan.foresight.outlook import Forecast, Method, Outlook
from skillmark.plan.foresight.periods import written
from skillmark.server.front import files
from skillmark.server.front.templatetags.look import words as worded
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.plan.foresight import demand, picture, signals, words
from skillmark.server.plan.foresight.forms import DemandForm, SignalForm
from skillmark.server.plan.foresight.models import SignalKind, SignalRecord

PAGE = 15
ORDER = (Outlook.RISING, Outlook.FALLING, Outlook.STEADY, Outlook.UNCLEAR)


def _look(request: HttpRequest) -> tuple[DemandForm, demand.Seen, str]:
    form = DemandForm(request.GET or None, sources=demand.choices(request.organisation))
    asked = form.asked()
    found = demand.seen(request.organisation, today=timezone.localdate(), **asked)
    return form, found, urlencode({name: value for name, value in asked.items() if value})


def shown(one: Forecast, found: demand.Seen, query: str = "") -> dict[str, Any]:
    """Return one skill as pages show it."""
    last, naive = one.by(one.shown), one.by(Method.NAIVE)
    address = urlencode({"uri": one.skill})
    tone = words.OUTLOOKS[one.outlook]
    return {
        "one": one,
        "label": found.labels[one.skill],
        "query": f"{address}&{query}" if query else address,
        "outlook": tone,
        "lately": words.share(one.lately),
        "ahead": words.ahead(last[-1]) if last else "",
        "naive": words.ahead(naive[-1]) if naive else "",
        "until": words.period(last[-1].start, one.every) if last else "",
        "method": words.SHORT[one.shown] if one.shown else "",
        "technology": found.technologies.get(one.skill),
    }


@allowed(Action.SEE_PLANS)
@require_safe
def foresight(request: HttpRequest) -> HttpResponse:
    """What rises, what falls, what nobody can say."""
    form, found, query = _look(request)
    groups = [(one, found.with_outlook(one)) for one in ORDER]
    told = [(one, words.OUTLOOKS[one], some) for one, some in groups if some]
    rows = [shown(one, found, query) for _outlook, some in groups for one in some]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    few = found.with_outlook(Outlook.TOO_FEW)
    context = {
        "form": form,
        "found": found,
        "told": told,
        "page": page,
        "first": rows[0] if rows else None,
        "few": [found.labels[one.skill] for one in few[:40]],
        "few_more": max(0, len(few) - 40),
        "few_count": len(few),
        "least": LEAST,
        "least_asked": LEAST_ASKED,
        "query": query,
        "periods": len(found.starts),
    }
    return render(request, "plan/foresight.html", context)


@allowed(Action.SEE_PLANS)
@require_safe
def skill(request: HttpRequest) -> HttpResponse:
    """One skill: what was counted, what may come, and what that was worth so far."""
    _form, found, query = _look(request)
    one = found.one(request.GET.get("uri", ""))
    if one is None:
        return redirect("foresight")
    context = {
        "row": shown(one, found, query),
        "one": one,
        "found": found,
        "verdict": words.verdict(one),
        "steps": _steps(one),
        "tried": [
            {
                "name": words.SHORT[tried.method],
                "shown": tried.method is one.shown,
                "loss": 100 * tried.loss,
                "error": 100 * tried.error,
                "within80": words.share(tried.within80),
                "within95": words.share(tried.within95),
            }
            for tried in (one.backtest.methods if one.backtest else ())
        ],
        "counted": [
            (words.period(start, one.every), asked, of)
            for start, asked, of in zip(one.starts, one.asked, one.of, strict=True)
        ][::-1],
        "rises": words.percent(one.rises or 0.0) if one.shown is Method.MODEL else None,
        "query": query,
        "least": LEAST,
        "least_asked": LEAST_ASKED,
    }
    return render(request, "plan/foresight_skill.html", context)


def _steps(one: Forecast) -> list[dict[str, Any]]:
    """Return one line a period to come: the forecast, and the naive one beside it."""
    naive = one.by(Method.NAIVE)
    return [
        {
            "period": words.period(step.start, one.every),
            "share": words.percent(step.share),
            "in80": words.between(step.low80, step.high80),
            "in95": words.between(step.low95, step.high95),
            "naive": words.ahead(usual),
        }
        for step, usual in zip(one.by(one.shown), naive, strict=True)
    ]


@allowed(Action.SEE_PLANS)
@require_safe
def skill_picture(request: HttpRequest) -> HttpResponse:
    """The forecast of one skill as SVG."""
    _form, found, _query = _look(request)
    one = found.one(request.GET.get("uri", ""))
    if one is None:
        return redirect("foresight")
    return files.svg(picture.forecast(one, worded(found.labels[one.skill])))


@allowed(Action.SEE_PLANS)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Every skill and period to come, by every method, as CSV."""
    _form, found, _query = _look(request)
    header = (
        "skill", "label", "source", "simulated", "outlook", "method", "is_forecast", "period",
        "share", "low95", "low80", "high80", "high95", "asked_last_year", "of_last_year",
        "skill_score", "relative_error", "hot_technology", "technologies",
    )  # fmt: skip
    return files.csv_file("foresight.csv", header, _rows(found))


def _rows(found: demand.Seen) -> Iterable[list[Any]]:
    for one in found.forecasts:
        tried, mark = one.backtest, found.technologies.get(one.skill)
        about = [one.skill, worded(found.labels[one.skill]), found.source, int(found.simulated),
                 one.outlook.value]  # fmt: skip
        end = [
            one.lately.hits,
            one.lately.of,
            _number(tried.skill if tried else None),
            _number(tried.relative_error if tried else None),
            "" if mark is None else int(mark.hot),
            "" if mark is None else str(found.marked_by),
        ]
        if not one.ahead:
            yield [*about, "", "", "", "", "", "", "", "", *end]
        for method, steps in one.ahead:
            for step in steps:
                values = (step.share, step.low95, step.low80, step.high80, step.high95)
                yield [
                    *about, method.value, int(method is one.shown),
                    written(step.start, one.every), *map(_number, values), *end,
                ]  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


@allowed(Action.SEE_PLANS)
@require_safe
def outside(request: HttpRequest) -> HttpResponse:
    """The files from outside, and what they are."""
    return _outside(request, SignalForm())


def _outside(request: HttpRequest, form: SignalForm, status: int = 200) -> HttpResponse:
    rows = SignalRecord.objects.of(request.organisation).defer("content")
    context = {"rows": rows, "form": form, "kinds": SignalKind}
    return render(request, "plan/signals.html", context, status=status)


@allowed(Action.PLAN)
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Read a file from outside."""
    form = SignalForm(request.POST, request.FILES)
    if not form.is_valid():
        return _outside(request, form, 422)
    said = form.cleaned_data
    try:
        row = signals.bring(
            request.organisation,
            said["kind"],
            said["file"].name,
            said["file"].read(),
            version=said["version"],
            source=said["source"],
            actor=request.user,
        )
    except SkillmarkError as error:
        form.add_error("file", str(error))
        return _outside(request, form, 422)
    messages.success(request, _("Read: %(rows)s rows of %(source)s.")
                     % {"rows": row.rows, "source": row})  # fmt: skip
    return redirect("signals")


@allowed(Action.PLAN)
@require_POST
def forget(request: HttpRequest, pk: str) -> HttpResponse:
    """Remove a file from outside."""
    signals.remove(find(request, SignalRecord, pk=pk), actor=request.user)
    messages.success(request, _("Removed."))
    return redirect("signals")
