"""Versions of a framework side by side: what is different, and what of it concerns somebody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from skillmark.server.jobs.keeping import kept
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import indexes, services
from skillmark.server.skills.models import ComparisonRecord, FrameworkRecord, SkillRecord
from skillmark.skills.changes import Changes, changes

COMPARE = "skills.compare"
AT_ONCE = 3000
"""Skills of both versions together that are compared while somebody waits."""


def comparison(
    older: FrameworkRecord,
    newer: FrameworkRecord,
    *,
    organisation: OrganisationRecord | None = None,
    actor: AccountRecord | None = None,
) -> ComparisonRecord | None:
    """Return what is different; where that takes long, a row without `made`, and a job works.

    `None` where it takes long and nobody is there in whose name a job could work.
    """
    found = ComparisonRecord.objects.filter(older=older, newer=newer).first()
    if found is not None and (found.made or (found.job and not found.job.stopped)):
        return found
    if older.skills + newer.skills <= AT_ONCE:
        return compute(older, newer)
    if organisation is None or actor is None:
        return None
    with transaction.atomic():
        job = enqueue(
            COMPARE,
            {"older": older.pk, "newer": newer.pk},
            organisation=organisation,
            account=actor,
        )
        row, _new = ComparisonRecord.objects.update_or_create(
            older=older,
            newer=newer,
            defaults={"added": [], "removed": [], "changed": [], "job": job, "made": None},
        )
    return row


def compute(older: FrameworkRecord, newer: FrameworkRecord) -> ComparisonRecord:
    """Compare two versions and keep what is different. Done twice, it says the same."""
    return _keep(older, newer, changes(services.framework(older), services.framework(newer)))


def _keep(older: FrameworkRecord, newer: FrameworkRecord, found: Changes) -> ComparisonRecord:
    row, _new = ComparisonRecord.objects.update_or_create(
        older=older,
        newer=newer,
        defaults={
            "added": list(found.added),
            "removed": list(found.removed),
            "changed": [
                [one.uri, [str(kind.value) for kind in one.kinds]] for one in found.changed
            ],
            "replaced": {uri: list(others) for uri, others in found.replaced.items() if others},
            "occupations_added": list(found.occupations_added),
            "occupations_removed": list(found.occupations_removed),
            "made": timezone.now(),
        },
    )
    return row


def work(running: Running) -> dict[str, Any]:
    """Compare two versions, as a job."""
    older = FrameworkRecord.objects.get(pk=running.payload["older"])
    newer = FrameworkRecord.objects.get(pk=running.payload["newer"])
    with kept(running):
        found = changes(services.framework(older), services.framework(newer))
    with running.chunk():
        row = _keep(older, newer, found)
    return counts(row)


def counts(row: ComparisonRecord) -> dict[str, int]:
    """Return how many skills were added, removed, and changed in each way."""
    kinds = Counter(kind for _uri, found in row.changed for kind in found)
    return {"added": len(row.added), "removed": len(row.removed), **dict(kinds.most_common())}


@dataclass
class Stage:
    """A version of a framework in the life of one skill."""

    framework: FrameworkRecord
    pk: int | None
    """The skill's row in it, if it is there."""
    kinds: list[str] = field(default_factory=list)
    """How it was changed since the version before, where both were compared."""
    first: bool = False


def life(row: SkillRecord, organisation: OrganisationRecord | None) -> list[Stage]:
    """Return the versions of a skill's framework, the newest first, and what became of it."""
    versions = services.versions(organisation).get(row.framework.framework, [])
    there = dict(
        SkillRecord.objects.filter(uri=row.uri, framework__in=versions).values_list(
            "framework_id", "pk"
        )
    )
    stages = [Stage(one, there.get(one.pk)) for one in versions]
    compared = {
        (one.older_id, one.newer_id): one
        for one in ComparisonRecord.objects.filter(
            newer__in=versions, older__in=versions, made__isnull=False
        )
    }
    for newer, older in pairwise(stages):
        found = compared.get((older.framework.pk, newer.framework.pk))
        if found and newer.pk and older.pk:
            newer.kinds = next((kinds for uri, kinds in found.changed if uri == row.uri), [])
    known = [one for one in stages if one.pk]
    if known and len(stages) > 1:
        known[-1].first = True
    return stages


def replacements(
    row: ComparisonRecord, uris: list[str], *, language: str = "en"
) -> dict[str, list[tuple[str, dict[str, str], str]]]:
    """Return for removed skills what may stand in their place: URI, label, and why.

    What the framework itself names comes first; else what its labels find in the newer version.
    """
    old = {
        one.uri: one
        for one in SkillRecord.objects.filter(framework=row.older, uri__in=uris).defer("document")
    }
    index = indexes.of(row.newer)
    found: dict[str, list[tuple[str, str]]] = {}
    for uri, one in old.items():
        if uri in row.replaced:
            found[uri] = [(other, "named") for other in row.replaced[uri]]
        elif index is not None:
            label = one.label.get(language) or next(iter(one.label.values()))
            hits = index.search(label, limit=3, language=language, kind="skill")
            found[uri] = [(hit.uri, "label") for hit in hits if hit.uri != uri]
    every = {other for others in found.values() for other, _why in others}
    labels = dict(row.newer.skill_rows.filter(uri__in=every).values_list("uri", "label"))
    return {
        uri: [(other, labels[other], why) for other, why in others if other in labels]
        for uri, others in found.items()
    }
