"""Enqueue, claim, renew, finish. A claim raises the fence; an older claim can write nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, SkillmarkError
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

LEASE = timedelta(seconds=60)
ATTEMPTS = 5
REPEATS = 4
"""How often a chunk is tried before its job is."""
T = TypeVar("T")
log = logging.getLogger("skillmark.jobs")


class LeaseLostError(SkillmarkError):
    """Another worker has taken the job over; this one must stop without writing."""

    code = "lease_lost"


class CancelledError(SkillmarkError):
    """Somebody cancelled the job."""

    code = "cancelled"


class StoppingError(SkillmarkError):
    """This worker is asked to end; the job waits for the next one."""

    code = "stopping"


stopping = threading.Event()
"""Set where this process is asked to end: its job stops at its next chunk."""


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    organisation: OrganisationRecord,
    account: AccountRecord | None,
    total: int = 0,
    key: str | None = None,
    run_after: datetime | None = None,
) -> JobRecord:
    """Store a job inside the open transaction of the business that needs it.

    With a `key` that is there already, return that job; `ConflictError` if its payload differs.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("enqueue inside the transaction of the business that needs the job")
    said = {
        "kind": kind,
        "payload": payload,
        "organisation": organisation,
        "created_by": account,
        "total": total,
        "run_after": run_after or timezone.now(),
    }
    if key is None:
        return JobRecord.objects.create(**said)
    job, new = JobRecord.objects.get_or_create(key=f"{organisation.pk}:{kind}:{key}", defaults=said)
    if not new and job.payload != payload:
        raise ConflictError(
            _("this idempotency key was used for something else"),
            remedy=_("use a new key for new work"),
            code="idempotency",
        )
    return job


@transaction.atomic
def cancel(job: JobRecord, *, actor: AccountRecord) -> None:
    """Ask a job to stop: at once if it waits, at its next chunk if it runs."""
    JobRecord.objects.filter(pk=job.pk, state__in=[State.QUEUED, State.RUNNING]).update(cancel=True)
    JobRecord.objects.filter(pk=job.pk, state=State.QUEUED).update(
        state=State.CANCELLED, finished=timezone.now()
    )
    audit.record("job_cancelled", job, actor=actor, organisation=job.organisation)


@transaction.atomic
def resume(job: JobRecord, *, actor: AccountRecord) -> None:
    """Let a job that was cancelled or failed go on where it stopped.

    Raises `ConflictError` where it has not stopped.
    """
    stopped = JobRecord.objects.filter(pk=job.pk, state__in=[State.CANCELLED, State.FAILED])
    if not stopped.update(
        state=State.QUEUED,
        cancel=False,
        attempts=0,
        run_after=timezone.now(),
        finished=None,
        error="",
    ):
        raise ConflictError(
            _("this job has not stopped"), remedy=_("wait until it has"), code="not_stopped"
        )
    audit.record("job_resumed", job, actor=actor, organisation=job.organisation)


def claim(*, now: datetime | None = None) -> Running | None:
    """Take the oldest job that is due or whose lease ran out; `None` when there is none."""
    now = now or timezone.now()
    due = Q(state=State.QUEUED, run_after__lte=now) | Q(state=State.RUNNING, lease_until__lt=now)
    for job in JobRecord.objects.filter(due).order_by("run_after")[:5]:
        mine = JobRecord.objects.filter(due, pk=job.pk, fence=job.fence).update(
            state=State.RUNNING,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
        )
        if mine:
            job.refresh_from_db()
            return Running(job, job.fence)
    return None


@dataclass(slots=True)
class Running:
    """A claimed job, as its task sees it."""

    job: JobRecord
    fence: int

    @property
    def payload(self) -> dict[str, Any]:
        """What the job was enqueued with."""
        return self.job.payload

    def _hold(self, **changes: Any) -> None:
        rows = JobRecord.objects.filter(pk=self.job.pk, fence=self.fence, state=State.RUNNING)
        if not rows.update(lease_until=timezone.now() + LEASE, **changes):
            raise LeaseLostError(f"job {self.job.pk} was taken over")
        if JobRecord.objects.filter(pk=self.job.pk, cancel=True).exists():
            raise CancelledError(f"job {self.job.pk} was cancelled")

    @contextmanager
    def chunk(self, done: int | None = None, total: int | None = None) -> Iterator[None]:
        """One transaction: checks the fence, renews the lease, stores progress, runs the body.

        Raises `LeaseLostError`, `CancelledError` or `StoppingError`; nothing of the chunk is then
        stored.
        """
        if stopping.is_set():
            raise StoppingError(f"job {self.job.pk} goes on in another worker")
        changes = {"progress": done, "total": total}
        with transaction.atomic():
            self._hold(**{name: value for name, value in changes.items() if value is not None})
            yield

    def repeat(self, body: Callable[[], T], done: int | None = None, total: int | None = None) -> T:
        """Run a body in a chunk, and again where the database gave up on it or was lost.

        That is a deadlock, a serialization failure, a connection that broke, also while it
        committed: the body must then find by itself that it was done.
        """
        for left in reversed(range(REPEATS)):
            try:
                with self.chunk(done=done, total=total):
                    return body()
            except (OperationalError, InterfaceError):
                if not left:
                    raise
                log.warning("job %s: the database gave a chunk up; trying it again", self.job.pk)
                connection.close()
        raise AssertionError  # the last one returns or raises

    def finish(self, result: dict[str, Any] | None = None) -> None:
        """Mark it done, unless somebody took it over."""
        self._end(State.DONE, result=result or {}, error="")

    def fail(self, error: str, *, retry: bool) -> None:
        """Mark it failed, or let it wait for another attempt, each time twice as long."""
        if retry and self.job.attempts < ATTEMPTS:
            later = timezone.now() + timedelta(seconds=5 * 2**self.job.attempts)
            self._end(State.QUEUED, run_after=later, error=error, finished=None)
        else:
            self._end(State.FAILED, error=error)

    def put_back(self) -> None:
        """Let it wait for another worker, as if this attempt had never been."""
        attempts = self.job.attempts - 1
        self._end(State.QUEUED, run_after=timezone.now(), attempts=attempts, finished=None)

    def stop(self) -> None:
        """Mark it cancelled."""
        self._end(State.CANCELLED)

    def _end(self, state: State, **changes: Any) -> None:
        changes = {"finished": timezone.now(), "lease_until": None, "state": state, **changes}
        rows = JobRecord.objects.filter(pk=self.job.pk, fence=self.fence, state=State.RUNNING)
        if not rows.update(**changes):
            raise LeaseLostError(f"job {self.job.pk} was taken over")
