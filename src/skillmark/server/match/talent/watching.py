"""Pages of those who lead people: how deep the bench is, as a picture, as a table, as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skillmark.nouns.person import Role
from skillmark.nouns.proficiency import HIGHEST, LOWEST, EvidenceClass
from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import CLASSES, words
from skillmark.server.match import services
from skillmark.server.match.talent.depth import SHOWN, Bench, Depth, Needed
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks

EVERYTHING = "evidence"
"""In place of a role: every skill that anything speaks for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the bench somebody wants to see."""

    roles: list[tuple[Any, Role]]
    role: str
    """Id of an open role, `EVERYTHING`, or empty for what all open roles ask for."""
    level: int | None
    words: str
    """Part of the name of a skill."""

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Return what the address asks for; what makes no sense in it is left out."""
        roles = [(row, services.as_role(row)) for row in services.open_roles(request.organisation)]
        role, level = request.GET.get("role", ""), request.GET.get("level", "")
        known = {str(row.pk) for row, _role in roles} | {EVERYTHING}
        within = level.isdecimal() and LOWEST <= int(level) <= HIGHEST
        return cls(
            roles,
            role if role in known else "" if roles else EVERYTHING,
            int(level) if within else None,
            request.GET.get("skill", "").strip()[:100],
        )

    @property
    def needed(self) -> Needed | None:
        """The skills asked for with their levels, as `services.bench` takes them."""
        if self.role == EVERYTHING:
            return {}
        chosen = next((role for row, role in self.roles if str(row.pk) == self.role), None)
        return {one.skill: one.level for one in chosen.requirements} if chosen else None


def _found(request: HttpRequest, asked: Asked) -> tuple[Bench, dict[str, dict[str, str]]]:
    now = timezone.now()
    whole = services.bench(
        request.organisation, today=now.date(), now=now, needed=asked.needed, level=asked.level
    )
    labels = frameworks.label_maps((one.skill for one in whole.skills), request.organisation)
    wanted = asked.words.casefold()
    kept = tuple(one for one in whole.skills if wanted in words(labels[one.skill]).casefold())
    return Bench(whole.people, kept), labels


@allowed(Action.SEE_BENCH)
@require_safe
def bench(request: HttpRequest) -> HttpResponse:
    """Depth by skill, and what hangs on one person."""
    asked = Asked.of(request)
    found, labels = _found(request, asked)
    context = {
        "bench": found,
        "skills": [(labels[one.skill], one, _holders(found, one)) for one in found.skills],
        "rows": _rows(found),
        "thin": [labels[one.skill] for one in found.skills if one.single_point],
        "bare": [labels[one.skill] for one in found.skills if one.people == 0],
        "asked": asked,
        "everything": EVERYTHING,
        "levels": choosing.levels(nothing=_("the roles' own levels")),
        "query": request.GET.urlencode(),
        "classes": SHOWN,
    }
    return render(request, "talent/bench.html", context)


@allowed(Action.SEE_BENCH)
@require_safe
def bench_csv(request: HttpRequest) -> HttpResponse:
    """The bench as a spreadsheet: a row a person and skill, a column a class."""
    found, labels = _found(request, Asked.of(request))
    header = [_("Person"), _("Skill"), _("Address of the skill"), _("Level asked")]
    header += [_("%(kind)s: level") % {"kind": CLASSES[cls][0]} for cls in SHOWN]
    header += [_("Newest"), _("Level reached by"), _("The person objects")]
    rows = [
        [
            str(person),
            words(labels[one.skill]),
            one.skill,
            one.level or "",
            *(_level(cell.level_of(cls), cls, cell) for cls in SHOWN),
            max(piece.dated for piece in cell.best).isoformat(),
            str(CLASSES[cell.reached][0]) if cell.reached else "",
            _("yes") if any(piece.disputed for piece in cell.best) else "",
        ]
        for one in found.skills
        for person, cell in zip(found.people, one.cells, strict=True)
        if cell.best
    ]
    return csv_file(f"{_('Bench')}.csv", header, rows)


def _level(level: int | None, cls: EvidenceClass, cell: Any) -> Any:
    there = any(piece.evidence_class is cls for piece in cell.best)
    return level if level is not None else _("no level named") if there else ""


def _rows(found: Bench) -> list[tuple[Any, list[Any]]]:
    """Return the people, those with most that counts first, each with a cell a skill."""
    rows = [
        (person, [one.cells[number] for one in found.skills])
        for number, person in enumerate(found.people)
    ]
    return sorted(rows, key=lambda row: (-sum(cell.counts for cell in row[1]), str(row[0])))


def _holders(found: Bench, depth: Depth) -> list[tuple[Any, Any]]:
    """Return who has a skill, those who count first, then by class of evidence."""
    held = [
        (person, cell)
        for person, cell in zip(found.people, depth.cells, strict=True)
        if cell.evidence_class is not EvidenceClass.MISSING
    ]
    return sorted(
        held,
        key=lambda one: (not one[1].counts, one[1].evidence_class.rank, -(one[1].level or 0)),
    )
