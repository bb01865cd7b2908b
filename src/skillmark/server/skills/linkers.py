"""The linker of each stored framework, built once and kept."""

from __future__ import annotations

from functools import lru_cache

from skillmark.server.skills import services
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills.linking.linker import Linker


def linker(row: FrameworkRecord) -> Linker:
    """Return the linker of a stored framework; the last few are kept in memory."""
    return _linker(row.pk, row.imported.isoformat())


@lru_cache(maxsize=2)
def _linker(pk: int, imported: str) -> Linker:
    # Building takes seconds for a large framework; a new import has another key.
    return Linker(services.framework(FrameworkRecord.objects.get(pk=pk)))
