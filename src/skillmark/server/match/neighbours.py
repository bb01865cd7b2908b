"""The graph over which evidence is inferred: the newest frameworks that an organisation sees."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from skillmark.match.adjacency import RELATED, Adjacency
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services
from skillmark.server.skills.models import SkillRecord, SkillRelationRecord


def adjacency_of(organisation: OrganisationRecord | None) -> Adjacency:
    """Return which skills speak for which others; the last few are kept in memory."""
    return _adjacency(tuple(sorted(row.pk for row in services.current(organisation))))


@lru_cache(maxsize=8)
def _adjacency(rows: tuple[int, ...]) -> Adjacency:
    # A framework is never changed once it is stored, so its number says what is in it.
    return Adjacency(triple for row in rows for triple in _relations(row))


def _relations(framework: int) -> Iterator[tuple[str, str, str]]:
    skills = SkillRecord.objects.filter(framework=framework)
    known = set(skills.values_list("uri", flat=True))
    rows = SkillRelationRecord.objects.filter(framework=framework)
    for skill, relation, other in rows.values_list("skill__uri", "kind", "uri"):
        if other in known:
            yield skill, relation, other
    related = skills.exclude(document__related=None).values_list("uri", "document__related")
    for skill, others in related:
        for other in others:
            if other in known:
                yield skill, RELATED, other
