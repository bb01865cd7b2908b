"""What became of a bulk order: how far it is, and every line with its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from skillmark.server.award.bulk import ordering
from skillmark.server.award.bulk.reasons import shown
from skillmark.server.award.models import BatchRecord, Standing
from skillmark.server.jobs.models import JobRecord, State

LEFT_OUT, ALREADY = "left_out", "already"
OUTCOMES = {
    Standing.ACTIVE.value: _("Awarded"),
    Standing.PENDING.value: _("Waiting"),
    ALREADY: _("Has it already"),
    LEFT_OUT: _("Left out"),
    Standing.FAILED.value: _("Could not be signed"),
    Standing.SUSPENDED.value: _("Suspended"),
    Standing.REVOKED.value: _("Revoked"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a bulk order stands."""

    batch: BatchRecord
    job: JobRecord | None
    by_outcome: dict[str, int]
    """How many lines, by outcome; those without any are left out."""

    @property
    def ordered(self) -> int:
        """Awards that were ordered, signed or not."""
        return sum(n for name, n in self.by_outcome.items() if name not in {LEFT_OUT, ALREADY})

    @property
    def signed(self) -> int:
        """Those that are signed, whatever became of them."""
        waiting = self.by_outcome.get(Standing.PENDING, 0)
        return self.ordered - waiting - self.by_outcome.get(Standing.FAILED, 0)

    @property
    def waiting(self) -> int:
        """Those that are still to be signed."""
        return self.by_outcome.get(Standing.PENDING, 0)

    @property
    def open(self) -> bool:
        """Whether something is still going on."""
        return self.job is not None and self.job.open

    @property
    def stopped(self) -> bool:
        """Whether it ended before it was done, and can go on."""
        ended = self.job is not None and self.job.state in {State.CANCELLED, State.FAILED}
        return ended and bool(self.waiting)

    @property
    def figures(self) -> list[tuple[str, int]]:
        """What to show, in words."""
        always = {Standing.ACTIVE.value, ALREADY, LEFT_OUT}
        return [
            (str(label), self.by_outcome.get(name, 0))
            for name, label in OUTCOMES.items()
            if name in always or self.by_outcome.get(name)
        ]


def job_of(batch: BatchRecord) -> JobRecord | None:
    """Return the job that signs a batch; `None` where it was signed at once."""
    key = f"{batch.organisation_id}:{ordering.SIGN}:{batch.pk}"
    return JobRecord.objects.of(batch.organisation).filter(key=key).first()


def progress(batch: BatchRecord) -> Progress:
    """Say where a bulk order stands; while its job runs, by what the job says of itself.

    A page asks every two seconds: to count a hundred thousand rows each time would slow the job.
    """
    job = job_of(batch)
    if job is not None and job.open:
        waiting = job.total - job.progress
        counted = {Standing.ACTIVE.value: job.progress, Standing.PENDING.value: waiting}
    else:
        counted = dict(batch.awards.order_by().values_list("standing").annotate(Count("pk")))
    for already, n in batch.lines.order_by().values_list("already").annotate(Count("pk")):
        counted[ALREADY if already else LEFT_OUT] = n
    return Progress(batch, job, counted)


_COLUMNS = ("line", "name", "outcome", "reason", "link")


def lines(batch: BatchRecord, outcome: str = "") -> QuerySet[Any, dict[str, Any]]:
    """Return the lines of a batch, or those of one outcome, in the order of the file."""
    awards = batch.awards.annotate(outcome=F("standing"), link=F("pk")).values(*_COLUMNS)
    named = Case(When(already=True, then=Value(ALREADY)), default=Value(LEFT_OUT))
    others = batch.lines.annotate(outcome=named, link=F("award_id")).values(*_COLUMNS)
    if outcome in {ALREADY, LEFT_OUT}:
        return others.filter(already=outcome == ALREADY).order_by("line")
    if outcome in OUTCOMES:
        return awards.filter(standing=outcome).order_by("line")
    return awards.union(others, all=True).order_by("line")


def report(batch: BatchRecord) -> Iterator[list[Any]]:
    """Yield the cells of a report: line, name, outcome, link, reason, what to do."""
    for row in lines(batch).iterator(chunk_size=1_000):
        why = shown(row["reason"])
        yield [
            row["line"],
            row["name"],
            row["outcome"],
            f"{settings.BASE_URL}/c/{row['link']}" if row["link"] else "",
            why.cause,
            why.remedy,
        ]
