"""The graph of each stored framework, built once and kept."""

from __future__ import annotations

from functools import lru_cache

from skillmark.server.skills import services
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills.graph import SkillGraph


def graph(row: FrameworkRecord) -> SkillGraph:
    """Return the relations of a stored framework; the last few are kept in memory."""
    return _graph(row.pk, row.imported.isoformat())


@lru_cache(maxsize=4)
def _graph(pk: int, imported: str) -> SkillGraph:
    return SkillGraph(services.framework(FrameworkRecord.objects.get(pk=pk)))
