"""What follows from a change of awards: asked for in the transaction of the change itself.

Three moments: awards were signed, awards fell away (revoked, suspended), awards came back
(reinstated). What needs many rows is left to a job; a flag for a person is set at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from skillmark.server.award.models import (
    AwardRecord,
    BatchRecord,
    FlagRecord,
    PieceRecord,
    Standing,
)
from skillmark.server.define.models import AchievementRecord, PathwayRecord
from skillmark.server.define.pathways import versions
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.jobs.services import enqueue
from skillmark.server.people.models import OrganisationRecord

FOLLOW = "award.follow"
"""Job: complete pathways and let superseded awards end, for a batch or for awards by id."""
MOST_IDS = 500
"""Awards that one query or one job names."""


def signed(batch: BatchRecord) -> None:
    """Awards of a batch were signed: whole pathways and superseded awards may follow.

    A job that waits for its turn already sees these too, so there is one for many chunks.
    """
    if not pathways_with(batch.achievement) and not renewing(batch):
        return
    base = f"{batch.pk}:"
    waiting = JobRecord.objects.filter(
        kind=FOLLOW,
        state=State.QUEUED,
        key__startswith=f"{batch.organisation_id}:{FOLLOW}:{base}",
    )
    # the update holds the row until this transaction ends: who claims it then sees the awards
    if waiting.update(run_after=timezone.now()):
        return
    begun = JobRecord.objects.filter(
        kind=FOLLOW, key__startswith=f"{batch.organisation_id}:{FOLLOW}:{base}"
    ).count()
    enqueue(
        FOLLOW,
        {"batch": str(batch.pk)},
        organisation=batch.organisation,
        account=None,
        key=f"{base}{begun}",
    )


def pathways_with(achievement: AchievementRecord) -> list[PathwayRecord]:
    """Return the organisation's pathways of which an achievement is a piece."""
    return versions.concerned(achievement.organisation, [achievement.slug])


def renewing(batch: BatchRecord) -> bool:
    """Say whether a batch has renewals."""
    return batch.awards.exclude(replaces=None).exists()


def changed(awards: Sequence[UUID], standing: str, organisation: OrganisationRecord) -> None:
    """Awards were revoked or suspended, or are in force again."""
    for first in range(0, len(awards), MOST_IDS):
        some = awards[first : first + MOST_IDS]
        if standing == Standing.ACTIVE:
            came_back(some, organisation)
        else:
            fell_away(some, organisation)


def fell_away(awards: Sequence[UUID], organisation: OrganisationRecord) -> int:
    """Flag the wholes that rest on these awards, for a person to look at; return how many.

    What was renewed is no loss: the newer award stands for the piece.
    """
    standing = (Standing.ACTIVE, Standing.SUSPENDED, Standing.PENDING)
    rows = PieceRecord.objects.filter(
        award__in=awards, award__renewal=None, stack__award__standing__in=standing
    )
    flags = [
        FlagRecord(organisation=organisation, award_id=whole, because_id=piece)
        for whole, piece in rows.values_list("stack__award", "award")
    ]
    FlagRecord.objects.bulk_create(flags, ignore_conflicts=True)
    return len(flags)


def came_back(awards: Sequence[UUID], organisation: OrganisationRecord) -> None:
    """Close the flags that these awards had set, and see whether they complete a pathway."""
    open_flags = FlagRecord.objects.filter(because__in=awards, closed=None)
    open_flags.update(closed=timezone.now(), decision="the piece is in force again")
    pieces = AwardRecord.objects.filter(pk__in=awards)
    slugs = set(pieces.values_list("achievement__slug", flat=True).distinct())
    if not versions.concerned(organisation, slugs):
        return
    ids = [str(pk) for pk in awards]
    enqueue(FOLLOW, {"awards": ids}, organisation=organisation, account=None)


def belonging(payload: dict[str, object]) -> Q:
    """Return which awards a job of kind `FOLLOW` is about."""
    if "batch" in payload:
        return Q(batch=payload["batch"])
    return Q(pk__in=payload["awards"])
