"""The page of coverage: skills by teams, what hangs on one person, and what if somebody leaves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import words
from skillmark.server.match.talent.coverage import Coverage, Covered, coverage
from skillmark.server.match.talent.people import found_here
from skillmark.server.match.talent.watching import EVERYTHING, Asked
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks

Labels = dict[str, dict[str, str]]
SHADES = 5
"""Depths of colour of the heat map."""


def _found(request: HttpRequest) -> tuple[Asked, Coverage, list[Covered], Labels]:
    asked, now = Asked.of(request), timezone.now()
    leaves = request.GET.get("leaves", "")
    whole = coverage(
        request.organisation,
        today=now.date(),
        now=now,
        needed=asked.needed,
        level=asked.level,
        leaving=int(leaves) if leaves.isdecimal() else None,
    )
    labels = frameworks.label_maps((one.depth.skill for one in whole.skills), request.organisation)
    part = asked.words.casefold()
    kept = [one for one in whole.skills if part in words(labels[one.depth.skill]).casefold()]
    return asked, whole, kept, labels


@allowed(Action.SEE_BENCH)
@require_safe
def covered(request: HttpRequest) -> HttpResponse:
    """Skills by teams, single points of failure, and the coverage without one person."""
    asked, whole, kept, labels = _found(request)
    context = {
        "asked": asked,
        "everything": EVERYTHING,
        "levels": choosing.levels(nothing=_("the roles' own levels")),
        "people": found_here(request.organisation),
        "leaving": whole.leaving,
        "teams": whole.teams,
        "rows": [
            (
                labels[one.depth.skill],
                one,
                [
                    (name, count, min(count, SHADES))
                    for name, count in zip(whole.teams, one.by_team, strict=True)
                ],
            )
            for one in kept
        ],
        "lost": [labels[one.depth.skill] for one in whole.lost],
        "weakened": [labels[one.depth.skill] for one in whole.weakened],
        "thin": sum(one.people == 1 for one in kept),
        "bare": sum(one.people == 0 for one in kept),
        "clustered": [labels[one.depth.skill] for one in kept if one.one_team],
        "query": request.GET.urlencode(),
    }
    return render(request, "talent/coverage.html", context)


@allowed(Action.SEE_BENCH)
@require_safe
def covered_csv(request: HttpRequest) -> HttpResponse:
    """Coverage as a spreadsheet: a row a skill, a column a team."""
    _asked, whole, kept, labels = _found(request)
    header = [
        _("Skill"), _("Address of the skill"), _("Level asked"), _("People"), _("People before"),
        *(name or _("no team") for name in whole.teams),
        _("Nearest to become the next"), _("Ready in week"),
    ]  # fmt: skip
    return csv_file(
        f"{_('Coverage')}.csv", header, [_line(one, labels[one.depth.skill]) for one in kept]
    )


def _line(one: Covered, label: dict[str, str]) -> list[Any]:
    near = one.nearest
    return [
        words(label), one.depth.skill, one.depth.level or "", one.people, one.before, *one.by_team,
        str(near.person) if near else "", (near.week if near else None) or "",
    ]  # fmt: skip
