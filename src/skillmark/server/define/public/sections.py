"""A skill in the catalogue: confirmed by what, taught where, led to by what, asked for by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from skillmark.nouns.credibility import Credibility
from skillmark.nouns.text import Text
from skillmark.server.award import believed
from skillmark.server.define import services
from skillmark.server.define.forms import ASSESSMENTS
from skillmark.server.define.models import AchievementRecord, Kind, PathwayRecord
from skillmark.server.define.public import finding
from skillmark.server.define.public.pieces import over
from skillmark.server.match.models import RequirementRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import may
from skillmark.server.skills import services as frameworks

MOST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a skill is confirmed or taught, and at which level."""

    row: Any
    level: int | None
    assessed: str = ""
    credibility: Credibility | None = None


def of(uri: str, request: HttpRequest) -> dict[str, Any]:
    """Return what the sections of a skill's page show to this reader."""
    place, today = request.organisation, timezone.localdate()
    confirming = services.confirming(uri, place)[: MOST + 1]
    rows = [_confirmed(one.achievement, one.level) for one in confirming]
    taught = [
        Place(one.opportunity, one.level)
        for one in services.teaching(uri, place)[:MOST]
        if not over(one.opportunity, today)
    ]
    label = Text.of(frameworks.label_maps([uri], place)[uri])
    return {
        "achievements": rows[:MOST],
        "more_achievements": len(rows) > MOST,
        "asked": label.in_language(get_language() or "en"),
        "opportunities": taught,
        "pathways": leading(uri),
        "roles": asking(uri, request),
    }


def _confirmed(row: AchievementRecord, level: int | None) -> Place:
    noun = row.noun
    kind = str(ASSESSMENTS[noun.elements.assessment_type])
    return Place(row, level, kind, believed.behind(row))


def leading(uri: str) -> list[PathwayRecord]:
    """Return published pathways that have this skill in what they award, or in a piece."""
    entries = finding.shown(timezone.localdate()).filter(kind=Kind.PATHWAY, skills__skill__uri=uri)
    rows = PathwayRecord.objects.filter(entry__in=entries).select_related("organisation")
    return list(rows.order_by("slug")[:MOST])


def asking(uri: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the open roles of the reader's own organisation that ask for this skill."""
    place = request.organisation
    if place is None or not may(request.user, Action.SEE_DEFINITIONS, place):
        return []
    rows = RequirementRecord.objects.of(place).filter(Q(skill=uri), role__open=True)
    language = get_language() or "en"
    return [
        {
            "role_id": one.role_id,
            "title": Text.of(dict(one.role.title)).in_language(language),
            "level": one.level,
        }
        for one in rows.select_related("role").order_by("-role__created")[:MOST]
    ]
