"""A skill's counterparts in other frameworks: what its publisher says, and accepted links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from skillmark.nouns.skill import Match, Skill
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services
from skillmark.server.skills.models import LinkRecord, SkillRecord, Verdict

INVERSE = {Match.BROAD.value: Match.NARROW.value, Match.NARROW.value: Match.BROAD.value}


@dataclass(frozen=True)
class Counterpart:
    """A skill elsewhere, how the two relate, how that was found and how sure it is."""

    uri: str
    label: dict[str, str]
    address: str
    """Its page here, or "" where its framework is not on this site."""
    framework: str
    match: str
    method: str
    confidence: float
    accepted: datetime | None = None
    by: Any = None
    """Who accepted it, for members of the organisation."""


def links(organisation: OrganisationRecord | None) -> QuerySet[LinkRecord]:
    """Return the accepted links that this organisation sees: its own, and those for everybody."""
    seen = Q(crosswalk__shared=True)
    if organisation is not None:
        seen |= Q(organisation=organisation)
    return LinkRecord.objects.filter(seen, verdict=Verdict.ACCEPTED).select_related(
        "crosswalk", "decided_by"
    )


def of(skill: Skill, organisation: OrganisationRecord | None) -> list[Counterpart]:
    """Return the counterparts of a skill, the surest first; evidence is never counted by them."""
    found = links(organisation).filter(Q(source=skill.uri) | Q(target=skill.uri))
    told = [
        (one.target, one.match.value, one.method, one.confidence, one.framework, None)
        for one in skill.alignments
    ]
    linked = [
        (
            (one.target, one.match, one.method, one.confidence, "", one)
            if one.source == skill.uri
            else (
                one.source,
                INVERSE.get(one.match, one.match),
                one.method,
                one.confidence,
                "",
                one,
            )
        )
        for one in found
    ]
    rows = _rows({uri for uri, *_ in (*told, *linked)}, organisation)
    made: dict[str, Counterpart] = {}
    for uri, match, method, confidence, framework, link in (*linked, *told):
        row = rows.get(uri)
        mine = link is not None and organisation is not None
        made.setdefault(
            uri,
            Counterpart(
                uri,
                row.label if row else {"en": uri},
                services.page(uri) if row else "",
                f"{row.framework.framework} {row.framework.version}" if row else framework,
                match,
                method,
                confidence,
                link.decided if link else None,
                link.decided_by if mine and link.organisation_id == organisation.pk else None,
            ),
        )
    return sorted(made.values(), key=lambda one: -one.confidence)


def across(
    uris: Iterable[str], organisation: OrganisationRecord | None
) -> dict[str, list[tuple[str, str]]]:
    """Return for each URI the accepted counterparts, with the kind of match."""
    wanted = set(uris)
    found: dict[str, list[tuple[str, str]]] = {}
    for one in links(organisation).filter(Q(source__in=wanted) | Q(target__in=wanted)):
        if one.source in wanted:
            found.setdefault(one.source, []).append((one.target, one.match))
        if one.target in wanted:
            match = INVERSE.get(one.match, one.match)
            found.setdefault(one.target, []).append((one.source, match))
    return found


def _rows(uris: set[str], organisation: OrganisationRecord | None) -> dict[str, SkillRecord]:
    rows = SkillRecord.objects.filter(uri__in=uris, framework__in=services.visible(organisation))
    ordered = rows.order_by("framework__order", "framework__imported")
    return {
        row.uri: row
        for row in ordered.select_related("framework").defer("document", "framework__document")
    }
