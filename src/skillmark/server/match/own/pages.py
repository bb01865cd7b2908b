"""The page of what would move one up, for a role and for every open role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skillmark.match import Assumptions
from skillmark.match.standing import best_by_class
from skillmark.nouns.errors import ConflictError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person
from skillmark.server.match import services, shown
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.evidence import by_skill
from skillmark.server.match.neighbours import adjacency_of
from skillmark.server.match.own import steps as stepping
from skillmark.server.match.own.possible import Possible, possible
from skillmark.server.match.roles import as_role
from skillmark.server.match.talent.ways import proven_today
from skillmark.server.people.actions import Action
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permissions import allowed
from skillmark.server.people.services import consents
from skillmark.server.plan.models import AimRecord
from skillmark.server.skills import services as frameworks

MOST_ROLES = 12
"""Roles for which the page works out the best step; the others by choosing them."""
MOST_STEPS = 6


@dataclass(frozen=True, slots=True)
class Me:
    """What is known of the person who looks."""

    place: OrganisationRecord
    evidence: tuple[Evidence, ...]
    terms: Assumptions
    ways: tuple[Possible, ...]
    held: dict[str, int]
    now: datetime


def me(request: HttpRequest) -> Me:
    """Read what is known of the person who looks, and what they can do to prove more."""
    if request.organisation is None:
        raise ConflictError(
            _("You are in no organisation that has roles or tests."),
            remedy=_("Ask to be invited to one."),
        )
    now, place = timezone.now(), request.organisation
    evidence = services.evidence_of(place, [request.user], now=now)[request.user.pk]
    terms = assumptions_of(place)
    held = proven_today(evidence, today=now.date(), assumptions=terms)
    ways = possible(place, request.user, now=now, held=held)
    return Me(place, evidence, terms, ways, held, now)


def chosen(request: HttpRequest, rows: Sequence[Any]) -> Any:
    """Return the role that is asked about: the one named, the one aimed at, or the best fit."""
    named = request.GET.get("role", "")
    aims = AimRecord.objects.of(request.organisation).filter(account=request.user)
    aim = str(aims.values_list("role", flat=True).first() or "")
    by_id = {str(row.pk): row for row in rows}
    return by_id.get(named) or by_id.get(aim) or (rows[0] if rows else None)


def answer(mine: Me, account: Any, row: Any) -> tuple[stepping.Steps, int | None]:
    """Return what would move somebody up for a role, and among how many they are ranked.

    Who has not agreed to be found is ranked among nobody.
    """
    others: tuple[Any, ...] = ()
    if consents(account, mine.place, Purpose.MATCHING):
        others = services.rank_people(mine.place, row, today=mine.now.date(), now=mine.now).ranked
    found = stepping.steps(
        as_role(row),
        Person(f"member-{account.pk}", mine.evidence),
        mine.ways,
        today=mine.now.date(),
        assumptions=mine.terms,
        graph=adjacency_of(mine.place),
        others=others,
    )
    return found, len(others) or None


@allowed(Action.OWN_MATCHES)
@require_safe
def my_next(request: HttpRequest) -> HttpResponse:
    """The one credential that changes most, for a role picked and for every open role."""
    mine, account = me(request), request.user
    today = mine.now.date()
    fits = services.fitting_roles(mine.place, mine.evidence, today=today)
    row = chosen(request, [one for one, _ranked in fits])
    found, of = answer(mine, account, row) if row else (None, None)
    fastest = found.most_for_an_hour if found and len(found.steps) > 1 else None
    graph, person = adjacency_of(mine.place), Person(f"member-{account.pk}", mine.evidence)
    every = [
        (
            one,
            ranked,
            stepping.steps(
                as_role(one), person, mine.ways, today=today, assumptions=mine.terms, graph=graph
            ).best,
        )
        for one, ranked in fits[:MOST_ROLES]
    ]
    best = {
        skill: best_by_class(pieces, today=today, assumptions=mine.terms)
        for skill, pieces in by_skill(mine.evidence).items()
    }
    roles = [as_role(one) for one, _ranked in fits]
    nearly = stepping.nearly_there(best, mine.held, mine.ways, roles)
    labels = _labels(mine.place, found, [one for *_rest, one in every if one], nearly)
    context = {
        "roles": [(one, as_role(one).title) for one, _ranked in fits],
        "row": row,
        "title": as_role(row).title if row else None,
        "of": of,
        "steps": [
            _step(one, found, labels, fastest=one is fastest) for one in found.steps[:MOST_STEPS]
        ]
        if found
        else [],
        "bars": shown.bars(found.before.score) if found else (),
        "lacking": [labels[skill] for skill in found.before.missing] if found else [],
        "complete": found is not None and found.complete,
        "every": [
            {
                "row": one,
                "title": as_role(one).title,
                "before": shown.percent(ranked.verified),
                "step": step,
                "after": shown.percent(step.improvement.score_after[0][1]) if step else "",
            }
            for one, ranked, step in every
        ],
        "nearly": [_nearly(one, labels) for one in nearly],
    }
    return render(request, "own/next.html", context)


def _labels(
    place: OrganisationRecord,
    found: stepping.Steps | None,
    others: Sequence[stepping.Step],
    nearly: Sequence[stepping.Nearly],
) -> dict[str, dict[str, str]]:
    steps = [*(found.steps if found else ()), *others]
    skills = {gain.requirement.skill for step in steps for gain in step.gains}
    skills |= {one.claim.skill for one in nearly}
    skills |= set(found.before.missing) if found else set()
    return frameworks.label_maps(skills, place)


def _step(
    one: stepping.Step,
    found: stepping.Steps,
    labels: dict[str, dict[str, str]],
    *,
    fastest: bool,
) -> dict[str, Any]:
    improvement = one.improvement
    before = dict(found.before.score)
    return {
        "step": one,
        "best": one.best,
        "fastest": fastest,
        "weeks": max(1, ceil(one.best.weeks - 1e-9)) if one.best.weeks else 0,
        "others": [(way, max(1, ceil(way.weeks - 1e-9))) for way in one.others],
        "bars": [
            (shown.Bar(cls, before[cls]), shown.Bar(cls, after))
            for cls, after in improvement.score_after
        ],
        "gains": [(labels[gain.requirement.skill], gain, 100 * gain.points) for gain in one.gains],
        "musts": [labels[skill] for skill in improvement.musts_met if skill in labels],
        "rank_before": improvement.rank_before,
        "rank_after": improvement.rank_after,
    }


def _nearly(one: stepping.Nearly, labels: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "label": labels[one.claim.skill],
        "claim": one.claim,
        "way": one.ways[0],
        "level": dict(one.ways[0].offer.levels).get(one.claim.skill),
        "roles": [role.title for role in one.roles],
    }
