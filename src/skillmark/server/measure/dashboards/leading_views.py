"""The page of those who lead people: gaps closed, readiness, who can now and soon, moves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from skillmark.measure.insight.progress import Closed, GapCount, closed, together
from skillmark.render.words import base
from skillmark.server.front.files import csv_file
from skillmark.server.measure.dashboards import believed, leading, pictures, words
from skillmark.server.measure.surveying.readiness import self_rated
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import services as frameworks

BACK = {"quarter": 1, "year": 4, "two": leading.POINTS}
"""Quarters that each choice looks back."""


def _asked(request: HttpRequest) -> tuple[str, str]:
    by = "team" if request.GET.get("by") == "team" else "function"
    back = request.GET.get("back", "")
    return by, back if back in BACK else "year"


def _since(rows: tuple[GapCount, ...], back: str) -> list[GapCount]:
    """Return the first and the last day of what is asked."""
    days = sorted({one.day for one in rows})
    if not days:
        return []
    first = days[max(0, len(days) - 1 - BACK[back])]
    return [one for one in rows if one.day in (first, days[-1])]


@allowed(Action.SEE_BENCH)
@require_GET
def leaders(request: HttpRequest) -> HttpResponse:
    """Counts of the whole organisation, of nobody by name."""
    now = timezone.now()
    by, back = _asked(request)
    found = leading.counted(request.organisation, now=now)
    rows = _since(found.gaps.get(by, ()), back) if found else []
    gaps = closed(rows)
    whole = closed(together(rows))
    when = date_format(gaps[0].first.day, "DATE_FORMAT") if gaps else ""
    skills = [one.skill for one in found.soon] if found else []
    labels = frameworks.label_maps(skills, request.organisation)
    language = base(get_language() or "en")
    ready = believed.beside(
        found.ready if found else (),
        self_rated(request.organisation, language=language),
        language=language,
    )
    context = {
        "found": found,
        "by": by,
        "back": back,
        "when": when,
        "rows": [_line(one) for one in gaps],
        "whole": _line(whole[0]) if len(gaps) > 1 and whole else None,
        "picture": pictures.gaps(gaps, when) if gaps else None,
        "readiness": ready,
        "ready": believed.picture(ready, language=language) if ready.functions else None,
        "soon": [(labels[one.skill], one) for one in (found.soon if found else ())],
        "weeks": int(leading.WEEKS),
        "stale": found is not None
        and timezone.localdate(found.counted) != timezone.localdate(now),
    }  # fmt: skip
    return render(request, "measure/dashboards/leaders.html", context)


def _line(one: Closed) -> dict[str, Any]:
    then, now = one.first.met, one.last.met
    return {
        "one": one,
        "then": words.percent(then.value if then else None),
        "now": words.percent(now.value if now else None),
        "interval": words.span(now, share=True),
        "closed": words.signed(one.closed),
    }


@allowed(Action.SEE_BENCH)
@require_GET
def leaders_csv(request: HttpRequest) -> HttpResponse:
    """Gaps by group and day, as CSV."""
    by, _back = _asked(request)
    found = leading.counted(request.organisation, now=timezone.now())
    rows = [
        [by, one.group, one.day.isoformat(), one.people, one.needed, one.lacking]
        for one in (found.gaps.get(by, ()) if found else ())
    ]
    return csv_file(
        "gaps-over-time.csv", ["by", "group", "day", "people", "asked", "lacking"], rows
    )
