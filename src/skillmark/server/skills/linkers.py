"""The linker of each stored framework, built once and kept.

What a framework means is computed once and kept in the data folder: at once where it takes a
moment, in a job after the import where it takes minutes. Until that is done, texts are linked by
their words alone, and `Linked.by_meaning` says so. Where a linker is asked for and finds nothing
(what was kept made room for others, or was never there), it orders the job again.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import services
from skillmark.server.skills.models import FrameworkRecord, ImportRecord
from skillmark.skills.linking import meaning
from skillmark.skills.linking.linker import Linker
from skillmark.skills.linking.memory import Memory

EMBED = "embed_framework"
"""Kind of the job that computes what a framework means."""
AT_ONCE = 400
"""Concepts of a framework that is computed when it is first used: a second or two."""
STRIDE = 2000
"""Texts between two signs of life of the job."""


def linker(row: FrameworkRecord) -> Linker:
    """Return the linker of a stored framework; the last few are kept in memory."""
    embedder = meaning.default()
    small = row.skills + row.occupations <= AT_ONCE
    ready = embedder is not None and (small or _kept(row, embedder.id))
    if embedder is not None and not ready:
        _order_again(row)
    return _linker(row.pk, row.imported.isoformat(), ready, small)


def prepare(
    row: FrameworkRecord, *, organisation: OrganisationRecord, actor: AccountRecord | None
) -> None:
    """Enqueue the computing for a large framework, inside the transaction of its import.

    `organisation` is whose job it is: who imports for everybody does the computing for everybody.
    """
    large = row.skills + row.occupations > AT_ONCE
    if large and meaning.default() is not None:
        _order(row, organisation, actor)


def _order(
    row: FrameworkRecord, organisation: OrganisationRecord, actor: AccountRecord | None
) -> None:
    """Order the job unless it is under way: once a day, should it fail each time."""
    payload = {"framework": row.pk}
    ordered = JobRecord.objects.filter(kind=EMBED, payload=payload)
    if not ordered.filter(state__in=[State.QUEUED, State.RUNNING]).exists():
        key = f"{row.pk}:{row.imported.isoformat()}:{timezone.localdate().isoformat()}"
        enqueue(EMBED, payload, organisation=organisation, account=actor, key=key)


def embed(running: Running) -> dict[str, Any]:
    """Compute what a framework means; done again, it finds that all is there."""
    row = FrameworkRecord.objects.filter(pk=running.payload["framework"]).first()
    embedder = meaning.default()
    if row is None or embedder is None:
        return {"texts": 0}
    told = [0]

    def progress(done: int, total: int) -> None:
        if done - told[0] >= STRIDE or done == total:
            told[0] = done
            with running.chunk(done=done, total=total):
                pass  # it renews the lease, and stops where it was cancelled

    made = Linker(services.framework(row), embedder=embedder, memory=_memory(), progress=progress)
    for kind in ("skill", "occupation"):
        made.link("ready", kind=kind)
    mark = _mark(row, embedder.id)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text("\n".join(made.kept), encoding="utf-8")
    return {"texts": told[0]}


def _memory() -> Memory:
    return Memory(Path(settings.DATA) / "vectors")


def _mark(row: FrameworkRecord, embedder: str) -> Path:
    """What says that a framework was computed."""
    return _memory().folder / f"{row.pk}-{row.imported:%Y%m%d%H%M%S%f}-{embedder}.done"


def _kept(row: FrameworkRecord, embedder: str) -> bool:
    """Say whether a framework was computed, and all that came of it is still there."""
    try:
        names = _mark(row, embedder).read_text(encoding="utf-8").split()
    except OSError:
        return False
    return all(_memory().has(name) for name in names)


@transaction.atomic
def _order_again(row: FrameworkRecord) -> None:
    """Order the job for a framework that nobody computes."""
    # one for everybody is computed by whoever brought it
    brought = ImportRecord.objects.filter(framework=row).first()
    place = row.organisation or (brought.organisation if brought else None)
    if place is not None:
        _order(row, place, None)


@lru_cache(maxsize=3)
def _linker(pk: int, imported: str, ready: bool, small: bool) -> Linker:
    # A new import has another key, and so has a framework that was computed meanwhile.
    return Linker(
        services.framework(FrameworkRecord.objects.get(pk=pk)),
        embedder=meaning.default() if ready else None,
        memory=_memory(),
        compute=small,
    )
