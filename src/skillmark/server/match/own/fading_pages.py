"""Pages of what fades, and of where one was considered."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skillmark.render import lanes
from skillmark.server.front.templatetags.look import words
from skillmark.server.match import services, shown
from skillmark.server.match.evidence import by_skill
from skillmark.server.match.own.considered import considered as considered_of
from skillmark.server.match.own.fading import Fading, fading
from skillmark.server.match.own.pages import me
from skillmark.server.match.roles import as_role
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import services as frameworks

_MONTHS, _TICK = 36.0, 6.0


@allowed(Action.OWN_MATCHES)
@require_safe
def my_fading(request: HttpRequest) -> HttpResponse:
    """Until when each proof counts at its level, and what would refresh it."""
    mine = me(request)
    today = mine.now.date()
    found = fading(by_skill(mine.evidence), mine.ways, today=today, assumptions=mine.terms)
    labels = frameworks.label_maps((one.evidence.skill for one in found), mine.place)
    asked = {
        requirement.skill
        for row in services.open_roles(mine.place)
        for requirement in as_role(row).requirements
    }
    rows = [
        {
            "label": labels[one.evidence.skill],
            "one": one,
            "faded": one.faded(today),
            "soon": not one.faded(today) and (one.months(today) or 99.0) < 6,
            "title": shown.title_of(one.evidence),
            "link": shown.link_of(one.evidence),
            "refresh": one.refresh[:3],
            "asked": one.evidence.skill in asked,
        }
        for one in found
    ]
    context = {
        "rows": rows,
        "picture": _picture(found, labels, today) if found else "",
        "half_life": mine.terms.half_life_months,
        "faded": sum(row["faded"] for row in rows),
        "soon": sum(row["soon"] for row in rows),
    }
    return render(request, "own/fading.html", context)


def _picture(found: list[Fading], labels: dict[str, dict[str, str]], today: Any) -> SafeString:
    drawn = lanes.svg(
        [_bar(one, words(labels[one.evidence.skill]), today) for one in found[:30]],
        longest=_MONTHS,
        step=_TICK,
        axis=_("months from today"),
        title=_("How long each proof counts at its level"),
        description=_("The table below has the same, with what would refresh it."),
    )
    return mark_safe(drawn)  # noqa: S308 - every word in it is escaped


def _bar(one: Fading, label: str, today: Any) -> lanes.Row:
    months = one.months(today)
    if months is None:
        return lanes.Row(label, (lanes.Bar(0, 2 * _MONTHS, solid=True),), _("does not fade"))
    if months < 0 or one.until is None:
        return lanes.Row(label, (), _("faded"))
    note = _("until %(month)s") % {"month": date_format(one.until, "M Y")}
    return lanes.Row(label, (lanes.Bar(0, months, solid=True),), note)


@allowed(Action.OWN_MATCHES)
@require_safe
def my_considered(request: HttpRequest) -> HttpResponse:
    """Where one was considered for another role, by whom, why, and what was said."""
    found = considered_of(request.user)
    gaps = {gap for one in found for said in one.said for gap in said.gaps}
    labels = frameworks.label_maps(gaps, request.organisation)
    rows = [
        {
            "one": one,
            "said": [
                (
                    said,
                    shown.percent(said.verified),
                    shown.percent(said.judged),
                    None if said.weeks is None else ceil(said.weeks - 1e-9),
                    [labels[gap] for gap in said.gaps],
                )
                for said in one.said
            ],
        }
        for one in found
    ]
    return render(request, "own/considered.html", {"rows": rows})
