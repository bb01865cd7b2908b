"""API of awards, under `/api/award/`."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Router, Schema, Status

from skillmark.award.roster import Rejected as RowRejected
from skillmark.award.roster import Row
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import InputError
from skillmark.server.award import services
from skillmark.server.award.bulk import batches, giving_up
from skillmark.server.award.issuers import api as issuers_api
from skillmark.server.award.life import api as upkeep_api
from skillmark.server.award.models import AwardRecord, BatchRecord, Standing, StatusActionRecord
from skillmark.server.award.status import changing, history, standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

router = Router(tags=["award"])
router.add_router("", upkeep_api.router)
router.add_router("", issuers_api.router)


class PersonIn(Schema):
    """Whom to award to."""

    name: str
    email: str
    level: int | None = None
    result: str = ""
    evidence_url: str = ""


class AwardIn(PersonIn):
    """One award."""

    achievement: str
    """Id of the achievement."""
    notify: bool = True


class BatchIn(Schema):
    """Awards of one achievement to many people."""

    achievement: str
    people: list[PersonIn]
    notify: bool = True


class AwardOut(Schema):
    """An award."""

    id: uuid.UUID
    url: str
    achievement: str
    name: str
    email: str
    standing: str
    reason: str
    valid_from: datetime
    valid_until: datetime | None

    @staticmethod
    def resolve_achievement(award: AwardRecord) -> str:
        """The achievement's id."""
        return award.achievement.slug

    @staticmethod
    def resolve_standing(award: AwardRecord) -> str:
        """Its standing, or expired."""
        return award.shown_standing


class BatchOut(Schema):
    """What became of an order."""

    batch: uuid.UUID
    job: uuid.UUID
    ordered: int
    already: int
    rejected: list[dict[str, Any]]


class Rejected(Schema):
    """A line that nothing was awarded for."""

    row: int
    reason: str


class BatchProgress(Schema):
    """Where a bulk order stands."""

    batch: uuid.UUID
    job: uuid.UUID | None
    state: str
    """State of its job; `done` where it was signed at once."""
    ordered: int
    signed: int
    waiting: int
    failed: int
    already: int
    left_out: int
    rejected: list[Rejected]
    """The first 1,000 lines that were left out."""


class ChangeIn(Schema):
    """A change of status."""

    change: str
    """`revoke`, `suspend`, `reinstate`, or `take_back` of a mistaken revocation."""
    reason: str
    notify: bool = False
    """Whether the person gets a letter."""


class NamedIn(Schema):
    """One award of many."""

    id: str
    """Its id, or the address of its page."""
    reason: str = ""
    """Its own reason; empty where it is that of all."""


class ManyIn(ChangeIn):
    """One change of many statuses."""

    ids: list[str | NamedIn]
    preview: bool = False
    """Only say what would happen."""


class ManyOut(Schema):
    """What becomes of a change of many: so far, or what would become of it."""

    action: uuid.UUID
    job: uuid.UUID | None
    """What goes through them, where they are many."""
    total: int
    done: int
    """How many have been gone through."""
    changed: int
    already: int
    final: int
    """Revoked for good."""
    unsigned: int
    unknown: list[str]
    """What names no award of the organisation."""


class StatusChangeOut(Schema):
    """One change of a status."""

    at: datetime
    exact: bool
    """Whether it happened then; else it is only known to have happened by then."""
    was: str
    standing: str
    reason: str
    by: str
    """Who made it, where that is known."""
    action: uuid.UUID | None
    """The change of many that it was part of."""


class StoodOut(Schema):
    """How an award stood at a moment."""

    at: datetime
    standing: str
    """`active`, `suspended`, `revoked`, `expired`, `not_awarded` or `unknown`."""
    since: datetime | None
    reason: str


class HistoryOut(Schema):
    """The history of an award's status."""

    id: uuid.UUID
    signed: datetime | None
    known_from: datetime | None
    """From when on every change was written down, where that was not always so."""
    changes: list[StatusChangeOut]
    stood: StoodOut


def _achievement(request: HttpRequest, slug: str) -> AchievementRecord:
    row = AchievementRecord.objects.of(request.organisation).filter(slug=slug).first()
    if row is None:
        raise InputError(
            _("there is no achievement %(name)s") % {"name": slug}, where="/achievement"
        )
    return row


@router.get("/awards", response=list[AwardOut], summary="Awards, newest first")
@allowed(Action.SEE_AWARDS)
def awards(request: HttpRequest, offset: int = 0, limit: int = 100) -> Any:
    """Return at most 500 awards."""
    rows = AwardRecord.objects.of(request.organisation).select_related("achievement")
    first = max(0, offset)
    return rows.order_by("-batch__created", "pk")[first : first + max(1, min(500, limit))]


@router.post("/awards", response={201: AwardOut}, summary="Award to one person")
@allowed(Action.AWARD)
def award_create(
    request: HttpRequest, body: AwardIn, idempotency_key: str | None = Header(None, max_length=120)
) -> Any:
    """Award and sign at once. The same `Idempotency-Key` gives the same award."""
    award = services.award_one(
        _achievement(request, body.achievement),
        Recipient(body.name, body.email),
        actor=request.user,
        level=body.level,
        result_text=body.result,
        evidence_url=body.evidence_url,
        notify=body.notify,
        idempotency=idempotency_key,
    )
    return Status(201, award)


@router.post("/batches", response={202: BatchOut}, summary="Award to many people")
@allowed(Action.AWARD)
def batch_create(
    request: HttpRequest, body: BatchIn, idempotency_key: str | None = Header(None, max_length=120)
) -> Any:
    """Order many awards; the job signs them."""
    rows = (_row(number, one) for number, one in enumerate(body.people, start=1))
    made, job = services.order_many(
        _achievement(request, body.achievement),
        rows,
        actor=request.user,
        notify=body.notify,
        idempotency=idempotency_key,
    )
    said = {
        "batch": made.batch.pk,
        "job": job.pk,
        "ordered": made.ordered,
        "already": made.already,
        "rejected": [{"row": one.line, "reason": one.reason} for one in made.rejected],
    }
    return Status(202, said)


def _row(number: int, one: PersonIn) -> Row | RowRejected:
    try:
        who = Recipient(one.name, one.email)
    except InputError as error:
        return RowRejected(number, str(error))
    return Row(number, who, level=one.level, result=one.result, evidence_url=one.evidence_url)


@router.get("/batches/{uuid:pk}", response=BatchProgress, summary="Where a bulk order stands")
@allowed(Action.SEE_AWARDS)
def batch(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return how far a bulk order is, and what was left out."""
    return _progress(find(request, BatchRecord.objects.select_related("organisation"), pk=pk))


@router.post(
    "/batches/{uuid:pk}/give-up", response=BatchProgress, summary="Give up what is not signed"
)
@allowed(Action.AWARD)
def batch_give_up(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Never sign what is left of an order that has stopped: those people can be ordered again.

    The same call again changes nothing more; 409 (`not_stopped`) while the job waits or runs.
    """
    row = find(request, BatchRecord.objects.select_related("organisation"), pk=pk)
    giving_up.give_up(row, actor=request.user)
    return _progress(row)


def _progress(row: BatchRecord) -> dict[str, Any]:
    found = batches.progress(row)
    left_out = row.lines.filter(already=False).order_by("line").values_list("line", "reason")
    return {
        "batch": row.pk,
        "job": found.job.pk if found.job else None,
        "state": found.job.state if found.job else "done",
        "ordered": found.ordered,
        "signed": found.signed,
        "waiting": found.waiting,
        "failed": found.by_outcome.get(Standing.FAILED, 0),
        "already": found.by_outcome.get(batches.ALREADY, 0),
        "left_out": found.by_outcome.get(batches.LEFT_OUT, 0),
        "rejected": [{"row": line, "reason": why} for line, why in left_out[:1000]],
    }


@router.get("/awards/{uuid:pk}", response=AwardOut, summary="One award")
@allowed(Action.SEE_AWARDS)
def award(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return an award."""
    return find(request, AwardRecord.objects.select_related("achievement"), pk=pk)


@router.post("/awards/{uuid:pk}/status", response=AwardOut, summary="Revoke, suspend, reinstate")
@allowed(Action.REVOKE)
def change(request: HttpRequest, pk: uuid.UUID, body: ChangeIn) -> Any:
    """Change the status of an award."""
    row = find(request, AwardRecord, pk=pk)
    standing.change(row, body.change, body.reason, actor=request.user, notify=body.notify)
    return find(request, AwardRecord.objects.select_related("achievement"), pk=pk)


@router.get("/awards/{uuid:pk}/history", response=HistoryOut, summary="How it stood, and when")
@allowed(Action.SEE_AWARDS)
def award_history(request: HttpRequest, pk: uuid.UUID, at: datetime | None = None) -> Any:
    """Return every change of an award's status, and how it stood at a moment (absent: now)."""
    row = find(request, AwardRecord, pk=pk)
    moment = at or timezone.now()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    stood = history.stood(row, moment)
    return {
        "id": row.pk,
        "signed": row.signed,
        "known_from": history.known_from(row),
        "changes": [
            {
                **{name: getattr(one, name) for name in ("at", "exact", "was", "standing")},
                "reason": one.reason,
                "by": str(one.actor or ""),
                "action": one.action_id,
            }
            for one in history.changes(row)
        ],
        "stood": {
            "at": moment,
            "standing": stood.standing,
            "since": stood.since,
            "reason": stood.reason,
        },
    }


@router.post("/status", response={200: ManyOut, 202: ManyOut}, summary="Change many statuses")
@allowed(Action.REVOKE)
def change_many(request: HttpRequest, body: ManyIn) -> Any:
    """Revoke, suspend, reinstate or take back many at once; a job goes through more than 100.

    200: done, or with `preview` what would happen. 202: under way.
    """
    standing.check(body.change, body.reason)
    named = ((one, "") if isinstance(one, str) else (one.id, one.reason) for one in body.ids)
    action = changing.choose(request.organisation, named, actor=request.user)
    if body.preview:
        counts = changing.outlook(action)[body.change]
        said = _many(action, None) | {
            name: counts[name] for name in ("already", "final", "unsigned")
        }
        return Status(200, said | {"changed": counts["changes"]})
    job = changing.confirm(action, body.change, body.reason, notify=body.notify, actor=request.user)
    action.refresh_from_db()
    return Status(202 if job else 200, _many(action, job))


@router.get("/status/{uuid:pk}", response=ManyOut, summary="What has become of a change of many")
@allowed(Action.SEE_AWARDS)
def change_many_state(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return how far a change of many has come."""
    action = find(request, StatusActionRecord, pk=pk)
    return _many(action, changing.job_of(action))


def _many(action: StatusActionRecord, job: JobRecord | None) -> dict[str, Any]:
    return changing.counts(action) | {
        "action": action.pk,
        "job": job and job.pk,
        "total": action.total,
        "done": action.done,
        "unknown": action.unknown,
    }
